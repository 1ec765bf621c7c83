"""What the conferences room offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import F

from kith.access.models import Matter, MatterSubject, Subject
from kith.conferences import policies
from kith.conferences.letters import MINUTES
from kith.conferences.models import (
    Conference,
    ConferenceAddition,
    ConferenceAgency,
    ConferenceChild,
    ConferenceFamily,
)
from kith.documents.shelves import offers_shelf
from kith.letters.envelopes import offers_letters
from kith.record.registry import Titled, offers_matters, titled
from kith.record.words import Texts, joined, offers_texts

KIND, TITLE = "conference", "Child protection conference"


def pages(matters: list[int]) -> Titled:
    """How conferences are named and reached."""
    return titled(Conference.objects.filter(matter_id__in=matters), TITLE, "number", "conferences", "matter__ref")


def people(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom a conference is about."""
    rows = MatterSubject.objects.filter(matter=matter, until=None).select_related("person__person").order_by("pk")
    return [(row.person, row.person.person.shown_name) for row in rows]


def texts(ids: list[int]) -> list[Texts]:
    """What was asked, said, decided and added, for finding words in a record."""
    about = MatterSubject.objects.filter(person_id__in=ids).values("matter_id")
    named = {"title": joined(TITLE), "address": joined("/conferences/", F("matter__ref"), "/")}
    at = F("matter__conference__asked_at")
    whole = joined(
        F("why"), "\n", F("advice_words"), "\n", F("again"), "\n", F("discussed"), "\n", F("dissent"), "\n",
        F("rationale"), "\n", F("without_them"), "\n", F("inquorate_because"), "\n", F("basis_why"), "\n",
        F("off_because"),
    )  # fmt: skip
    child = joined(
        F("wishes"), "\n", F("why"), "\n", F("must_change"), "\n", F("working_words"), "\n", F("limbs")
    )  # fmt: skip
    agency = joined(F("agency_name"), "\n", F("report_words"), "\n", F("said"))
    mine = {"matter__in": about}
    return [
        Conference.objects.filter(**mine).annotate(at=F("asked_at"), text=whole, **named),
        ConferenceChild.objects.filter(child__in=ids, **mine).exclude(why="").annotate(at=at, text=child, **named),
        ConferenceAgency.objects.filter(**mine).annotate(at=at, text=agency, **named),
        ConferenceFamily.objects.filter(**mine).annotate(
            text=joined(F("because"), "\n", F("said")), **named
        ),
        ConferenceAddition.objects.filter(**mine).annotate(text=joined(F("source"), "\n", F("words")), **named),
    ]  # fmt: skip


offers_shelf(KIND, policies.reaches, people)
offers_matters(KIND, pages)
offers_texts(texts)
offers_letters(KIND, MINUTES)
