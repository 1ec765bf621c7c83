"""Where somebody lives, with whom, and who is who to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.people.models import Relationship
from kith.ui.forms import DateParts, Hidden, KithForm, Postcode, Radios, Select, Text, Tick, YesNo


class AddressForm(KithForm):
    """Where somebody lives or lived."""

    line = Text("Address", hint="Number or name, and street", missing="Enter the address, or “No fixed address”")
    town = Text("Town or village", max_length=100, required=False)
    postcode = Postcode(required=False)
    postcode_is_right = Tick("The postcode is right, though it is not in the directory", required=False)
    kind = Radios(
        "What is it to them?",
        [("home", "Their home"), ("second", "Another home, shared time"), ("staying", "Staying for now")],
        initial="home",
        hints={"home": "The home we hold now ends on the day they moved here"},
    )
    since = DateParts("Since", past=True, required=False, hint="When they moved there")
    until = DateParts("Until", past=True, required=False, hint="Only if they have left")
    confidential = Tick(
        "Keep this address confidential",
        hint="A refuge, or a home that somebody must not find. It shows to those involved only, and never in a search",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Nobody leaves before moving in."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "They left before they moved in. Check both dates.")
        return cleaned


class JoinHouseholdForm(KithForm):
    """Whose home somebody shares from a day on."""

    other = Hidden(required=False)
    since = DateParts("Since", past=True, required=False, hint="Leave it empty if nobody knows")


class LeaveHouseholdForm(KithForm):
    """Which home somebody left, and when."""

    household = Radios("Which home did they leave?", missing="Choose the home they left")
    until = DateParts("On which day?", past=True)

    def __init__(self, *args: Any, homes: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["household"].choices = list(homes)  # type: ignore[attr-defined]  # a ChoiceField


class RelationshipForm(KithForm):
    """What one person is to another, who may decide for the child, and what limits contact."""

    other = Hidden(required=False)
    kind = Select("What are they?", Relationship.Kind.choices, empty="Choose", missing="Choose what they are")
    parental_responsibility = YesNo(
        "Do they have parental responsibility?", required=False, hint="Leave it if nobody has asked yet"
    )
    safe_contact = Text(
        "Limits on contact",
        max_length=300,
        required=False,
        hint="Such as: no letters to his address. Everybody who reads the record sees this",
    )
    since = DateParts("Since", past=True, required=False)

    def __init__(self, *args: Any, name: str = "", **rest: Any) -> None:
        super().__init__(*args, **rest)
        if name:
            self["kind"].label = f"What are they to {name}?"


class EndRelationshipForm(KithForm):
    """A relationship that has ended, or was never so."""

    relationship = Radios("Which relationship has ended?", missing="Choose which relationship has ended")
    until = DateParts("On which day?", past=True)

    def __init__(self, *args: Any, relationships: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["relationship"].choices = list(relationships)  # type: ignore[attr-defined]  # a ChoiceField
