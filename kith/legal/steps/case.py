"""Pre-proceedings: opened by a decision, the letter, meetings and reviews, more time, and their end (CP-11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kith.access.leading import people_of
from kith.access.models import Matter, MatterSubject, User
from kith.actions.queries import offered
from kith.actions.steps import agree
from kith.assessment.steps.clocks import explain_late
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.legal import policies, queries
from kith.legal.forms import EndForm, ExtendForm, LetterForm, MeetingForm
from kith.legal.models import Extension, Gateway, LegalCase, LegalCaseChild, LetterBefore, PreMeeting
from kith.legal.steps import keeping
from kith.legal.steps.family import missing
from kith.legal.steps.gateway import told
from kith.record.models import Clock
from kith.standards import engine
from kith.standards.words import local_day, long_date
from kith.ui.forms import KithForm
from kith.ui.forms.words import lower_first

FINISH, COURT = "preproceedings.finish", "care.proceedings"


class OpenCase(Step):
    """Begin pre-proceedings."""

    name = "legal.case_opened"
    form = KithForm
    may = policies.open_case
    done = "{what} {number} began"

    def apply(self, act: Act) -> LegalCase | None:
        """One case for all children for whom a legal step was decided; a child whose case goes on stays in it.

        Returns: the case, or the meeting itself where every child is in one already.
        """
        one: Gateway = lock(act.target)
        assert one.held_at is not None  # the policy asked
        rows = [row for row in queries.gateway_children(one) if row.to_court]
        new = [row for row in rows if queries.open_case_of(row.child) is None]
        act.happened_at, act.people = one.held_at, [row.child for row in new]
        number = next_number("PP", act.now)
        act.matter = Matter.objects.create(kind="legal_case")
        case = LegalCase.objects.create(
            matter=act.matter, number=number, gateway=one, opened_at=one.held_at, opened_by=act.actor
        )
        MatterSubject.objects.bulk_create([MatterSubject(matter=act.matter, person=row.child) for row in new])
        LegalCaseChild.objects.bulk_create(
            [LegalCaseChild(matter=act.matter, child=row.child, decision=row) for row in new]
        )
        what = "Pre-proceedings" if any(row.outcome == row.Outcome.PRE for row in new) else "The way to court"
        act.words = {"what": what, "number": number}
        told(act, act.people, case.href)
        return case


class WriteLetter(Step):
    """Write the letter before proceedings."""

    name = "legal.letter_before_proceedings"
    form = LetterForm
    may = policies.before_court
    done = "A letter before proceedings was written: it must change by {day}"

    @classmethod
    def form_kwargs(cls, actor: User, target: LegalCase) -> dict[str, Any]:
        return {"since": local_day(target.opened_at)}

    def apply(self, act: Act, **said: Any) -> LetterBefore:
        """It holds the offer of a family meeting, or who decided against one; from its day the time runs.

        Raises:
            Breach: the family was not offered a meeting; an application was issued, or the case ended, meanwhile.
        """
        case = keeping.held(act, act.target, in_court=False)
        missing(act)
        row = LetterBefore.objects.create(matter=case.matter, by=act.actor, at=act.now, **said)
        act.happened_at = max(engine.start_of_day(row.dated_on), case.opened_at)
        act.aim, act.words = local_day(row.meets_at), {"day": long_date(row.change_by)}
        told(act, act.people, case.href)
        return row


class HoldPreMeeting(Step):
    """Record a pre-proceedings meeting."""

    name = "legal.preproceedings_met"
    form = MeetingForm
    may = policies.before_court
    done = "Pre-proceedings meeting held; reviewed {day}"

    @classmethod
    def form_kwargs(cls, actor: User, target: LegalCase) -> dict[str, Any]:
        letter = queries.case_view(target).letter
        return {"since": letter.dated_on if letter else local_day(target.opened_at), **offered(actor, target.matter)}

    def apply(
        self, act: Act, held_at: datetime, next_on: date, actions: list[dict[str, Any]], **said: Any
    ) -> PreMeeting:
        """Who came, what changed, and when it is reviewed; the day of the review runs.

        Raises:
            Breach: no letter was written yet; an application was issued, or the case ended, meanwhile.
        """
        case = keeping.held(act, act.target, in_court=False)
        if not LetterBefore.objects.filter(matter=case.matter).exists():
            raise Breach("The parents have no letter yet. Write the letter before proceedings first.", "held_at")
        row = PreMeeting.objects.create(
            matter=case.matter, held_at=held_at, next_on=next_on, by=act.actor, at=act.now, **said
        )
        agree(act, case.matter, actions, f"Pre-proceedings meeting, {case.number}", several=True)
        act.happened_at, act.aim, act.words = held_at, next_on, {"day": long_date(next_on)}
        told(act, act.people, case.href)
        return row


class Extend(Step):
    """Give pre-proceedings more time."""

    name = "legal.preproceedings_extended"
    form = ExtendForm
    may = policies.manage
    done = "Pre-proceedings go on until {day}"

    def apply(self, act: Act, until: date, why: str) -> Extension:
        """By a manager, with why: the first day stays, and the reason stands with it.

        Raises:
            Breach: an application was issued, or the case ended, meanwhile.
        """
        case = keeping.held(act, act.target, in_court=False)
        explain_late(act, Clock.objects.filter(matter=case.matter, rule=FINISH).first(), why)
        act.words = {"day": long_date(until)}
        told(act, act.people, case.href)
        return Extension.objects.create(matter=case.matter, until=until, why=why, by=act.actor, at=act.now)


class EndPreProceedings(Step):
    """End pre-proceedings."""

    name = "legal.preproceedings_ended"
    form = EndForm
    may = policies.manage
    done = "Pre-proceedings ended: {how}"

    @classmethod
    def form_kwargs(cls, actor: User, target: LegalCase) -> dict[str, Any]:
        return {"since": local_day(target.opened_at), "children": left(target)}

    def apply(self, act: Act, children: list[str], ended_as: str, **said: Any) -> LegalCase:
        """For these children, without court.

        Raises:
            Breach: it ended for one of them, or an application was issued, meanwhile.
        """
        case = keeping.held(act, act.target, in_court=False)
        rows = keeping.ended(act, case, children, ended_as, **said)
        act.words = {"how": lower_first(rows[0].get_ended_as_display())}
        told(act, act.people, case.href)
        return case


class EndCase(Step):
    """End the case."""

    name = "legal.case_ended"
    form = KithForm
    may = policies.end
    done = "{case} ended"

    def apply(self, act: Act) -> LegalCase:
        """It follows from the end for its last child, and stops what ran on it."""
        case: LegalCase = act.target
        act.matter, act.people = case.matter, people_of(case)
        running = Clock.objects.filter(matter=case.matter, stopped_at=None).exclude(rule__in=(FINISH, COURT))
        running.update(not_needed_because=f"{case} ended", stopped_at=act.now)  # the others stop with this event
        act.words = {"case": str(case)}
        return case


def left(case: LegalCase) -> list[tuple[str, str]]:
    """The children for whom a case goes on, to choose from."""
    rows = [row for row in queries.case_children(case) if row.ended_on is None]
    return [(row.child.ref, row.child.person.shown_name) for row in rows]
