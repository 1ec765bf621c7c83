"""Referrals that wait to be allocated, together with the brothers and sisters of the same contact (AS-01, AS-03)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kith.access.models import Subject, User
from kith.access.policies import identity_of
from kith.access.prepared import Prepared
from kith.assessment.models import Assessment
from kith.frontdoor.models import Contact, ContactChild, Referral, ThresholdDecision
from kith.kernel.now import LONDON
from kith.people.queries import expected_date_of, joined_with
from kith.record import clocks
from kith.record.models import Clock
from kith.record.own_numbers import number
from kith.standards import deadlines, engine

ALLOCATE, FIRST_VISIT, CONCLUDE = "assessment.allocate", "assessment.first_visit", "assessment.conclude"
REVIEW = "assessment.initial_review"
PREBIRTH_COMPLETE = "prebirth.complete"
ENDS = (CONCLUDE, PREBIRTH_COMPLETE)


def to_allocate() -> QuerySet[Referral]:
    """Referrals nobody has allocated, oldest first; those about somebody hidden are absent, by the wall."""
    waiting = Referral.objects.filter(state=Referral.State.TO_ALLOCATE)
    return waiting.select_related("matter", "child__person", "contact__agency", "contact__matter").order_by(
        "received_at", "pk"
    )


@dataclass(frozen=True)
class Group:
    """Children of one contact who wait together."""

    contact: Contact | None
    children: list[dict[str, Any]]


def groups(limit: int = 200) -> list[Group]:
    """What waits, most pressing first, the children of one contact side by side."""
    referrals = list(to_allocate()[:limit])
    running = clocks.running(referral.matter_id for referral in referrals).filter(rule=ALLOCATE)
    faces = {clock.matter_id: clocks.face(clock) for clock in running}
    found: dict[Any, list[dict[str, Any]]] = {}
    contacts: dict[Any, Contact | None] = {}
    for referral in referrals:
        key = referral.contact_id or f"referral {referral.pk}"
        contacts[key] = referral.contact
        found.setdefault(key, []).append({"referral": referral, "clock": faces.get(referral.matter_id)})
    return [Group(contacts[key], children) for key, children in found.items()]


def beside(referral: Referral) -> list[Referral]:
    """The other children of the same contact who wait too."""
    if referral.contact_id is None:
        return []
    return list(to_allocate().filter(contact_id=referral.contact_id).exclude(pk=referral.pk))


def clock_of(referral: Referral, rule: str) -> Clock | None:
    """The running clock of one rule on a referral."""
    return _running.first(matter=referral.matter_id, rule=rule)


_running = Prepared(
    lambda matter, rule: Clock.objects.filter(matter_id=matter, rule=rule, stopped_at=None).order_by("pk"),
    "matter",
    "rule",
)


def late_clock(referral: Referral | None, rule: str, moment: datetime) -> Clock | None:
    """The running clock of a rule on a referral whose limit has passed while nobody has said why."""
    clock = clock_of(referral, rule) if referral else None
    return clock if clock and clock.due_at and clock.due_at < moment and not clock.late_reason else None


def is_late(referral: Referral, rule: str, moment: datetime) -> bool:
    """Whether the limit of a rule has passed on this referral and nobody has said why."""
    return late_clock(referral, rule, moment) is not None


def late_ends(referral: Referral | None, moment: datetime) -> list[Clock]:
    """The limits of an assessment that have passed: of every child, and of one before birth (CL-06, PR-02)."""
    rows = Clock.objects.filter(matter_id=referral.pk, rule__in=ENDS, stopped_at=None) if referral else []
    return [clock for clock in rows if clock.due_at and clock.due_at < moment]


def nothing_came_of(child_id: int, moment: datetime) -> list[Assessment]:
    """Earlier assessments of one identity, in the window, that ended with no further action (FD-12, decision 10)."""
    months = number("repeat_contact.window", moment)
    since = (moment - timedelta(days=months * 365 / 12)).astimezone(LONDON).date()
    same = joined_with([child_id])[child_id]
    ended = Assessment.objects.filter(child_id__in=same, state=Assessment.State.AUTHORISED, outcome="nfa")
    return list(ended.filter(authorised_on__gte=since).order_by("-authorised_on"))


def under_way(children: Iterable[int]) -> set[int]:
    """Which of these children, any record joined with theirs counting, have an assessment open (AS-01: one each)."""
    same = joined_with(children)
    everybody = {pk for one in same.values() for pk in one}
    open_now = Assessment.objects.filter(child_id__in=everybody, state=Assessment.State.OPEN)
    assessed = set(open_now.values_list("child_id", flat=True))
    return {child for child, records in same.items() if assessed & set(records)}


def repeats(child_id: int, moment: datetime) -> bool:
    """Whether so many assessments came to nothing that a manager says what they make of it (FD-12)."""
    most = number("repeat_contact.prior_nfa_assessments", moment)
    return len(nothing_came_of(child_id, moment)) >= most


def find(ref: str) -> Referral | None:
    """The referral of this reference that waits, or has been allocated since; hidden ones are absent, by the wall."""
    whole = Referral.objects.select_related("matter", "child__person", "contact__agency", "contact__matter")
    return whole.filter(matter__ref=ref).exclude(state=Referral.State.CLOSED).first()


def team_near(actor: User) -> str:
    """The team to propose: the actor's own, where it may hold cases."""
    team = next((grant.team for grant in actor.grants if grant.team), None)
    return team.ref if team else ""


def known_beside(referral: Referral) -> dict[str, Any]:
    """What the front door knew and decided, for the page where somebody allocates."""
    contact = referral.contact
    row = decision = None
    if contact is not None:
        row = ContactChild.objects.filter(matter_id=contact.pk, child_id=referral.child_id).first()
        decisions = ThresholdDecision.objects.filter(matter_id=contact.pk)
        decision = decisions.select_related("decider", "signed_by").first()
    before = Assessment.objects.filter(child_id__in=identity_of(referral.child)).select_related("matter", "lead")
    running = [clocks.face(clock) for clock in clocks.running([referral.matter_id])]
    return {
        "contact": contact,
        "row": row,
        "decision": decision,
        "before": list(before.order_by("-started_on")[:5]),
        "clocks": running,
        "clock": {face.clock.rule: face for face in running},
    }


def clock_by_ref(ref: str) -> Clock | None:
    """A clock by its reference, with what explains it."""
    return Clock.objects.select_related("matter", "started_by").filter(ref=ref).first()


def waiting_for_birth(people: Iterable[int]) -> QuerySet[Referral]:
    """Referrals of these people that are, or will be, assessed, without the dates that begin with a birth (CL-04)."""
    rules = [rule.key for rule in deadlines.load().rows if rule.unborn_from]
    begun = Clock.objects.filter(matter=OuterRef("matter"), rule__in=rules)
    found = Referral.objects.filter(_assessed(), ~Exists(begun), child_id__in=list(people), brought_in_from="")
    return found.select_related("matter", "child")


def counted_otherwise(child: Subject) -> list[Referral]:
    """Referrals of a child not born yet without a running date that counts from the day they are expected (PR-02)."""
    day = expected_date_of(child)
    if day is None:
        return []
    counted = Clock.objects.filter(
        matter=OuterRef("matter"), rule=PREBIRTH_COMPLETE, stopped_at=None, started_at=engine.start_of_day(day)
    )
    found = Referral.objects.filter(_assessed(), ~Exists(counted), child_id__in=identity_of(child), brought_in_from="")
    return list(found.select_related("matter", "child", "assessment__matter"))


def _assessed() -> Q:
    """Referrals of which an assessment is open or waits to be."""
    return Q(state=Referral.State.TO_ALLOCATE) | Q(assessment__state=Assessment.State.OPEN)
