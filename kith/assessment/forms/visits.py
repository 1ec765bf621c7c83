"""The forms of visits to the child."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.standards.words import full_moment
from kith.ui.forms import KithForm, LongText, MomentParts, Text, YesNo


class VisitForm(KithForm):
    """When and where somebody went to see the child."""

    at = MomentParts("When was the visit?", past=True, called="the visit")
    place = Text("Where?", hint="For example at home, or at school")
    present = Text("Who else was there?", max_length=500, required=False)

    def __init__(self, *args: Any, since: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_at(self) -> datetime:
        """Not before there was a referral: that visit belongs to the work before."""
        at: datetime = self.cleaned_data["at"]
        if at < self.since:
            raise ValidationError(f"The visit must be after the referral came, on {full_moment(self.since)}")
        return at


class SeenForm(VisitForm):
    """The child was seen (AS-05, AS-06)."""

    alone = YesNo("Was the child seen alone?", reveal={"no": ["why_not_alone"]})
    why_not_alone = Text("Why not?", max_length=1000)
    words = LongText(
        "What did the child say?", rows=4, max_length=8000, required=False, hint="In their own words, as they said them"
    )
    observed = LongText(
        "What did you see?",
        rows=4,
        max_length=8000,
        required=False,
        hint="Above all for a baby or a child without words",
    )


class TriedForm(VisitForm):
    """A visit at which the child was not seen: counted, against no fixed number (CL-04)."""

    why_not_seen = LongText("What happened?", rows=3, max_length=4000)
