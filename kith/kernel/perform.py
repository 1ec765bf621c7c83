"""The only write path: who may, is it good, do it, write it down, and what follows from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol
from uuid import uuid4

from django import forms
from django.db import IntegrityError, connection, models, transaction

from kith.kernel.now import now
from kith.kernel.step import Act, Step


class Refused(Exception):
    """The actor may not do this. The message is a sentence for the person who tried."""


class Invalid(Exception):
    """The data are not good; `form` holds what was typed and says how to mend it."""

    def __init__(self, form: forms.Form) -> None:
        super().__init__(form.errors.as_json())
        self.form = form


class Repeated(Refused):
    """This was done before, on what has since closed to the actor: nothing is written again, and nothing shown."""


class Stale(Exception):
    """Somebody changed the record after this person opened it; nothing was written."""

    def __init__(self, target: models.Model, seen: int) -> None:
        super().__init__(f"seen version {seen}, now {getattr(target, 'version', None)}")
        self.target = target


class Breach(Exception):
    """A rule refuses this act for a reason only known while doing it; `field` is where the page shows it."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


@dataclass(frozen=True)
class Outcome:
    """What came of a step: the event written, the thing made or changed, and whether it had been done before."""

    event: Any
    result: Any  # whatever the step makes; the page that asked knows which
    repeated: bool = False


class Recorder(Protocol):
    """What the record room lends to the kernel at start-up."""

    def acting(self, act: Act, step: type[Step]) -> AbstractContextManager[None]: ...
    def asking(self) -> AbstractContextManager[None]: ...
    def earlier(self, actor: Any, request_key: str) -> Outcome | None: ...
    def write(self, act: Act, step: type[Step], result: models.Model | None, request_key: str | None) -> Any: ...
    def refused(self, actor: Any, step: type[Step], target: Any, why: str) -> None: ...


class Journeys(Protocol):
    """What follows in another room when a step has happened in one."""

    def after(self, step: type[Step], act: Act, result: models.Model | None) -> None: ...


_recorder: Recorder | None = None
_journeys: Journeys | None = None

# While what follows from a step is done: the rows whose version that act has raised, each once. What follows stands or
# falls with that step, and needs no way back of its own.
_following: ContextVar[set[tuple[str, Any]] | None] = ContextVar("kith_following", default=None)

# True while the caller has begun a transaction that a refused step undoes as a whole.
_as_one: ContextVar[bool] = ContextVar("kith_as_one", default=False)


def install(*, recorder: Recorder, journeys: Journeys) -> None:
    """Hand the kernel its recorder and its journeys, once, at start-up."""
    global _recorder, _journeys
    _recorder, _journeys = recorder, journeys


def check_installed() -> None:
    """Raise at start-up when nothing would be written down."""
    if _recorder is None or _journeys is None:
        raise RuntimeError("Kith will not run without its recorder and journeys: call kith.kernel.perform.install")


def allowed(step: type[Step], actor: Any, target: Any) -> bool | str:
    """Whether the actor may take this step on this target: True, or a sentence why not. Fails closed."""
    if actor is None or not getattr(actor, "is_active", False):
        return "Sign in first: nobody may do this without saying who they are."
    return step.may(actor, target)


def perform(
    step: type[Step],
    actor: Any,
    target: Any = None,
    data: Any = None,
    *,
    request_key: str | None = None,
    seen_version: int | None = None,
    files: Any = None,
    **act_details: Any,
) -> Outcome:
    """Do one step for one actor.

    Args:
        step: the step to take.
        actor: who takes it; nobody means refusal.
        target: what it is done to, already fetched through the access policy.
        data: what was typed, as the form expects it (a QueryDict or a dict).
        request_key: the sender's own key; the same key again returns the first answer and writes nothing.
        seen_version: the version of the target that the sender had before them.
        act_details: `happened_at` and the like, for imports and journeys.

    Raises:
        Refused, Invalid, Stale: nothing was written.
    """
    check_installed()
    assert _recorder is not None  # check_installed has just said so
    assert _journeys is not None
    following = _following.get()
    follows, raised = following is not None, set() if following is None else following
    act = Act(
        actor=actor, target=target, now=now(), ref=uuid4(), seen_version=seen_version, follows=follows, **act_details
    )
    verdict = allowed(step, actor, target)
    if verdict is not True:
        # What was done may not be done again, and is no refusal when it is only sent again.
        if request_key and actor is not None:
            with transaction.atomic(), _recorder.acting(act, step):
                if earlier := _once(actor, request_key):
                    return earlier
        why = verdict or "You may not do this."
        _recorder.refused(actor, step, target, why)
        raise Refused(why)
    savepoint = not (follows or _as_one.get())
    with _done_before(), transaction.atomic(savepoint=savepoint), _follows(None), _recorder.acting(act, step):
        if request_key and (earlier := _once(actor, request_key)):
            return earlier
        if seen_version is not None:
            _check_version(target, seen_version)
        kwargs = {"files": files} if files is not None else {}
        with _recorder.asking():
            form = step.build_form(actor, target, data if data is not None else {}, **kwargs)
            valid = form.is_valid()
        if not valid:
            raise Invalid(form)
        try:
            result = step().apply(act, **form.cleaned_data)
            event = _recorder.write(act, step, result, request_key)
            _bump_version(target, raised)
            with _follows(raised):
                _journeys.after(step, act, result)
        except Breach as breach:  # leaves as Invalid, so that nothing of it stays
            field = breach.field if breach.field in form.fields else None
            form.add_error(field, breach.message)
            raise Invalid(form) from breach
        except Invalid as follows_not:  # said on the form in hand, which holds what was typed
            form.add_error(None, [str(one) for errors in follows_not.form.errors.values() for one in errors])
            raise Invalid(form) from follows_not
    return Outcome(event=event, result=result)


@contextmanager
def _follows(raised: set[tuple[str, Any]] | None) -> Iterator[None]:
    token = _following.set(raised)
    try:
        yield
    finally:
        _following.reset(token)


@contextmanager
def as_one() -> Iterator[None]:
    """The steps of this block are one piece of work: when one of them is refused, none of them has happened."""
    token = _as_one.set(True)
    try:
        with transaction.atomic(savepoint=False):
            yield
    finally:
        _as_one.reset(token)


@contextmanager
def _done_before() -> Iterator[None]:
    """The database knows a request key even where its answer is hidden from whoever sends it again."""
    try:
        yield
    except IntegrityError as twice:
        if "one_answer_per_request" not in str(twice):
            raise
        raise Repeated("This was sent before. Nothing was written a second time.") from twice


def answered(actor: Any, request_key: str) -> bool:
    """Whether what was sent under this key was taken in. Waits for a request with it that is under way."""
    check_installed()
    return _once(actor, request_key) is not None


def _once(actor: Any, request_key: str) -> Outcome | None:
    """Wait for a twin of this request to finish, then give its answer if it had one."""
    digest = hashlib.blake2b(f"{actor.pk}:{request_key}".encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(digest, signed=True)])
    assert _recorder is not None
    return _recorder.earlier(actor, request_key)


def _check_version(target: Any, seen: int) -> None:
    if target is None or not hasattr(target, "version"):
        return
    current = type(target)._default_manager.select_for_update().only("pk", "version").get(pk=target.pk)
    if current.version != seen:
        raise Stale(current, seen)


def _bump_version(target: Any, raised: set[tuple[str, Any]]) -> None:
    """Whoever has an older version before them is told so. One act raises it once, whatever follows from it."""
    if isinstance(target, models.Model) and target.pk is not None and hasattr(target, "version"):
        table, key = target._meta.db_table, target._meta.pk.column
        if (table, target.pk) in raised:
            return
        raised.add((table, target.pk))
        with connection.cursor() as cursor:  # in SQL: no question is put oftener
            cursor.execute(f'update "{table}" set version = version + 1 where "{key}" = %s', [target.pk])  # noqa: S608  (names of our own)
        target.version += 1


def lock(row: models.Model) -> Any:
    """Hold a row until the step ends, freshly read: for rules that two people could otherwise break at once.

    The piece of work that it hangs on, which never changes, comes along from the row in hand.

    Raises:
        ObjectDoesNotExist: there is no such row any more, or it is hidden from whoever is acting.
        TransactionManagementError: outside a transaction nothing would be held.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A row is held until its transaction ends: begin one first.")
    statement, fields = _locking(type(row))
    with connection.cursor() as cursor:  # in SQL: nearly every step begins with it
        cursor.execute(statement, [row.pk])
        values = cursor.fetchone()
    if values is None:
        raise type(row).DoesNotExist(f"There is no {row._meta.label} {row.pk}")  # type: ignore[attr-defined]  # every model has one
    read = [
        value if convert is None else convert(value, None, connection)
        for value, convert in zip(values, fields.values(), strict=True)
    ]
    found = type(row).from_db(connection.alias, list(fields), read)
    matter = row._state.fields_cache.get("matter")
    if matter is not None and matter.pk == found.matter_id:  # type: ignore[attr-defined]  # it has a matter
        found.matter = _bare(matter)  # type: ignore[attr-defined]  # as above
    return found


def _bare(row: models.Model) -> Any:
    """The row without what was read along with it, which may have changed."""
    fields = [one.attname for one in row._meta.concrete_fields]
    return type(row).from_db(connection.alias, fields, [getattr(row, name) for name in fields])


@cache
def _locking(model: type[models.Model]) -> tuple[str, dict[str, Any]]:
    """The statement that locks one row of a model, and how each of its columns is read, by field."""
    columns = model._meta.concrete_fields
    names = ", ".join(f'"{one.column}"' for one in columns)
    key = model._meta.pk.column
    statement = f'select {names} from "{model._meta.db_table}" where "{key}" = %s for update'  # noqa: S608  (names of our own)
    return statement, {one.attname: getattr(one, "from_db_value", None) for one in columns}
