"""Section 47 enquiries, conferences and plans brought in from another system's census file (decision 24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from kith.access.history import last_hand
from kith.access.models import User
from kith.access.policies import identity_of
from kith.assessment.steps.bring_in import morning
from kith.conferences.models import ConferenceChild, Kind
from kith.conferences.steps import BringInConference
from kith.kernel.perform import perform
from kith.people.models import Person
from kith.plans.models import Plan
from kith.plans.queries import in_the_way
from kith.plans.steps import BringInPlan, plan_as_it_stands
from kith.protection.models import Enquiry
from kith.protection.steps import BringInEnquiry, enquiry_as_it_stands
from kith.returns.again import matched
from kith.returns.cin.protection import PROTECTION
from kith.returns.cin.records import ChildRecord, EnquiryRecord, PlanRecord
from kith.returns.cin.repeats import conference_key, enquiry_key, plan_key
from kith.standards.words import long_date

SOURCE = "CIN census"
ENQUIRY_MARKS = ("conference_on", "not_convened_because")
ASKED_BY_ENQUIRY = "A section 47 enquiry led to it."
NO_ENQUIRY = "The census has it with the referral, and no section 47 enquiry that led to it."
OF_PLAN = "The child protection plan began on this day. The conference that decided it is of an earlier census."
REVIEWED = "The child protection plan was reviewed."
Outcome = ConferenceChild.Outcome


@dataclass
class Left:
    """What of a file was not written: what somebody changed in Kith since, and what cannot stand beside what Kith
    holds, each with why."""

    changed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Said:
    """One conference as a file has it."""

    day: date
    kind: Kind
    outcome: str
    category: str
    why: str
    enquiry: str = ""


def bring_protection(actor: User, person: Person, record: ChildRecord) -> Left:
    """Bring in a child's enquiries, then their conferences and plans; what is here already leaves no second trace."""
    left = Left()
    asked_by = _enquiries(actor, person, record, left)
    decided = {plan.start for plan in record.plans() if not plan.is_need}
    for plan in record.plans():
        _plan(actor, person, record, plan, asked_by, left)
    unsure = any(part.module == PROTECTION for part in record.all_kept_aside())
    for day in sorted(record.conference_days() - decided):
        said = _initial(day, asked_by, "" if unsure else Outcome.NO_PLAN, "")
        _conference(actor, person, record, said, None, left)
    return left


def _enquiries(actor: User, person: Person, record: ChildRecord, left: Left) -> dict[date, str]:
    """Bring the enquiries in; gives back, by the day of a conference, the reference of the one that led to it."""
    days: dict[date, list[EnquiryRecord]] = {}
    for one in record.enquiries():
        assert one.start.value is not None  # or it is kept aside
        days.setdefault(one.start.value, []).append(one)
    led_to: dict[date, str] = {}
    for start, several in days.items():
        said = [(one.conference.value, bool(one.not_required.value)) for one in several]
        stands = [enquiry_as_it_stands(conference_on=held_on, not_required=none) for held_on, none in said]
        held = matched(Enquiry, ENQUIRY_MARKS, stands, partial(enquiry_key, record.key, start))
        for (held_on, none), stand, (key, found) in zip(said, stands, held, strict=True):
            enquiry = found
            if enquiry is not None and last_hand(enquiry) != BringInEnquiry.name:
                left.changed.append(str(enquiry))
            elif enquiry is None or _differs(enquiry, stand):
                typed = {
                    "started_on": start, "conference_on": held_on or "", "not_required": "yes" if none else "no",
                    "import_key": key, "brought_in_from": SOURCE,
                }  # fmt: skip
                enquiry = perform(BringInEnquiry, actor, person.subject, typed).result
            assert isinstance(enquiry, Enquiry)
            if enquiry.conference_on is not None:
                led_to.setdefault(enquiry.conference_on, enquiry.ref)
    return led_to


def _differs(row: Any, said: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in said.items())


def _plan(
    actor: User, person: Person, record: ChildRecord, plan: PlanRecord, asked_by: dict[date, str], left: Left
) -> None:
    """Bring in one plan with the conferences it rests on: all of it, or nothing where it cannot stand."""
    key = plan_key(record.key, plan.is_need, plan.start)
    found = Plan.objects.filter(child__in=identity_of(person.subject), import_key=key).select_related("matter").first()
    if found is not None and last_hand(found) != BringInPlan.name:
        left.changed.append(str(found))
        return
    closed_at = plan_as_it_stands(plan.end, actor)["closed_at"]
    if (other := in_the_way(person.subject, morning(plan.start), closed_at, key)) is not None:
        name = "child in need plan" if plan.is_need else "child protection plan"
        left.refused.append(
            f"Nothing was written of the {name} from {long_date(plan.start)} (line {plan.line}): {other} is the plan "
            "of this child for that time. End or mend the one that is not right, here or where the file was made, and "
            "import it again."
        )
        return
    _written(actor, person, record, plan, key, found, asked_by, left)


def _written(
    actor: User, person: Person, record: ChildRecord, plan: PlanRecord, key: str, found: Plan | None,
    asked_by: dict[date, str], left: Left,
) -> None:  # fmt: skip
    row = None
    for said in () if plan.is_need else _conferences(plan, asked_by):
        row = _conference(actor, person, record, said, row, left)
    stands = plan_as_it_stands(plan.end, actor)
    stands.pop("closed_by")  # whoever brought it in then, or now
    if found is not None and not _differs(found, stands):
        return
    first = None if plan.is_need else _held_on(person, conference_key(record.key, plan.start))
    typed = {
        "kind": Plan.Kind.NEED if plan.is_need else Plan.Kind.PROTECTION, "opened_on": plan.start,
        "closed_on": plan.end or "", "conference": first.ref if first else "", "import_key": key,
        "brought_in_from": SOURCE,
    }  # fmt: skip
    perform(BringInPlan, actor, person.subject, typed)


def _conferences(plan: PlanRecord, asked_by: dict[date, str]) -> Iterator[_Said]:
    """The conferences of a plan: the one that decided it, and its reviews. The file has the category at the beginning
    and the latest one: of a review between them it is not said."""
    first = _initial(plan.start, asked_by, Outcome.PLAN, plan.first_category)
    if not plan.this_year and plan.start not in asked_by:
        first = replace(first, why=OF_PLAN)
    yield first
    same = plan.first_category if plan.first_category == plan.latest_category else ""
    for number, day in enumerate(plan.reviews, start=1):
        outcome = Outcome.ENDS if day == plan.end else Outcome.CONTINUES
        category = plan.latest_category if number == len(plan.reviews) else same
        yield _Said(day, Kind.REVIEW, outcome, category, REVIEWED)


def _initial(day: date, asked_by: dict[date, str], outcome: str, category: str) -> _Said:
    enquiry = asked_by.get(day, "")
    return _Said(day, Kind.INITIAL, outcome, category, ASKED_BY_ENQUIRY if enquiry else NO_ENQUIRY, enquiry)


def _conference(
    actor: User, person: Person, record: ChildRecord, said: _Said, before: ConferenceChild | None, left: Left
) -> ConferenceChild | None:
    """Bring in one conference, after the one `before` it; gives back what it decided, as Kith holds it."""
    key = conference_key(record.key, said.day)
    row = _held_on(person, key)
    if row is not None and last_hand(row) != BringInConference.name:
        left.changed.append(str(row.matter.conference))
        return row
    if row is not None and (row.outcome, row.category) == (said.outcome, said.category):
        return row
    if row is None and before is not None and before.reviewed_by.exclude(outcome="").exists():
        left.refused.append(
            f"The review of {long_date(said.day)} was not written: Kith holds a later one that followed the same "
            "conference."
        )
        return before
    typed = {
        "held_on": said.day, "kind": said.kind, "outcome": said.outcome, "category": said.category, "why": said.why,
        "enquiry": said.enquiry, "reviews": before.ref if before else "", "import_key": key, "brought_in_from": SOURCE,
    }  # fmt: skip
    brought: ConferenceChild = perform(BringInConference, actor, person.subject, typed).result
    return brought


def _held_on(person: Person, key: str) -> ConferenceChild | None:
    rows = ConferenceChild.objects.filter(child__in=identity_of(person.subject), matter__conference__import_key=key)
    return rows.select_related("matter__conference").first()
