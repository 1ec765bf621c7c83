"""What a file says again: which of the referrals and assessments brought in before it means.

A key alone cannot tell. Of two that begin on one day, a later file may leave one out, or say when one ended that was
still going on: then the number in their keys would point at the wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, TypeVar

from django.db.models import Model

from kith.returns.cin.repeats import Marks, pair_with_corrections

Row = TypeVar("Row", bound=Model)

REFERRAL_MARKS = ("closed_on", "closure_reason", "primary_need", "no_further_action")
ASSESSMENT_MARKS = ("authorised_on", "reviewed_at", "factors")
_AT_A_TIME = 8  # keys asked for in one query: hardly a day has more


def matched(
    kind: type[Row], marks: Sequence[str], said: Sequence[dict[str, Any]], key_of: Callable[[int], str]
) -> list[tuple[str, Row | None]]:
    """For each of `said`, all of one day, the key it has in Kith and the row that holds it, where there is one.

    Args:
        kind: what is looked for, by its `import_key`.
        marks: what tells two of one day apart, as the rows call it; first the day it ended.
        key_of: the key with a number; numbers are given from 1 without a gap.
    """
    held = _held(kind, key_of)
    rows = list(held.values())
    found = pair_with_corrections([_marks(marks, vars(row)) for row in rows], [_marks(marks, one) for one in said])
    free = count(max(held, default=0) + 1)
    return [
        (key_of(next(free)), None) if place is None else (key_of(list(held)[place]), rows[place]) for place in found
    ]


def _held(kind: type[Row], key_of: Callable[[int], str]) -> dict[int, Row]:
    """What is held under these keys, by number."""
    held: dict[int, Row] = {}
    for first in count(1, _AT_A_TIME):
        numbers = {key_of(n): n for n in range(first, first + _AT_A_TIME)}
        rows = kind._default_manager.filter(import_key__in=numbers).select_related("matter")
        some = {numbers[row.import_key]: row for row in rows}  # type: ignore[attr-defined]  # both kinds have one
        held |= some
        if len(some) < _AT_A_TIME:
            break
    return dict(sorted(held.items()))


def _marks(names: Sequence[str], of: dict[str, Any]) -> Marks:
    return tuple(tuple(sorted(value)) if isinstance(value := of[name], list) else value for name in names)
