"""The board and the scale as text: for paper, and for whoever reads rather than looks."""

from __future__ import annotations

from collections.abc import Iterator

from kith.practice.signs_of_safety.models import Entry
from kith.practice.signs_of_safety.queries.board import Board, Card, Place, details_of
from kith.practice.signs_of_safety.queries.scale import Scale
from kith.standards.words import full_day


def on_paper(board: Board, scale: Scale) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each domain that says something with its entries, then each person's own numbers, never put together (SS-07)."""
    said = (place for place in _places(board) if place.cards)
    found = [(place.domain.title, tuple(_card(card) for card in place.cards)) for place in said]
    if board.no_danger is not None:
        found.append(("No danger was found", (board.no_danger.words,)))
    if scale.lines:
        found.append(("How safe is it? Each person's own number, from 0 to 10", tuple(_scores(scale))))
    return tuple(found)


def _places(board: Board) -> Iterator[Place]:
    for _, _, places in board.columns:
        yield from places


def _card(card: Card) -> str:
    entry: Entry = card.entry
    linked = [one.code for one in (*card.back, *card.on) if one.code]
    more = [f"Linked with: {', '.join(linked)}"] if linked else []
    more += [f"{label}: {str(said).rstrip('.')}" for label, said in details_of(entry)]
    beside = ". ".join(more)
    words = f"{entry.code} {entry.words}".strip()
    return f"- {words} ({beside})" if beside else f"- {words}"


def _scores(scale: Scale) -> Iterator[str]:
    for line in scale.lines:
        told = [f"{one.score} on {full_day(one.on)}{f': {one.reason}' if one.reason else ''}" for one in line.scores]
        yield f"- {line.who}: {'; before that '.join(told)}"
