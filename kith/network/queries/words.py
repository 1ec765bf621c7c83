"""A family in words: what the genogram's table says, and what its symbols carry."""

from __future__ import annotations

from collections.abc import Iterable

from kith.network.queries.web import COUPLES, PARENTS, Kind, Tie, Web
from kith.people.models import Person, Relationship
from kith.people.queries import relation_words

NAMELESS = "Name not supplied"


def is_unknown(person: Person, ties: Iterable[Tie]) -> bool:
    """Whether this is a parent whom nobody could name yet."""
    return person.shown_name == NAMELESS and any(tie.row.asked for tie in ties if tie.person.pk == person.pk)


def called(person: Person, ties: Iterable[Tie]) -> str:
    """The name that picture and table use; of a parent nobody could name, that they are not known."""
    if not is_unknown(person, ties):
        return person.shown_name
    kind = next(tie.kind for tie in ties if tie.person.pk == person.pk and tie.row.asked)
    return f"{relation_words(Kind(kind), person.sex).capitalize()}: not known"


def age_inside(person: Person) -> str:
    """What stands inside a symbol: the age in years, in months of a baby, nothing of an unborn child."""
    if person.kind == Person.Kind.UNBORN or person.age is None:
        return ""
    if person.age:
        return f"~{person.age}" if person.birth_date_estimated else str(person.age)
    return "0" if person.age_words.startswith("under") else f"{person.age_words.split(' ')[0]}m"


def years(person: Person) -> str:
    """The line under a name: born when, died when, or due when."""
    born = person.date_of_birth.year if person.date_of_birth else None
    if person.kind == Person.Kind.UNBORN:
        return f"due {person.expected_date:%-d %b %Y}" if person.expected_date else "not yet born"
    if person.died_on:
        return f"{born} to {person.died_on.year}" if born else f"died {person.died_on.year}"
    return f"born {'about ' if born and person.birth_date_estimated else ''}{born}" if born else ""


def to_child(web: Web, person: Person) -> str:
    """What somebody is to the child, as it was written down, or as having parents in common makes them.

    Returns: nothing when only others tie them.
    """
    found = [tie for tie in web.ties if {tie.person.pk, tie.to.pk} == {person.pk, web.child.pk}]
    found.sort(key=lambda tie: tie.to.pk != web.child.pk)
    words = [relation_words(Kind(tie.kind), person.sex, backward=tie.to.pk != web.child.pk) for tie in found]
    return ", ".join(dict.fromkeys(words)) or _by_parents(web, person)


def _by_parents(web: Web, person: Person) -> str:
    """Brother, sister, grandparent or grandchild, of whom nobody wrote so, because the parents say it."""
    above: dict[int, set[int]] = {}
    for tie in web.ties:
        if tie.kind in PARENTS:
            above.setdefault(tie.to.pk, set()).add(tie.person.pk)
    mine, theirs = above.get(web.child.pk, set()), above.get(person.pk, set())
    if any(person.pk in above.get(parent, ()) for parent in mine):
        return relation_words(Kind.GRANDPARENT, person.sex)
    if any(web.child.pk in above.get(parent, ()) for parent in theirs):
        return relation_words(Kind.GRANDPARENT, person.sex, backward=True)
    if not mine & theirs:
        return ""
    if mine == theirs and len(mine) > 1:
        return relation_words(Kind.SIBLING, person.sex)
    if min(len(mine), len(theirs)) > 1:
        return relation_words(Kind.HALF_SIBLING, person.sex)
    return f"{relation_words(Kind.SIBLING, person.sex)}, whole or half not known"


def couple_words(tie: Tie) -> tuple[str, ...]:
    """What stands over the line of a couple: "m. 2011", "sep. 2022"."""
    row = tie.row
    began = {"married": "m.", "together": "together", "apart": "a couple"}.get(row.couple, "since")
    words = [f"{began} {row.since.year}"] if row.since else []
    parted_on = row.parted_on or row.until
    if parted_on and tie.over:
        words.append(f"{'div.' if row.parted == Relationship.Parted.DIVORCED else 'sep.'} {parted_on.year}")
    return tuple(words)


def couple_said(tie: Tie, person: Person) -> str:
    """A couple in a sentence, said of one of them: "Married to Emeka Okafor 2011, separated 2022"."""
    row = tie.row
    how = {
        "married": "Married to",
        "together": "Lived with" if tie.over else "Lives with",
        "apart": "A couple with",
    }.get(row.couple, "Former partner of" if tie.over else "Partner of")
    since = f" {'' if tie.over else 'since '}{row.since.year}" if row.since else ""
    parted_on = row.parted_on or row.until
    parted = f", {row.get_parted_display().lower() if row.parted else 'parted'}" if tie.over and row.couple else ""
    return f"{how} {tie.other(person).shown_name}{since}{parted}{f' {parted_on.year}' if parted and parted_on else ''}"


def said_of(web: Web, person: Person) -> list[str]:
    """Every tie of somebody in words, as the picture's lines say it: parents, children, couples, how they get on."""
    mine = [tie for tie in web.ties if person.pk in (tie.person.pk, tie.to.pk)]
    said = []
    if parents := _names(web, (tie.person for tie in mine if tie.to.pk == person.pk and tie.kind in PARENTS)):
        said.append(f"Child of {parents}")
    if children := _names(web, (tie.to for tie in mine if tie.person.pk == person.pk and tie.kind in PARENTS)):
        said.append(f"Parent of {children}")
    couples = {tie.other(person).pk: tie for tie in sorted(mine, key=lambda tie: -tie.over) if tie.kind in COUPLES}
    said += [couple_said(tie, person) for tie in couples.values()]
    others: dict[str, list[Person]] = {}
    for tie in mine:
        if tie.kind not in (*PARENTS, *COUPLES) and web.child.pk not in (tie.person.pk, tie.to.pk):
            words = relation_words(Kind(tie.kind), person.sex, backward=tie.person.pk != person.pk)
            others.setdefault(words.capitalize(), []).append(tie.other(person))
    said += [f"{words} of {_names(web, found)}" for words, found in others.items()]
    for quality, words in (("close", "Close to"), ("strained", "Strained with")):
        if names := _names(web, (tie.other(person) for tie in mine if tie.row.quality == quality)):
            said.append(f"{words} {names}")
    asked = [tie.row.asked for tie in mine if tie.person.pk == person.pk and tie.row.asked]
    return [*said, *(f"Asked about: {words}" for words in asked)]


def _names(web: Web, others: Iterable[Person]) -> str:
    names = [called(one, web.ties) for one in {one.pk: one for one in others}.values()]
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)
