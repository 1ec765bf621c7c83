"""What was tried with a family, as the record knows it: plans, what was done where they did not work, meetings."""

from __future__ import annotations

from kith.access.models import Subject
from kith.access.policies import identity_of
from kith.access.prepared import lists_of
from kith.legal.distance import Facts
from kith.legal.models import FamilyMeeting, LegalCaseChild
from kith.plans.models import Alternative, Goal, GoalProgress, Plan, PlanMeeting
from kith.plans.options import GATEWAY, option_words
from kith.standards.words import local_day, long_date, plural
from kith.ui.forms.words import lower_first

NETWORK = "network"  # the family and its network are brought together, of kith/plans/data/options.csv
NEARER = (Goal.Stands.BETTER, Goal.Stands.DONE)


def facts_of(child: Subject) -> Facts:
    """Of one child, on whichever of their records; in one statement."""
    ids = list(identity_of(child))
    mine = {"matter__plan__child__in": ids}
    plans, meetings, progress, done, cases, offers = lists_of(
        Plan.objects.filter(child__in=ids).order_by("opened_at", "pk"),
        PlanMeeting.objects.filter(**mine).order_by("-held_at", "-pk"),
        GoalProgress.objects.filter(**mine).order_by("-at", "-pk"),
        Alternative.objects.filter(decided_at__isnull=False, **mine).order_by("decided_at", "pk"),
        LegalCaseChild.objects.filter(child__in=ids),
        FamilyMeeting.objects.filter(matter__legal_case_children__child__in=ids, offered=True),
    )
    newest = meetings[0] if meetings else None
    nearer = [row for row in progress if newest and row.meeting_id == newest.pk and row.stands in NEARER]
    moves = [f"{plural(len(nearer), 'goal')} came nearer at the newest meeting"] if nearer else []
    moves += ["the risk was found to fall"] if newest and newest.risk == PlanMeeting.Risk.FALLING else []
    return Facts(
        plans=tuple(_plan(one) for one in plans),
        moves="; ".join(moves)[:1].upper() + "; ".join(moves)[1:],
        rising=newest is not None and newest.risk == PlanMeeting.Risk.RISING,
        family=bool(offers) or any(one.chosen == NETWORK for one in done),
        in_case=bool(cases),
        tried="\n".join([*(_plan(one) for one in plans), *(_done(one) for one in done if one.chosen != GATEWAY)]),
    )


def _plan(one: Plan) -> str:
    ended = f" to {long_date(local_day(one.closed_at))}" if one.closed_at else ""
    help_given = ", ".join(lower_first(row["service"]) for row in one.services if row.get("service"))
    given = f": {help_given}" if help_given else ""
    return f"{one.get_kind_display()} {one.number}, {long_date(local_day(one.opened_at))}{ended or ' on'}{given}"


def _done(one: Alternative) -> str:
    assert one.decided_at is not None  # asked for above
    return f"{option_words(one.chosen)}, {long_date(local_day(one.decided_at))}: {one.why}"
