"""Saying who else is at risk, and doing something about each of them (EX-06)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter
from kith.checks.kinds import Asking
from kith.frontdoor.models import Contact
from kith.frontdoor.steps import ReceiveContact
from kith.kernel.perform import Breach, lock, perform
from kith.kernel.step import Act, Step
from kith.people.queries import find_by_ref
from kith.spread import policies
from kith.spread.forms import AnswerForm, ListForm, RaiseForm, TakeOffForm, WhyNotForm
from kith.spread.models import ChildAtRisk, SpreadCheck
from kith.spread.queries import spread_of

# How the census counts a worry that a social worker of this council has about another child.
OURSELVES = "council_other"
Found = SpreadCheck.Found
STILL_LISTED = "A child is listed as perhaps at risk. Take them off first, with the reason."
LISTED_BY_OTHERS = "Somebody else listed a child as perhaps at risk. Ask whoever leads this work."


class AnswerSpread(Step):
    """Say which other children are at risk."""

    name = "spread.answered"
    form = AnswerForm
    may = policies.answer
    done = "Which other children are at risk: {found}"

    def apply(self, act: Act, found: str, words: str) -> SpreadCheck:
        """It stands until it is answered again; every answer before it is kept.

        Raises:
            Breach: no other child is to be at risk where one is listed, known to whoever answers or hidden from them.
        """
        asking: Asking = act.target
        check = _held(act, asking.matter, found)
        if found == Found.NONE and check.standing:
            known = spread_of(asking.matter).children
            raise Breach(STILL_LISTED if known else LISTED_BY_OTHERS, "found")
        check.found, check.words, check.by, check.at = found, words, act.actor, act.now
        check.save()
        act.words = {"found": "other children may be" if found == Found.OTHERS else "none was found"}
        return check


class ListChild(Step):
    """List a child who may be at risk."""

    name = "spread.child_listed"
    form = ListForm
    may = policies.answer
    done = "Another child who may be at risk was listed"

    def apply(self, act: Act, other: str, described: str, why: str) -> ChildAtRisk:
        """Found in the records, or described. Nothing is written on that child's own record: the contact does that.

        Raises:
            Breach: the record cannot be found, is one of those the work is about, or is listed already.
        """
        asking: Asking = act.target
        person = find_by_ref(act.actor, other) if other else None
        if other and person is None:
            raise Breach("Choose the child again: the record you chose is not there.")
        if person is not None and any(one.pk == person.pk for one, _ in asking.people):
            raise Breach("This work is about that child already. List another child.")
        check = _held(act, asking.matter, Found.OTHERS)
        standing = ChildAtRisk.objects.filter(matter=asking.matter, taken_off_at=None)
        if person is not None and standing.filter(child_id=person.pk).exists():
            raise Breach("That child is listed already.")
        check.found, check.standing = Found.OTHERS, check.standing + 1
        check.save()
        return ChildAtRisk.objects.create(
            matter=asking.matter, child_id=person.pk if person else None, described=described, why=why,
            listed_by=act.actor, listed_at=act.now,
        )  # fmt: skip


class RaiseContact(Step):
    """Raise a contact for this child."""

    name = "spread.contact_raised"
    form = RaiseForm
    may = policies.follow
    done = "A contact was raised for another child who may be at risk"

    def apply(self, act: Act, **told: Any) -> ChildAtRisk:
        """It reaches the front door as any worry does, by the same step, and waits there for a decision."""
        row = _standing(act)
        child = {name: told.pop(name) for name in ("given", "family", "born", "age", "school")}
        about = {
            **told,
            "method": Contact.Method.OWN_WORK,
            "source_kind": OURSELVES,
            "referrer_name": act.actor.name,
            "referrer_role": act.actor.job_title,
            "children": [{name: value for name, value in child.items() if value not in (None, "")}],
        }
        row.contact = perform(ReceiveContact, act.actor, None, about).result
        return _answered(act, row)


class SayWhyNot(Step):
    """Say why no contact is raised."""

    name = "spread.contact_not_raised"
    form = WhyNotForm
    may = policies.follow
    done = "Why no contact is raised for another child who may be at risk was written down"

    def apply(self, act: Act, reason: str) -> ChildAtRisk:
        """A reason that can be read; a contact can still be raised later."""
        row = _standing(act)
        row.not_raised_because = reason
        return _answered(act, row)


class TakeOff(Step):
    """Take this child off the list."""

    name = "spread.child_taken_off"
    form = TakeOffForm
    may = policies.take_off
    done = "A child was taken off the list of those who may be at risk"

    def apply(self, act: Act, reason: str) -> ChildAtRisk:
        """They stay in the history with why; a contact that was raised goes on."""
        check = _held(act, act.target.matter, Found.OTHERS)
        row = _standing(act)
        row.taken_off_by, row.taken_off_at, row.taken_off_because = act.actor, act.now, reason
        row.save()
        check.standing -= 1
        check.save()
        return row


def _held(act: Act, matter: Matter, found: str) -> SpreadCheck:
    """The check of this work, held with its matter by whoever answers, lists or takes off: the count of those listed
    is never an old one. It begins with whoever says something first."""
    act.matter = lock(matter)
    check, _ = SpreadCheck.objects.get_or_create(matter=matter, defaults={"found": found, "by": act.actor})
    return check


def _standing(act: Act) -> ChildAtRisk:
    row: ChildAtRisk = lock(act.target)
    act.matter = row.matter
    if row.taken_off_at is not None:
        raise Breach("This child was taken off the list meanwhile. List them again if they may be at risk.")
    if row.contact_id is not None and act.target.contact_id is None:
        raise Breach("A contact was raised for this child meanwhile. Look at the list again.")
    return row


def _answered(act: Act, row: ChildAtRisk) -> ChildAtRisk:
    row.answered_by, row.answered_at = act.actor, act.now
    row.save()
    return row
