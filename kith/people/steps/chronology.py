"""What stands out in a child's chronology: said by whoever works with the child, and never by changing the entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms.chronology import MarkForm
from kith.people.models import Person
from kith.people.queries.chronology import mark_of
from kith.record.models import EntryMark, StepEvent


@dataclass(frozen=True)
class InChronology:
    """An entry of one person's chronology: what MarkEntry is done to."""

    person: Person
    event: StepEvent

    @property
    def ref(self) -> str:
        return str(self.event.ref)

    @property
    def subject(self) -> Any:
        return self.person.subject


class MarkEntry(Step):
    """Say whether this entry is significant."""

    name = "people.entry_marked"
    form = MarkForm
    may = policies.may_change
    done = "An entry of the chronology was marked as {how}"

    def apply(self, act: Act, significant: bool, why: str) -> EntryMark:
        """A new fact on top of the entry: the entry stays as it was, and so does what was said of it before (AS-15).

        Raises:
            Breach: it says so already, for the same reason.
        """
        entry: InChronology = act.target
        stands, says = mark_of(entry.person.subject, entry.event), significant
        if stands is not None and (stands.significant, stands.why) == (says, why):
            raise Breach("It says so already, for the same reason. Change something, or go back.", "significant")
        act.people, act.words = [entry.person.subject], {"how": "significant" if says else "not significant"}
        return EntryMark.objects.create(
            person=entry.person.subject, event=entry.event, significant=says, why=why, by=act.actor, at=act.now
        )
