"""Goals that an assessment found, for the plan that follows it: each practice model offers its own (CP-08, CP-09)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ProposedGoal:
    """One thing that must change, as the assessment has it.

    Attributes:
        worry: what may happen if nothing changes, which it answers.
        source: where it stands, by name: "safety goal S1".
    """

    words: str
    worry: str
    indicator: str
    source: str


_models: list[Callable[[Any], Iterable[ProposedGoal]]] = []


def offers_goals(goals: Callable[[Any], Iterable[ProposedGoal]]) -> None:
    """A practice model says what goals an assessment found."""
    _models.append(goals)


def goals_of(assessment: Any) -> list[ProposedGoal]:
    """Every goal an assessment found; none where no model has any."""
    return [goal for goals in _models for goal in goals(assessment)]
