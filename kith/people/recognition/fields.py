"""The fields that tell people apart: how each agrees, how much that says, and how it is worded on the match page.

The weights are evidence on one scale, set by judgement and tried on corrupted records (docs/benchmarks.md, Search): an
identifier says most, then name and date of birth, then how to reach the family, then the rest. They order; nothing
else.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from kith.people.recognition.dates import CLOSE, date_likeness, due_likeness, written
from kith.people.recognition.fold import fold
from kith.people.recognition.identifiers import compact, house_number, phone_digits
from kith.people.recognition.name_match import NameLikeness, best_name, name_likeness
from kith.people.recognition.particulars import Address, Particulars, Relative

IDENTIFIER_SAME, IDENTIFIER_CLOSE, IDENTIFIER_DIFFERENT = 12.0, 5.0, -3.0
PHONE_SAME = 4.0
_DATE_SAME, _DATE_CLOSE, _DATE_DIFFERENT = 6.0, 4.5, -3.0
_EARLIEST = timedelta(weeks=17)
"""How long before its due date a child may be born and live."""
_SCHEMES = {"upn": "UPN", "nhs": "NHS number", "la": "LA child id", "former_upn": "Former UPN"}
_SEXES = {"F": "Female", "M": "Male"}
_ANY_PARENT = "parent"


class Agreement(NamedTuple):
    """`agrees` is a verdict ("same", "close", "different"); `why` as shown; `weight` as evidence."""

    agrees: str
    why: str
    weight: float


Both = Callable[[], Iterable[str]]
"""What the left side holds, and the right, in words: asked for only where somebody is to read them."""


class Finding(NamedTuple):
    """One field on both sides; `agreement` is None where a side is blank."""

    label: str
    both: Both
    agreement: Agreement | None = None


def findings(left: Particulars, right: Particulars) -> Iterator[Finding]:
    """Every field in the order of the match page."""
    yield _names(left, right)
    yield from _birth(left, right)
    yield _sex(left, right)
    yield _addresses(left, right)
    yield _school(left, right)
    yield from _identifiers(left, right)
    yield _phones(left, right)
    yield from _parents(left, right)
    yield _household(left, right)


def name_weight(found: NameLikeness) -> float:
    """Evidence from a name: falls faster than likeness does, since most names are a little alike."""
    return 10.0 * found.degree**2 - 4.0


def date_weight(degree: float) -> float:
    """Evidence from two dates of birth."""
    return _DATE_SAME if degree == 1.0 else _DATE_DIFFERENT + (_DATE_CLOSE - _DATE_DIFFERENT) * degree


def _names(left: Particulars, right: Particulars) -> Finding:
    def both() -> Iterable[str]:
        return _called(left.names), _called(right.names)

    one, other = left.words, right.words
    if not one or not other:
        return Finding("Name", both)
    found = best_name(one, other)
    return Finding("Name", both, Agreement(found.agrees, found.why, name_weight(found)))


def _called(names: tuple[str, ...]) -> str:
    return f"{names[0]}, also {', '.join(names[1:])}" if len(names) > 1 else "".join(names)


def _birth(left: Particulars, right: Particulars) -> Iterator[Finding]:
    born, other = left.date_of_birth, right.date_of_birth
    agreement: Agreement | None
    if born and other:
        degree, why = date_likeness(born, other)
        agrees = "same" if degree == 1.0 else "close" if degree >= CLOSE else "different"
        agreement = Agreement(agrees, why, date_weight(degree))
    elif left.due_date and right.due_date:
        gap = abs((left.due_date - right.due_date).days)
        agrees = "same" if not gap else "close" if gap <= 28 else "different"
        agreement = Agreement(
            agrees, f"{gap} days apart" if gap else "", 5.0 - gap / 7 if gap <= 28 else _DATE_DIFFERENT
        )
    else:
        agreement = _due_or_age(left, right) or _due_or_age(right, left)
    yield Finding("Date of birth", lambda: (_born_words(left), _born_words(right)), agreement)


def _born_words(person: Particulars) -> str:
    if person.date_of_birth:
        return written(person.date_of_birth)
    if person.due_date:
        return f"Due {written(person.due_date)}"
    return f"About {person.estimated_age}" if person.estimated_age is not None else ""


def _born_by(awaited: Particulars, day: date | None) -> date | None:
    """When a child whose birth is awaited was born, about, if they can be born by a day."""
    due = awaited.due_date
    return due if due and day and day >= due - _EARLIEST else None


def _due_or_age(one: Particulars, other: Particulars) -> Agreement | None:
    """One side's due date or estimated age beside the other's date of birth; an age also beside an awaited birth."""
    born = other.date_of_birth or (None if one.date_of_birth else _born_by(other, one.estimated_on))
    if not born:
        return None
    if one.due_date:
        degree, why = due_likeness(one.due_date, born)
        return Agreement("close" if degree else "different", why, 3.0 * degree if degree else _DATE_DIFFERENT)
    if one.estimated_age is None or one.estimated_on is None:
        return None
    when = one.estimated_on
    age = max(0, when.year - born.year - ((when.month, when.day) < (born.month, born.day)))
    gap = abs(age - one.estimated_age)
    # People judge the age of young children to a year, of older ones to about a fifth.
    if gap <= 1 + one.estimated_age // 5:
        return Agreement("close", "fits the age given", 1.5 - 0.5 * gap)
    return Agreement("different", f"{gap} years from the age given", -2.0)


def _sex(left: Particulars, right: Particulars) -> Finding:
    same, agreement = left.sex == right.sex, None
    if left.sex and right.sex:
        agreement = Agreement("same" if same else "different", "", 0.5 if same else -1.5)
    return Finding("Sex", lambda: (_SEXES.get(one.sex, one.sex) for one in (left, right)), agreement)


def _addresses(left: Particulars, right: Particulars) -> Finding:
    homes = [[home for home in person.addresses if _address_words((home,))] for person in (left, right)]
    pairs = [(_address_agreement(one, other), one, other) for one in homes[0] for other in homes[1]]
    if not pairs:
        return Finding("Address", lambda: (_address_words(person.addresses[:1]) for person in (left, right)))
    best, *homes_met = max(pairs, key=lambda pair: (pair[0].weight, pair[0].why))
    return Finding("Address", lambda: (_address_words((home,)) for home in homes_met), best)


def _address_words(addresses: tuple[Address, ...]) -> str:
    return ", ".join(part for address in addresses for part in (address.line, address.postcode) if part)


@lru_cache(maxsize=10_000)
def _house_and_street(line: str) -> tuple[str, tuple[str, ...]]:
    number = house_number(line)
    return number, tuple(word for word in fold(line) if word != number)


def _address_agreement(one: Address, other: Address) -> Agreement:
    numbers, streets = zip(_house_and_street(one.line), _house_and_street(other.line), strict=True)
    same_code = bool(one.postcode) and one.postcode == other.postcode
    same_street = bool(streets[0]) and name_likeness(*streets).degree >= 0.9
    codes_differ = bool(one.postcode and other.postcode) and not same_code
    if not (same_street or same_code):
        return Agreement("different", "", -0.5)
    if numbers[0] == numbers[1]:
        if codes_differ:
            return Agreement("close", "postcode differs", 2.5)
        return Agreement("same", "", 4.0) if same_street else Agreement("close", "same number and postcode", 3.0)
    if numbers[0] and numbers[0] == numbers[1][::-1]:
        return Agreement("close", "number reversed", 3.0)
    return Agreement("close", "same street" if same_street else "same postcode", 2.0 if same_code else 1.0)


def _school(left: Particulars, right: Particulars) -> Finding:
    agreement = _same_school(left.school, right.school) if left.school and right.school else None
    return Finding("School", lambda: (left.school, right.school), agreement)


def _same_school(one: str, other: str) -> Agreement:
    found = name_likeness(fold(one), fold(other))
    # A class or year after the name ("Larkfield Primary, Year 3") is no difference.
    if found.agrees == "same" or (found.agrees == "close" and found.why == "part of the name on one side only"):
        return Agreement("same", "", 1.5)
    return Agreement(found.agrees, found.why, 1.0 if found.agrees == "close" else -0.3)


def _identifiers(left: Particulars, right: Particulars) -> Iterator[Finding]:
    for scheme in dict.fromkeys([*_SCHEMES, *sorted({*left.identifiers, *right.identifiers})]):
        if left.identifiers.get(scheme) or right.identifiers.get(scheme):
            yield _identifier(scheme, left, right)


def _identifier(scheme: str, left: Particulars, right: Particulars) -> Finding:
    one, other = left.identifiers_of(scheme), right.identifiers_of(scheme)
    label = _SCHEMES.get(scheme, scheme.replace("_", " ").capitalize())
    agreement = _identifier_agreement(one, other) if one and other else None
    return Finding(
        label, lambda: (", ".join(person.identifiers.get(scheme, ())) for person in (left, right)), agreement
    )


def _identifier_agreement(one: frozenset[str], other: frozenset[str]) -> Agreement:
    if one & other:
        return Agreement("same", "", IDENTIFIER_SAME)
    if min(OSA.distance(left, right) for left in one for right in other) == 1 and min(map(len, one | other)) > 5:
        return Agreement("close", "one character", IDENTIFIER_CLOSE)
    return Agreement("different", "", IDENTIFIER_DIFFERENT)


def _phones(left: Particulars, right: Particulars) -> Finding:
    agreement = None
    if (left.phones or right.phones) and not left.all_phones.isdisjoint(right.all_phones):
        agreement = Agreement("same", "same phone", PHONE_SAME)
    elif left.phones and right.phones:
        agreement = Agreement("different", "", -0.2)  # numbers change: another one says next to nothing
    return Finding("Phone", lambda: (", ".join(person.phones) for person in (left, right)), agreement)


def _parents(left: Particulars, right: Particulars) -> Iterator[Finding]:
    ours, theirs = _in_roles(left.parents, right.parents), _in_roles(right.parents, left.parents)
    for role in sorted({*ours, *theirs}, key=lambda role: (role != "mother", role != "father", role)) or [_ANY_PARENT]:
        yield _parent(role.capitalize(), ours.get(role, []), theirs.get(role, []))


def _in_roles(parents: Iterable[Relative], others: tuple[Relative, ...]) -> dict[str, list[Relative]]:
    """Each parent under their role; one told without a role is the one of the other side whom they are likest, and
    nobody else: to be neither the mother nor the step-father says nothing where they may be the father."""
    roles: dict[str, list[Relative]] = {}
    for parent in parents:
        role = parent.role
        if role == _ANY_PARENT and others:
            role = max((_parent_agreement(parent, other).weight, other.role) for other in others)[1]
        roles.setdefault(role, []).append(parent)
    return roles


def _parent(label: str, ours: list[Relative], theirs: list[Relative]) -> Finding:
    pairs = [(_parent_agreement(*pair), pair) for pair in ((mine, yours) for mine in ours for yours in theirs)]
    if not pairs:
        return Finding(label, lambda: ("; ".join(map(_parent_words, side)) for side in (ours, theirs)))
    agreement, met = max(pairs, key=lambda pair: (pair[0].weight, pair[0].why))
    return Finding(label, lambda: map(_parent_words, met), agreement)


def _parent_words(parent: Relative) -> str:
    return ", ".join(filter(None, (parent.name, *parent.phones)))


def _parent_agreement(one: Relative, other: Relative) -> Agreement:
    phones = [set(map(phone_digits, parent.phones)) for parent in (one, other)]
    found = name_likeness(fold(one.name), fold(other.name))
    if phones[0] & phones[1]:
        return Agreement("same", "same phone", PHONE_SAME + found.degree)
    if not one.name or not other.name:
        return Agreement("different", "another phone", -0.2)
    return Agreement(found.agrees, found.why, 3.5 * found.degree**2 - 1.0)


def _household(left: Particulars, right: Particulars) -> Finding:
    names = [{fold(name) for name in person.household} - {()} for person in (left, right)]
    agreement = _same_household(*names) if all(names) else None
    return Finding("Others at home", lambda: (", ".join(person.household) for person in (left, right)), agreement)


def _same_household(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> Agreement:
    fewer, more = sorted((one, other), key=lambda side: (len(side), sorted(side)))
    met = sum(any(_same_child(name, other) for other in more) for name in fewer)
    if met == len(fewer):
        return Agreement("same", "fits" if len(more) > len(fewer) else "", min(4.0, 1.5 * met))
    if met:
        return Agreement("close", f"{met} of {len(fewer)} on both", 0.8 * met)
    return Agreement("different", "", -0.5)


def _same_child(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    found = name_likeness(name, other)
    return found.agrees != "different" and found.degree > 0.8


def same_identifier(left: Particulars, right: Particulars) -> bool:
    """Whether any identifier is the same, spaces and capitals apart."""
    return any(
        {compact(v) for v in values} & right.identifiers_of(scheme) for scheme, values in left.identifiers.items()
    )
