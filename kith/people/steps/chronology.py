"""What stands out in a child's chronology: said by whoever works with the child, and never by changing the entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms.chronology import MarkForm, SummaryForm
from kith.people.models import Person
from kith.people.queries.chronology import mark_of
from kith.people.queries.summaries import choices, to_rest_on
from kith.record.models import EntryMark, PeriodSummary, StepEvent, SummaryEntry
from kith.standards.words import long_date


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


@dataclass(frozen=True)
class OfPeriod:
    """A period of one person's chronology: what WriteSummary is done to. `replaces`: the summary that stands of it."""

    person: Person
    since: date
    until: date
    replaces: PeriodSummary | None = None

    @property
    def ref(self) -> str:
        return self.replaces.ref if self.replaces else self.person.ref

    @property
    def subject(self) -> Any:
        return self.person.subject


class WriteSummary(Step):
    """Write a summary of this time."""

    name = "people.summary_written"
    form = SummaryForm
    may = policies.may_change
    done = "A summary of {when} was written{anew}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: OfPeriod) -> dict[str, Any]:
        found, _ = to_rest_on(target.subject, target.since, target.until)
        return {"entries": choices(found), "anew": target.replaces is not None}

    def apply(self, act: Act, words: str, rests_on: Sequence[str], because: str = "") -> PeriodSummary:
        """One that stood is kept as it was written, and another stands in its place (AS-15).

        Raises:
            Breach: somebody wrote it anew before.
        """
        about: OfPeriod = act.target
        if about.replaces is not None:
            lock(about.person)
            if PeriodSummary.objects.filter(replaces=about.replaces).exists():
                raise Breach("Somebody was quicker and wrote it anew. Read theirs first.", "words")
        act.people = [about.subject]
        when = f"{long_date(about.since)} to {long_date(about.until)}"
        act.words = {"when": when, "anew": " anew" if about.replaces else ""}
        said = {"since": about.since, "until": about.until, "words": words, "because": because, "at": act.now}
        written = PeriodSummary.objects.create(person=about.subject, by=act.actor, replaces=about.replaces, **said)
        events = StepEvent.objects.filter(ref__in=rests_on).values_list("pk", flat=True)
        SummaryEntry.objects.bulk_create(
            SummaryEntry(summary=written, person=about.subject, event_id=pk) for pk in events
        )
        return written
