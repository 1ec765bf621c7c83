"""What a reader of a conclusion may not read: a hidden address, other children, who told us (AS-20, IG-08)."""

from __future__ import annotations

from collections.abc import Iterable

from kith.access.asked_once import once
from kith.assessment.letters.facts import Facts
from kith.letters.envelopes import Recipient, Unfit
from kith.letters.models import Letter
from kith.people.models import Address, Person
from kith.people.queries import joined_with

WITHHELD_FROM = (Letter.Audience.FAMILY, Letter.Audience.CHILD)
ADDRESS, TOWN = "an address that is kept confidential", "the town of an address that is kept confidential"
CHILD = "another child"
PROFESSIONAL = "who told us: named only where they have agreed"
OTHER = "who told us: the family never reads their name"


def unfit(facts: Facts, to: Recipient) -> list[Unfit]:
    """Words that must not stand in a letter to this reader, the strictest first."""
    people = [facts.child, *(one.person for one in facts.family), *facts.household, *facts.other_children]
    found = once(("hidden addresses", facts.assessment.pk), lambda: hidden_addresses(people)).copy()
    if to.audience in WITHHELD_FROM:
        found += _who_told(facts, to)
    theirs = {word.casefold() for word in (facts.child.first_name, to.name.split(" ")[0])}
    named = [one.first_name for one in facts.other_children] + facts.told_children
    found += [Unfit(one, CHILD) for one in dict.fromkeys(named) if one and one.casefold() not in theirs]
    return sorted(found, key=lambda one: not one.always)


def _who_told(facts: Facts, to: Recipient) -> list[Unfit]:
    """The names of whoever told us. One of the family is named for what they are to the child, so somebody may check;
    their own name is no secret from themselves."""
    family = {one.person.shown_name.casefold() for one in facts.family}
    names = [name for name in facts.who_told if name.casefold() != to.name.casefold()]
    if facts.referred_by_professional:
        return [Unfit(name, PROFESSIONAL) for name in names]
    return [Unfit(name, OTHER, always=name.casefold() not in family) for name in names]


def hidden_addresses(people: Iterable[Person]) -> list[Unfit]:
    """Every confidential address, past ones too, of these people: the child, the family and whoever they live with.

    A single word may be a word like any other: somebody checks it, as they check a town where nobody lives openly.
    """
    ids = {pk for group in joined_with(one.pk for one in people).values() for pk in group}
    known = list(Address.objects.filter(person_id__in=ids).order_by("pk"))
    hidden = [one for one in known if one.confidential]
    found = {part: Unfit(part, ADDRESS, always=" " in part) for one in hidden for part in (one.line, one.postcode)}
    openly = {one.town.casefold() for one in known if not one.confidential}
    found |= {one.town: Unfit(one.town, TOWN) for one in hidden if one.town.casefold() not in openly}
    return [one for words, one in found.items() if words.strip()]
