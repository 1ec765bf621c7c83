"""The forms of what is learned after the decision (AS-21)."""

from __future__ import annotations

from kith.assessment.models import NewInformation
from kith.ui.forms import KithForm, LongText, MomentParts, Radios, Text


class NewInformationForm(KithForm):
    """Something new: what, from whom, and what it may change."""

    what = LongText("What is new?", rows=5, max_length=8000, hint="What was seen or said, as it was told")
    source = Text("Who says so?", max_length=300)
    learned_at = MomentParts("When did we learn it?", past=True, called="the moment")
    meaning = LongText("What may it change in the conclusion?", rows=3, max_length=4000)


class StillStandsForm(KithForm):
    """A manager's answer to whether the conclusion still stands."""

    answer = Radios(
        "Does the conclusion still stand?",
        NewInformation.Answer.choices,
        hints={"not_any_more": "Pass the child to the front door as a new contact, or act at once"},
    )
    why = LongText("Why, and what happens now?", rows=4, max_length=4000)
