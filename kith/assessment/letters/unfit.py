"""What a reader of a conclusion may not read: a hidden address, other children, who told us (AS-20, IG-08)."""

from __future__ import annotations

from django.db.models import Q

from kith.access.models import Subject
from kith.assessment.letters.facts import Facts
from kith.letters.envelopes import Recipient, Unfit
from kith.letters.models import Letter
from kith.people.models import Address
from kith.people.queries import household_of, joined_with

WITHHELD_FROM = (Letter.Audience.FAMILY, Letter.Audience.CHILD)
ADDRESS, CHILD = "an address that is kept confidential", "another child"
PROFESSIONAL = "who told us: named only where they have agreed"
OTHER = "who told us: the family never reads their name"


def unfit(facts: Facts, to: Recipient) -> list[Unfit]:
    """Words that must not stand in a letter to this reader, the strictest first."""
    found = [Unfit(words, ADDRESS, always=True) for words in _hidden_addresses(facts)]
    if to.audience in WITHHELD_FROM:
        known = facts.referred_by_professional
        # A parent may have told us themselves: their own name is no secret from them.
        names = [name for name in facts.who_told if name.casefold() != to.name.casefold()]
        found += [Unfit(name, PROFESSIONAL if known else OTHER, always=not known) for name in names]
    theirs = {word.casefold() for word in (facts.child.first_name, to.name.split(" ")[0])}
    named = [one.first_name for one in facts.other_children] + facts.told_children
    return found + [Unfit(one, CHILD) for one in dict.fromkeys(named) if one and one.casefold() not in theirs]


def _hidden_addresses(facts: Facts) -> list[str]:
    """Every confidential address, past ones too, of the child, the family and whoever they live with."""
    people = [facts.child, *(one.person for one in facts.family), *household_of(facts.child), *facts.other_children]
    ids = {pk for group in joined_with(one.pk for one in people).values() for pk in group}
    hidden = Address.objects.filter(Q(person__in=Subject.objects.filter(pk__in=ids)), confidential=True)
    words = [part for one in hidden.order_by("pk") for part in (one.line, one.postcode) if part.strip()]
    return list(dict.fromkeys(words))
