"""The forms by which work that is asked for begins, and that say what came of it."""

from __future__ import annotations

from typing import Any

from kith.assessment.models import FollowOn
from kith.standards.words import full_day
from kith.ui.forms import KithForm, LongText, MomentParts, Radios
from kith.ui.forms.words import lower_first

ALLOWED_AGAIN = "Where it is to go on, it is allowed again, by whoever may: that sets its new day"
SINCE = "What was done since, and where it is recorded; or why nothing more is to be done"


class BeginsForm(KithForm):
    """What it follows from; of a conclusion, what was concluded says it."""

    why = LongText("What does it follow from?", rows=4, max_length=8000, required=False)


class FollowOnForm(KithForm):
    """Done, and when; or not needed. Either way with words.

    Args:
        asked: what is answered: its kind says in which words.
    """

    answer = Radios("What came of it?", FollowOn.Answer.choices, reveal={FollowOn.Answer.DONE: ["done_at"]})
    done_at = MomentParts("When?", past=True, called="the moment")
    words = LongText(
        "Say more",
        rows=4,
        max_length=4000,
        hint="Who took part, what was decided, and where it is recorded; or why it is not needed",
        missing="Say who took part, what was decided and where it is recorded, or why it is not needed",
    )

    def __init__(self, *args: Any, asked: FollowOn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("answer", asked.answers)
        if asked.is_exception:
            self.fields["words"].help_text = SINCE
            self.fields["words"].error_messages["required"] = f"Say {lower_first(SINCE)}"
        self.asked = asked
        if asked.kind in (FollowOn.Kind.BED, FollowOn.Kind.INTERPRETER):
            self.fields["answer"].help_text = ALLOWED_AGAIN

    def clean(self) -> dict[str, Any]:
        """What is missing may be made good any day; that it stays so is said on the day that was set, and no sooner."""
        data = super().clean() or self.cleaned_data
        stays = self.asked.kind == FollowOn.Kind.CONCLUSION and data.get("answer") == FollowOn.Answer.NOT_NEEDED
        if stays and self.asked.again_on and not self.asked.waits:
            self.add_error(
                "answer", f"Look at it again on {full_day(self.asked.again_on)}. Until then say only what was made good"
            )
        return data
