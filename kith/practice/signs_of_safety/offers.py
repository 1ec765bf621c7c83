"""What the model offers the assessment: its section, how it is read on the whole page, and its words to search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat

from kith.assessment.goals import ProposedGoal, offers_goals
from kith.assessment.sections import Offered, Reading, offers_section
from kith.practice.signs_of_safety import queries
from kith.practice.signs_of_safety.models import Entry, SafetyScore
from kith.practice.signs_of_safety.queries.gaps import KEY, TITLE, page
from kith.record.words import JsonTexts, Texts, joined, offers_texts

WRITTEN = ("actor", "place", "severity", "effect", "source", "said_by", "indicator", "owner", "progress_words")


def read(assessment: Any) -> Reading:
    """The board and the scale, without what changes them."""
    board, scale = queries.board_of(assessment), queries.scale_of(assessment)
    return Reading("signs_of_safety/read.html", {"board": board, "scale": scale}, queries.on_paper(board, scale))


def texts(people: list[int]) -> Iterator[Texts]:
    """What stands on boards about these people, and the reasons for scores; nothing that was taken off or back."""
    address = Concat(Value("/assessments/"), F("matter__ref"), Value("/signs-of-safety/"))
    said = [part for name in WRITTEN for part in (" ", F(name))]
    entries = Entry.objects.filter(matter__assessment__child_id__in=people, ended_at=None)
    yield entries.annotate(
        at=F("written_at"), title=Value(TITLE), address=address, text=joined(F("words"), *said, " ", JsonTexts("shown"))
    )
    scores = SafetyScore.objects.filter(matter__assessment__child_id__in=people, taken_back_at=None)
    yield scores.annotate(at=F("written_at"), title=Value(TITLE), address=address, text=joined(F("reason")))


def goals(assessment: Any) -> Iterator[ProposedGoal]:
    """Each safety goal that stands, with the dangers it answers (SS-03)."""
    for card in queries.board_of(assessment).of("safety_goal"):
        dangers = "\n".join(one.words for one in card.back if one.kind == "danger")
        yield ProposedGoal(card.entry.words, dangers, card.entry.indicator, card.entry.named)


offers_goals(goals)
offers_texts(texts)
offers_section(Offered(KEY, TITLE, after="parenting", href=page, state=queries.state, read=read))
