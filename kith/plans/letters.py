"""A plan that was agreed, changed or ended is told to each agency of it: what must change, who does what and by when;
never what others said, nor what the family is worried about (CP-08, CP-09, IG-01).

What was agreed is one letter, each change another, and the end a third, each with its own versions, as an invitation to
a conference is one letter and its minutes another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kith.access.models import Agency, Matter, Subject, User
from kith.access.working import works_with
from kith.actions.models import Action
from kith.actions.queries import on_work
from kith.assessment.letters.unfit import CHILD, hidden_addresses
from kith.conferences.models import ConferenceAgency
from kith.letters.envelopes import Offer, Recipient, Unfit, Wording
from kith.letters.models import Letter
from kith.letters.queries import AGENCY
from kith.people.queries import family_of, household_of
from kith.plans.models import Attended, Goal, Plan
from kith.record.models import StepEvent
from kith.standards.codesets import agency_kinds
from kith.standards.words import full_day, local_day, long_date

CHANGES = ("plans.plan_changed", "plans.goal_added")
# Those of whom a plan's meetings say that they came, and who are no agency.
NO_AGENCY = ("", "family", "acquaintance", "self", "public", "anonymous", "unknown")
KEPT_BACK = "What we are worried about, what was said at meetings, and what other agencies told us. Add what they need"
WHY_ENDED = "Why it ended, and whom the family can ask. Say of it what this agency needs"
KEEP_IT_SAFE = (
    "This was shared with you so that you can do your part for this child, and for nothing else. Keep it where only "
    "those who need it for that can read it. Do not share where anybody lives."
)
TELL_US = "Tell us at once if you cannot do your part, or if something happens that puts the child at risk."


@dataclass(frozen=True)
class Stage:
    """What is to be told now: that it was agreed, that it changed, or that it ended; and since when."""

    key: str
    words: str
    since: datetime

    def of(self, to: Recipient) -> bool:
        """Whether a letter is of this stage; one to an agency that the writer added is of every one."""
        return to.key.startswith((f"{self.key}-", AGENCY))


def is_told(plan: Plan) -> bool:
    """Whether there is something to tell: not of words that another system holds."""
    return plan.agreed_at is not None or (plan.closed_at is not None and not plan.brought_in_from)


def _of(matter: Matter) -> Plan:
    return Plan.objects.select_related("child__person", "conference").get(matter=matter)


def _may_write(actor: User, matter: Matter) -> bool | str:
    """Whoever is near the child, once it is agreed or ended."""
    plan = _of(matter)
    if not is_told(plan):
        return "It has no words yet: write the plan first."
    return works_with(actor, plan.child)


def _stage(plan: Plan) -> Stage:
    what = plan.get_kind_display()
    if plan.closed_at:
        return Stage("ended", f"The {what.lower()} ended on {full_day(local_day(plan.closed_at))}.", plan.closed_at)
    assert plan.agreed_at is not None  # asked by `is_told` before a letter is begun
    agreed = full_day(local_day(plan.agreed_at))
    changes = StepEvent.objects.filter(matter=plan.matter, step__in=CHANGES).order_by("-written_at", "-pk")
    if last := changes.first():
        day = full_day(local_day(last.written_at))
        words = f"The {what.lower()}, agreed on {agreed}, was changed on {day}."
        return Stage(f"changed{changes.count()}", words, last.written_at)
    return Stage("agreed", f"The {what.lower()} was agreed on {agreed}.", plan.agreed_at)


def _recipients(matter: Matter) -> list[Recipient]:
    """The agencies of the conference, of the core group or the reviews, and of the actions; and who was told before."""
    plan = _of(matter)
    if not is_told(plan):
        return []
    now = _stage(plan)
    stage = now.key
    found = [*_of_conference(plan, stage), *_told_before(plan, now)]
    names = {one.name.casefold() for one in found}
    for key, kind, name in _others(plan):
        if name.casefold() not in names:
            names.add(name.casefold())
            label = agency_kinds()[kind].label if kind in agency_kinds() else "Agency"
            found.append(Recipient(f"{stage}-{key}", Letter.Audience.AGENCY, name, label))
    return found


def _of_conference(plan: Plan, stage: str) -> Iterator[Recipient]:
    """Whoever the conference invited that decided on the plan."""
    if plan.conference is None:
        return
    rows = ConferenceAgency.objects.filter(matter=plan.conference.matter_id).select_related("agency").order_by("pk")
    for row in rows:
        key = row.agency.ref if row.agency else row.ref
        yield _agency(f"{stage}-{key}", row.agency_name, f"{row.kind_words}, of the conference", row.agency)


def _told_before(plan: Plan, stage: Stage) -> Iterator[Recipient]:
    """Agencies to whom the writer wrote besides, when something was told before."""
    invited = ConferenceAgency.objects.filter(matter=plan.conference.matter_id) if plan.conference else []
    known = {row.agency_id for row in invited}
    rows = Letter.objects.filter(matter=plan.matter, replaced_by=None, written_at__lt=stage.since)
    for row in rows.exclude(agency=None).select_related("agency").order_by("pk"):
        if row.agency is not None and row.agency_id not in known:
            known.add(row.agency_id)
            yield _agency(f"{stage.key}-{row.agency.ref}", row.agency.name, "told before", row.agency)


def _agency(key: str, name: str, about: str, agency: Agency | None) -> Recipient:
    return Recipient(key, Letter.Audience.AGENCY, name, about, agency=agency)


def _others(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Somebody of another agency who came to a meeting, or has something to do: a key, which kind, and who they are."""
    came = Attended.objects.filter(matter=plan.matter).exclude(agency_kind__in=NO_AGENCY).order_by("pk")
    yield from ((f"came{row.pk}", row.agency_kind, row.name) for row in came)
    does = Action.objects.filter(matter=plan.matter, owner=None).exclude(agency_kind__in=NO_AGENCY).order_by("pk")
    yield from ((f"does-{row.ref}", row.agency_kind, row.who) for row in does)


def _propose(matter: Matter, to: Recipient) -> Wording:
    plan = _of(matter)
    title = f"{plan.get_kind_display()} for {plan.child.person.shown_name}"
    ended = plan.closed_at is not None
    return Wording(title, "", tuple(_sections(plan)), left_out=(WHY_ENDED if ended else KEPT_BACK,))


def _sections(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "The plan", _stage(plan).words
    if plan.closed_at:
        yield from _ending(plan)
    else:
        yield from _standing(plan)
    yield "Before you share this", KEEP_IT_SAFE


def _standing(plan: Plan) -> Iterator[tuple[str, str]]:
    """Goals without the worries behind them; who does what; and what happens if it does not change."""
    goals = Goal.objects.filter(matter=plan.matter, ended_at=None).order_by("by_on", "pk")
    must = [f"- {one.words} By {long_date(one.by_on)}. We will know by this: {one.indicator}" for one in goals]
    if must:
        yield "What must change", "\n".join(must)
    if done := _to_do(plan):
        yield "Who does what", done
    if plan.sees:
        yield "Who sees the child", plan.sees
    if plan.contingency:
        yield "What happens if it does not change", plan.contingency
    yield "Your part", TELL_US


def _to_do(plan: Plan) -> str:
    rows = [row for row in on_work(plan.matter) if row.open]
    return "\n".join(f"- {row.one.what}: {row.owner}, by {long_date(row.one.due_on)}" for row in rows)


def _ending(plan: Plan) -> Iterator[tuple[str, str]]:
    """How it ended and what goes on; never why, which is the family's."""
    to = f": {plan.to_authority}" if plan.to_authority else ""
    yield "How it ended", f"{plan.get_ended_as_display()}{to}."
    if done := _to_do(plan):
        yield "What is still to be done", done


def _unfit(matter: Matter, to: Recipient) -> list[Unfit]:
    """Confidential addresses, and the other children of the family: their plans are their own."""
    child = _of(matter).child.person
    family = [one.person for one in family_of(child)]
    first = child.first_name.casefold()
    young = [one.first_name for one in family if one.kind != "adult" and one.first_name.casefold() != first]
    return [
        *hidden_addresses([child, *family, *household_of(child)]),
        *(Unfit(name, CHILD) for name in dict.fromkeys(young) if name),
    ]


def _stops(matter: Matter, to: Recipient) -> str:
    """A letter about how the plan stood before would say what holds no more."""
    if is_told(_of(matter)) and not _stage(_of(matter)).of(to):
        return "The plan has changed since, or ended. Tell them how it stands now."
    return ""


def _child(matter: Matter) -> Subject:
    return _of(matter).child


TOLD = Offer("Tell the agencies", _may_write, _child, _recipients, _propose, _unfit, _stops)
