"""Before the court: the application, what is heard on a day, and what the court decides in the end (CP-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.models import User
from kith.kernel.step import Act, Step
from kith.legal import policies
from kith.legal.forms import FinalForm, HearingForm, IssueForm
from kith.legal.models import Hearing, LegalCase, LegalCaseChild
from kith.legal.steps import keeping
from kith.legal.steps.case import left
from kith.legal.steps.family import missing
from kith.legal.steps.gateway import told
from kith.record.models import Clock
from kith.standards import engine
from kith.standards.words import listed, local_day
from kith.ui.forms.words import lower_first


class IssueProceedings(Step):
    """Issue proceedings."""

    name = "legal.proceedings_issued"
    form = IssueForm
    may = policies.issue
    done = "Proceedings were issued: {sought}"

    @classmethod
    def form_kwargs(cls, actor: User, target: LegalCase) -> dict[str, Any]:
        return {"since": local_day(target.opened_at)}

    def apply(self, act: Act, **said: Any) -> LegalCase:
        """Of every child who is left. Pre-proceedings are over; the twenty-six weeks begin with this day.

        Raises:
            Breach: the family was not offered a meeting; it was issued, or the case ended, meanwhile.
        """
        case = keeping.held(act, act.target, in_court=False)
        missing(act)
        for name, value in said.items():
            setattr(case, name, value)
        case.issued_by = act.actor
        case.save()
        act.happened_at = max(engine.start_of_day(said["issued_on"]), case.opened_at)
        Clock.objects.filter(matter=case.matter, stopped_at=None).update(stopped_at=act.happened_at)
        act.words = {"sought": listed([lower_first(one) for one in case.sought_words])}
        told(act, act.people, case.href)
        return case


class RecordHearing(Step):
    """Record a hearing."""

    name = "legal.hearing_recorded"
    form = HearingForm
    may = policies.in_court
    done = "{kind}: {interim}"

    @classmethod
    def form_kwargs(cls, actor: User, target: LegalCase) -> dict[str, Any]:
        return {"since": target.issued_on or local_day(target.opened_at)}

    def apply(self, act: Act, on: date, **said: Any) -> Hearing:
        """What was decided on a day, and the interim order."""
        case = keeping.held(act, act.target, in_court=True)
        row = Hearing.objects.create(matter=case.matter, on=on, by=act.actor, at=act.now, **said)
        act.happened_at = engine.start_of_day(on)
        act.words = {"kind": row.get_kind_display(), "interim": lower_first(row.get_interim_display())}
        told(act, act.people, case.href)
        return row


class FinalOrder(Step):
    """Record what the court decided."""

    name = "legal.final_order_recorded"
    form = FinalForm
    may = policies.in_court
    done = "The court decided: {made}; {lives}"

    @classmethod
    def form_kwargs(cls, actor: User, target: LegalCase) -> dict[str, Any]:
        return {"since": target.issued_on or local_day(target.opened_at), "children": left(target)}

    def apply(self, act: Act, children: list[str], **said: Any) -> LegalCase:
        """For these children: the order, and where they live from then on.

        Raises:
            Breach: it ended for one of them meanwhile.
        """
        case = keeping.held(act, act.target, in_court=True)
        row = keeping.ended(act, case, children, LegalCaseChild.Ended.COURT, **said)[0]
        act.happened_at = engine.start_of_day(said["ended_on"])
        act.words = {"made": lower_first(row.get_made_display()), "lives": lower_first(row.get_lives_display())}
        told(act, act.people, case.href)
        return case
