"""How well one person answers a question, and why, in the words shown under a search result (promise 2)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kith.people.recognition.dates import CLOSE, date_likeness, due_likeness
from kith.people.recognition.fields import IDENTIFIER_SAME, PHONE_SAME, date_weight
from kith.people.recognition.fold import fold
from kith.people.recognition.identifiers import house_number
from kith.people.recognition.keys import all_words
from kith.people.recognition.likeness import Likeness, word_like
from kith.people.recognition.name_match import ANSWERS, Words, align
from kith.people.recognition.particulars import Particulars
from kith.people.recognition.query import Query

_WORD, _MISSED = 7.0, 3.0
_PRESENT_NAME, _IN_ORDER, _BOTH_ENDS = 0.15, 0.1, 0.05


class Match(NamedTuple):
    """`weight` orders; `reasons` are shown; `answered`, from 0 to 1, is how far the part answered worst agrees with
    what was asked; `confirmed` when more than a name was asked and agrees."""

    weight: float
    reasons: tuple[str, ...]
    answered: float
    confirmed: bool


class _Part(NamedTuple):
    weight: float
    reasons: tuple[str, ...]
    answered: float


_NOT_ASKED_FOR = _Part(0.0, (), 1.0)
_NOT_KNOWN = _Part(0.0, (), 0.9)


def match(query: Query, person: Particulars) -> Match:
    """How well a person answers a question from the search box."""
    parts = [_words(query, person), _parents(query, person), _born(query, person)]
    known = [*_numbers(query, person), *_places(query, person)]
    answered = min(part.answered for part in parts)
    same_birth = query.born is not None and query.born == person.date_of_birth and len(query.words) > 1
    confirmed = same_birth or any(part.weight >= PHONE_SAME for part in known)
    parts += known
    reasons = tuple(dict.fromkeys(reason for part in parts for reason in part.reasons))
    return Match(round(sum(part.weight for part in parts), 3), reasons, answered, confirmed)


def _words(query: Query, person: Particulars) -> _Part:
    if not query.words:
        return _NOT_ASKED_FOR
    held = tuple(all_words(person))
    asked, pairs = _best_reading(query.words, held)
    weight = sum(_WORD * found.degree**2 - _MISSED for _, _, found in pairs) - _MISSED * (len(asked) - len(pairs))
    name = fold(person.names[0]) if person.names else ()
    present = set(name)
    weight += _BOTH_ENDS * ({*name[:1], *name[-1:]} <= {held[j] for _, j, _ in pairs})
    weight += _PRESENT_NAME * all(held[j] in present for _, j, _ in pairs)
    places = [j for _, j, _ in sorted(pairs)]
    weight += _IN_ORDER * (places == sorted(places))
    return _Part(weight, _name_reasons(pairs, held, present), _mean(asked, pairs))


def _name_reasons(pairs: Iterable[tuple[int, int, Likeness]], held: Words, present: set[str]) -> tuple[str, ...]:
    reasons: list[str] = []
    for _, place, found in sorted(pairs):
        word = held[place]
        if found.degree < ANSWERS:
            continue
        known_as = "" if word in present else "known as "
        if found.why or known_as:
            reasons.append(f"{known_as}{word.title()}{': ' + found.why if found.why else ''}")
    if not reasons and any(found.degree == 1.0 for _, _, found in pairs):
        return ("Same name",) if all(found.degree == 1.0 for _, _, found in pairs) else ("Part of the name",)
    return tuple(reason[:1].upper() + reason[1:] for reason in reasons)


def _best_reading(asked: Words, held: Words) -> tuple[Words, Sequence[tuple[int, int, Likeness]]]:
    """The words asked, or the same with two run together or one parted, whichever the held words answer best."""
    pairs = align(asked, held, word_like)
    if len(pairs) == len(asked) and all(found.degree > 0.9 for _, _, found in pairs):
        return asked, pairs
    best, best_pairs, best_degree = asked, pairs, _mean(asked, pairs)
    for other in _other_readings(asked, set(held)):
        other_pairs = align(other, held, word_like)
        degree = _mean(other, other_pairs) - 0.03
        if degree > best_degree:
            best, best_pairs, best_degree = other, other_pairs, degree
    return best, best_pairs


def _mean(asked: Words, pairs: Sequence[tuple[int, int, Likeness]]) -> float:
    return sum(found.degree for _, _, found in pairs) / len(asked)


def _other_readings(asked: Words, held: set[str]) -> Iterable[Words]:
    for place, word in enumerate(asked):
        if place + 1 < len(asked) and word + asked[place + 1] in held:
            yield (*asked[:place], word + asked[place + 1], *asked[place + 2 :])
        for cut in range(2, len(word) - 1):
            if word[:cut] in held and word[cut:] in held:
                yield (*asked[:place], word[:cut], word[cut:], *asked[place + 1 :])


def _parents(query: Query, person: Particulars) -> _Part:
    if not query.parent_words:
        return _NOT_ASKED_FOR
    best, name = -_MISSED, ""
    for parent in person.parents:
        words = fold(parent.name)
        pairs = align(query.parent_words, words, word_like)
        weight = sum(_WORD * found.degree**2 - _MISSED for _, _, found in pairs)
        if words and weight > best:
            best, name = weight, parent.name
    if name:
        return _Part(best, (f"Child of {name}",), 1.0)
    # "Baby Okafor": the surname may be all that the record holds.
    shared = set(query.parent_words) & set(all_words(person))
    return _Part(1.0 if shared else best, (), 0.9 if shared else 0.0)


def _born(query: Query, person: Particulars) -> _Part:
    held = person.date_of_birth
    if query.born and held:
        degree, why = date_likeness(query.born, held)
        if degree == 1.0:
            return _Part(date_weight(1.0), ("Same date of birth",), 1.0)
        return _Part(date_weight(degree), (f"Date of birth close: {why}",) if degree >= CLOSE else (), degree + 0.15)
    if query.born and person.due_date:
        degree, why = due_likeness(person.due_date, query.born)
        return _Part(3.0 * degree - 2.0 * (not degree), (why[:1].upper() + why[1:],) if degree else (), degree)
    known = held or person.due_date
    if query.born_year and known:
        gap = abs(known.year - query.born_year)
        reasons = ("Same year of birth",) if not gap else ("Year of birth is one out",) if gap == 1 else ()
        return _Part((3.0, 1.0)[gap] if gap < 2 else -1.5, reasons, 1.0 if not gap else 0.0)
    return _NOT_KNOWN if query.born or query.born_year else _NOT_ASKED_FOR


_LABELS = {"nhs": "NHS number", "upn": "UPN", "la": "LA child id", "former_upn": "former UPN"}


def _numbers(query: Query, person: Particulars) -> Iterable[_Part]:
    for scheme in person.identifiers if query.numbers else ():
        if person.identifiers_of(scheme) & set(query.numbers):
            yield _Part(IDENTIFIER_SAME, (f"Same {_LABELS.get(scheme, scheme.replace('_', ' '))}",), 1.0)
    if query.phones and person.all_phones.intersection(query.phones):
        yield _Part(PHONE_SAME, ("Same phone",), 1.0)


def _places(query: Query, person: Particulars) -> Iterable[_Part]:
    for address in person.addresses if query.postcode or query.outward else ():
        if query.postcode and address.postcode == query.postcode:
            if query.house and query.house == house_number(address.line):
                yield _Part(PHONE_SAME, ("Same house and postcode",), 1.0)
            else:
                yield _Part(2.0, ("Same postcode",), 1.0)
        elif query.outward and address.postcode.split(" ")[0] == query.outward:
            yield _Part(1.0, (f"Lives or lived in {query.outward}",), 1.0)
