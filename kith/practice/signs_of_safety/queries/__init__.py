"""Reading the board: what stands on it, what is missing, and how safe each person finds it."""

from kith.practice.signs_of_safety.queries.board import (
    Board,
    Card,
    board_of,
    find_entry,
    from_plan,
    links_taken_away,
    near,
    story_of_entries,
)
from kith.practice.signs_of_safety.queries.gaps import lacks_of, state
from kith.practice.signs_of_safety.queries.paper import on_paper
from kith.practice.signs_of_safety.queries.scale import Line, Scale, find_score, raters, scale_of

__all__ = [
    "Board",
    "Card",
    "Line",
    "Scale",
    "board_of",
    "find_entry",
    "find_score",
    "from_plan",
    "lacks_of",
    "links_taken_away",
    "near",
    "on_paper",
    "raters",
    "scale_of",
    "state",
    "story_of_entries",
]
