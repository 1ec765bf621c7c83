"""The forms of an assessment before birth (PR-01 to PR-04)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.assessment.forms.asking import Asking
from kith.assessment.models import PrebirthDisclosure
from kith.kernel.now import today
from kith.people.forms import check_due
from kith.standards.calendar import england
from kith.standards.words import full_day
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Text

AT_ONCE = 1  # working day: what begins on the next is begun at once


class PrebirthForm(Asking):
    """Since when we know, when the birth is expected, and why it begins only now where it does (PR-01, PR-02)."""

    aware_on = DateParts(
        "When did social workers learn of the pregnancy?",
        past=True,
        called="the day",
        hint="The day the worry reached us, unless a social worker knew before",
    )
    expected_date = DateParts("Expected date of delivery", hint="As the midwife says. It can be changed when she does")
    booked_on = DateParts(
        "When did the mother book with maternity services?",
        past=True,
        required=False,
        called="the day",
        hint="Leave empty if she has not, or nobody knows",
    )
    begun_late_because = LongText(
        "Why does it begin only now?",
        rows=3,
        max_length=2000,
        required=False,
        hint="Needed where more than a working day has passed since we knew",
    )

    def clean_expected_date(self) -> date:
        """A day that a pregnancy known today can have."""
        day: date = self.cleaned_data["expected_date"]
        check_due(day)
        return day

    def clean(self) -> dict[str, Any]:
        """It begins at once, or says why not."""
        data = super().clean() or self.cleaned_data
        aware = data.get("aware_on")
        if aware and today() > england().add_working_days(aware, AT_ONCE) and not data.get("begun_late_because"):
            self.add_error(
                "begun_late_because",
                f"We knew from {full_day(aware)}, and it is to begin at once. Say why it begins only now",
            )
        return data


class ProceedingsForm(KithForm):
    """A manager plans proceedings for the birth (PR-04)."""

    proceedings_because = LongText(
        "Why are proceedings planned?", rows=4, max_length=4000, hint="What is sought, and what legal advice says"
    )


class PapersForm(KithForm):
    """The papers go to the legal team (PR-04)."""

    papers_lodged_on = DateParts("When did the papers go to the legal team?", past=True, called="the day")


class DiscloseForm(Asking):
    """The completed assessment is given to a parent and their solicitor (PR-04).

    Args:
        parents: reference and name of those it may be given to.
        kept_from: a sentence for each parent it may not be given to.
    """

    parent = Radios("Which parent is it for?", (), small=True)
    solicitor = Text(
        "Their solicitor, if they have instructed one", max_length=300, required=False, hint="Name, firm and address"
    )
    sent_on = DateParts("When was it sent or handed over?", past=True, called="the day")
    how = Radios("How?", PrebirthDisclosure.How.choices, small=True)

    def __init__(
        self, *args: Any, parents: Iterable[tuple[str, str]], kept_from: list[str], since: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.since = since
        self.offer("parent", list(parents))
        if kept_from:
            self.fields["parent"].help_text = " ".join(kept_from)

    def clean_sent_on(self) -> date:
        """Not before it was completed."""
        day: date = self.cleaned_data["sent_on"]
        if day < self.since:
            raise ValidationError(f"It was completed on {full_day(self.since)}. Check the day")
        return day


class AnswerForm(KithForm):
    """What a parent, or their solicitor, says to it, and what was changed (PR-04)."""

    response = LongText("What do they say to it?", rows=5, max_length=8000, hint="Where they disagree, in their words")
    amendments = LongText(
        "What was changed in answer?", rows=4, max_length=8000, hint="Say so if nothing was changed, and why"
    )
    answered_on = DateParts("When did they answer?", past=True, called="the day")
