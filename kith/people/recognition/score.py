"""Two sets of particulars beside each other, field by field, for a practitioner to judge (FD-10; decision 6).

The weight puts likelier people first. Nothing here decides that two people are one, and no weight hides anybody.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from kith.people.recognition import fields
from kith.people.recognition.dates import date_likeness
from kith.people.recognition.fields import Agreement, Finding
from kith.people.recognition.name_match import best_name
from kith.people.recognition.particulars import Particulars


class Verdict(StrEnum):
    """Do the two sides agree?"""

    SAME = "same"
    CLOSE = "close"
    DIFFERENT = "different"
    ONE_SIDE = "blank"


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the match page. `words` is what the last column says; `left` and `right` what each side holds."""

    label: str
    verdict: Verdict
    words: str
    left: str
    right: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """A weight for order only; the labels of what is the same or close; and every row of which at least one side holds
    something: `rows` words them when they are first read, for of many that are compared few are shown."""

    weight: float
    agree: frozenset[str]
    rows: Callable[[], tuple[Field, ...]]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The rows, worded."""
        return self.rows()

    @property
    def counts(self) -> str:
        """As under the table: "6 agree, 2 close, 1 different, 1 on one side only."."""
        tally = [(sum(field.verdict is verdict for field in self.fields), words) for verdict, words in _COUNTED]
        said = [f"{number} {words[number == 1]}" for number, words in tally if number]
        return ", ".join(said) + "." if said else "Nothing to compare."

    def of(self, label: str) -> Field | None:
        """The row with this label, if there is one."""
        return next((field for field in self.fields if field.label == label), None)


_COUNTED = (
    (Verdict.SAME, ("agree", "agrees")),
    (Verdict.CLOSE, ("close", "close")),
    (Verdict.DIFFERENT, ("different", "different")),
    (Verdict.ONE_SIDE, ("on one side only", "on one side only")),
)
_FULL_COMPARISONS = 40
# Enough for whoever lives there, under another family name and without a date, to be compared before strangers are. The
# very home, not the postcode: a street's worth of neighbours would crowd out the child who has moved.
_SAME_HOME = 12.0
"""People at the head of a long list compared in every field; the rest keep the order of name, date and identifiers."""


def compare(left: Particulars, right: Particulars) -> Comparison:
    """Sets two people side by side for a practitioner.

    `left` and `right` may change places: the verdicts, words and weight stay the same. A field blank on both sides is
    left out; blank on one side, it neither helps nor harms.
    """
    found = tuple(fields.findings(left, right))
    told = [(finding.label, finding.agreement) for finding in found if finding.agreement]
    agree = frozenset(label for label, agreement in told if agreement.agrees != Verdict.DIFFERENT)
    weight = sum(agreement.weight for _, agreement in told)
    return Comparison(round(weight, 3), agree, lambda: tuple(_worded(found)))


def _worded(found: Iterable[Finding]) -> Iterator[Field]:
    for finding in found:
        left, right = finding.both()
        if finding.agreement is not None:
            yield _row(finding.label, left, right, finding.agreement)
        elif left or right:
            yield Field(finding.label, Verdict.ONE_SIDE, "One side only", left, right)


def _row(label: str, left: str, right: str, agreement: Agreement) -> Field:
    verdict = Verdict(agreement.agrees)
    if verdict is Verdict.SAME:
        words = agreement.why[:1].upper() + agreement.why[1:] if agreement.why else "Same"
    else:
        words = verdict.title() + (f": {agreement.why}" if agreement.why else "")
    return Field(label, verdict, words, left, right)


def rough_weight(left: Particulars, right: Particulars) -> float:
    """A cheap weight from names, date of birth, identifiers, phones and home: puts a long list roughly in order."""
    weight = 0.0
    if left.names and right.names:
        weight += fields.name_weight(best_name(left.words, right.words))
    if left.date_of_birth and right.date_of_birth:
        weight += fields.date_weight(date_likeness(left.date_of_birth, right.date_of_birth).degree)
    for scheme, values in left.identifiers.items():
        if values and right.identifiers.get(scheme):
            same = left.identifiers_of(scheme) & right.identifiers_of(scheme)
            weight += fields.IDENTIFIER_SAME if same else fields.IDENTIFIER_DIFFERENT
    if left.all_phones:
        weight += fields.PHONE_SAME * (not left.all_phones.isdisjoint(right.all_phones))
    if left.homes:
        weight += _SAME_HOME * (not left.homes.isdisjoint(right.homes))
    return weight


class Placed(NamedTuple):
    """One of several candidates: their position in what was given, a weight for order only, and the comparison, for
    those at the head of the list."""

    position: int
    weight: float
    comparison: Comparison | None


def in_order(left: Particulars, candidates: Sequence[Particulars]) -> list[Placed]:
    """The candidates, likeliest first. Every candidate is in the answer."""
    rough = sorted(((rough_weight(left, one), -position) for position, one in enumerate(candidates)), reverse=True)
    compared = [(-position, compare(left, candidates[-position])) for _, position in rough[:_FULL_COMPARISONS]]
    head = [Placed(position, comparison.weight, comparison) for position, comparison in compared]
    head.sort(key=lambda placed: (-placed.weight, placed.position))
    floor = min((placed.weight for placed in head), default=0.0)
    return head + [Placed(-position, min(weight, floor), None) for weight, position in rough[_FULL_COMPARISONS:]]


def explain(comparison: Comparison | None) -> list[str]:
    """Short reasons for a list of matches, of what agrees or comes close: "Date of birth: same"."""
    fields_told = comparison.fields if comparison else ()
    return [
        f"{field.label}: {field.words[:1].lower()}{field.words[1:]}"
        for field in fields_told
        if field.verdict in (Verdict.SAME, Verdict.CLOSE)
    ]
