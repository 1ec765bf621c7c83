"""What the record room lends the kernel: the event, its people, and the clocks it starts or stops."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models

from kith.access.actor import acting
from kith.access.asked_once import reading_a_page
from kith.access.models import Subject
from kith.kernel.now import now
from kith.kernel.perform import Outcome
from kith.kernel.step import Act, Step
from kith.record import clocks
from kith.record.models import EntryMark, Refusal, StepEvent


class StepRecorder:
    """Writes down every step and every refusal."""

    def acting(self, act: Act, step: type[Step]) -> AbstractContextManager[None]:
        return acting(act.actor, step=step.name, event=act.ref)

    def asking(self) -> AbstractContextManager[None]:
        """While what was typed is checked, and nothing is written, what is asked twice is asked once."""
        return reading_a_page()

    def earlier(self, actor: Any, request_key: str) -> Outcome | None:
        """The answer already given to this request, if any."""
        event = StepEvent.objects.filter(actor=actor, request_key=request_key).first()
        if event is None:
            return None
        result = None
        if event.result_model:
            result = apps.get_model(event.result_model)._default_manager.filter(pk=event.result_id).first()
        return Outcome(event=event, result=result, repeated=True)

    def write(self, act: Act, step: type[Step], result: models.Model | None, request_key: str | None) -> StepEvent:
        """Write the event with its people, then start and stop the clocks that listen for it."""
        people = list(dict.fromkeys(p.pk if isinstance(p, Subject) else int(p) for p in act.people))
        event = StepEvent(
            ref=act.ref,
            step=step.name,
            actor=act.actor,
            written_at=act.now,
            happened_at=act.happened_at or act.now,
            matter=act.matter,
            person_id=people[0] if people and act.matter is None else None,
            line=step.done.format_map(_Words(act.words))[:1000],
            request_key=request_key or None,
            result_model=result._meta.label if result is not None else "",
            result_id=result.pk if result is not None and isinstance(result.pk, int) else None,
        )
        _write_down(event, people)
        if act.stands_out:
            _mark(act, event)
        clocks.happened(
            event, step.event, act.clocks_of,
            unborn=act.unborn, counts_from=act.counts_from, aim=act.aim, ends=act.ends,
        )  # fmt: skip
        return event

    def refused(self, actor: Any, step: type[Step], target: Any, why: str) -> None:
        note_refusal(actor, step.name, target, why)


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


_COLUMNS = [field for field in StepEvent._meta.concrete_fields if not field.primary_key]
_NAMES = ", ".join(str(field.column) for field in _COLUMNS)
# Without their lengths: what is cast to one is cut to it in silence, and only the column itself refuses it.
_VALUES = ", ".join(f"%s::{str(field.db_type(connections['default'])).partition('(')[0]}" for field in _COLUMNS)
_PEOPLE = {
    True: "select unnest(%s::bigint[])",
    # A step that names nobody is about everybody whom its piece of work is about.
    False: "select person_id from access_mattersubject where matter_id = %s and until is null",
}
# The event and whom it is about in one statement, for every step writes both. Its number comes first, not back: to be
# given a row back, the wall would look through every event that is hidden.
_WRITE = {
    named: f"with one as (select nextval('record_stepevent_id_seq') as id), about(person_id) as ({people}),"  # noqa: S608  (no word of it is typed)
    f" written as (insert into record_stepevent (id, {_NAMES}) select one.id, {_VALUES} from one),"
    " whom as (insert into record_stepeventperson (event_id, person_id) select one.id, person_id from one, about)"
    " select id from one"
    for named, people in _PEOPLE.items()
}


def _write_down(event: StepEvent, people: list[int]) -> None:
    named = bool(people) or event.matter_id is None
    values = [getattr(event, field.attname) for field in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE[named], [people if named else event.matter_id, *values])
        event.pk = cursor.fetchone()[0]
    event._state.adding, event._state.db = False, connection.alias


def _mark(act: Act, event: StepEvent) -> None:
    """The entry is significant from the first, for each whom it is about: whoever wrote it down said so (AS-15)."""
    about = event.people.values_list("person_id", flat=True)
    said = {"event": event, "significant": True, "why": act.stands_out[:1000], "by": act.actor, "at": act.now}
    EntryMark.objects.bulk_create(EntryMark(person_id=pk, **said) for pk in about)


def note_refusal(actor: Any, what: str, target: Any, why: str) -> None:
    """Keep a refusal whatever becomes of the request: who tried what, never about whom in words."""
    Refusal.objects.using(settings.REFUSALS_DATABASE).create(
        actor_id=getattr(actor, "pk", None),
        what=what[:80],
        target_ref=str(getattr(target, "ref", "") or "")[:40],
        why=why[:500],
        at=now(),
    )
