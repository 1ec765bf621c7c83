"""One plan with all that stands on it, and the plans of a child."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet

from kith.access.models import Involvement, Subject, User
from kith.access.policies import identity_of, involvements_of
from kith.access.prepared import OneOf, Prepared, PreparedLists
from kith.access.roles import Ability
from kith.assessment.models import Visit
from kith.conferences.models import Conference, ConferenceChild
from kith.kernel.now import now, today
from kith.plans.models import Alternative, Attended, Goal, GoalProgress, ParentsStance, Plan, PlanMeeting
from kith.plans.options import option_words, options
from kith.plans.queries.working import Question, question_of
from kith.record.clocks import ClockFace, face
from kith.record.models import Clock
from kith.standards.words import local_day


@dataclass(frozen=True)
class Decision:
    """What was proposed where a plan did not work, and what a manager decided."""

    one: Alternative

    @property
    def considered(self) -> list[str]:
        return [option_words(key) for key in self.one.options]

    @property
    def proposed(self) -> str:
        return option_words(self.one.proposed)

    @property
    def chosen(self) -> str:
        return option_words(self.one.chosen)

    @property
    def leads(self) -> str:
        """Where what was chosen begins, below the child's address."""
        found = options().get(self.one.chosen)
        return found.leads if found else ""


@dataclass(frozen=True)
class Met:
    """A meeting with who came, and how it found each goal."""

    one: PlanMeeting
    attended: list[Attended]
    progress: list[tuple[GoalProgress, Goal]]


@dataclass(frozen=True)
class View:
    """A plan as its page shows it."""

    one: Plan
    goals: list[Goal]
    progress: list[GoalProgress]
    meetings: list[PlanMeeting]
    attended: list[Attended]
    alternatives: list[Alternative]
    visits: list[Visit]
    stances: list[ParentsStance]
    clocks: list[Clock]
    conferences: list[ConferenceChild]

    @property
    def open_goals(self) -> list[Goal]:
        return [one for one in self.goals if one.ended_at is None]

    @property
    def told(self) -> list[tuple[Goal, list[GoalProgress]]]:
        """Each goal with how it stood, the newest first."""
        return [(goal, [one for one in reversed(self.progress) if one.goal_id == goal.pk]) for goal in self.goals]

    @property
    def met(self) -> list[Met]:
        """Each meeting, the newest first."""
        goals = {one.pk: one for one in self.goals}
        return [
            Met(
                one,
                [row for row in self.attended if row.meeting_id == one.pk],
                [(row, goals[row.goal_id]) for row in self.progress if row.meeting_id == one.pk],
            )
            for one in self.meetings
        ]

    @property
    def decisions(self) -> list[Decision]:
        return [Decision(one) for one in self.alternatives]

    @property
    def waiting(self) -> Alternative | None:
        """What waits for a manager's decision."""
        return next((one for one in self.alternatives if one.decided_at is None), None)

    @property
    def next_on(self) -> date | None:
        """The day on which it is to meet next, as the newest meeting that says so has it; not once it met since."""
        day = next((one.next_on for one in self.meetings if one.next_on), None)
        return day if day and all(local_day(one.held_at) < day for one in self.meetings) else None

    @property
    def missed(self) -> bool:
        """Whether that day has passed, and nothing is written of it."""
        return bool(self.next_on and self.next_on < today())

    @property
    def seen(self) -> Visit | None:
        """When the child was last seen."""
        return next((one for one in self.visits if one.seen), None)

    @property
    def category(self) -> str:
        """For what kind of abuse the plan is, as the newest conference has it; nothing hidden behind the first."""
        return next((row.category_words for row in self.conferences if row.category), "")

    @property
    def stance(self) -> ParentsStance | None:
        return next(iter(self.stances), None)

    @property
    def dates(self) -> list[ClockFace]:
        """What runs, the first due first."""
        return [face(one, explained=False) for one in self.clocks if one.stopped_at is None]

    @cached_property
    def question(self) -> Question:
        """Whether it is to be asked if the plan works."""
        return question_of(self.one, self.meetings, self.progress, self.goals, self.alternatives, self.clocks)


def _whole() -> QuerySet[Plan]:
    return Plan.objects.select_related(
        "matter", "child__person", "assessment__matter", "came_from__matter", "conference__matter__conference",
        "opened_by", "agreed_by", "closed_by",
    )  # fmt: skip


_by_ref = Prepared(lambda ref: _whole().filter(matter__ref=ref), "ref")


def by_ref(ref: str) -> Plan | None:
    """One plan."""
    return _by_ref.first(ref=ref)


def goal_by_ref(plan: Plan, ref: str) -> Goal | None:
    """A goal of this plan."""
    found = Goal.objects.filter(matter=plan.matter, ref=ref).first()
    return _placed(found, plan)


def alternative_by_ref(plan: Plan, ref: str) -> Alternative | None:
    """What was proposed on this plan."""
    found = Alternative.objects.filter(matter=plan.matter, ref=ref).select_related("proposed_by").first()
    return _placed(found, plan)


def _placed(found: Any, plan: Plan) -> Any:
    if found is not None:
        found.matter = plan.matter
        found.matter.plan = plan
    return found


def of_people(ids: Iterable[int]) -> list[Plan]:
    """Every plan of one identity, the newest first."""
    return list(_whole().filter(child__in=list(ids)).order_by("-opened_at", "-pk"))


def open_plans(ids: Iterable[int]) -> QuerySet[Plan]:
    """The plan that is open about one identity, for whoever asks more in the same statement."""
    return Plan.objects.filter(child__in=list(ids), closed_at=None).order_by("-opened_at")


_open = Prepared(
    lambda ids: _whole().filter(OneOf(F("child_id"), ids), closed_at=None).order_by("-opened_at", "-pk")[:1], "ids"
)


def open_of(child: Subject) -> Plan | None:
    """The plan that is open about a child, on whichever of their records."""
    return _open.first(ids=list(identity_of(child)))


def in_the_way(child: Subject, opened_at: datetime, closed_at: datetime | None, import_key: str) -> Plan | None:
    """Another plan of the child, on whichever of their records, at some time between these moments: two are none."""
    others = Plan.objects.filter(child__in=identity_of(child)).exclude(import_key=import_key)
    after = Q(closed_at=None) | Q(closed_at__gt=opened_at)
    meets = others.filter(after, opened_at__lt=closed_at) if closed_at else others.filter(after)
    return meets.order_by("opened_at").first()


def plans_decided(conference: Conference) -> list[tuple[ConferenceChild, Plan | None]]:
    """Each child of a conference that was held, with the plan that is open about them."""
    rows = ConferenceChild.objects.filter(matter=conference.matter).select_related("child__person").order_by("pk")
    return [(row, open_of(row.child)) for row in rows]


def view_of(plan: Plan) -> View:
    """The whole of it, in one statement."""
    rows = _view(
        matter=plan.pk,
        ids=list(identity_of(plan.child)) if plan.is_protection else [],
        since=plan.opened_at,
        until=plan.closed_at or now(),
    )
    return View(plan, *rows.values())


def _of_plan(ask: Callable[[dict[str, Any]], QuerySet[Any]]) -> Prepared[Any]:
    return Prepared(lambda matter: ask({"matter_id": matter}), "matter")


# What conferences decided for the child while a protection plan stood, or by which it began, comes last.
_view = PreparedLists(
    goals=_of_plan(lambda mine: Goal.objects.filter(**mine).order_by("pk")),
    progress=_of_plan(lambda mine: GoalProgress.objects.filter(**mine).select_related("by").order_by("at", "pk")),
    meetings=_of_plan(
        lambda mine: PlanMeeting.objects.filter(**mine).select_related("recorded_by").order_by("-held_at", "-pk")
    ),
    attended=_of_plan(lambda mine: Attended.objects.filter(**mine).order_by("pk")),
    alternatives=_of_plan(
        lambda mine: Alternative.objects.filter(**mine).select_related("proposed_by", "decided_by").order_by("-pk")
    ),
    visits=_of_plan(lambda mine: Visit.objects.filter(**mine).select_related("recorded_by").order_by("-at", "-pk")),
    stances=_of_plan(lambda mine: ParentsStance.objects.filter(**mine).select_related("by").order_by("-pk")),
    clocks=_of_plan(lambda mine: Clock.objects.filter(**mine).select_related("matter").order_by("due_at", "pk")),
    decisions=Prepared(
        lambda ids, since, until: (
            ConferenceChild.objects.filter(
                OneOf(F("child_id"), ids),
                matter__conference__state="held",
                matter__conference__held_at__gte=since,
                matter__conference__held_at__lte=until,
            )
            .select_related("matter__conference__matter")
            .order_by("-pk")
        ),
        "ids", "since", "until",
    ),
)  # fmt: skip


def to_decide(actor: User) -> QuerySet[Alternative]:
    """What was proposed on plans that do not work, and waits for this person as a manager (CP-10)."""
    if not actor.may(Ability.SUPERVISE):
        return Alternative.objects.none()
    theirs = involvements_of(actor).exclude(user=actor, kind=Involvement.Kind.KEY_WORKER).values("person_id")
    rows = Alternative.objects.filter(decided_at=None, matter__plan__child__in=theirs, matter__plan__closed_at=None)
    rows = rows.exclude(proposed_by=actor).select_related(
        "matter__plan__child__person", "matter__plan__matter", "proposed_by"
    )
    return rows.order_by("proposed_at", "pk")
