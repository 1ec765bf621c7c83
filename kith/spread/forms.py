"""What is asked of a spread check, and of each child who may be at risk."""

from __future__ import annotations

from typing import Any

from kith.frontdoor.forms import LIKELIHOOD
from kith.frontdoor.models import Contact
from kith.spread.models import SpreadCheck
from kith.standards.codesets import codes
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Select, Text, Tick, WholeNumber
from kith.ui.forms.fields import Hidden


class AnswerForm(KithForm):
    """Which other children are at risk (EX-06)."""

    found = Radios("Are other children at risk, from the same people or in the same places?", SpreadCheck.Found.choices,
                   small=True, hint="Known to us or not: friends, brothers and sisters, children of the same school or "
                   "place, children online")  # fmt: skip
    words = LongText(
        "Who was asked, and what was looked at?", rows=5, max_length=4000,
        hint="The child, family, school, police, youth workers; friends, places, telephones. What is still not known",
    )  # fmt: skip


class ListForm(KithForm):
    """A child who may be at risk: on the record, or described."""

    other = Hidden(required=False)
    described = Text(
        "Who are they, as far as anybody knows?", max_length=500, required=False,
        hint="A first name, an age, a school, what they look like, where they are seen",
    )  # fmt: skip
    why = LongText("What points to it?", rows=4, max_length=4000, hint="What was seen or said, by whom and when")

    def clean(self) -> dict[str, Any]:
        """Somebody on the record needs no description; anybody else does."""
        data = super().clean() or self.cleaned_data
        if data.get("other"):
            data["described"] = ""
        elif not data.get("described") and "described" not in self.errors:
            self.add_error("described", "Say who they are as far as anybody knows, or find them on the record")
        return data


class RaiseForm(KithForm):
    """What the front door is told of this child. It becomes a contact like any other."""

    fieldsets = [
        ("The child, as far as we know", ["given", "family", "born", "age", "school"]),
        ("What the front door is told", ["type", "worry", "likelihood"]),
        ("Safety now", ["urgent", "urgent_because", "safe_now", "safe_words", "crime_suspected"]),
    ]
    given = Text("First name", required=False, max_length=120, width=20)
    family = Text("Family name", required=False, max_length=120, width=20)
    born = DateParts("Date of birth", required=False, past=True)
    age = WholeNumber("Or about how old", required=False, max_value=25, width=2, suffix="years")
    school = Text("School or college", required=False)
    type = Select("What kind of contact is it?", lambda: list(codes("kith", "ContactType").items()))
    worry = LongText(
        "What is the worry about this child?", rows=6,
        hint="About this child alone: no more of the other child than the front door must know",
    )  # fmt: skip
    likelihood = Radios("How likely is it?", LIKELIHOOD, required=False, small=True)
    urgent = Tick(
        "This child may be suffering significant harm, or about to", required=False, reveal={"on": ["urgent_because"]}
    )
    urgent_because = Text("What makes it urgent?", max_length=500)
    safe_now = Radios("Is this child safe now?", Contact.Safe.choices, small=True, initial=Contact.Safe.NOT_KNOWN)
    safe_words = Text("How do we know?", required=False, max_length=500)
    crime_suspected = Tick("A crime against this child is suspected", required=False)

    def clean(self) -> dict[str, Any]:
        """The front door must be able to recognise somebody."""
        data = super().clean() or self.cleaned_data
        known = any(data.get(name) for name in ("given", "family", "born")) or data.get("age") is not None
        if not known and not {"given", "age", "born"} & set(self.errors):
            self.add_error("given", "Say at least a name, or about how old the child is")
        return data


class WhyNotForm(KithForm):
    """Why no contact is raised for this child."""

    reason = LongText(
        "Why is no contact raised?", rows=3, max_length=2000,
        hint="For example: there is open work about them, and who was told when; or nobody can say who they are, and "
        "who goes on looking",
    )  # fmt: skip


class TakeOffForm(KithForm):
    """Why this child should not be on the list."""

    reason = Text("Why do they not belong on the list?", max_length=1000)
