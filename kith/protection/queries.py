"""Reading strategy discussions: one, those of a child, those that somebody is to chair, and whom one may be about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kith.access.models import Agency, MatterSubject, Subject, User
from kith.access.policies import identity_of, involvements_of
from kith.access.prepared import Prepared, lists_of
from kith.access.roles import ROLES, Ability
from kith.assessment.models import Assessment
from kith.assessment.queries.workload import holders_of
from kith.checks.kinds import known_agencies
from kith.frontdoor.models import ContactChild
from kith.people.models import Person
from kith.people.queries import family_of
from kith.protection.models import (
    DiscussedChild,
    DiscussionAddition,
    DiscussionAgency,
    DiscussionMoved,
    Enquiry,
    StrategyDiscussion,
)
from kith.record.clocks import ClockFace, face
from kith.record.models import Clock
from kith.spread.queries import Spread, spread_of

State = StrategyDiscussion.State
POLICE = ("police",)
HEALTH = ("gp", "health_visiting", "school_nursing", "primary_health", "emergency_department", "health_other")


@dataclass(frozen=True)
class View:
    """A discussion as its page and its minutes show it."""

    one: StrategyDiscussion
    children: list[DiscussedChild]
    agencies: list[DiscussionAgency]
    moved: list[DiscussionMoved]
    additions: list[DiscussionAddition]
    spread: Spread
    enquiries: list[Enquiry]

    @property
    def took_part(self) -> list[DiscussionAgency]:
        return [row for row in self.agencies if row.shared]

    @property
    def did_not(self) -> list[DiscussionAgency]:
        """Who was invited, and neither came nor sent word (CP-02)."""
        return [row for row in self.agencies if row.part and not row.shared]

    @property
    def waited(self) -> str:
        """From the suspicion to the discussion, in hours: "23 hours" (CP-02)."""
        if self.one.held_at is None:
            return ""
        hours = round((self.one.held_at - self.one.suspected_at).total_seconds() / 3600)
        return "less than an hour" if not hours else "1 hour" if hours == 1 else f"{hours} hours"


def _whole() -> QuerySet[StrategyDiscussion]:
    return StrategyDiscussion.objects.select_related("matter", "chair", "called_by", "ended_by", "off_by")


_by_ref = Prepared(lambda ref: _whole().filter(matter__ref=ref), "ref")


def by_ref(ref: str) -> StrategyDiscussion | None:
    """One discussion."""
    return _by_ref.first(ref=ref)


def _children() -> QuerySet[DiscussedChild]:
    return DiscussedChild.objects.select_related("child__person").order_by("pk")


def children_of(one: StrategyDiscussion) -> list[DiscussedChild]:
    """Each child it is about, as they were named."""
    return list(_children().filter(matter_id=one.pk))


def view_of(one: StrategyDiscussion) -> View:
    """The whole of it, for whoever reads it now."""
    mine = Q(matter_id=one.pk)
    children, agencies, moved, additions, enquiries = lists_of(
        _children().filter(mine),
        DiscussionAgency.objects.filter(mine).order_by("pk"),
        DiscussionMoved.objects.filter(mine).select_related("chair", "by").order_by("pk"),
        DiscussionAddition.objects.filter(mine).select_related("by").order_by("pk"),
        _enquiries().filter(discussion=one).order_by("pk"),
    )
    spread = spread_of(one.matter) if one.is_outside else Spread(one.matter, None)
    return View(one, children, agencies, moved, additions, spread, enquiries)


def discussions_about(ids: Iterable[int]) -> QuerySet[StrategyDiscussion]:
    """Every discussion about one identity, the newest first, for a page that asks for several things at once."""
    about = MatterSubject.objects.filter(person_id__in=list(ids)).values("matter_id")
    return _whole().filter(matter__in=about).order_by("-called_at", "-pk")


def of_people(ids: Iterable[int]) -> list[StrategyDiscussion]:
    """Every discussion about one identity, the newest first."""
    return list(discussions_about(ids))


def asked_at_the_front_door(assessment: Assessment) -> ContactChild | None:
    """The threshold decision that asked for a discussion about this child, while none was held since (CP-02)."""
    if assessment.referral is None:
        return None
    asked = ContactChild.objects.filter(
        matter=assessment.referral.contact_id,
        child__in=identity_of(assessment.child),
        outcome=ContactChild.Outcome.STRATEGY,
    )
    row = asked.select_related("matter__contact").first()
    since = row.matter.contact.decided_at if row is not None else None
    held = DiscussedChild.objects.filter(
        child__in=identity_of(assessment.child),
        matter__strategy_discussion__state=State.HELD,
        matter__strategy_discussion__ended_at__gte=since or assessment.opened_at,
    )
    return None if row is None or held.exists() else row


def to_hold(actor: User) -> QuerySet[StrategyDiscussion]:
    """Those that this person is to chair, the first first."""
    return _whole().filter(chair=actor, state=State.CALLED).order_by("planned_at", "pk")


def those_who_may_chair() -> list[tuple[str, str]]:
    """Managers of the council, by reference, with their name and role."""
    return [
        (grant.user.ref, f"{grant.user.name}, {ROLES[grant.role].title.lower()}")
        for grant in holders_of(Ability.SUPERVISE)
    ]


def children_near(person: Person) -> list[tuple[Subject, str]]:
    """The child, and the children of the family and home, whom whoever asks may know of."""
    young = (Person.Kind.CHILD, Person.Kind.UNBORN)
    around = {one.person.pk: one.person for one in family_of(person) if one.person.kind in young}
    return [(person.subject, person.shown_name), *((one.subject, one.shown_name) for one in around.values())]


def proposed_agencies(people: Iterable[int]) -> list[dict[str, str]]:
    """Who is invited, to begin with: the police, health, and whoever the record knows to work with them (CP-02)."""
    known = {(one.kind, one.name): None for one in known_agencies(people)}
    rows = [{"agency_kind": kind, "agency_name": name} for kind, name in known]
    there = {kind for kind, _ in known}
    for needed in (HEALTH, POLICE):
        if not there & set(needed):
            rows.insert(0, {"agency_kind": needed[0], "agency_name": _only_one(needed)})
    return rows[:20]


def _only_one(kinds: Iterable[str]) -> str:
    """The name of the one agency of these kinds that we know; nothing where there are several."""
    found = list(Agency.objects.filter(kind__in=kinds).values_list("name", flat=True)[:2])
    return found[0] if len(found) == 1 else ""


def agencies_named(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], Agency]:
    """The agencies on our list that these are, by kind and name in small letters."""
    found = Agency.objects.filter(kind__in={row["agency_kind"] for row in rows})
    return {(one.kind, one.name.casefold()): one for one in found}


def discussion_of(row: DiscussedChild) -> StrategyDiscussion:
    """The discussion in which a child was considered."""
    return _whole().get(matter=row.matter_id)


def _enquiries() -> QuerySet[Enquiry]:
    return Enquiry.objects.select_related(
        "matter", "child__person", "lead", "sent_by", "authorised_by", "not_convened_by", "discussion__matter",
        "discussion__chair", "assessment__matter",
    )  # fmt: skip


_enquiry_by_ref = Prepared(lambda ref: _enquiries().filter(matter__ref=ref), "ref")


def enquiry_by_ref(ref: str) -> Enquiry | None:
    """One enquiry."""
    return _enquiry_by_ref.first(ref=ref)


def enquiries_about(ids: Iterable[int]) -> QuerySet[Enquiry]:
    """Every enquiry about one identity, the newest first, for a page that asks for several things at once."""
    return _enquiries().filter(child__in=list(ids)).order_by("-started_at", "-pk")


def enquiries_of(ids: Iterable[int]) -> list[Enquiry]:
    """Every enquiry about one identity, the newest first."""
    return list(enquiries_about(ids))


def to_authorise(actor: User) -> QuerySet[Enquiry]:
    """Enquiries that wait for a manager, and are this person's to answer, the longest waiting first (CP-04)."""
    if not actor.may(Ability.SUPERVISE):
        return Enquiry.objects.none()
    theirs = involvements_of(actor).values("person_id")
    rows = _enquiries().filter(state=Enquiry.State.SENT, child__in=theirs).exclude(lead=actor).exclude(sent_by=actor)
    return rows.order_by("sent_at", "pk")


def dates_of(one: Enquiry) -> list[ClockFace]:
    """Its clocks: by when it ends, and by when a conference is held (CL-10)."""
    rows = Clock.objects.filter(matter_id=one.pk).select_related("matter").order_by("due_at", "pk")
    return [face(row, explained=False) for row in rows]
