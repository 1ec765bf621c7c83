"""Placing a legal hold, looking at it again, and releasing it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from kith.governance.models import LegalHold
from kith.kernel.now import today
from kith.standards.due import add_months
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Text

LONGEST = 24  # months to the next look: a hold is no way of keeping everything for ever


def _checked(day: date) -> date:
    if day <= today():
        raise ValidationError("Enter a day that is still to come.")
    if day > add_months(today(), LONGEST):
        raise ValidationError("Look at it again within two years. Until it is released it stands, whatever this day.")
    return day


class HoldForm(KithForm):
    """Why a record must not go, who asks for that, and when it is looked at again."""

    kind = Radios("What is it for?", LegalHold.Kind.choices, missing="Say what it is for")
    reason = LongText(
        "Why must this record be kept?",
        rows=3,
        max_length=2000,
        hint="Those to whom the record opens read this",
        missing="Say why it must be kept",
    )
    authority = Text(
        "Who asks for it, and by what?",
        max_length=300,
        hint="Such as: County Court at Northmere, order of 4 May 2026; or the solicitor, letter of that day",
        missing="Say who asks for it",
    )
    review_on = DateParts("When is it looked at again?", called="the day it is looked at again")

    def clean_review_on(self) -> date:
        """A day to come, within two years."""
        return _checked(self.cleaned_data["review_on"])


class ReviewForm(KithForm):
    """It goes on being held, and why; until when."""

    words = LongText("Why does it still stand?", rows=3, max_length=2000, missing="Say why it still stands")
    review_on = DateParts("When is it looked at again?", called="the day it is looked at again")

    def clean_review_on(self) -> date:
        """A day to come, within two years."""
        return _checked(self.cleaned_data["review_on"])


class ReleaseForm(KithForm):
    """Why it ends."""

    because = LongText(
        "Why does the hold end?",
        rows=3,
        max_length=2000,
        hint="The record is kept by the rules again. Nothing is deleted by this",
        missing="Say why it ends",
    )
