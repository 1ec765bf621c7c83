"""What several steps do with a plan: hold it, write its goals and progress, begin one and end one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from kith.access.leading import leads_of
from kith.access.models import Involvement, Matter, MatterSubject, Subject, User
from kith.access.notices import tell
from kith.access.policies import identity_of, live
from kith.actions.models import Action
from kith.conferences.models import Conference, ConferenceChild
from kith.conferences.queries import waiting_about
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act
from kith.people.steps import those_who_hold
from kith.plans.models import Goal, GoalProgress, ParentsStance, Plan, PlanMeeting
from kith.protection.models import DiscussedChild, Enquiry, StrategyDiscussion
from kith.record.models import Clock
from kith.record.registry import kept_open

REVIEWS = ("cp.review.first", "cp.review.next")
CLOSED_NOW = "Somebody was quicker: this plan ended a moment ago. What you wrote is kept; look at the plan again."


def held(act: Act, plan: Plan) -> Plan:
    """The plan, until the step ends, if it is open.

    Raises:
        Breach: somebody ended it a moment ago.
    """
    one: Plan = lock(plan)
    act.matter, act.people = one.matter, [one.child]
    if not one.is_open:
        raise Breach(CLOSED_NOW)
    return one


def begun(act: Act, child: Subject, kind: Plan.Kind, opened_at: datetime, **more: Any) -> Plan:
    """A new plan of a child who has none.

    Raises:
        Breach: one is open about them, on whichever of their records.
    """
    lock(child)
    if (other := Plan.objects.filter(child__in=identity_of(child), closed_at=None).first()) is not None:
        raise Breach(f"{other} is open already: two plans at once are none. Open it, and change or end it there.")
    act.matter, act.people, act.happened_at = Matter.objects.create(kind="plan"), [child], opened_at
    MatterSubject.objects.create(matter=act.matter, person=child)
    number = next_number("P", act.now)
    return Plan.objects.create(
        matter=act.matter, number=number, kind=kind, child=child, opened_at=opened_at, opened_by=act.actor, **more
    )


def write_goals(act: Act, matter: Matter, rows: Iterable[Mapping[str, Any]]) -> None:
    """Each thing that must change."""
    Goal.objects.bulk_create(Goal(matter=matter, added_by=act.actor, added_at=act.now, **row) for row in rows)


def write_stance(act: Act, matter: Matter, said: Mapping[str, Any] | None) -> None:
    """How parents meet harm from outside the home, where it comes from there (CP-07)."""
    if said is not None:
        ParentsStance.objects.create(matter=matter, by=act.actor, at=act.now, **said)


def progressed(act: Act, goal: Goal, stands: str, words: str, meeting: PlanMeeting | None = None) -> GoalProgress:
    """How a goal stands from now on; one that is reached or dropped ends.

    Raises:
        Breach: somebody ended it a moment ago.
    """
    one: Goal = lock(goal)
    if one.ended_at is not None:
        raise Breach("Somebody was quicker: this goal was ended a moment ago. Look at it again.")
    one.stands, one.ended_at = stands, act.now if stands in (Goal.Stands.DONE, Goal.Stands.DROPPED) else None
    one.save(update_fields=["stands", "ended_at"])
    return GoalProgress.objects.create(
        matter=one.matter, goal=one, stands=stands, words=words, meeting=meeting, by=act.actor, at=act.now
    )


def ended(act: Act, plan: Plan, ended_as: Plan.Ended, words: str, **more: Any) -> Plan:
    """The plan ends, its history stays; what ran on it is not needed any more, and says why."""
    one = held(act, plan)
    one.ended_as, one.ended_words, one.closed_at, one.closed_by = ended_as, words, act.now, act.actor
    for name, value in more.items():
        setattr(one, name, value)
    one.save()
    why = f"The plan ended: {one.get_ended_as_display().lower()}"
    Clock.objects.filter(matter=one.matter, stopped_at=None).update(not_needed_because=why, stopped_at=act.now)
    return one


def nothing_waits(child: Subject) -> None:
    """No case closes while it is asked whether the child is safe.

    Raises:
        Breach: a strategy discussion or a conference is to be held, a section 47 enquiry is open, or another room says
            what must end before.
    """
    if waiting_about([child]) is not None:
        raise Breach("A conference about this child is to be held. Hold it, or have it called off, first.")
    ids = identity_of(child)
    if DiscussedChild.objects.filter(child__in=ids, matter__strategy_discussion__state="called").exists():
        raise Breach("A strategy discussion about this child is to be held. Hold it, or have it called off, first.")
    for one in Enquiry.objects.filter(child__in=ids):
        if one.is_open:
            raise Breach(f"{one} is open: a manager authorises it, or says why no conference is held, first.")
    if why := kept_open(ids):
        raise Breach(why)


def still_open(plan: Plan) -> tuple[list[str], set[User]]:
    """What others have to end where a plan ended of itself: what each is called, and whose it is."""
    left: list[str] = []
    whose: set[User] = set()
    ids = identity_of(plan.child)
    if (row := waiting_about([plan.child])) is not None:
        conference = Conference.objects.select_related("chair", "asked_by").get(matter=row.matter_id)
        left.append(str(conference))
        whose |= {one for one in (conference.chair, conference.asked_by) if one}
    for talk in StrategyDiscussion.objects.filter(state="called", matter__discussed_children__child__in=ids).distinct():
        left.append(str(talk))
        whose.add(talk.chair)
    for enquiry in Enquiry.objects.filter(child__in=ids):
        if enquiry.is_open:
            left.append(str(enquiry))
            whose |= set(leads_of(enquiry.matter_id))
    actions = Action.objects.filter(matter=plan.matter, ended_at=None).select_related("owner")
    left += [f"“{one.what}”" for one in actions]
    return left, whose | {one.owner for one in actions if one.owner}


def carried_on(act: Act, before: Plan, plan: Plan) -> None:
    """Whoever works by the plan before works by this one: with it they lead it, and with it their part ends."""
    for row in Involvement.objects.filter(live(), matter=before.matter, person=plan.child):
        Involvement.objects.create(
            person=row.person, user=row.user, team=row.team, kind=row.kind, matter=plan.matter, since=act.now
        )
        row.until = act.now
        row.save(update_fields=["until"])


def reviews_fall_away(act: Act, plan: Plan) -> None:
    """No conference reviews a plan that is not ours any more; where brothers or sisters still have one, theirs runs."""
    ours = Plan.objects.filter(kind=Plan.Kind.PROTECTION, closed_at=None, child__conferences__matter=OuterRef("matter"))
    about = ConferenceChild.objects.filter(child=plan.child_id).values("matter")
    left = Clock.objects.filter(~Exists(ours), matter__in=about, rule__in=REVIEWS, stopped_at=None)
    left.update(not_needed_because=f"The plan ended: {plan.get_ended_as_display().lower()}", stopped_at=act.now)


def leads_here(act: Act, plan: Plan, worker: User) -> None:
    """Whoever begins a plan of a child whom nobody here works with leads it, or whoever asked for the conference that
    decided it: never its chair, who is independent of the work."""
    if not those_who_hold(plan.child.person):
        kind = Involvement.Kind.KEY_WORKER
        Involvement.objects.create(person=plan.child, user=worker, kind=kind, matter=plan.matter, since=act.now)


def tell_holders(act: Act, plan: Plan, *more: User) -> None:
    """Those who work with the child, and whoever else, hear that something is new."""
    for user in {*those_who_hold(plan.child.person), *more} - {act.actor}:
        tell(user, plan.href)
