"""The authority's own numbers: how far back earlier contacts count, how many ask for a manager's word (FD-12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kith.record.choices import chosen_at, every_choice
from kith.standards import local_practice


def number(key: str, moment: datetime) -> int:
    """The number the authority went by at a moment: its own, or the one Kith ships.

    Args:
        key: of `standards/data/local_practice.csv`, such as "repeat_contact.window" (months).
        moment: when what is being decided reached us, so that a later choice changes nothing already begun.
    """
    chosen = chosen_at(moment).get(key)
    shipped = local_practice.parameter(key).default
    return shipped if chosen is None or chosen.limit_number is None else chosen.limit_number


def numbers(key: str, moments: Iterable[datetime]) -> dict[datetime, int]:
    """`number` at each of these moments, in one query whatever their number."""
    ours = [(row.since, row.limit_number) for row in every_choice() if row.rule == key and row.limit_number is not None]
    shipped = local_practice.parameter(key).default
    return {
        moment: next((number for since, number in reversed(ours) if since <= moment), shipped) for moment in moments
    }
