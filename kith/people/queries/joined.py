"""Two records that are one person: what joining would bring together, and what came since (decision 10)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from kith.access.asked_once import together
from kith.access.models import MatterSubject, SameSubject, Subject
from kith.access.policies import identity_of
from kith.people.models import MatchAnswer, Person
from kith.people.policies import subject_of
from kith.people.queries.badges import badges_of
from kith.people.recognition import Comparison, compare
from kith.people.search_rows import particulars_of
from kith.record.models import StepEvent
from kith.record.registry import Entry, pages_of


@dataclass(frozen=True)
class Preview:
    """Two records side by side, before they are joined: detail by detail, and how much hangs on each."""

    kept: Person
    other: Person
    comparison: Comparison
    works: dict[int, int]
    badges: dict[int, list[tuple[str, str]]]
    answered_different: bool

    @property
    def kept_works(self) -> int:
        return self.works[self.kept.pk]

    @property
    def other_works(self) -> int:
        return self.works[self.other.pk]

    @property
    def kept_badges(self) -> list[tuple[str, str]]:
        return self.badges.get(self.kept.pk, [])

    @property
    def other_badges(self) -> list[tuple[str, str]]:
        return self.badges.get(self.other.pk, [])


@dataclass(frozen=True)
class JoinedRecord:
    """A record that was joined into another, and the link that says so."""

    link: SameSubject
    kept: Person
    other: Person


def preview_of(kept: Person, other: Person) -> Preview:
    """What joining `other` into `kept` would bring together. Nothing is written."""
    ids = [kept.pk, other.pk]
    pair = Q(person_id=kept.pk, other_id=other.pk) | Q(person_id=other.pk, other_id=kept.pk)
    answers = MatchAnswer.objects.filter(pair).order_by("-at", "-id")
    works = MatterSubject.objects.filter(person_id__in=ids)
    found = together(works=works.values("person_id"), answers=answers.values("answer")[:1])
    counted = [row["person_id"] for row in found["works"]]
    return Preview(
        kept,
        other,
        compare(particulars_of(other), particulars_of(kept)),
        {pk: counted.count(pk) for pk in ids},
        badges_of([kept, other]),
        found["answers"] == [{"answer": MatchAnswer.Answer.DIFFERENT}],
    )


def joined_records(subject: Subject | Person) -> list[JoinedRecord]:
    """The records joined with this one today, newest first, whichever of them is asked for."""
    ids = identity_of(subject_of(subject))
    links = SameSubject.objects.filter(until=None, other_id__in=ids).order_by("-since")
    people = Person.objects.select_related("subject").in_bulk(ids)
    return [JoinedRecord(link, people[link.kept_id], people[link.other_id]) for link in links]


def parted_from(person: Person, other: Person) -> SameSubject | None:
    """The link between two records that ended last, if they were joined once and are not now."""
    pair = Q(kept_id=person.pk, other_id=other.pk) | Q(kept_id=other.pk, other_id=person.pk)
    last = SameSubject.objects.filter(pair).order_by("-since", "-id").first()
    return last if last is not None and last.until is not None else None


def entries_since(link: SameSubject) -> list[Entry]:
    """What was written about either record while they were joined: for somebody to sort once they are parted.

    Nothing was re-pointed, so each entry still lies on the record that was open when it was written, which is nearly
    always the one kept.
    """
    ids = [link.kept_id, link.other_id]
    matters = MatterSubject.objects.filter(person_id__in=ids).values("matter_id")
    rows = StepEvent.objects.filter(Q(people__person_id__in=ids) | Q(matter_id__in=matters), written_at__gt=link.since)
    rows = rows.filter(written_at__lt=link.until) if link.until else rows
    rows = rows.exclude(step__in=("people.records_joined", "people.records_parted")).select_related("actor", "matter")
    found = list(rows.distinct().order_by("-happened_at", "-id"))
    pages = pages_of([(row.matter_id, row.matter.kind) for row in found if row.matter is not None and row.matter_id])
    return [
        Entry(row.happened_at, row.line, row.actor.name, pages.get(row.matter_id) if row.matter_id else None)
        for row in found
    ]
