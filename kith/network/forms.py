"""The forms of the network map."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.network.models import CommitmentCheck, NetworkMember
from kith.standards.words import long_date
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Select, Text, Tick, YesNo


class MemberForm(KithForm):
    """Somebody in a child's network, as the child or the family placed them."""

    person = Select("Are they on the record?", [], empty="No: known by name only", required=False)
    name = Text(
        "What are they called?",
        max_length=200,
        required=False,
        hint="As the child says it: Nan, Mrs Obi. Leave it empty to use the name on the record",
    )
    role = Text("Who are they to the child?", max_length=100, hint="Such as: grandmother, best friend, next door")
    circle = Radios("Where do they belong?", NetworkMember.Circle.choices)
    closeness = Radios(
        "How close are they, in the child’s own view?",
        NetworkMember.Closeness.choices,
        missing="Choose how close they are. Ask the child where they would put them",
    )
    can_do = Text(
        "What can they do?",
        max_length=500,
        required=False,
        hint="Such as: have all three at once, day or night",
    )
    limits = Text("What limits that?", max_length=500, required=False, hint="Such as: no car; away in August")
    contact = Text("How can they be reached?", max_length=200, required=False)
    said_by = Text("Who said so?", max_length=200, hint="Such as: Amara, at home; or Grace, by phone")
    said_on = DateParts("When?", past=True)

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Somebody has a name."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("person") and not cleaned.get("name") and "person" not in self.errors:
            self.add_error("name", "Choose somebody on the record, or enter what they are called.")
        return cleaned


class EndMemberForm(KithForm):
    """Why somebody is no longer in the network, or never was."""

    until = DateParts("Since when are they no longer in the network?", past=True)
    reason = LongText(
        "Why?",
        rows=3,
        max_length=500,
        hint="What they were to do in the safety plan ends with it, on that day and for that reason",
        missing="Say why, for whoever relies on the network. A few words are enough",
    )
    mistake = Tick("They never belonged: written down by mistake", required=False)


class CommitmentForm(KithForm):
    """What somebody of the network does to keep the child safe (FA-04)."""

    member = Select("Who of the network?", [], missing="Choose who does it. Add them to the network map first")
    words = LongText("What do they do?", rows=3, max_length=2000, hint="What can be seen: “has all three to sleep”")
    when = Text(
        "When, or how often?", max_length=300, hint="Such as: every Friday night; within the hour when Amara rings"
    )
    against = Text("What does it keep the child safe from?", max_length=500)
    agreed_with = Text("Who agreed it?", max_length=300, hint="They themselves, and who else was there; the child too")
    agreed_on = DateParts("When?", past=True, called="the day it was agreed")
    review_by = DateParts(
        "By when is it tried out or looked at again?", future=True, called="the day to look at it again"
    )

    def __init__(self, *args: Any, members: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("member", [("", "Choose somebody"), *members])


class CheckForm(KithForm):
    """A day on which a line of the plan was tried, needed or talked over."""

    on = DateParts("On which day?", past=True, called="the day")
    how = Radios("What was it?", CommitmentCheck.How.choices, small=True)
    held = YesNo("Did it hold?", reveal={"no": ["follows"]})
    words = Text("What was seen?", max_length=1000, hint="What they did, and what the child did and said")
    by = Text("Who saw it?", max_length=200, hint="By name; not only the one who did it")
    follows = Text(
        "It was broken: what follows?", max_length=1000, hint="Who was told, and what keeps the child safe now"
    )
    review_by = DateParts("By when is it looked at again?", future=True, called="the day to look at it again")

    def __init__(self, *args: Any, agreed_on: date | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.agreed_on = agreed_on

    def clean_on(self) -> date:
        """What was done before anybody agreed to it shows nothing of the agreement."""
        on: date = self.cleaned_data["on"]
        if self.agreed_on and on < self.agreed_on:
            raise ValidationError(f"It was agreed on {long_date(self.agreed_on)}. Give that day or a later one.")
        return on


class EndCommitmentForm(KithForm):
    """Why a line of the plan no longer stands."""

    ended_on = DateParts("Since when does it no longer stand?", past=True)
    reason = LongText("Why?", rows=3, max_length=500, hint="And what keeps the child safe instead")
