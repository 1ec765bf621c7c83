"""What a new plan begins from: the assessment that asked for it, its goals and help, and the plan before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kith.access.models import Subject, User
from kith.access.policies import door, identity_of
from kith.assessment.goals import goals_of
from kith.assessment.models import Assessment, FollowOn
from kith.assessment.queries.following import asked_of, newest_of
from kith.conferences.models import ConferenceChild
from kith.conferences.queries import last_decision
from kith.people.models import Person
from kith.people.queries import family_of
from kith.plans.models import Goal, Plan

SHARED = ("services", "sees", "contingency", "family_says", "outside")
# What only the same child's plan before says of them: nobody's own words, nor who agreed, are a brother's or sister's.
OWN = ("child_says", "consent")


@dataclass(frozen=True)
class Basis:
    """Why a child in need plan may begin: a conclusion or a conference that asks for one, or nothing here."""

    asked: FollowOn | None
    assessment: Assessment | None
    decided: ConferenceChild | None = None

    @property
    def since(self) -> datetime | None:
        """When it was asked for."""
        if self.decided is not None:
            return self.decided.matter.conference.held_at
        return self.asked.begun_at if self.asked else None

    @property
    def is_none(self) -> bool:
        """Whether nothing here asks for a plan."""
        return self.asked is None and self.assessment is None and self.decided is None


def basis_of(child: Subject) -> Basis:
    """The conclusion that asks for a plan of this child and waits; a conference that decided on one instead of a child
    protection plan; or a conclusion brought in from another system, of which no plan was made."""
    asked = next(iter(asked_of(child, FollowOn.Kind.PLAN)), None)
    if asked is not None:
        return Basis(asked, asked.matter.assessment)
    if (decided := _decided_instead(child)) is not None:
        return Basis(None, decided.enquiry.assessment if decided.enquiry else newest_of(child), decided)
    rows = Assessment.objects.filter(child__in=identity_of(child), plans=None, outcome=Assessment.Outcome.CIN_PLAN)
    ended = rows.filter(state=Assessment.State.AUTHORISED).exclude(brought_in_from="").select_related("matter")
    return Basis(None, ended.order_by("-authorised_on", "-pk").first())


def _decided_instead(child: Subject) -> ConferenceChild | None:
    """What the last conference decided, where it was this plan instead of protection, and none was made since."""
    row = last_decision(child)
    if row is None or (row.outcome, row.instead) != (ConferenceChild.Outcome.NO_PLAN, ConferenceChild.Instead.CIN):
        return None
    since = Plan.objects.filter(child__in=identity_of(child), opened_at__gte=row.matter.conference.held_at)
    return None if since.exists() else row


def first_words(
    assessment: Assessment | None, asked: FollowOn | None, like: Plan | None, *, same_child: bool = False
) -> dict[str, Any]:
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
        words = SHARED + (OWN if same_child else ())
        found |= {name: getattr(like, name) for name in words if getattr(like, name) not in ("", [])}
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
