"""The forms of the front door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import Agency, User
from kith.frontdoor.models import Contact, ContactChild
from kith.kernel.now import now, today
from kith.people.models import Person
from kith.standards.codesets import agency_kinds, codes
from kith.ui.forms import (
    DateParts,
    KithForm,
    LongText,
    MomentParts,
    Phone,
    Postcode,
    Radios,
    Repeat,
    Select,
    Text,
    Tick,
    WholeNumber,
)

LIKELIHOOD = [
    ("happening", "It is happening now"),
    ("likely", "It is likely to happen"),
    ("possible", "It may happen"),
    ("not_known", "Not known"),
]


class ChildTold(KithForm):
    """One child as somebody told us."""

    given = Text("First name", required=False, max_length=120, width=20)
    family = Text("Family name", required=False, max_length=120, width=20)
    born = DateParts("Date of birth", required=False, past=True)
    age = WholeNumber("Or about how old", required=False, max_value=25, width=2, suffix="years")
    expected = DateParts("If not yet born, when is the baby due", required=False)
    sex = Radios("Sex", Person.Sex.choices, required=False, inline=True, small=True)
    school = Text("School or nursery", required=False)
    parents = Text("Parents or carers", required=False, max_length=300, hint="Names, and how to reach them")
    phone = Phone("Phone number of a parent or carer", required=False, max_length=30)
    upn = Text("UPN", required=False, width=20, max_length=20, hint="Schools have it: 13 characters")
    nhs = Text("NHS number", required=False, width=20, max_length=20)

    def clean(self) -> dict[str, Any]:
        """Somebody can be recognised only if something was said about them."""
        data = super().clean() or {}
        told = [data.get("given"), data.get("family"), data.get("born"), data.get("expected")]
        if not any(told) and data.get("age") is None:
            raise ValidationError("Say at least a name, or about how old the child is")
        if data.get("born") and data.get("expected"):
            raise ValidationError("Give a date of birth, or the date a baby is due, not both")
        if data.get("born") and data["born"] < today() - timedelta(days=26 * 366):
            raise ValidationError("This date of birth is more than 25 years ago. Check the year")
        return data


class Method(Radios):
    """By hand a contact comes by phone, e-mail or in person; the other ways say so themselves."""

    def valid_value(self, value: Any) -> bool:
        return value in Contact.Method.values


BY_HAND = [(m.value, m.label) for m in (Contact.Method.PHONE, Contact.Method.EMAIL, Contact.Method.IN_PERSON)]


class ContactForm(KithForm):
    """A worry as a MASH worker, another worker or another system records it (FD-01, FD-03)."""

    fieldsets = [
        ("How we heard", ["received_at", "method", "type"]),
        ("Who told us", ["source_kind", "agency", "referrer_name", "referrer_role", "referrer_phone", "external_ref"]),
        ("What we were told", ["worry", "childs_words", "harm", "likelihood", "evidence", "tried", "strengths"]),
        ("Who and where", ["children", "address_line", "postcode"]),
        ("Safety now", ["urgent", "safe_now", "safe_words", "crime_suspected"]),
    ]
    received_at = MomentParts("When did it reach us?", past=True, required=False, hint="Leave empty for now")
    method = Method("How did it reach us?", BY_HAND, small=True)
    type = Select("What kind of contact is it?", lambda: list(codes("kith", "ContactType").items()))
    source_kind = Select("Who is it from?", lambda: [(k.key, k.label) for k in agency_kinds().values()])
    agency = Text("Their agency", required=False, hint="For example the school's name")
    referrer_name = Text("Their name", required=False)
    referrer_role = Text("Their role, or relation to the child", required=False)
    referrer_phone = Phone("Their phone number", required=False, max_length=30)
    external_ref = Text("Their reference", required=False, width=20, max_length=80)
    worry = LongText(
        "What is the worry?", rows=8, hint="In the referrer's words: what was seen and heard, when and where"
    )
    childs_words = LongText("What did the child say?", rows=3, required=False, max_length=8000)
    harm = LongText("What harm, or what harm to their development?", rows=3, required=False)
    likelihood = Radios("How likely is it?", LIKELIHOOD, required=False, small=True)
    evidence = LongText("How do they know?", rows=3, required=False, hint="Name any tool used, such as a neglect tool")
    tried = LongText("What has been tried, and why was it not enough?", rows=3, required=False)
    strengths = LongText("What is going well?", rows=3, required=False, max_length=8000)
    children = Repeat(ChildTold, "Children", one="child", most=20)
    address_line = Text("Where do they live?", required=False)
    postcode = Postcode(required=False)
    urgent = Tick(
        "A child may be suffering significant harm, or about to", required=False, reveal={"on": ["urgent_because"]}
    )
    urgent_because = Text("What makes it urgent?", max_length=500)
    safe_now = Radios("Are the children safe now?", Contact.Safe.choices, small=True, initial=Contact.Safe.NOT_KNOWN)
    safe_words = Text("How do we know?", required=False, max_length=500)
    crime_suspected = Tick(
        "A crime against a child is suspected", required=False, hint="The police are told at once, before anything else"
    )

    def clean_received_at(self) -> Any:
        """When it was received: not in the future."""
        moment = self.cleaned_data.get("received_at") or now()
        if moment > now() + timedelta(minutes=5):
            raise ValidationError("This is in the future. Give the time it reached us")
        return moment


class ClaimForm(KithForm):
    """Taking a contact asks nothing."""


class HandOverForm(KithForm):
    """To whom, and what they need to know."""

    to = Select("Hand over to", ())
    note = LongText("What do they need to know?", rows=3, required=False, max_length=800)

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", [("", "Choose somebody"), *((u.ref, u.name) for u in colleagues)])


class RecogniseForm(KithForm):
    """Is this the same child? (screen 6)."""

    answer = Radios(
        "Your answer",
        [(c, label) for c, label in ContactChild.Recognition.choices if c not in ("waiting", "twice")],
        hints={
            "same": "Adds this contact to the record we hold",
            "new": "Starts a new record",
            "unsure": "Keeps them apart and shows a notice on both. You can go on with the contact",
        },
    )
    person = Text("Which record", required=False, max_length=20)
    shown = Text("What was shown", max_length=20)
    why = LongText("Why (a few words)", rows=2, required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        """Same or unsure is about somebody."""
        data = super().clean() or {}
        if data.get("answer") == "same" and not data.get("person"):
            self.add_error("answer", "Say which record it is: choose one of those shown")
        return data


def agency_named(name: str, kind: str) -> Agency | None:
    """The agency of that name, if we know it."""
    return Agency.objects.filter(name__iexact=name.strip(), kind=kind).first() if name.strip() else None
