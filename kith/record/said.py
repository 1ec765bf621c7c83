"""What a row of the past says, in words, and what differs between two moments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import ForeignKey

from kith.access.models import Subject
from kith.record.then import Names, Part
from kith.standards.words import capital, full_moment, long_date

Lines = list[tuple[str, str]]
Others = Mapping[tuple[str, int], str]  # what else a row points to is called: (kind, id)

# What people say for names of fields that are a machine's.
SPOKEN = {"user": "Worker", "started_at": "Began", "due_at": "Due by", "stopped_at": "Met, or not needed any more"}


@dataclass(frozen=True)
class Said:
    """One thing as it stood: what it is called, where it is read today, and its lines."""

    name: str
    href: str
    lines: Lines
    key: Any
    changed_at: datetime | None


@dataclass(frozen=True)
class Difference:
    """What became of one thing between two moments: added, changed line by line, or withdrawn."""

    how: str
    said: Said
    lines: list[tuple[str, str, str]]  # label, before, after


def names_of(found: Iterable[tuple[Part, list[Any], bool]]) -> tuple[set[int], dict[tuple[str, int], str]]:
    """Whom all these rows point to: the people, whose names then are asked, and what everything else is called."""
    people: set[int] = set()
    asked: dict[Any, set[int]] = {}
    for part, rows, _ in found:
        for one in _pointers(part):
            ids = {pk for row in rows if (pk := getattr(row, one.attname)) is not None}
            if one.related_model is Subject:
                people |= ids
            else:
                asked.setdefault(one.related_model, set()).update(ids)
    others: dict[tuple[str, int], str] = {}
    for model, ids in asked.items():
        if ids:
            rows = model._default_manager.in_bulk(ids)
            others |= {(model._meta.label, pk): str(getattr(row, "name", row)) for pk, row in rows.items()}
    return people, others


def _pointers(part: Part) -> list[Any]:
    shown = part.says if isinstance(part.says, tuple) else ()
    every = [one for one in part.model._meta.concrete_fields if isinstance(one, ForeignKey)]
    return [one for one in every if one.related_model is Subject or one.name in shown]


def said(part: Part, rows: list[Any], names: Names, others: Others) -> list[Said]:
    """Rows in words. Whose words may not be read here any more says only that."""
    covered = part.covered(rows) if rows else {}
    return [
        Said(
            covered.get(row.pk) or part.name(row, names),
            "" if row.pk in covered else str(getattr(row, "href", "")),
            [] if row.pk in covered else _lines(part, row, names, others),
            part.identity(row),
            getattr(row, "changed_at", None),
        )
        for row in rows
    ]


def _lines(part: Part, row: Any, names: Names, others: Others) -> Lines:
    if not isinstance(part.says, tuple):
        return [(label, words) for label, words in part.says(row, names) if words]
    found = []
    for name in part.says:
        one: Any = part.model._meta.get_field(name)
        words = part.words[name](getattr(row, name)) if name in part.words else _words(one, row, names, others)
        if words:
            found.append((SPOKEN.get(name) or capital(str(one.verbose_name)), words))
    return found


def _words(one: Any, row: Any, names: Names, others: Others) -> str:
    value = getattr(row, one.attname)
    if value is None or value == "":
        return ""
    if isinstance(one, ForeignKey):
        label = one.related_model._meta.label
        return names.get(value, "") if one.related_model is Subject else others.get((label, value), "")
    return str(getattr(row, f"get_{one.name}_display")()) if one.choices else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return full_moment(value) if isinstance(value, datetime) else long_date(value)
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def differences(before: list[Said], after: list[Said]) -> list[Difference]:
    """What was added, changed and withdrawn, thing by thing, in the order in which it stands afterwards."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    found = [Difference("Withdrawn", one, []) for key, one in old.items() if key not in new]
    for key, one in new.items():
        if key not in old:
            found.append(Difference("Added", one, [(label, "", words) for label, words in one.lines]))
        elif lines := _changed(dict(old[key].lines), dict(one.lines)):
            found.append(Difference("Changed", one, lines))
    return found


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    labels = list(dict.fromkeys([*before, *after]))
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]
