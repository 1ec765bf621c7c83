"""What is asked before a decision at the legal gateway stands (CP-11, IG-11). A rule asks; it never decides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kith.legal.models import GatewayChild
from kith.standards.tables import read_table

DATA = Path(__file__).parent / "data"
_COLUMNS = ("key", "towards", "asks")
Threshold, Outcome = GatewayChild.Threshold, GatewayChild.Outcome
COURT, SUPPORT = "court", "support"


@dataclass(frozen=True)
class Facts:
    """What the record knows of what was tried with a family, on the day of the meeting.

    Attributes:
        plans: every plan there was, in words.
        moves: what says that the newest plan moves; empty where nothing does.
        rising: the newest meeting about it found the risk to rise.
        family: the family was brought together, or offered it.
        in_case: pre-proceedings were tried already, or go on.
        tried: what was done, in words, as the meeting begins with it.
    """

    plans: tuple[str, ...] = ()
    moves: str = ""
    rising: bool = False
    family: bool = False
    in_case: bool = False
    tried: str = ""


@dataclass(frozen=True)
class Prompt:
    """One question by rule: its key, what it asks, and what on the record it rests on."""

    key: str
    asks: str
    because: str


@cache
def rules() -> dict[str, tuple[str, str]]:
    """Each rule by its key: towards which decision it asks, and what."""
    return {row["key"]: (row["towards"], row["asks"]) for row in read_table(DATA / "distance.csv", _COLUMNS)}


def prompts(facts: Facts, threshold: str, outcome: str) -> list[Prompt]:
    """What is asked of this decision. Nothing where it is far enough from the other side.

    Args:
        threshold: what was said of section 31(2), of `GatewayChild.Threshold`.
        outcome: what is to be decided, of `GatewayChild.Outcome`.
    """
    if not outcome:
        return []
    side = COURT if outcome in (Outcome.PRE, Outcome.ISSUE) else SUPPORT
    raised = {
        "threshold": "The threshold is not said to be met" if threshold and threshold != Threshold.MET else "",
        "moving": facts.moves,
        "no_plan": "" if facts.plans else "There is no plan on the record",
        "family": "" if facts.family else "No family meeting was offered or held, by the record",
        "straight": "There were no pre-proceedings" if outcome == Outcome.ISSUE and not facts.in_case else "",
        "met": "The threshold is said to be met" if threshold == Threshold.MET else "",
        "rising": "The newest meeting about the plan found the risk to rise" if facts.rising else "",
    }
    return [
        Prompt(key, asks, raised[key]) for key, (towards, asks) in rules().items() if towards == side and raised[key]
    ]
