"""An assessment before birth: since when we know, how late the booking was, who may read it and what they say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kith.access.models import Subject
from kith.access.policies import identity_of
from kith.assessment.models import Assessment, Prebirth, PrebirthDisclosure
from kith.letters.envelopes import Recipient
from kith.letters.policies import stopped
from kith.people.models import NAME_NOT_SUPPLIED
from kith.people.queries import family_of
from kith.people.queries.family import PARENTS
from kith.record.own_numbers import number
from kith.standards.words import full_day, plural

TERM = 280  # days from the first day of a pregnancy, as midwives count, to the expected date


def weeks_at(day: date, expected: date) -> int:
    """Completed weeks of pregnancy on a day, counted as midwives do."""
    return (TERM - (expected - day).days) // 7


@dataclass(frozen=True)
class PrebirthView:
    """What a page shows of it. `begun` is nothing until somebody begins it."""

    assessment: Assessment
    begun: Prebirth | None
    disclosures: list[PrebirthDisclosure] = field(default_factory=list)

    @property
    def expected(self) -> date | None:
        return self.assessment.child.person.expected_date

    @property
    def booking(self) -> str:
        """When the mother booked, in weeks, and whether that was late (PR-02)."""
        if self.begun is None or self.begun.booked_on is None or self.expected is None:
            return "Not booked with maternity services, or not known"
        weeks = weeks_at(self.begun.booked_on, self.expected)
        words = f"{full_day(self.begun.booked_on)}, at {plural(weeks, 'week')}"
        return f"Late booking: {words}" if self.booked_late else words

    @property
    def booked_late(self) -> bool:
        """Whether the mother booked with maternity services later than the authority counts as in time (PR-02)."""
        if self.begun is None or self.begun.booked_on is None or self.expected is None:
            return False
        limit = number("prebirth.late_booking", self.begun.opened_at)
        return weeks_at(self.begun.booked_on, self.expected) >= limit

    @property
    def to_disclose(self) -> bool:
        """Whether it is completed and nobody was given it yet (PR-04)."""
        done = self.assessment.state == Assessment.State.AUTHORISED
        return done and self.begun is not None and not self.disclosures


def prebirth_of(assessment: Assessment) -> PrebirthView:
    """The pre-birth side of an assessment: two queries, or none where whoever read it knows that there is none."""
    if not getattr(assessment, "before_birth", True):
        return PrebirthView(assessment, None)
    begun = Prebirth.objects.filter(pk=assessment.pk).select_related("opened_by", "proceedings_planned_by").first()
    if begun is not None:
        assessment.matter.assessment = assessment  # as the page has read it
        begun.matter = assessment.matter
    rows = PrebirthDisclosure.objects.filter(matter_id=assessment.pk).select_related("parent__person", "sent_by")
    return PrebirthView(assessment, begun, list(rows.order_by("sent_on", "pk")) if begun else [])


def disclosure(assessment: Assessment, ref: str) -> PrebirthDisclosure | None:
    """One disclosure of this assessment."""
    rows = PrebirthDisclosure.objects.filter(matter_id=assessment.pk, ref=ref)
    return rows.select_related("matter__assessment__child", "parent__person").first()


def may_read_it(assessment: Assessment) -> tuple[list[tuple[str, str]], list[str]]:
    """The parents it may be given to, by reference and name; and why not to the others (FA-08, PR-12)."""
    child = assessment.child.person
    given = set(PrebirthDisclosure.objects.filter(matter_id=assessment.pk).values_list("parent_id", flat=True))
    may, kept = [], []
    for member in family_of(child):
        person = member.person
        theirs = member.is_theirs and member.relationship.kind in PARENTS
        if not theirs or person.pk in given or person.shown_name == NAME_NOT_SUPPLIED:
            continue
        to = Recipient(f"parent-{person.pk}", "family", person.shown_name, member.words, person.subject)
        if why := stopped(assessment.matter, to):
            kept.append(why)
        else:
            may.append((person.ref, f"{person.shown_name}, {member.words}"))
    return may, kept


def concluded_before_birth(child: Subject) -> list[Assessment]:
    """The newest pre-birth assessment of a child, where it is concluded: news of the birth belongs to it (PR-03)."""
    found = Assessment.objects.filter(
        child_id__in=identity_of(child), matter__prebirth__isnull=False, state=Assessment.State.AUTHORISED
    )
    return list(found.select_related("matter", "supervisor", "authorised_by").order_by("-authorised_on")[:1])
