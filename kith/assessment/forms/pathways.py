"""What applies to a child beyond the usual questions: pathways and cohorts, family abroad, specialist referrals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.assessment.cohorts import pathways
from kith.assessment.countries import checks, countries
from kith.assessment.models import OverseasEnquiry, SpecialistReferral
from kith.standards.words import full_day
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, MomentParts, Radios, Select, Text, YesNo

NO_RELATIVE = (
    "On the record they live with nobody who is a close relative. Ask since when, and whether this is private "
    "fostering: it must be notified and visited"
)


def _ticked() -> list[tuple[str, str]]:
    return [(key, one.title) for key, one in pathways().items() if one.ticked]


class AppliesForm(KithForm):
    """Which pathways and cohorts apply (PR-07 to PR-12)."""

    applies = Checkboxes(
        "What applies to this child?",
        _ticked,
        required=False,
        small=True,
        hint="Each adds questions to the assessment. What was answered stays when one no longer applies",
        hints={key: one.says for key, one in pathways().items() if one.ticked},
    )

    def __init__(self, *args: Any, no_relative: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if no_relative:
            asks = self.fields["applies"]
            assert isinstance(asks, Checkboxes)
            asks.hints = {**asks.hints, "privately_fostered": NO_RELATIVE}


class EnquiryForm(KithForm):
    """The authority of another country is asked whether it can assess, before any travel (PR-07)."""

    country = Select("Which country?", lambda: [(code, one.name) for code, one in countries().items()])
    whom = Text("About whom there?", max_length=300, hint="Name, and what they are to the child")
    authority = Text(
        "Which authority was asked, and by which way?",
        max_length=300,
        hint="Through our own central authority, International Social Service, or directly",
    )
    question = LongText("What was it asked?", rows=4, max_length=4000, hint="Whether it can assess them, by when")
    asked_on = DateParts("When was it asked?", past=True, called="the day")


class OverseasAnswerForm(KithForm):
    """What the authority there answered, what our workers may lawfully do, and what was checked (PR-07, PR-08).

    Args:
        enquiry: what was asked.
    """

    can_assess = Radios("Can they assess?", OverseasEnquiry.CanAssess.choices, small=True)
    answer = LongText("What did they answer?", rows=4, max_length=8000)
    answered_on = DateParts("When did they answer?", past=True, called="the day")
    lawful = LongText(
        "What may our workers lawfully do there, and who advised so?",
        rows=3,
        max_length=4000,
        hint="In some countries it is an offence to interview anybody there without leave",
    )
    checked = Checkboxes("What was checked for this country?", (), required=False, small=True)

    def __init__(self, *args: Any, enquiry: OverseasEnquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_on = enquiry.asked_on
        self.offer("checked", checks(enquiry.country))

    def clean_answered_on(self) -> date:
        """Not before they were asked."""
        day: date = self.cleaned_data["answered_on"]
        if day < self.asked_on:
            raise ValidationError(f"They were asked on {full_day(self.asked_on)}. Check the day")
        return day


class TravelForm(KithForm):
    """A manager approves that somebody travels to assess (PR-07)."""

    travel_because = LongText(
        "Why does somebody travel all the same?", rows=3, max_length=4000, hint="What nobody there can find out for us"
    )
    travel_terms = LongText("Who travels, when, and what may they do there?", rows=3, max_length=4000)


class SpecialistForm(KithForm):
    """A referral to those who know, and whether the family may hear of it (PR-12)."""

    kind = Radios("What is it about?", SpecialistReferral.Kind.choices, small=True)
    to = Radios("To whom?", SpecialistReferral.To.choices, small=True)
    whom = Text("Who took it, and their reference", max_length=300)
    referred_at = MomentParts("When?", past=True, called="the moment")
    words = LongText("What were they told, and what do they advise?", rows=4, max_length=8000)
    dangerous = YesNo("Could word of it put the child in danger?", reveal={"yes": ["danger"]})
    danger = LongText(
        "What could happen if the family got word?",
        rows=3,
        max_length=2000,
        hint="From now on nothing is sent to the family. Whoever is about to write reads this",
    )
