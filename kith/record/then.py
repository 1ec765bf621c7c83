"""The record as it was known at a moment, from the append-only history (IG-07). Rooms say what of it is shown.

What is hidden from the reader today is hidden then: the rows that stand today and their history are behind one wall.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery

from kith.access.history import history_of
from kith.access.models import Matter, MatterSubject, SameSubject
from kith.access.prepared import Blank, OneOf, Prepared, PreparedLists, lists_of
from kith.record.models import Clock
from kith.standards import deadlines

M = TypeVar("M", bound=Model)
MOST = 100  # rows of one part, the newest first, until the part is asked for by itself
ALL = 5000


def as_known(model: type[M], at: datetime, *where: Q, since: str = "", **filters: Any) -> list[M]:
    """The rows of a model as they stood at a moment: corrected and withdrawn facts as they were then.

    Args:
        model: one that keeps its history, or whose rows are written once.
        at: the moment. What was written at this very moment had been written.
        where, filters: of the model; by what a row never changes: whom it is about, its piece of work.
        since: of a model whose rows are written once, the field that says when.

    Returns: rows of the model, for reading alone: to save one is an error.
    """
    return rows_of_then(model, then(model, at, *where, since=since, **filters))


def then(model: type[Model], at: datetime, *where: Q, since: str = "", **filters: Any) -> QuerySet[Any]:
    """The question that `as_known` asks, for several to be asked at once; its rows are read by `rows_of_then`.

    One look into the index of the history for each row that stands, however often that was changed.
    """
    history: Any = history_of(model)
    standing = model._default_manager.filter(*where, **filters)
    if history is None:
        assert since, f"{model.__name__} keeps no history: say which field tells since when its rows could be read"
        return standing.filter(**{f"{since}__lte": at}).order_by("-pk")
    last = history.objects.filter(pgh_obj_id=OuterRef("pk"), pgh_created_at__lte=at).order_by("-pgh_id")
    found = standing.order_by().annotate(then=Subquery(last.values("pgh_id")[:1])).values("then")
    kept: QuerySet[Any] = history.objects.filter(pgh_id__in=found).order_by("-pgh_obj_id")
    return kept


def rows_of_then(model: type[M], found: Iterable[Any]) -> list[M]:
    """What the history holds, as rows of the model."""
    if history_of(model) is None:
        return list(found)
    kept = {one.attname for one in history_of(model)._meta.concrete_fields}  # type: ignore[union-attr]  # asked above
    names = [one.attname for one in model._meta.concrete_fields if one.attname in kept]
    return [_row(model, names, one) for one in found]


def _row(model: type[M], names: list[str], event: Any) -> M:
    row = model(**{name: getattr(event, name) for name in names})
    row._state.adding, row._state.db = False, event._state.db
    row.changed_at = event.pgh_created_at  # type: ignore[attr-defined]  # when it came to stand so
    row.save = row.delete = _for_reading  # type: ignore[method-assign]  # it would go over what stands today
    return row


def _for_reading(*args: Any, **kwargs: Any) -> Any:
    raise TypeError("This is how a row stood in the past: it is for reading.")


Names = Mapping[int, str]  # what each person was called then, by id
By = str | tuple[str, ...] | Callable[[Collection[int], Collection[int], datetime], Q]


@dataclass(frozen=True)
class Part:
    """One kind of thing that a record holds, as a room shows it of the past.

    Attributes:
        key, title: in the address, and as a heading.
        says: the fields that are shown; or, of a row, its lines, each a label and what stood there.
        by: the field, or fields, that lead to the person; "matter" for what hangs on a piece of work about them; or a
            condition from the ids of the people and of the work, and the moment.
        name: what one row is called.
        words: what the code in a field means.
        place: where it stands among the others, the lowest first.
        since: see `as_known`.
        newest_of: of rows that are written once and agree in these fields only the newest stood then.
        stood: whether a row stood then: what had been taken back or had ended by then is left out.
        also_changed: which rows began or ceased to stand between two moments although nobody wrote them then.
        may: who may read it, of those who may read the record: where its own page is for fewer.
        privileged: it is given to nobody who asks to see their record: it is not gathered for them at all.
        kept_back: of these rows those that are kept back from the family today, each with why (IG-04).
        related: what of rows that are written once is read along with them.
        covered: of these rows those whose words this record must not show any more, with what is said in their place.
    """

    model: type[Model]
    key: str
    title: str
    says: tuple[str, ...] | Callable[[Any, Names], list[tuple[str, str]]]
    by: By = "matter"
    name: Callable[[Any, Names], str] = lambda row, names: str(row)
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    place: int = 50
    since: str = ""
    newest_of: tuple[str, ...] = ()
    stood: Callable[[Any, datetime], bool] = lambda row, at: not getattr(row, "mistaken_because", "")
    covered: Callable[[list[Any]], Mapping[int, str]] = lambda rows: {}
    kept_back: Callable[[list[Any]], Mapping[int, str]] = lambda rows: {}
    related: tuple[str, ...] = ()
    also_changed: Callable[[datetime, datetime], Q] = lambda since, until: Q(pk__in=[])
    may: Callable[[Any], bool] = lambda actor: True
    privileged: bool = False

    def where(self, people: Collection[int], matters: Collection[int], at: datetime) -> Q:
        """The condition on its rows."""
        if callable(self.by):
            return self.by(people, matters, at)
        if self.by == "matter":
            return _is_one_of("matter", matters)
        found = Q()
        for one in (self.by,) if isinstance(self.by, str) else self.by:
            found |= _is_one_of(one, people)
        return found

    def identity(self, row: Any) -> Any:
        """By which one thing is known again at another moment."""
        return tuple(getattr(row, name) for name in self.newest_of) or row.pk


def _is_one_of(name: str, values: Any) -> Q:
    return Q(OneOf(F(name), values)) if isinstance(values, Blank) else Q(**{f"{name}__in": values})


_parts: list[Part] = []


def shows_then(*parts: Part) -> None:
    """A room says what of its own is shown of a record as it was known."""
    _parts.extend(parts)


def parts() -> list[Part]:
    """Every part that a room shows, as they stand on the page."""
    return sorted(_parts, key=lambda one: one.place)


def matters_then(people: Collection[int], at: datetime) -> list[int]:
    """The pieces of work that were about somebody at a moment."""
    rows = as_known(MatterSubject, at, person__in=list(people))
    return [row.matter_id for row in rows if row.until is None or row.until > at]


def identity_then(person: int, today: Collection[int], at: datetime) -> set[int]:
    """The records that were known as one with this one at a moment.

    Args:
        today: the records that are known as one with it today.
    """
    people = {person, *today}
    rows = as_known(SameSubject, at, Q(kept__in=people) | Q(other__in=people))
    links = [{row.kept_id, row.other_id} for row in rows if row.until is None or row.until > at]
    found: set[int] = {person}
    while more := {pk for link in links if link & found for pk in link} - found:
        found |= more
    return found


def standing_then(
    asked: Iterable[Part], people: Collection[int], matters: Collection[int], at: datetime, most: int = ALL, *more: Q
) -> list[tuple[Part, list[Any], bool]]:
    """Of each part the rows that stood at a moment, and whether there are more, in one question to the database.

    Args:
        people: one identity, as it was known then.
        matters: the work that was about them then.
        most: how many rows of each.
        more: a further condition on each part's rows, in their order.
    """
    wanted = list(asked)
    if more:
        questions = [
            _asked(one, at, one.where(people, matters, at), only)[: most + 1]
            for one, only in zip(wanted, more, strict=True)
        ]
        found = zip(wanted, lists_of(*questions), strict=True)
    else:
        whole = PreparedLists(**{one.key: _question(one, people, matters, at, most) for one in wanted})
        answers = whole(people=list(people), matters=list(matters), at=at)
        found = zip(wanted, answers.values(), strict=True)
    every = [(one, rows_of_then(one.model, rows[:most]), len(rows) > most) for one, rows in found]
    _with_their_work(row for _, rows, _ in every for row in rows)
    return [(one, _stood(one, rows, at), more) for one, rows, more in every]


_made: dict[tuple[str, int], Prepared[Any]] = {}


def _question(part: Part, people: Collection[int], matters: Collection[int], at: datetime, most: int) -> Prepared[Any]:
    """What is asked of one part: made into SQL once, which takes longer than to answer it, where it is always alike."""
    if callable(part.by):
        return Prepared(lambda: _asked(part, at, part.where(people, matters, at))[: most + 1])
    if (part.key, most) not in _made:
        _made[part.key, most] = Prepared(
            lambda people, matters, at: _asked(part, at, part.where(people, matters, at))[: most + 1],
            "people", "matters", "at",
        )  # fmt: skip
    return _made[part.key, most]


def _asked(part: Part, at: datetime, *where: Q) -> QuerySet[Any]:
    asked = then(part.model, at, *where, since=part.since)
    if part.newest_of:
        asked = asked.order_by(*part.newest_of, "-pk").distinct(*part.newest_of)
    return asked.select_related(*part.related) if part.related else asked


def _with_their_work(rows: Iterable[Any]) -> None:
    """Give each row the piece of work that it hangs on: its own page is found by that."""
    of_work = [row for row in rows if hasattr(row, "matter_id") and "matter" not in row._state.fields_cache]
    found = Matter.objects.in_bulk({row.matter_id for row in of_work if row.matter_id}) if of_work else {}
    for row in of_work:
        row.matter = found.get(row.matter_id)


def _stood(part: Part, rows: list[Any], at: datetime) -> list[Any]:
    kept: dict[Any, Any] = {}
    for row in rows:  # the newest first
        kept.setdefault(part.identity(row), row)
    return [row for row in kept.values() if part.stood(row, at)]


def changed_between(
    part: Part, people: Collection[int], matters: Collection[int], since: datetime, until: datetime
) -> Q:
    """A condition on a part's rows: those that were written or changed after one moment, and not after another.

    What differs is found by it without reading what does not. A part with a condition of its own is read whole.
    """
    if callable(part.by):
        return Q()
    history: Any = history_of(part.model)
    rows = part.model._default_manager.filter(part.where(people, matters, until))
    if history is not None:
        changed = history.objects.filter(pgh_created_at__gt=since, pgh_created_at__lte=until)
        written = Q(pk__in=changed.filter(pgh_obj_id__in=rows.values("pk")).values("pgh_obj_id"))
        return written | part.also_changed(since, until)
    within = Q(**{f"{part.since}__gt": since, f"{part.since}__lte": until}) | part.also_changed(since, until)
    if not part.newest_of:
        return within
    same = Q(pk__in=[])
    for values in rows.filter(within).values(*part.newest_of).distinct():
        same |= Q(**values)
    return same


def _rule(row: Any, names: Names) -> str:
    return deadlines.edition(row.edition).title


shows_then(
    Part(
        Clock,
        "clocks",
        "Dates",
        ("started_at", "due_at", "needed_by", "stopped_at", "late_reason"),
        place=20,
        name=_rule,
    )
)
