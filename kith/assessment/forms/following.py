"""The forms by which work that is asked for begins, and that say what came of it."""

from __future__ import annotations

from typing import Any

from kith.assessment.models import FollowOn
from kith.ui.forms import KithForm, LongText, MomentParts, Radios

DONE = {
    FollowOn.Kind.PLAN: "The plan was agreed",
    FollowOn.Kind.STRATEGY: "The discussion was held",
    FollowOn.Kind.EMERGENCY: "The child was protected",
}


class BeginsForm(KithForm):
    """What it follows from; of a conclusion, what was concluded says it."""

    why = LongText("What does it follow from?", rows=4, max_length=8000, required=False)


class FollowOnForm(KithForm):
    """Done, and when; or not needed. Either way with words."""

    answer = Radios("What came of it?", FollowOn.Answer.choices, reveal={FollowOn.Answer.DONE: ["done_at"]})
    done_at = MomentParts("When?", past=True, called="the moment")
    words = LongText(
        "Say more",
        rows=4,
        max_length=4000,
        hint="Who took part, what was decided, and where it is recorded; or why it is not needed",
        missing="Say who took part, what was decided and where it is recorded, or why it is not needed",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        not_needed = FollowOn.Answer.NOT_NEEDED
        self.offer("answer", [(FollowOn.Answer.DONE, DONE[FollowOn.Kind(kind)]), (not_needed, not_needed.label)])
