"""What a new plan begins from: the assessment that asked for it, its goals and help, and the plan before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kith.access.models import Subject, User
from kith.access.policies import door, identity_of
from kith.assessment.goals import goals_of
from kith.assessment.models import Assessment, FollowOn
from kith.assessment.queries.following import asked_of
from kith.people.models import Person
from kith.people.queries import family_of
from kith.plans.models import Goal, Plan

WORDS = ("services", "sees", "contingency", "child_says", "family_says", "consent", "outside")


@dataclass(frozen=True)
class Basis:
    """Why a child in need plan may begin: a conclusion that asks for one, or nothing here."""

    asked: FollowOn | None
    assessment: Assessment | None

    @property
    def since(self) -> datetime | None:
        """When it was asked for."""
        return self.asked.begun_at if self.asked else None


def basis_of(child: Subject) -> Basis:
    """The conclusion that asks for a plan of this child and waits; or one brought in from another system, of which no
    plan was made."""
    asked = next(iter(asked_of(child, FollowOn.Kind.PLAN)), None)
    if asked is not None:
        return Basis(asked, asked.matter.assessment)
    rows = Assessment.objects.filter(child__in=identity_of(child), plans=None, outcome=Assessment.Outcome.CIN_PLAN)
    ended = rows.filter(state=Assessment.State.AUTHORISED).exclude(brought_in_from="").select_related("matter")
    return Basis(None, ended.order_by("-authorised_on", "-pk").first())


def first_words(assessment: Assessment | None, asked: FollowOn | None, like: Plan | None) -> dict[str, Any]:
    """What the form of a new plan begins with: goals from the safety goals of the assessment, the help that was agreed,
    and the words of a plan that it follows, or of a brother's or sister's (CP-08, CP-09)."""
    goals = [_goal(one) for one in Goal.objects.filter(matter=like.matter, ended_at=None)] if like else []
    said = {goal["words"] for goal in goals}
    if assessment is not None:
        goals += [
            {"words": one.words[:1000], "worry": one.worry[:1000], "indicator": one.indicator, "source": one.source}
            for one in goals_of(assessment)
            if one.words[:1000] not in said
        ]
    found: dict[str, Any] = {"goals": goals}
    if asked is not None and asked.services:
        found["services"] = asked.services
    if like is not None:
        found |= {name: getattr(like, name) for name in WORDS if getattr(like, name) not in ("", [])}
    return found


def _goal(one: Goal) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("words", "worry", "indicator", "by_on", "source")}


def siblings_with_plans(actor: User, person: Person) -> list[Plan]:
    """The open plans of brothers and sisters, as far as their records are open to whoever asks: what is the same for
    all is written once."""
    young = (Person.Kind.CHILD, Person.Kind.UNBORN)
    around = {one.person.pk: one.person for one in family_of(person) if one.person.kind in young}
    near = [pk for pk, one in around.items() if door(actor, one.subject).state == "open"]
    rows = Plan.objects.filter(child__in=near, closed_at=None).exclude(agreed_at=None)
    return list(rows.select_related("matter", "child__person").order_by("-opened_at", "-pk"))
