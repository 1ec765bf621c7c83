"""Reading documents. Whatever is hidden from whoever is acting is absent, by the wall."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kith.access.models import Matter, MatterSubject
from kith.access.prepared import Prepared
from kith.documents.models import Document


def documents_of(people: Iterable[int]) -> QuerySet[Document]:
    """The documents about one identity, newest first, without those taken back.

    What was added to work before anybody in it was recognised is about everybody whom that work is about.
    """
    theirs = MatterSubject.objects.filter(person_id__in=set(people), until=None).values("matter_id")
    said = MatterSubject.objects.values("matter_id")
    found = Document.objects.filter(Q(matter__in=theirs) | (Q(work__in=theirs) & ~Q(matter__in=said)))
    return _standing(found)


def documents_on(work: Matter | int) -> QuerySet[Document]:
    """The documents added to a piece of work, newest first, without those taken back."""
    return _standing(Document.objects.filter(work=work))


def _standing(found: QuerySet[Document]) -> QuerySet[Document]:
    return found.filter(mistaken_because="").select_related("matter", "uploaded_by").order_by("-uploaded_at", "-pk")


def by_ref(ref: str) -> Document | None:
    """One document, also one that was taken back."""
    return _by_ref.first(ref=ref)


_by_ref = Prepared(
    lambda ref: Document.objects.select_related("matter", "work", "uploaded_by", "taken_back_by").filter(
        matter__ref=ref
    ),
    "ref",
)


def work_by_ref(ref: str) -> Matter | None:
    """A piece of work, whatever its kind."""
    return Matter.objects.filter(ref=ref).first()
