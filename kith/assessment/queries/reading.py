"""One assessment with everything its page shows, and where a child stands on the way from contact to conclusion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, QuerySet

from kith.access.asked_once import once
from kith.access.prepared import OneOf, Prepared
from kith.actions.models import Action
from kith.assessment.models import (
    Assessment,
    FollowOn,
    HomelessApproach,
    InterpreterWaiver,
    LengthReview,
    ParentSeen,
    Prebirth,
    Visit,
)
from kith.assessment.queries.crime import suspected
from kith.assessment.queries.following import ended
from kith.assessment.queries.visits import kept_from, parents_seen
from kith.assessment.queries.written import opened_with
from kith.checks.models import AgencyCheck
from kith.disagreements.models import Disagreement
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.kernel.now import now, today
from kith.record import clocks
from kith.record.clocks import ClockFace
from kith.record.models import Clock
from kith.record.registry import Entry, story_of_matter
from kith.standards.codesets import codes
from kith.standards.words import capital

LATEST = 60  # happenings shown with an assessment; the chronology has them all
_CORE = ("matter", "child__person", "lead", "supervisor")
_ROUND = (*_CORE, "team", "opened_by", "authorised_by")
_CAME = ("referral__matter", "referral__contact__matter", "referral__contact__agency")


def _whole() -> QuerySet[Assessment]:
    return Assessment.objects.select_related(*_ROUND, *_CAME)


def find(ref: str, *, whole: bool = False) -> Assessment | None:
    """The assessment of this reference; hidden ones are absent, by the wall. Its page asks the child's door.

    Args:
        whole: with its team, who opened and authorised it, and where it came from. Few pages show them, and to read
            them with it costs more than all else that is read.
    """
    return (_wholly_by_ref if whole else _by_ref).first(ref=ref)


def _with_marks(found: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """With what stands in it and beside it, of which its page says only that there is any."""
    asked = AgencyCheck.objects.filter(work=OuterRef("pk"))
    differently = Disagreement.objects.filter(matter=OuterRef("pk"))
    beside = Assessment.objects.filter(sibling_group=OuterRef("sibling_group"), state=Assessment.State.OPEN)
    beside = beside.exclude(pk=OuterRef("pk")).exclude(sibling_group="")
    begun, approached = (model.objects.filter(pk=OuterRef("pk")) for model in (Prebirth, HomelessApproach))
    waived = InterpreterWaiver.objects.filter(matter_id=OuterRef("pk"))
    return found.annotate(
        agencies_asked=Exists(asked),
        seen_differently=Exists(differently),
        actions_agreed=Exists(Action.objects.filter(matter=OuterRef("pk"))),
        with_siblings=Exists(beside),
        before_birth=Exists(begun),
        homeless_told=Exists(approached),
        waived=Exists(waived),
        crime_suspected=suspected(),
        something_follows=Exists(FollowOn.objects.filter(matter_id=OuterRef("pk"))),
        kept_from_child=Exists(kept_from(OuterRef("pk"))),
        parents_were_seen=Exists(ParentSeen.objects.filter(matter_id=OuterRef("pk"))),
    )


_by_ref = Prepared(lambda ref: _with_marks(Assessment.objects.select_related(*_CORE)).filter(matter__ref=ref), "ref")
_wholly_by_ref = Prepared(lambda ref: _with_marks(_whole()).filter(matter__ref=ref), "ref")


def assessments_of(people: Iterable[int]) -> list[Assessment]:
    """Every assessment of one identity, newest first."""
    return list(_whole().filter(child_id__in=list(people)).order_by("-started_on", "-pk"))


@dataclass
class AssessmentView:
    """An assessment for a page; what it shows is read once, when asked for."""

    assessment: Assessment
    clocks: list[ClockFace] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    siblings: list[Assessment] = field(default_factory=list)

    @property
    def waivers(self) -> list[InterpreterWaiver]:
        """Each time a team manager agreed to do without an interpreter, newest first (AS-09)."""
        if not getattr(self.assessment, "waived", True):  # its page has asked already
            return []
        rows = InterpreterWaiver.objects.filter(matter_id=self.assessment.matter_id).select_related("by")
        return list(rows.order_by("-at", "-pk"))

    @property
    def parents_seen(self) -> list[ParentSeen]:
        """Each time a parent or carer was seen, newest first (AS-07)."""
        return parents_seen(self.assessment)

    @property
    def dates(self) -> list[tuple[ClockFace, str]]:
        """Each clock with its rule in words, without the title that stands beside it."""
        return [(face, capital(face.rule.removeprefix(f"{face.title}: "))) for face in self.clocks]

    @property
    def dates_running(self) -> list[tuple[ClockFace, str]]:
        """Those that still run."""
        return [row for row in self.dates if row[0].clock.stopped_at is None]

    @property
    def dates_past(self) -> list[tuple[ClockFace, str]]:
        """Those that were met, or that nobody waits for any more."""
        return [row for row in self.dates if row[0].clock.stopped_at is not None]

    @property
    def reviews(self) -> list[LengthReview]:
        """Each review of its length, newest first (CL-05)."""
        if self.assessment.reviewed_at is None:
            return []
        rows = LengthReview.objects.filter(matter_id=self.assessment.matter_id).select_related("by")
        return list(rows.order_by("-at", "-pk"))

    @property
    def factors(self) -> list[str]:
        labels = codes("cin", "AssessmentFactors")
        return [f"{code}: {labels.get(code, 'not in the list')}" for code in self.assessment.factors]

    @property
    def story(self) -> list[Entry]:
        """The last things that happened to the referral and in the assessment, newest first."""
        referral = self.assessment.referral
        return story_of_matter(self.assessment.matter, *([referral.matter] if referral else []), limit=LATEST)


def view(assessment: Assessment) -> AssessmentView:
    """The assessment with its clocks, visits and the brothers' and sisters' assessments."""
    pk = assessment.pk
    found = once(("clocks", pk), lambda: clocks_of(works=clocks_with(assessment)))
    visits = once(("visits", pk), lambda: visits_of(matter=pk))
    return AssessmentView(assessment, _faces(found), visits, opened_with(assessment))


def clocks_with(assessment: Assessment) -> list[int]:
    """The work whose clocks an assessment shows: its own, and its referral's."""
    return [assessment.pk] + ([assessment.referral_id] if assessment.referral_id else [])


visits_of = Prepared(
    lambda matter: Visit.objects.filter(matter_id=matter).select_related("recorded_by", "next_by").order_by("-at"),
    "matter",
)
clocks_of = Prepared(
    lambda works: Clock.objects.filter(OneOf(F("matter_id"), works), not_needed_because="").select_related(
        "started_by"
    ),
    "works",
)


def faces_of(matters: Iterable[int]) -> list[ClockFace]:
    """Every clock of these pieces of work, running ones first and most pressing on top, done ones after."""
    return _faces(clocks_of(works=list(matters)))


def _faces(rows: Iterable[Clock]) -> list[ClockFace]:
    faces = [clocks.face(clock) for clock in rows]
    return sorted(faces, key=lambda face: (face.standing.order, face.clock.due_at or now(), face.clock.pk))


@dataclass
class Pathway:
    """Where a child stands: the latest referral with its assessment, the clocks of all open work, and the last visit.

    `contact` and its `outcome` are given only for a child who was never passed to assessment.
    """

    referral: Referral | None = None
    assessment: Assessment | None = None
    clocks: list[ClockFace] = field(default_factory=list)
    visit: Visit | None = None
    contact: Contact | None = None
    outcome: str = ""

    def clock(self, rule: str) -> ClockFace | None:
        """The clock of one rule, newest first."""
        found = [face for face in self.clocks if face.clock.rule == rule]
        return max(found, key=lambda face: face.clock.started_at, default=None)

    @property
    def pressing(self) -> ClockFace | None:
        """The running clock that presses most."""
        return next((face for face in self.clocks if face.clock.stopped_at is None), None)


def waiver_of(assessment: Assessment) -> InterpreterWaiver | None:
    """A manager's agreement that holds today to see this family without an interpreter (AS-09)."""
    rows = InterpreterWaiver.objects.filter(~ended(FollowOn.Kind.INTERPRETER), matter_id=assessment.matter_id)
    rows = rows.filter(until__gte=today())
    return rows.select_related("by").order_by("-at").first()


def last_seen(people: Iterable[int]) -> QuerySet[Visit]:
    """The last time one identity was seen."""
    return Visit.objects.filter(child_id__in=list(people), seen=True).order_by("-at")[:1]


def pathway_of(people: Iterable[int], seen: Iterable[Visit] | None = None, open_work: Iterable[int] = ()) -> Pathway:
    """Where one identity stands, from the newest referral or the newest assessment brought in without one.

    Args:
        seen: `last_seen`, where the caller has asked already.
        open_work: their open referrals, plan and other work with a date that runs, by id: a newer one hides no date.
    """
    ids = list(people)
    alone = _whole().filter(child_id__in=ids, referral=None).order_by("-started_on", "-pk")
    referral = (
        Referral.objects.filter(child_id__in=ids)
        .select_related("matter", "contact__matter", "contact__agency", *(f"assessment__{path}" for path in _ROUND))
        .annotate(others=Exists(alone))
        .order_by("-received_at")
        .first()
    )
    assessment = getattr(referral, "assessment", None)
    if referral is None or referral.others:
        brought_in = alone.first()
        if brought_in and (referral is None or brought_in.opened_at >= referral.received_at):
            assessment = brought_in
    matters = [pk for pk in (referral and referral.pk, assessment and assessment.pk) if pk]
    if not matters:
        return _contact_only(ids, open_work)
    visit = next(iter(last_seen(ids).select_related("recorded_by") if seen is None else seen), None)
    return Pathway(referral, assessment, faces_of({*matters, *open_work}), visit)


def _contact_only(ids: list[int], open_work: Iterable[int]) -> Pathway:
    rows = ContactChild.objects.filter(child_id__in=ids).select_related(
        "matter__contact__matter", "matter__contact__agency"
    )
    row = rows.order_by("-matter__contact__received_at").first()
    if row is None:
        return Pathway(clocks=faces_of(open_work))
    clocks = faces_of([row.matter_id, *open_work])
    return Pathway(contact=row.matter.contact, outcome=row.get_outcome_display(), clocks=clocks)
