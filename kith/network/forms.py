"""The forms of the network map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.network.models import NetworkMember
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Select, Text, Tick


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
        "Why?", rows=3, max_length=500, missing="Say why, for whoever relies on the network. A few words are enough"
    )
    mistake = Tick("They never belonged: written down by mistake", required=False)
