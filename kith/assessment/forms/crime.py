"""The form by which a manager answers whether a strategy discussion is held (AS-12)."""

from __future__ import annotations

from kith.assessment.models import StrategyConsidered
from kith.ui.forms import KithForm, LongText, MomentParts, Radios


class StrategyForm(KithForm):
    """Whether a strategy discussion is held on a suspected crime, and why."""

    answer = Radios(
        "Is a strategy discussion held?",
        StrategyConsidered.Answer.choices,
        small=True,
        reveal={StrategyConsidered.Answer.HELD: ["held_at"]},
        hint="With police, health and whoever referred, where the child may suffer significant harm",
    )
    held_at = MomentParts("When was it held?", past=True, called="the moment")
    why = LongText(
        "Why, and what happens next?",
        rows=4,
        max_length=4000,
        hint="To be held: when, with whom, and who keeps the child safe until then. Held already: where it is recorded",
    )
