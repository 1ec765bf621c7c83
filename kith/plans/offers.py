"""What the plans room offers the pages that gather a child's story."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from kith.access.models import Matter, Subject, User
from kith.assessment.models import FollowOn
from kith.assessment.queries.following import takes_over
from kith.conferences.ends import offers_ends
from kith.documents.shelves import offers_shelf
from kith.letters.envelopes import offers_letters
from kith.people.queries import Badge, offers_badges
from kith.people.queries.badges import PROTECTION
from kith.plans.letters import TOLD
from kith.plans.models import Alternative, Goal, GoalProgress, ParentsStance, Plan, PlanMeeting
from kith.record.registry import GoingOn, Titled, offers_matters, offers_tonight, titled
from kith.record.then import Part, shows_then
from kith.record.words import JsonTexts, Texts, joined, offers_texts
from kith.standards.words import long_date

KIND, TITLE = "plan", "Plan"


def pages(matters: list[int]) -> Titled:
    """How plans are named and reached."""
    return titled(Plan.objects.filter(matter_id__in=matters), TITLE, "number", "plans", "matter__ref")


def people(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom a plan is about: one child."""
    child = Plan.objects.select_related("child__person").get(matter=matter).child
    return [(child, child.person.shown_name)]


def protected(ids: list[int]) -> QuerySet[Any, Any]:
    """Of these records those of a child with a child protection plan."""
    return Plan.objects.filter(child__in=ids, kind=Plan.Kind.PROTECTION, closed_at=None).values(pk=F("child_id"))


def ends(ids: Collection[int]) -> Iterator[datetime]:
    """When child protection plans of one identity ended: by a conference, or handed over to another authority."""
    rows = Plan.objects.filter(child__in=list(ids), kind=Plan.Kind.PROTECTION, closed_at__isnull=False)
    yield from (at for at in rows.values_list("closed_at", flat=True) if at is not None)


def nobody(actor: User, matter: Matter) -> bool:
    """A plan opens through the child alone."""
    return False


def texts(ids: list[int]) -> Iterator[Texts]:
    """What a plan says, how its goals stood, what its meetings said and what was decided, for finding words."""
    title, address = joined(TITLE), joined("/plans/", F("matter__ref"), "/")
    mine = {"matter__plan__child__in": ids}
    yield Plan.objects.filter(child__in=ids).annotate(
        at=F("opened_at"), title=title, address=address,
        text=joined(
            F("sees"), "\n", F("contingency"), "\n", F("child_says"), "\n", F("family_says"), "\n", F("ended_words"),
            "\n", JsonTexts("services"),
        ),
    )  # fmt: skip
    yield Goal.objects.filter(**mine).annotate(
        at=F("added_at"), title=title, address=address,
        text=joined(F("words"), "\n", F("worry"), "\n", F("indicator")),
    )  # fmt: skip
    yield GoalProgress.objects.filter(**mine).annotate(title=title, address=address, text=joined(F("words")))
    yield PlanMeeting.objects.filter(**mine).annotate(
        at=F("held_at"), title=title, address=address,
        text=joined(F("said"), "\n", F("child_part"), "\n", F("family_part"), "\n", F("risk_words")),
    )  # fmt: skip
    yield Alternative.objects.filter(**mine).annotate(
        at=F("proposed_at"), title=title, address=address, text=joined(F("proposed_why"), "\n", F("why"))
    )
    yield ParentsStance.objects.filter(**mine).annotate(
        title=title, address=address,
        text=joined(
            F("recognise_words"), "\n", F("respond_words"), "\n", F("cooperate_words"), "\n", F("safe_words"), "\n",
            F("why"),
        ),
    )  # fmt: skip


def planned_tonight(ids: list[int]) -> list[GoingOn]:
    """The plan that is open, what must change, and what happens if it does not."""
    rows = Plan.objects.filter(child__in=ids, closed_at=None).select_related("matter")
    goals = Goal.objects.filter(matter__in=[row.pk for row in rows], ended_at=None).order_by("by_on", "pk")
    return [
        GoingOn(
            str(row), row.href, row.stands,
            tuple(f"{goal.words} (by {long_date(goal.by_on)})" for goal in goals if goal.matter_id == row.pk),
            (f"If it does not change: {row.contingency}",) if row.contingency else (),
        )
        for row in rows
    ]  # fmt: skip


offers_shelf(KIND, nobody, people)
offers_matters(KIND, pages)
offers_texts(texts)
offers_letters(KIND, TOLD)
offers_badges(Badge(PROTECTION, "protection", "Child protection plan"), protected)
takes_over(FollowOn.Kind.PLAN, "Agree the plan", lambda child: f"/people/{child.ref}/need-plan/")
offers_ends(ends)
offers_tonight(13, planned_tonight)
shows_then(
    Part(
        Plan, "plans", "Plans",
        ("outside", "services", "sees", "contingency", "child_says", "family_says", "consent", "agreed_at", "agreed_by",
         "closed_at", "ended_as", "ended_words", "to_authority"),
        by="child",
    ),
    Part(Goal, "goals", "Goals of a plan", ("worry", "indicator", "by_on", "stands", "ended_at")),
    Part(
        GoalProgress, "progress", "How goals of a plan went", ("stands", "words", "by"), since="at",
        related=("goal",), name=lambda row, _: row.goal.words,
    ),
    Part(
        PlanMeeting, "plan_meetings", "Core groups and reviews",
        ("held_at", "child_part", "family_part", "said", "risk", "risk_words", "working", "next_on"),
    ),
    Part(
        Alternative, "instead", "What was done where a plan did not work",
        ("triggers", "proposed_why", "proposed_by", "why", "decided_by", "decided_at"),
    ),
    Part(
        ParentsStance, "stances", "How parents meet harm outside the home",
        ("recognise", "recognise_words", "respond", "respond_words", "cooperate", "cooperate_words", "safe_at_home",
         "safe_words", "rests_on", "why"), since="at", name=lambda *_: "What they see, do and work on with us",
    ),
)  # fmt: skip
