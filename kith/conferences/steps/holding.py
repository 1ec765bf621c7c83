"""A conference is held: its minutes stand, and each child has an outcome of their own (CP-06, CP-07, CL-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kith.access.chairing import AFTERWARDS, chairs_no_more
from kith.access.models import User
from kith.access.notices import tell
from kith.actions.queries import offered
from kith.actions.steps import agree
from kith.assessment.steps.clocks import explain_late
from kith.conferences import policies, queries
from kith.conferences.hold_form import HoldForm
from kith.conferences.models import Conference, ConferenceAddition, ConferenceAgency, ConferenceChild, ConferenceFamily
from kith.conferences.steps.asking import State, held
from kith.conferences.steps.inviting import invited_agencies
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.people.steps import those_who_hold
from kith.protection.forms import AddForm
from kith.standards.words import long_date
from kith.ui.forms import KithForm
from kith.ui.forms.words import lower_first


class HoldConference(Step):
    """Hold the conference."""

    name = "conferences.conference_held"
    form = HoldForm
    may = policies.hold
    done = "{kind} held"

    @classmethod
    def form_kwargs(cls, actor: User, target: Conference) -> dict[str, Any]:
        view = queries.view_of(target)
        return {"conference": target, "children": view.children, "family": view.family, **offered(actor, target.matter)}

    def apply(
        self,
        act: Act,
        children: dict[str, dict[str, Any]],
        family: dict[str, dict[str, str]],
        agencies: list[dict[str, Any]],
        actions: list[dict[str, Any]],
        late: str,
        **said: Any,
    ) -> Conference:
        """Who took part, what each said, and what its chair decides for each child: the minutes stand from now on.

        It stops the dates that it answers; one that has passed stays passed, with the reason (CL-10). What follows for
        each child stands in kith.journeys.

        Raises:
            Breach: it was held, called off or given another chair meanwhile.
        """
        one = held(act, State.ARRANGED)
        if one.chair_id != act.actor.pk:
            raise Breach(
                "It was given another chair while you wrote. They decide, and what you wrote is in your drafts."
            )
        for clock in queries.unexplained(one, said["held_at"]):
            explain_late(act, clock, late)
        for name, value in said.items():
            setattr(one, name, value)
        one.state, one.ended_by = State.HELD, act.actor
        one.save()
        rows = _decided(one, children)
        _took_part(act, one, agencies, family)
        agree(act, one.matter, actions, one.get_kind_display(), several=True)
        chairs_no_more(one.matter, act.now + AFTERWARDS)
        act.people, act.happened_at = [row.child for row in rows], _moment(one.held_at)
        act.clocks_of = queries.settled_by(one)
        if not any(row.has_plan for row in rows):  # nothing is reviewed again: no `ReviewSet` stops what ran until now
            queries.counted(one).filter(rule=queries.NEXT, stopped_at=None, matter__in=act.clocks_of).update(
                stopped_at=act.happened_at
            )
        act.words = {"kind": one.get_kind_display()}
        for user in {user for row in rows for user in those_who_hold(row.child.person)} - {act.actor}:
            tell(user, one.href)
        return one


class _Decided(Step):
    """What the chair decided for one child, on their own line of the record."""

    form = KithForm

    def apply(self, act: Act) -> ConferenceChild:
        """It follows from the conference, on the day on which it was held."""
        row: ConferenceChild = act.target
        one = row.matter.conference
        act.matter, act.people, act.happened_at = row.matter, [row.child], _moment(one.held_at)
        act.words = {"category": lower_first(row.category_words), "instead": lower_first(row.get_instead_display())}
        return row


class PlanDecided(_Decided):
    """Decide on a child protection plan."""

    name = "conferences.plan_decided"
    may = policies.decide
    done = "A child protection plan was decided: {category}"


class NoPlanDecided(_Decided):
    """Decide that no child protection plan is needed."""

    name = "conferences.no_plan_decided"
    may = policies.decide
    done = "No child protection plan was decided; instead {instead}"


class PlanContinued(_Decided):
    """Decide that the child protection plan goes on."""

    name = "conferences.plan_continued"
    may = policies.decide
    done = "The child protection plan goes on: {category}"


class PlanEnded(_Decided):
    """Decide that the child protection plan ends."""

    name = "conferences.plan_ended"
    may = policies.decide
    done = "The child protection plan ends; instead {instead}"


class ReviewSet(Step):
    """Set the next review."""

    name = "conferences.review_set"
    form = KithForm
    may = policies.set_review
    done = "The plan is reviewed again by {day}"

    def apply(self, act: Act) -> Conference:
        """Where a plan goes on after a review: the six months begin again, of every child looked at (CL-10)."""
        one: Conference = act.target
        assert one.next_review_on is not None  # a plan that goes on has one
        act.matter, act.happened_at, act.clocks_of = one.matter, _moment(one.held_at), queries.settled_by(one)
        act.people = [row.child for row in queries.children_of(one) if row.has_plan]
        act.words = {"day": long_date(one.next_review_on)}
        return one


# What follows for a child from each outcome.
DECIDED: dict[str, type[Step]] = {
    ConferenceChild.Outcome.PLAN: PlanDecided,
    ConferenceChild.Outcome.NO_PLAN: NoPlanDecided,
    ConferenceChild.Outcome.CONTINUES: PlanContinued,
    ConferenceChild.Outcome.ENDS: PlanEnded,
}


class AddToConferenceMinutes(Step):
    """Add to the minutes."""

    name = "conferences.added_to"
    form = AddForm
    may = policies.add
    done = "Conference: the minutes were added to"

    def apply(self, act: Act, source: str, words: str) -> ConferenceAddition:
        """It stands below the minutes, which stay as they were; the chair is told."""
        one = held(act, State.HELD)
        if one.chair is not None and one.chair != act.actor:
            tell(one.chair, one.href)
        return ConferenceAddition.objects.create(
            matter=one.matter, source=source, words=words, by=act.actor, at=act.now
        )


def _decided(one: Conference, said: dict[str, dict[str, Any]]) -> list[ConferenceChild]:
    rows = queries.children_of(one)
    for row in rows:
        for name, value in said[row.ref].items():
            setattr(row, name, value)
        row.save()
    return rows


def _took_part(act: Act, one: Conference, agencies: list[dict[str, Any]], family: dict[str, dict[str, str]]) -> None:
    """Who was invited says whether they came; whoever was taken off the list did not, and stays."""
    invited_agencies(act, one, agencies)
    ConferenceAgency.objects.filter(matter=one.matter, part="").update(part=ConferenceAgency.Part.ABSENT)
    for row in ConferenceFamily.objects.filter(matter=one.matter):
        if row.ref not in family:
            raise Breach("Somebody of the family was invited while you wrote. What you wrote is kept: open it again.")
        row.part, row.said = family[row.ref]["part"], family[row.ref]["said"]
        row.save(update_fields=["part", "said"])


def _moment(held_at: datetime | None) -> datetime:
    assert held_at is not None  # it was held
    return held_at
