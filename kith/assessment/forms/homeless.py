"""The forms for a young person of 16 or 17 who is homeless, or may become so (PR-05, PR-06)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.assessment.forms.asking import within_a_year
from kith.assessment.models import HomelessApproach, HomelessDuties
from kith.kernel.now import now
from kith.standards.words import local_day
from kith.ui.forms import DateParts, KithForm, LongText, MomentParts, Radios, Text, YesNo

Answer, Duty, Arrangement = HomelessDuties.Answer, HomelessDuties.Duty, HomelessDuties.Arrangement
NO_BED_AND_BREAKFAST = (
    "Bed and breakfast is never an arrangement for somebody of 16 or 17. Offer accommodation under section 20, or find "
    "another place tonight. Only a senior manager may allow it, for a time and with a reason"
)


class ApproachForm(KithForm):
    """Who told us, when, and where they sleep tonight (PR-05)."""

    approached_at = MomentParts("When did they ask for help, or somebody for them?", past=True, called="the moment")
    source = Radios("Who told us?", HomelessApproach.Source.choices, small=True)
    housing = Radios("Where do they stand?", HomelessApproach.Housing.choices, small=True)
    words = LongText("What do they say has happened, and what do they want?", rows=4, max_length=8000)
    expecting = YesNo("Are they pregnant, or a parent?")


class DutiesForm(KithForm):
    """What is owed and offered, and what they say to it (PR-05, PR-06).

    Args:
        imminent: they are homeless or about to be, so that accommodation must be offered.
        allowed: a senior manager allows bed and breakfast today.
    """

    fieldsets = [
        ("What is owed", ["duty", "duty_why"]),
        ("Accommodation under section 20", ["answer", "offered_on"]),
        ("Where they stay", ["arrangement", "arrangement_words"]),
        ("Housing", ["housing_told", "intentional"]),
    ]
    duty = Radios("Which duty do we owe them?", Duty.choices, small=True)
    duty_why = LongText("Why?", rows=3, max_length=4000, hint="Their age, their needs, and what they want")
    answer = Radios(
        "What became of it?",
        Answer.choices,
        small=True,
        reveal={"refused": ["understanding", "advice", "advocate", "offer_again_on"]},
    )
    understanding = LongText(
        "How do you know that they understand what they turn down?",
        rows=3,
        max_length=4000,
        hint="Help until 25 as a care leaver among it. What they said, in their words",
    )
    advice = LongText("Which advice did they have, and from whom?", rows=2, max_length=4000)
    advocate = Radios("An advocate", HomelessDuties.Advocate.choices, small=True)
    offer_again_on = DateParts("When will it be offered again?", future=True, called="the day")
    offered_on = DateParts("When was it offered?", past=True, required=False, called="the day")
    arrangement = Radios("Where do they stay now?", Arrangement.choices, small=True)
    arrangement_words = Text("With whom and where?", max_length=500)
    housing_told = YesNo(
        "Was the housing authority told, with their agreement?", reveal={"no": ["housing_not_told_because"]}
    )
    housing_not_told_because = Text("Why not?", max_length=1000)
    intentional = LongText(
        "What were they told about becoming homeless by one's own doing?", rows=2, max_length=2000, required=False
    )

    def __init__(self, *args: Any, imminent: bool, allowed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.imminent, self.allowed = imminent, allowed

    def clean_arrangement(self) -> str:
        """Never bed and breakfast, unless a senior manager allows it today (PR-06)."""
        where: str = self.cleaned_data["arrangement"]
        if where == Arrangement.BED_AND_BREAKFAST and not self.allowed:
            raise ValidationError(NO_BED_AND_BREAKFAST)
        return where

    def clean(self) -> dict[str, Any]:
        """Whoever is homeless, or about to be, is offered accommodation, whatever else is owed (PR-06)."""
        data = super().clean() or self.cleaned_data
        answer = data.get("answer")
        if answer == Answer.NOT_OFFERED:
            data["offered_on"] = None
            if self.imminent:
                self.add_error(
                    "answer", "They are homeless or about to be: accommodation under section 20 must be offered first"
                )
        elif answer and not data.get("offered_on") and "offered_on" not in self.errors:
            self.add_error("offered_on", "Enter the day it was offered")
        if self.imminent and data.get("duty") in (Duty.HOUSING, Duty.NONE):
            self.add_error("duty", "They are homeless or about to be, so a child in need. Choose section 20 or 17")
        return data


class BedAndBreakfastForm(KithForm):
    """A senior manager allows bed and breakfast: why, until when, and when it is looked at again (PR-06)."""

    reason = LongText(
        "Why is there nothing else?",
        rows=4,
        max_length=4000,
        hint="What was tried, with whom, and what keeps them safe",
    )
    until = MomentParts("Until when at the latest?", called="the end")
    review_on = DateParts("When is it looked at again?", future=True, called="the day")

    def clean_until(self) -> datetime:
        """It ends, and has not ended yet."""
        end: datetime = self.cleaned_data["until"]
        if end <= now():
            raise ValidationError("The end must be in the future. Nothing is allowed afterwards")
        return end

    def clean(self) -> dict[str, Any]:
        """It is looked at again before it ends, and within a year."""
        data = super().clean() or self.cleaned_data
        if data.get("until") and data.get("review_on") and data["review_on"] > local_day(data["until"]):
            self.add_error("review_on", "Look at it again before it ends")
        within_a_year(self, "review_on")
        return data
