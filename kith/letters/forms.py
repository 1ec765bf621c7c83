"""What is asked when a letter is written, sent, acknowledged or withheld."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import User
from kith.kernel.now import today
from kith.letters.envelopes import Unfit
from kith.letters.models import Letter, SafetyFlag
from kith.standards.words import full_day, listed
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Repeat, Select, Text, Tick

MOST = 12  # parts of one letter


class SectionForm(KithForm):
    """A part of a letter."""

    heading = Text("Heading", required=False, max_length=120)
    text = LongText("Words", rows=5, max_length=8000, missing="Write something here, or take this part away")


class LetterForm(KithForm):
    """The words of a letter."""

    called = Text("What is the letter called?", max_length=160, called="what the letter is called")
    greeting = Text("Greeting", required=False, max_length=160)
    parts = Repeat(SectionForm, "The letter", one="part", most=MOST)
    checked = Tick(
        "I have read it through: this reader may know everything it says, and everybody it names",
        required=False,
    )

    def __init__(self, *args: Any, unfit: list[Unfit], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.unfit = unfit

    def clean(self) -> dict[str, Any]:
        """Nothing that this reader may never read; what it says of others only once somebody has checked."""
        data = super().clean() or {}
        said = " ".join(words for part in data.get("parts") or [] for words in part.values())
        said = f"{data.get('called', '')} {data.get('greeting', '')} {said}"
        found = unfit_in(self.unfit, said)
        never = [one for one in found if one.always]
        if never:
            self.add_error("parts", ValidationError([f"Take “{one.words}” out: it is {one.why}" for one in never]))
        elif found and not data.get("checked"):
            names = listed([f"“{one.words}” ({one.why})" for one in found])
            self.add_error("checked", f"It says {names}. Take that out, or tick here when you have checked it")
        return data


def unfit_in(unfit: list[Unfit], text: str) -> list[Unfit]:
    """Those of the words that stand in a text."""
    return [one for one in unfit if stands_in(one.words, text)]


def stands_in(words: str, text: str) -> bool:
    """Whether a text holds these words as words, whatever their case and the spaces between them, or with none."""
    pattern = r"\s*".join(re.escape(word) for word in words.split())
    return bool(pattern) and re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) is not None


class SendForm(KithForm):
    """How it goes."""

    how = Radios("How does it go?", Letter.How.choices, small=True, reveal={"portal": ["reader"]})
    reader = Select("Who reads it?", (), hint="Nobody else at their agency can", called="who reads it")
    sent_on = DateParts(
        "When?", past=True, called="the day it was sent", hint="Today, or the day it was posted or handed over"
    )

    def __init__(self, *args: Any, readers: list[User], written: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.readers, self.written = {one.ref: one for one in readers}, written
        if readers:
            self.offer(
                "reader", [(one.ref, f"{one.name}, {one.job_title}" if one.job_title else one.name) for one in readers]
            )
            return
        self.offer("how", [one for one in Letter.How.choices if one[0] != Letter.How.PORTAL])
        self.fields["how"].reveal = {}  # type: ignore[attr-defined]  # nobody reads it in the portal
        del self.fields["reader"], self.opened_by["reader"]

    def clean_reader(self) -> User | None:
        return self.readers.get(self.cleaned_data["reader"])

    def clean_sent_on(self) -> date:
        """Not before it was written."""
        day: date = self.cleaned_data["sent_on"]
        if day < self.written:
            raise ValidationError(f"It was written on {full_day(self.written)}. Enter that day or a later one")
        return day


class AcknowledgeForm(KithForm):
    """It was received."""

    acknowledged_on = DateParts("When did they tell you, or when did you see it?", past=True, called="the day")
    words = LongText(
        "How do you know that they have it and have understood it?",
        rows=3,
        max_length=1000,
        called="how you know",
        hint="Such as: we read it together on the sofa, and she asked what happens next",
    )

    def __init__(self, *args: Any, sent: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.sent = sent

    def clean_acknowledged_on(self) -> date:
        """Not before it went."""
        day: date = self.cleaned_data["acknowledged_on"]
        if day < self.sent:
            raise ValidationError(f"It went on {full_day(self.sent)}. Enter that day or a later one")
        return day


class WithholdForm(KithForm):
    """Why they are not told, and until when (AS-20)."""

    reason = LongText(
        "Why is it withheld?",
        rows=4,
        max_length=2000,
        called="why it is withheld",
        hint="Only where telling them would harm a child, or would stand in the way of an enquiry. Say which, and how",
    )
    review_on = DateParts(
        "Look at this again on",
        future=True,
        called="the day to look at this again",
        missing="Enter the day to look at this again",
    )

    def clean_review_on(self) -> date:
        """A day still to come, within a year: nothing is withheld for good."""
        day: date = self.cleaned_data["review_on"]
        if not 0 < (day - today()).days <= 366:
            raise ValidationError("Enter a day after today and within a year: nothing is withheld for good")
        return day


class ReleaseForm(KithForm):
    """Why they may be told after all."""

    reason = LongText("Why may it go now?", rows=3, max_length=1000, called="why it may go now")


class FlagForm(KithForm):
    """What the danger is (PR-12)."""

    kind = Radios("What is the danger?", SafetyFlag.Kind.choices, small=True)
    reason = LongText(
        "Why may no letter go to this family?",
        rows=3,
        max_length=2000,
        called="why no letter may go",
        hint="Whoever is about to write reads it: say what could happen to the child if the family got word",
    )


class LiftForm(KithForm):
    """Why letters may go again."""

    reason = LongText("Why may letters go to the family again?", rows=3, max_length=2000, called="why letters may go")
