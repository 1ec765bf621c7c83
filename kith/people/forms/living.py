"""Where somebody lives, with whom, and who is who to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.people.models import Relationship
from kith.standards.codesets import codes
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
    """What one person is to another, who may decide for the child, how a couple stands, and what limits contact."""

    other = Hidden(required=False)
    kind = Select("What are they?", Relationship.Kind.choices, empty="Choose", missing="Choose what they are")
    parental_responsibility = YesNo(
        "Do they have parental responsibility?", required=False, hint="Leave it if nobody has asked yet"
    )
    responsibility_basis = Select(
        "How do they hold it?",
        codes("kith", "ParentalResponsibilityBasis").items(),
        empty="Not known yet",
        required=False,
    )
    safe_contact = Text(
        "Limits on contact",
        max_length=300,
        required=False,
        hint="Such as: no letters to his address. Everybody who reads the record sees this",
    )
    letters = Select(
        "May they be sent letters and invitations?",
        Relationship.Letters.choices,
        empty="Yes, as far as the limits above allow",
        required=False,
    )
    couple = Select(
        "If they are or were a couple, how?",
        Relationship.Couple.choices,
        empty="Not a couple, or not known",
        required=False,
    )
    since = DateParts("Since", past=True, required=False, hint="For a couple: married, or together, since")
    parted = Select("Have they parted?", Relationship.Parted.choices, empty="No, or not a couple", required=False)
    parted_on = DateParts("Parted on", past=True, required=False)
    quality = Select(
        "How do they get on?",
        Relationship.Quality.choices,
        empty="Nothing to say",
        required=False,
        hint="Drawn in the genogram. Say it only if somebody of the family said so, or you have seen it",
    )

    def __init__(self, *args: Any, name: str = "", **rest: Any) -> None:
        super().__init__(*args, **rest)
        if name:
            self["kind"].label = f"What are they to {name}?"

    def clean(self) -> dict[str, Any]:
        """A basis needs the responsibility, and only a couple can marry or part."""
        cleaned = super().clean() or self.cleaned_data
        kind, partners = cleaned.get("kind"), (Relationship.Kind.PARTNER, Relationship.Kind.FORMER_PARTNER)
        if cleaned.get("responsibility_basis") and not cleaned.get("parental_responsibility"):
            self.add_error("responsibility_basis", "Say first that they have parental responsibility.")
        told = [name for name in ("couple", "parted", "parted_on") if cleaned.get(name)]
        if told and kind and kind not in partners:
            self.add_error(told[0], "This is for a couple. Choose “partner” or “former partner” above, or empty it.")
        elif cleaned.get("parted") and kind == Relationship.Kind.PARTNER:
            self.add_error("kind", "They have parted: choose “former partner”.")
        elif cleaned.get("parted") == "divorced" and cleaned.get("couple") not in ("", None, "married"):
            self.add_error("couple", "Only a couple who were married, or in a civil partnership, can divorce.")
        elif cleaned.get("parted_on") and not cleaned.get("parted"):
            self.add_error("parted", "Say how they parted, or empty the day.")
        since, parted_on = cleaned.get("since"), cleaned.get("parted_on")
        if since and parted_on and parted_on < since:
            self.add_error("parted_on", "They parted before they came together. Check both dates.")
        return cleaned


class UnknownParentForm(KithForm):
    """A parent nobody could name: whom we asked, and what they said (FA-08)."""

    kind = Radios(
        "Which parent is not known?",
        [("father", "Father"), ("mother", "Mother"), ("parent", "A parent, mother or father")],
        missing="Choose which parent is not known",
    )
    asked = Text(
        "Who was asked, and what did they say?",
        max_length=300,
        hint="Name whom you asked, and the day. Such as: Grace Okafor, 3 June, would rather not say yet",
        missing="Say whom you asked about them by name, and what they said",
    )


class EndRelationshipForm(KithForm):
    """A relationship that has ended, or was never so."""

    relationship = Radios("Which relationship has ended?", missing="Choose which relationship has ended")
    until = DateParts("On which day?", past=True)

    def __init__(self, *args: Any, relationships: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["relationship"].choices = list(relationships)  # type: ignore[attr-defined]  # a ChoiceField
