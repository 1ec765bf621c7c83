"""What the plans room offers the pages that gather a child's story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from kith.access.models import Matter, Subject, User
from kith.assessment.models import FollowOn
from kith.assessment.queries.following import takes_over
from kith.documents.shelves import offers_shelf
from kith.people.queries import Badge, offers_badges
from kith.people.queries.badges import PROTECTION
from kith.plans.models import Alternative, Goal, GoalProgress, ParentsStance, Plan, PlanMeeting
from kith.record.registry import Titled, offers_matters, titled
from kith.record.words import JsonTexts, Texts, joined, offers_texts

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


offers_shelf(KIND, nobody, people)
offers_matters(KIND, pages)
offers_texts(texts)
offers_badges(Badge(PROTECTION, "protection", "Child protection plan"), protected)
takes_over(FollowOn.Kind.PLAN, "Agree the plan", lambda child: f"/people/{child.ref}/need-plan/")
