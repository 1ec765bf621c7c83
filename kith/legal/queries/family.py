"""The offer of family group decision-making: when it is needed, and who of the family is written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kith.access.models import Matter, Subject
from kith.legal.models import FamilyMeeting
from kith.letters.policies import flags_of
from kith.people.models import Person
from kith.people.policies import may_be_written_to
from kith.people.queries import family_of, is_a_child
from kith.record.own_numbers import number
from kith.standards import deadlines

OFFERS = "fgdm.before_court"  # of standards/data/local_practice.csv
# What the law says of the offer, with where it is found and how far it is in force.
FAMILY_RULE = deadlines.edition("fgdm.offer/in_force")


@dataclass(frozen=True)
class Relative:
    """Somebody of the family whom the letter may go to, what they are to which child, and what stands in the way."""

    person: Person
    words: str
    blocked: str

    @property
    def ref(self) -> str:
        return self.person.ref


def offer_needed(moment: datetime) -> bool:
    """Whether an offer, or the decision not to make one, must stand before a letter and an application.

    The Act is made, and no day is known on which its section begins: the authority sets whether it keeps to it now.
    """
    return number(OFFERS, moment) > 0


def offered_or_excepted(matter: Matter | int) -> bool:
    """Whether a family meeting was offered in this case, or somebody decided that none is."""
    return FamilyMeeting.objects.filter(matter=matter).exists()


def relatives_of(children: list[Subject]) -> list[Relative]:
    """The grown-ups of the family, each once, with why they may not be written to where something stops it (FA-08)."""
    found: dict[int, Relative] = {}
    for child in children:
        flags = flags_of(child)
        for member in family_of(child):
            if is_a_child(member.person) or member.person.died_on:
                continue
            before, may = found.get(member.person.pk), may_be_written_to(member.person, child)
            why = f"Nothing may go to this family: {flags[0].reason}" if flags else "" if may is True else str(may)
            words = before.words if before else member.words
            found[member.person.pk] = Relative(member.person, words, (before.blocked if before else "") or why)
    return list(found.values())
