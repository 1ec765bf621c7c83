"""The forms of review and conclusion, and of an assessment brought in with both."""

from __future__ import annotations

from typing import Any

from kith.assessment.forms.asking import Asking
from kith.assessment.models import Assessment
from kith.standards.codesets import codes, unverified
from kith.ui.forms import Checkboxes, DateParts, Hidden, KithForm, LongText, Radios, Text

NO_FACTORS = "21"


def factors() -> list[tuple[str, str]]:
    """The census's assessment factors, with the words before the colon, or all of them where there is none."""
    doubtful = unverified("cin", "AssessmentFactors")
    return [(code, label) for code, label in codes("cin", "AssessmentFactors").items() if code not in doubtful]


class ReviewForm(KithForm):
    """How long the assessment needs (CL-05, CL-07)."""

    review_words = LongText("What did the review decide?", rows=4, max_length=4000)
    needed_by = DateParts(
        "Needed by", future=True, required=False, hint="An earlier date than the limit. Leave empty to keep the limit"
    )


class AuthoriseForm(Asking):
    """The conclusion, and who stands behind it (AS-19)."""

    outcome = Radios("What should happen now?", Assessment.Outcome.choices, small=True)
    conclusion = LongText(
        "Conclusion",
        rows=8,
        max_length=8000,
        hint="What was found, how it affects the child, what the family is good at, and why this outcome",
    )
    factors = Checkboxes(
        "Factors found", factors, small=True, exclusive=NO_FACTORS, hint="For the census: all that apply"
    )
    not_seen_because = LongText("Why was the child not seen?", rows=3, max_length=4000, required=False)
    late_reason = LongText("Why is this late?", rows=3, max_length=1000, required=False)

    def __init__(self, *args: Any, not_seen: bool, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_only(not_seen_because=not_seen, late_reason=late)

    def clean(self) -> dict[str, Any]:
        """No factors found goes with no further action, and with nothing else (census guidance)."""
        data = super().clean() or {}
        if NO_FACTORS in (data.get("factors") or []) and data.get("outcome") not in ("nfa", "universal", None):
            self.add_error("factors", "Name what was found: this outcome follows from something")
        return data


class BringInForm(KithForm):
    """An assessment from another system, with the census's dates."""

    number = Text("Number", required=False, max_length=20)
    started_on = DateParts("Started")
    review_on = DateParts("Internal review", required=False)
    authorised_on = DateParts("Authorised", required=False)
    factors = Checkboxes("Factors", lambda: list(codes("cin", "AssessmentFactors").items()), required=False)
    outcome = Text("Outcome", required=False, max_length=30)
    referral = Hidden(required=False, max_length=20)
    import_key = Hidden(required=False, max_length=120)
    brought_in_from = Text("Brought in from", max_length=80)
