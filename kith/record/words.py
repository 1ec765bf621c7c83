"""Finding words in what was written about one child, in every room (full text; issue: text matters)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchVector
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LONGEST = 200  # characters of a search
MOST = 100  # places shown
# Where a found word begins and ends, in characters nobody types.
BEGINS, ENDS = "\ue000", "\ue001"

# Rows of texts about a set of people, each with `at`, `title`, `address` and `text`.
Texts = QuerySet[Any]
_rooms: list[tuple[Callable[[list[int]], Iterable[Texts]], Callable[[Any], bool]]] = []


@dataclass(frozen=True)
class Place:
    """Somewhere the words stand: when it was written, what it is, where it is read, and a piece of it."""

    at: datetime
    title: str
    href: str
    excerpt: SafeString


class JsonTexts(Func):
    """Every text inside a JSON value, one after the other."""

    template = (
        "(select string_agg(v #>> '{}', E'\\n') from jsonb_path_query(%(expressions)s, 'strict $.**') v"
        " where jsonb_typeof(v) = 'string')"
    )
    output_field = TextField()


def joined(*parts: Any) -> Concat:
    """Texts, and columns by `F`, one after the other."""
    said = [Value(part) if isinstance(part, str) else part for part in parts]
    return Concat(*said, Value(""), output_field=TextField())


def offers_texts(
    texts: Callable[[list[int]], Iterable[Texts]], may: Callable[[Any], bool] = lambda reader: True
) -> None:
    """A room says what it has written about people. Whatever is hidden from the reader is absent, by the wall.

    Args:
        texts: from the ids of the records that are one person.
        may: who may read it, of those to whom the record is open: where its own page is for fewer.
    """
    _rooms.append((texts, may))


def places(people: Iterable[int], asked: str, reader: Any) -> list[Place]:
    """Where words stand in the record of one identity, newest first; `"two words"` together, `or`, `-without`.

    Args:
        people: the ids of the records that are this person.
        asked: what somebody typed, at most 200 characters of it.
        reader: who asks.
    """
    typed = asked.replace("\x00", " ").strip()[:LONGEST]
    if not typed:
        return []
    query = SearchQuery(typed, config="english", search_type="websearch")
    shown = SearchHeadline(
        F("text"), query, config="english", start_sel=BEGINS, stop_sel=ENDS, max_words=32, min_words=16, max_fragments=2
    )
    found: list[Place] = []
    ids = list(people)
    for rows in (texts for room, may in _rooms if may(reader) for texts in room(ids)):
        hits = rows.annotate(all_words=SearchVector("text", config="english")).filter(all_words=query)
        found += [
            Place(at, title, address, _marked(excerpt))
            for at, title, address, excerpt in hits.annotate(excerpt=shown)
            .order_by("-at")
            .values_list("at", "title", "address", "excerpt")[:MOST]
        ]
    return sorted(found, key=lambda place: place.at, reverse=True)[:MOST]


def _marked(excerpt: str) -> SafeString:
    """The piece with the found words marked; everything somebody wrote is escaped first."""
    safe = escape(excerpt).replace(BEGINS, "<mark>").replace(ENDS, "</mark>")
    return mark_safe(safe)  # noqa: S308  (escaped on the line before; the marks are ours)
