"""The domains of the board: what each holds, where it stands, and what it is linked to (SS-01, SS-03)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Domain:
    """One domain of the analysis.

    Attributes:
        column: worried, well or needs.
        one: what a single entry is called inside a sentence.
        letter: with a number the reference of an entry ("D1"); empty where nothing is linked by name.
        add: the link that begins a new entry.
        teach: what stands there while it is empty.
    """

    key: str
    column: str
    title: str
    one: str
    letter: str
    add: str
    teach: str


COLUMNS = (("worried", "Worried about"), ("well", "Working well"), ("needs", "Needs to happen"))
NO_DANGER = "no_danger"

DOMAINS = (
    Domain(
        "harm", "worried", "What has happened", "past harm", "H", "Add what has happened",
        "Who did what, where and when, how often, and what it did to the child. One entry for each event or pattern.",
    ),
    Domain(
        "danger", "worried", "What could happen if nothing changes", "danger", "D", "Add a danger",
        "What you fear for the child, in words the family can argue with. Each comes from something that has happened.",
    ),
    Domain(
        "complicating", "worried", "What makes it harder", "complicating factor", "", "Add what makes it harder",
        "Things that stand in the way and are not harm themselves: night shifts, low mood, no car.",
    ),
    Domain(
        "strength", "well", "Strengths", "strength", "", "Add a strength",
        "What goes well in this family, whether or not it keeps the child safe.",
    ),
    Domain(
        "safety", "well", "Safety we have seen", "existing safety", "S", "Add safety you have seen",
        "What somebody did that kept the child from a danger, on days that somebody saw. "
        "A strength or a promise is not safety yet.",
    ),
    Domain(
        "family_goal", "needs", "The family’s goals, their words", "goal of the family", "", "Add a goal of the family",
        "Ask each of them: what would have to be different for you to be content?",
    ),
    Domain(
        "safety_goal", "needs", "Safety goals", "safety goal", "G", "Add a safety goal",
        "What the carers will be doing when the child is safe enough, and how everybody will know.",
    ),
    Domain(
        "next_step", "needs", "Next steps", "next step", "", "Add a next step",
        "The smallest things that lead to a safety goal: who does each, and by when.",
    ),
)  # fmt: skip
DOMAIN = {one.key: one for one in DOMAINS}

# What each kind of entry is linked to. The chain runs harm, danger, safety goal, next step; safety is against a danger.
NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "harm": ("danger",),
    "danger": ("harm", "safety_goal"),
    "safety": ("danger",),
    "safety_goal": ("danger", "next_step"),
    "next_step": ("safety_goal",),
}
# Which end of a link stands nearer to the harm.
CHAIN = ("harm", "danger", "safety_goal", "next_step", "safety")

# What an entry is missing while it has no neighbour of a kind: on its card, and in the list of what is missing.
GAPS: dict[str, dict[str, tuple[str, str]]] = {
    "harm": {"danger": ("Needs a danger that it could lead to", "Link {entry} to a danger")},
    "danger": {
        "harm": ("Needs the harm that it comes from", "Link {entry} to what has happened"),
        "safety_goal": ("Needs a safety goal", "Link {entry} to a safety goal"),
    },
    "safety": {"danger": ("Needs a danger that still stands", "Link {entry} to a danger that still stands")},
    "safety_goal": {
        "danger": ("Needs the danger that it answers", "Link {entry} to a danger"),
        "next_step": ("Needs a next step", "Give {entry} a next step"),
    },
    "next_step": {"safety_goal": ("Needs a safety goal", "Link {entry} to a safety goal")},
}


def in_order(first: str, second: str) -> bool:
    """Whether the first of two kinds stands nearer to the harm."""
    return CHAIN.index(first) < CHAIN.index(second)


def named(kind: str) -> str:
    """What an entry of this kind is called inside a sentence."""
    return "finding that there is no danger" if kind == NO_DANGER else DOMAIN[kind].one
