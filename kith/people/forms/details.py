"""Who somebody is: names, birth, identifiers and what a practitioner needs to know to speak with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.kernel.now import today
from kith.people.models import Identifier, Name, Person
from kith.standards import identifiers as checks
from kith.standards.codesets import codes
from kith.ui.forms import (
    Checkboxes,
    DateParts,
    Email,
    Hidden,
    KithForm,
    LongText,
    Phone,
    Postcode,
    Radios,
    Select,
    Text,
    Tick,
)

# Help for care leavers ends at 25, so nobody older is recorded as a child; nobody under 10 is an adult on record.
OLDEST_CHILD, YOUNGEST_ADULT = 25, 10
# A pregnancy is counted to 40 weeks; a date further off than this, or much past, is a slip.
FURTHEST_DUE, LONGEST_PAST_DUE = 300, 60

CHECKS: dict[str, Callable[[str], str]] = {
    Identifier.Scheme.NHS: checks.check_nhs_number,
    Identifier.Scheme.UPN: checks.check_upn,
    Identifier.Scheme.FORMER_UPN: checks.check_upn,
    Identifier.Scheme.LA_CHILD_ID: checks.check_la_child_id,
    Identifier.Scheme.HOME_OFFICE: checks.check_home_office_reference,
}


def _codes(dataset: str, field: str) -> Callable[[], Iterable[tuple[str, str]]]:
    return lambda: codes(dataset, field).items()


def _checked(scheme: str, value: str) -> str:
    """The tidy form of a number, or the sentence that says how to mend it."""
    try:
        return CHECKS[scheme](value) if value and scheme in CHECKS else value
    except ValueError as wrong:
        raise ValidationError(str(wrong), code="identifier") from wrong


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def check_birth(kind: str, born: date | None) -> None:
    """Refuse a date of birth that cannot be right for a child or an adult.

    Raises:
        ValidationError: with the sentence to show.
    """
    if born is None:
        return
    age = _years(born, today())
    if kind == Person.Kind.CHILD and age > OLDEST_CHILD:
        raise ValidationError(f"This date of birth makes them {age}. Mend the year, or record them as an adult.")
    if kind == Person.Kind.ADULT and age < YOUNGEST_ADULT:
        raise ValidationError(f"This date of birth makes them {age}. Mend the year, or record them as a child.")


def check_due(expected: date | None) -> None:
    """Refuse an expected date of delivery that no pregnancy known today can have.

    Raises:
        ValidationError: with the sentence to show.
    """
    if expected is None:
        return
    days = (expected - today()).days
    if days > FURTHEST_DUE:
        raise ValidationError("The expected date must be within 10 months from today. Check the year.")
    if days < -LONGEST_PAST_DUE:
        raise ValidationError("The expected date is more than two months ago. If the child is born, say so instead.")


class PersonForm(KithForm):
    """Somebody new to the record."""

    fieldsets = [
        ("Who they are", ["kind", "given", "family", "date_of_birth", "birth_date_estimated", "sex", "ethnicity"]),
        ("Where they live", ["address_line", "town", "postcode", "confidential"]),
        ("Numbers", ["phone", "nhs", "upn", "la_child_id"]),
    ]
    kind = Radios(
        "Who is this?",
        Person.Kind.choices,
        reveal={"unborn": ["expected_date"]},
        missing="Choose whether this is a child, an unborn child or an adult",
    )
    expected_date = DateParts("Expected date of delivery", required=False)
    given = Text("First names", max_length=120, required=False, hint="As the family spells them")
    family = Text("Last name", max_length=120, required=False)
    date_of_birth = DateParts("Date of birth", past=True, required=False)
    birth_date_estimated = Tick("The date of birth is a guess", required=False)
    sex = Radios("Sex", Person.Sex.choices, initial=Person.Sex.UNKNOWN, inline=True, required=False)
    ethnicity = Select("Ethnicity", _codes("cin", "Ethnicity"), empty="Not yet asked", required=False)
    address_line = Text("Address", hint="Number or name, and street", required=False)
    town = Text("Town or village", max_length=100, required=False)
    postcode = Postcode(required=False)
    confidential = Tick("Keep this address confidential", required=False)
    phone = Phone(required=False, max_length=30)
    nhs = Text("NHS number", width=20, required=False)
    upn = Text("UPN", width=20, required=False)
    la_child_id = Text("Child id", width=20, required=False, hint="The authority's own number, if they have one")
    shown = Hidden(required=False)

    def clean_nhs(self) -> str:
        """Ten digits that add up."""
        return _checked(Identifier.Scheme.NHS, self.cleaned_data["nhs"])

    def clean_upn(self) -> str:
        """Thirteen characters that add up."""
        return _checked(Identifier.Scheme.UPN, self.cleaned_data["upn"])

    def clean_la_child_id(self) -> str:
        """Letters and digits."""
        value = self.cleaned_data["la_child_id"]
        return _checked(Identifier.Scheme.LA_CHILD_ID, value) if value else ""

    def clean_sex(self) -> str:
        """Not known when nobody said."""
        return self.cleaned_data["sex"] or Person.Sex.UNKNOWN

    def clean(self) -> dict[str, Any]:
        """A child or adult has a name; an unborn child has no date of birth; the dates are possible."""
        cleaned = super().clean() or self.cleaned_data
        kind, born = cleaned.get("kind", ""), cleaned.get("date_of_birth")
        unnamed = not (cleaned.get("given") or cleaned.get("family")) and not {"given", "family"} & self.errors.keys()
        if unnamed and kind in (Person.Kind.CHILD, Person.Kind.ADULT):
            self.add_error("given", "Enter a first name or a last name. What the family calls them is enough.")
        if kind == Person.Kind.UNBORN and born:
            self.add_error("date_of_birth", "An unborn child has no date of birth. Enter the expected date instead.")
        _add(self, "date_of_birth", check_birth, kind, born)
        _add(self, "expected_date", check_due, cleaned.get("expected_date"))
        return cleaned


def _add(form: KithForm, field: str, check: Callable[..., None], *about: Any) -> None:
    if field in form.fields and field not in form.errors:
        try:
            check(*about)
        except ValidationError as fault:
            form.add_error(field, fault)


class DetailsForm(KithForm):
    """What the record says of somebody, to be put right. An unborn child has a due date and no date of birth."""

    fieldsets = [
        ("Birth", ["date_of_birth", "birth_date_estimated", "expected_date", "died_on", "sex"]),
        ("About them", ["ethnicity", "disabilities", "first_language", "interpreter_needed", "communication_needs"]),
        ("How to reach them", ["phone", "email"]),
    ]
    date_of_birth = DateParts("Date of birth", past=True, required=False)
    birth_date_estimated = Tick("The date of birth is a guess", required=False)
    expected_date = DateParts("Expected date of delivery", required=False)
    died_on = DateParts("Date of death", past=True, required=False, hint="Only if they have died")
    sex = Radios("Sex", Person.Sex.choices, inline=True, required=False)
    ethnicity = Select("Ethnicity", _codes("cin", "Ethnicity"), empty="Not yet asked", required=False)
    disabilities = Checkboxes("Disabilities", _codes("cin", "Disability"), exclusive="NONE", small=True, required=False)
    first_language = Select("First language", _codes("kith", "Language"), empty="Not yet asked", required=False)
    interpreter_needed = Tick("They need an interpreter", required=False)
    communication_needs = Checkboxes(
        "How to communicate with them", _codes("kith", "CommunicationNeed"), small=True, required=False
    )
    phone = Phone(required=False, max_length=30)
    email = Email("Email address", required=False, max_length=254)

    def __init__(self, *args: Any, person: Person | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.person = person
        unborn = person is not None and person.kind == Person.Kind.UNBORN
        for name in ("date_of_birth", "birth_date_estimated", "died_on") if unborn else ("expected_date",):
            del self.fields[name]

    def clean_sex(self) -> str:
        """Not known when nobody said."""
        return self.cleaned_data["sex"] or Person.Sex.UNKNOWN

    def clean(self) -> dict[str, Any]:
        """Nobody dies before they are born, and the dates are possible."""
        cleaned = super().clean() or self.cleaned_data
        born, died = cleaned.get("date_of_birth"), cleaned.get("died_on")
        _add(self, "date_of_birth", check_birth, self.person.kind if self.person else "", born)
        _add(self, "expected_date", check_due, cleaned.get("expected_date"))
        if born and died and died < born:
            self.add_error("died_on", "The date of death is before the date of birth. Check both dates.")
        if cleaned.get("birth_date_estimated") and not born and "date_of_birth" not in self.errors:
            self.add_error("date_of_birth", "Enter the date you are guessing, such as 1 7 2018 for summer 2018.")
        return cleaned


class FewWordsForm(KithForm):
    """Who somebody is, in a few words, for whoever opens the record first."""

    in_few_words = LongText(
        "In a few words", rows=6, max_length=4000, hint="What they are like, what matters to them, what is going on"
    )


class NameForm(KithForm):
    """A name somebody has, had or is called by."""

    kind = Radios(
        "What kind of name is this?",
        [(kind.value, kind.label) for kind in Name.Kind],
        hints={
            "legal": "Takes the place of the legal name from the day below. The earlier one is kept",
            "known_as": "What they are called every day. Headings show it when it is a whole name",
            "as_told": "Kept for searching only",
        },
    )
    given = Text("First names", max_length=120, required=False)
    family = Text("Last name", max_length=120, required=False)
    since = DateParts("Since", past=True, required=False)
    said_by = Text("Who says or spells it so?", required=False)

    def clean(self) -> dict[str, Any]:
        """A name has at least one part."""
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("given") or cleaned.get("family")) and not {"given", "family"} & self.errors.keys():
            self.add_error("given", "Enter a first name or a last name")
        return cleaned


class IdentifierForm(KithForm):
    """A number somebody is known by."""

    scheme = Radios(
        "What kind of number is it?",
        [(scheme.value, scheme.label) for scheme in Identifier.Scheme if scheme != Identifier.Scheme.UPN_UNKNOWN]
        + [(Identifier.Scheme.UPN_UNKNOWN.value, Identifier.Scheme.UPN_UNKNOWN.label)],
        reveal={"upn_unknown": ["why_unknown"]},
    )
    why_unknown = Select("Why is the UPN not known?", _codes("cin", "UPNunknown"))
    value = Text("Number", max_length=60, width=20, required=False, hint="Spaces do not matter")
    keep_former = Tick("The UPN we hold was right until now: keep it as a former UPN", required=False)

    def clean(self) -> dict[str, Any]:
        """A number passes its own check; a reason stands where there is no number."""
        cleaned = super().clean() or self.cleaned_data
        scheme = cleaned.get("scheme", "")
        if scheme == Identifier.Scheme.UPN_UNKNOWN:
            cleaned["value"] = cleaned.get("why_unknown", "")
        elif scheme and not cleaned.get("value") and "value" not in self.errors:
            self.add_error("value", "Enter the number")
        elif scheme and "value" not in self.errors:
            try:
                cleaned["value"] = _checked(scheme, cleaned["value"])
            except ValidationError as fault:
                self.add_error("value", fault)
        return cleaned


class WithdrawForm(KithForm):
    """Something written down of the wrong person, or wrongly: it stays in the history and is used no more."""

    entry = Radios(
        "What was written down by mistake?",
        missing="Choose what was written down by mistake",
        hint="The name, home or number that it took the place of stands again. If another has taken its place since, "
        "that one stands, and the one before lasted until then",
    )
    reason = Text("What happened?", max_length=500, hint="A few words, such as: this was her sister's number")

    def __init__(self, *args: Any, entries: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["entry"].choices = list(entries)  # type: ignore[attr-defined]  # a ChoiceField


class BornForm(KithForm):
    """The birth of a child whose record began before it."""

    date_of_birth = DateParts("Date of birth", past=True)
    sex = Radios("Sex", Person.Sex.choices, inline=True)
    given = Text("First names", max_length=120, required=False)
    family = Text("Last name", max_length=120, required=False)

    def clean_date_of_birth(self) -> date:
        """A child whose record began before birth is a small child."""
        born: date = self.cleaned_data["date_of_birth"]
        check_birth(Person.Kind.CHILD, born)
        return born
