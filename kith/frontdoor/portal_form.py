"""The referral that a partner sends: it asks for each thing a good referral holds (FD-03)."""

from __future__ import annotations

from typing import Any

from django import forms

from kith.access.models import Agency
from kith.directory.models import LocalService
from kith.directory.needs import NEEDS
from kith.directory.queries import by_names_or_refs
from kith.frontdoor.forms import LIKELIHOOD, ChildTold
from kith.frontdoor.models import Contact
from kith.sharing.forms import ConsentTold
from kith.standards.codesets import codes
from kith.ui.forms import Checkboxes, KithForm, LongText, Phone, Postcode, Radios, Repeat, Select, Text, Tick

CHOICES = [
    ("tried", "The family has used one of these, and it was not enough"),
    ("alongside", "One of these could help as well"),
    ("unsuitable", "None of these fits this family"),
    ("went_ahead", "I have looked, and a referral is needed"),
]
UNLESS_URGENT = {
    "evidence": "Say how you know: what you saw yourself, and who told you the rest",
    "tried": "Say what has been tried and why it was not enough, or that nothing has been tried yet",
    "consents": "Say who was asked to agree to this, or why nobody has been asked yet",
}


class ServicesShown(forms.Field):
    """The services that the page showed, carried along: by reference or by name."""

    widget = forms.MultipleHiddenInput
    hidden_widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> list[LocalService]:
        """Those that are in the directory; nothing is said of one that is not."""
        sent = [value] if isinstance(value, str) else list(value or [])
        return by_names_or_refs([str(one)[:200] for one in sent[:20]])


class WorryForm(KithForm):
    """A worry as a professional tells it, in sections; in an emergency only the first three must be full.

    Args:
        agencies: the agencies this person may write for.
    """

    fieldsets = [
        ("Is a child in danger?", ["urgent", "safe_now", "safe_words", "crime_suspected"]),
        ("Who are the children?", ["children", "address_line", "postcode"]),
        ("What worries you?", ["type", "worry", "childs_words", "harm", "likelihood"]),
        ("How do you know, and what was tried?", ["evidence", "tools_used", "tried", "strengths"]),
        ("What does the family say?", ["consents"]),
        ("Local help", ["services_choice", "services_reason"]),
        ("About you", ["from_agency", "referrer_role", "referrer_phone"]),
    ]
    urgent = Tick(
        "A child is suffering significant harm, or may be about to", required=False, reveal={"on": ["urgent_because"]}
    )
    urgent_because = Text("What makes it urgent?", max_length=500)
    safe_now = Radios(
        "Are the children safe now?", Contact.Safe.choices, small=True, missing="Say whether they are safe now"
    )
    safe_words = Text("How do you know?", required=False, max_length=500, hint="Who is with them, and until when")
    crime_suspected = Tick(
        "I think a crime against a child may have been committed",
        required=False,
        hint="Tell the police yourself, now: 999 if it is happening, else 101",
    )
    children = Repeat(ChildTold, "", one="child", most=12)
    address_line = Text("Where do they live?", required=False)
    postcode = Postcode(required=False)
    type = Select("What is it about?", lambda: list(codes("kith", "ContactType").items()), initial="service_request")
    worry = LongText(
        "What have you seen and heard?", rows=8, hint="When, where, who was there. Say what is fact and what you think"
    )
    childs_words = LongText("What did the child say, in their own words?", rows=3, required=False, max_length=8000)
    harm = LongText("What harm, or what harm to their development, do you see or fear?", rows=3)
    likelihood = Radios(
        "How likely is it?", LIKELIHOOD, small=True, missing="Say how likely it is, or that you do not know"
    )
    evidence = LongText("How do you know?", rows=3, required=False, hint="What you saw yourself, who told you, records")
    tools_used = Text(
        "Which tools did you use?",
        required=False,
        max_length=500,
        hint="For example a neglect tool, and what it showed",
    )
    tried = LongText("What has been tried, and why was it not enough?", rows=3, required=False)
    strengths = LongText("What is going well?", rows=3, required=False, max_length=8000)
    consents = Repeat(ConsentTold, "", one="person asked", least=0, most=6)
    services = ServicesShown()
    services_choice = Radios(
        "We showed you local services. What do you make of them?", CHOICES, required=False, small=True
    )
    services_reason = Text("Why?", required=False, max_length=1000)
    from_agency = Select("Which agency do you write for?", (), required=False)
    referrer_role = Text("Your role", required=False)
    referrer_phone = Phone("Where can we ring you today?", required=False, max_length=30)

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        kwargs["initial"] = {"consents": [{}]} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        self.needed_when_open |= set(UNLESS_URGENT)  # asked of everybody who has the time: not marked as optional
        self.offer("from_agency", [(one.ref, one.name) for one in agencies])
        if len(agencies) < 2:
            del self.fields["from_agency"]
        self.shown = self._services()
        if not self.shown:
            del self.fields["services_choice"], self.fields["services_reason"]

    def _services(self) -> list[LocalService]:
        bound = self["services"]
        field = self.fields["services"]
        return field.clean(bound.data if self.is_bound else bound.initial)

    def clean(self) -> dict[str, Any]:
        """Evidence, what was tried and what the family says are asked of everybody who has the time."""
        data = super().clean() or {}
        data.setdefault("services_choice", "")
        data.setdefault("services_reason", "")
        refs = {one.ref: one for one in self.agencies}
        data["from_agency"] = refs.get(data.get("from_agency") or "") or next(iter(self.agencies), None)
        if data.get("urgent"):
            return data
        for name, sentence in UNLESS_URGENT.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return data


class ServicesFirstForm(KithForm):
    """The services that a family is told of instead of a referral. Nothing says who the family is."""

    services = ServicesShown()
    needs = Checkboxes("For which needs?", list(NEEDS.items()), required=False, small=True)

    def clean_services(self) -> list[LocalService]:
        """At least one."""
        chosen: list[LocalService] = self.cleaned_data["services"]
        if not chosen:
            raise forms.ValidationError(
                "Tick the services that the family will hear of first, or go on with the referral"
            )
        return chosen
