"""What is said when a child is handed over, accepted or returned."""

from __future__ import annotations

from typing import Any

from kith.access.models import Team
from kith.ui.forms import KithForm, LongText, Select, Text


class HandOverForm(KithForm):
    """To which team, why, and what the family says.

    Args:
        teams: the early help teams, the one proposed first.
    """

    to_team = Select("Which early help team?", (), required=False, empty="The team with the fewest waiting")
    reason = LongText("What are they asked to help with?", rows=4, max_length=4000)
    family_agrees = Text("What does the family say?", max_length=300, hint="Early help needs the family's agreement")

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", "The team with the fewest waiting")
        self.offer("to_team", [empty, *((t.ref, t.name) for t in teams)])


class AcceptForm(KithForm):
    """The lead practitioner takes the family on."""

    note = LongText(
        "What happens first?", rows=3, required=False, max_length=2000, hint="For example: I ring on Friday"
    )


class ReturnForm(KithForm):
    """Early help cannot help, and says why."""

    reason = LongText(
        "Why can early help not take this on?", rows=4, max_length=2000, hint="And what you would do instead"
    )


class SettleForm(KithForm):
    """What becomes of a child who was returned."""

    reason = LongText("What happens instead?", rows=3, max_length=2000)
