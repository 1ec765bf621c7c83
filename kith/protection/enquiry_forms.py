"""The forms of a section 47 enquiry: what was found, a manager's answer, and what came of the conference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.protection.models import Enquiry
from kith.standards.words import full_day, full_moment, local_day
from kith.ui.forms import DateParts, Hidden, KithForm, LongText, MomentParts, Radios, Text, YesNo

Medical, Outcome = Enquiry.Medical, Enquiry.Outcome


class ProposeForm(KithForm):
    """What was done and found, for a manager to authorise (CP-04).

    Args:
        started_at: when it began: the child is seen since then.
    """

    fieldsets = [
        ("The child", ["seen_at", "seen_alone", "childs_words", "medical", "medical_words"]),
        ("What was found", ["spoken_to", "findings"]),
        ("What follows", ["outcome", "safe_now"]),
    ]
    seen_at = MomentParts(
        "When was the child seen?",
        past=True,
        required=False,
        called="the visit",
        hint="Since the discussion. Leave it empty if they were not seen: the manager says why",
    )
    seen_alone = YesNo("Were they seen alone?", required=False)
    childs_words = LongText(
        "What did the child say and show?", rows=4, max_length=8000, required=False, hint="In their own words"
    )
    medical = Radios(
        "A medical examination", Medical.choices, small=True, missing="Say whether there was a medical examination"
    )
    medical_words = LongText(
        "What did it find, or why not?",
        rows=2,
        max_length=4000,
        hint="By whom, when, who agreed to it; or who considered it, and why it is not needed",
        missing="Say what the examination found, or why there is none",
    )
    spoken_to = LongText(
        "Who was spoken to, and what did they say?",
        rows=5,
        max_length=8000,
        hint="Parents, brothers and sisters, school, health, and whoever is said to have done it",
        missing="Say who was spoken to, and what they said",
    )
    findings = LongText(
        "What was found, and what does it mean for the child?",
        rows=6,
        max_length=8000,
        hint="What is known, what is not, and what the police found",
        missing="Say what was found, and what it means for the child",
    )
    outcome = Radios("How does it end?", Outcome.choices, small=True, missing="Choose how the enquiry ends")
    safe_now = LongText(
        "What keeps the child safe now?",
        rows=3,
        max_length=4000,
        hint="Who does what, and what happens if it does not hold",
        missing="Say what keeps the child safe now",
    )

    def __init__(self, *args: Any, started_at: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.started_at = started_at

    def clean_seen_at(self) -> datetime | None:
        """Since the discussion: what was seen before it is in the assessment."""
        seen: datetime | None = self.cleaned_data["seen_at"]
        if seen and local_day(seen) < local_day(self.started_at):
            raise ValidationError(f"The child must have been seen since {full_moment(self.started_at)}")
        return seen

    def clean(self) -> dict[str, Any]:
        """A child who was seen has words, or somebody says what they showed."""
        data = super().clean() or {}
        if data.get("seen_at"):
            if data.get("seen_alone") is None and "seen_alone" not in self.errors:
                self.add_error("seen_alone", "Say whether they were seen alone")
            if not data.get("childs_words") and "childs_words" not in self.errors:
                self.add_error("childs_words", "Say what the child said, or what they showed without words")
        else:
            data["seen_alone"] = None
        return data


class AuthoriseForm(KithForm):
    """A manager authorises how it ends (CP-04).

    Args:
        seen: whether the child was seen.
    """

    unseen_because = LongText(
        "Why was the child not seen?",
        rows=3,
        max_length=4000,
        hint="Only a manager may say so, and who sees the child when",
        missing="Say why the child was not seen, and who sees them when",
    )

    def __init__(self, *args: Any, seen: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if seen:
            del self.fields["unseen_because"]


class ReturnForm(KithForm):
    """What is missing."""

    returned_because = LongText("What is missing, or what should be thought about again?", rows=3, max_length=2000)


class ConferenceHeldForm(KithForm):
    """When the initial conference was held.

    Args:
        since: the day on which the enquiry began.
    """

    conference_on = DateParts("When was the conference held?", past=True, called="the conference")

    def __init__(self, *args: Any, since: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.since = local_day(since)

    def clean_conference_on(self) -> Any:
        """Not before the enquiry began."""
        day = self.cleaned_data["conference_on"]
        if day < self.since:
            raise ValidationError(f"The conference must be after the enquiry began, on {full_day(self.since)}")
        return day


class NotConvenedForm(KithForm):
    """Why no conference is convened although the risk continues (CP-06)."""

    not_convened_because = LongText(
        "Why is no conference convened?",
        rows=4,
        max_length=4000,
        hint="Who was consulted and what they advised, what keeps the child safe, and when it is looked at again",
        called="the reason",
    )


class EnquiryBroughtInForm(KithForm):
    """A section 47 enquiry as another system knows it."""

    started_on = DateParts("Began", past=True)
    conference_on = DateParts("Initial conference held", required=False, past=True)
    not_required = YesNo("No conference was required", required=False)
    import_key = Hidden(max_length=120)
    brought_in_from = Text("Brought in from", max_length=80)
