"""A Signs of Safety board, written as a social worker writes it: Amara's, from the reference screen."""

from __future__ import annotations

from typing import Any

from kith.access.actor import acting, at
from kith.access.models import User
from kith.assessment.models import Assessment
from kith.kernel.perform import perform
from kith.practice.signs_of_safety.models import Entry, SafetyScore
from kith.practice.signs_of_safety.queries.board import Board, board_of
from kith.practice.signs_of_safety.queries.gaps import lacks_of
from kith.practice.signs_of_safety.steps import AddEntry, Blank, LinkEntries, ScoreSafety
from tests.cast import london

NOW = london(2026, 6, 12, 10)
SAID: dict[str, dict[str, Any]] = {
    "harm": {
        "words": "Daniel shouted at Grace for about an hour and threw a plate at the wall.",
        "actor": "Daniel Okafor", "place": "The kitchen; Amara was upstairs", "began_on": "2026-04-15", "times": "1",
        "severity": "A plate broke; a neighbour called the police", "effect": "Amara sat up with Noah until two.",
        "source": "Police log, Grace, Amara",
    },
    "danger": {"words": "Amara may be hurt if Daniel comes back and drinks at weekends as before."},
    "no_danger": {"found": "on", "words": "The plate fell by itself; both children, school and the police say so."},
    "complicating": {"words": "Grace works nights.", "effect": "Nobody is awake with the children at six."},
    "strength": {"words": "Grace asked for help twice without being told to.", "source": "School, health visitor"},
    "safety": {
        "words": "Grace took all three to Nan's within ten minutes and stayed.",
        "shown": [{"on": "2026-05-09", "by": "Chidi"}, {"on": "2026-05-02", "by": "Nan", "what": "They came by nine"}],
    },
    "family_goal": {"words": "A boring weekend. That's all I want.", "said_by": "Grace", "said_on": "2026-06-10"},
    "safety_goal": {
        "words": "When anyone has been drinking, the children are somewhere calm with a sober adult.",
        "indicator": "Nan, Chidi and school see it for three months",
    },
    "next_step": {
        "words": "Nan has the children Saturday noon to Sunday tea.", "owner": "Patience", "due_on": "2026-06-30",
        "progress": "going_well",
    },
}  # fmt: skip


def write(actor: User, assessment: Assessment, kind: str, **more: Any) -> Entry:
    """An entry of this kind, on the board from now on."""
    with at(NOW), acting(actor):
        entry = perform(AddEntry, actor, Blank(assessment, kind), SAID[kind] | more).result
        assert isinstance(entry, Entry)
        return placed(entry, assessment)


def placed(entry: Any, assessment: Assessment) -> Any:
    """The row with its assessment in hand, as a page finds it."""
    entry.matter = assessment.matter
    entry.matter.assessment = assessment
    return entry


def link(actor: User, assessment: Assessment, entry: Entry, **to: list[Entry]) -> None:
    """Link an entry to these, and to nothing else of their kinds."""
    with at(NOW), acting(actor):
        entry.refresh_from_db()
        data = {kind: [one.ref for one in others] for kind, others in to.items()}
        perform(LinkEntries, actor, placed(entry, assessment), data)


def score(actor: User, assessment: Assessment, rater: str, number: int, on: str = "2026-06-10", **more: Any) -> Any:
    """Somebody's own number; `rater` is the key under which they are offered."""
    data = {"rater": rater, "score": str(number), "reason": "It is quieter. I still listen.", "on": on}
    with at(NOW), acting(actor):
        found = perform(ScoreSafety, actor, Blank(assessment), data | more).result
        assert isinstance(found, SafetyScore)
        return placed(found, assessment)


def board(actor: User, assessment: Assessment) -> Board:
    """The board as it stands."""
    with at(NOW), acting(actor):
        return board_of(assessment)


def lacks(actor: User, assessment: Assessment) -> list[str]:
    """What is missing on the board, in words."""
    with at(NOW), acting(actor):
        assessment.refresh_from_db()
        return [lack.words for lack in lacks_of(board_of(assessment))]
