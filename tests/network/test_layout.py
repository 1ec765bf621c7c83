"""A genogram's layout, whatever the family: its rules hold for families made up by chance (FA-01; tokens.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from kith.network.genogram import Beside, Couple, Family, Feeling, Someone, drawn, lay_out
from kith.network.genogram.family import Kin
from kith.network.genogram.house import outlines
from kith.network.genogram.place import APART, BELOW, COUPLE, HALF, LABEL, spread
from tests.network.okafors import OKAFORS

quick = settings(max_examples=60)  # the long campaign makes up many more


@some.composite
def families(draw: Any) -> Family:
    """Any people with any ties between them: also circles, third parents, and couples of three generations."""
    many = draw(some.integers(0, 24))
    keys = [f"p{n}" for n in range(many)]
    years = draw(some.lists(some.none() | some.integers(1930, 2026), min_size=many, max_size=many))
    sexes = draw(some.lists(some.sampled_from("FMU"), min_size=many, max_size=many))
    people = tuple(
        Someone(key, key, sex, date(year, 1, 1) if year else None, me=key == "p0")
        for key, year, sex in zip(keys, years, sexes, strict=True)
    )
    if not keys:
        return Family(people)
    pair = some.tuples(some.sampled_from(keys), some.sampled_from(keys))
    pairs = draw(some.lists(pair, max_size=many * 2))
    return Family(
        people,
        parents=tuple(pairs),
        siblings=tuple(draw(some.lists(pair, max_size=4))),
        couples=tuple(Couple(*two) for two in draw(some.lists(pair, max_size=many))),
        beside=tuple(Beside(*two, draw(some.integers(-2, 1))) for two in draw(some.lists(pair, max_size=4))),
        home=frozenset(draw(some.sets(some.sampled_from(keys)))),
    )


@quick
@given(families())
def test_everybody_is_drawn_once_and_nobody_over_anybody_else(family: Family) -> None:
    layout = lay_out(family)
    assert set(layout.spots) == {one.key for one in family.people}
    spots = sorted(layout.spots.values(), key=lambda spot: (spot.y, spot.x))
    for before, after in pairwise(spots):
        assert after.x - before.x >= LABEL if after.y == before.y else after.y - before.y >= 2 * HALF + BELOW
    for spot in spots:
        assert LABEL // 2 <= spot.x <= layout.width - LABEL // 2
        assert HALF <= spot.y <= layout.height - HALF - BELOW


@quick
@given(families())
def test_children_stand_below_both_their_parents_and_no_tie_is_lost_that_can_be_drawn(family: Family) -> None:
    layout, kin = lay_out(family), Kin.of(family)
    hung = {(child, parent) for child, parents in kin.parents.items() for parent in parents}
    for child, parent in hung:
        assert layout.spots[child].y > layout.spots[parent].y
    assert {(key, parent) for one in layout.broods for key in one.children for parent in one.parents} == hung
    for one in layout.broods:
        assert all(one.bar < layout.spots[key].y - HALF for key in one.children)
        assert one.drop is None or one.drop.y < one.bar


@quick
@given(families())
def test_the_eldest_stands_to_the_left_of_brothers_and_sisters(family: Family) -> None:
    layout, kin = lay_out(family), Kin.of(family)
    for sibs in kin.sibs.values():
        for elder, younger in pairwise(sibs):
            if layout.spots[elder].y == layout.spots[younger].y:
                assert layout.spots[elder].x < layout.spots[younger].x


@quick
@given(families(), some.randoms(use_true_random=False))
def test_the_same_family_is_drawn_the_same_however_it_was_read(family: Family, chance: Random) -> None:
    def mixed(rows: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(chance.sample(list(rows), len(rows)))

    again = Family(
        mixed(family.people), mixed(family.parents), mixed(family.siblings), mixed(family.couples),
        mixed(family.beside), mixed(family.feelings), family.home,
    )  # fmt: skip
    assert drawn(again, name="n", about="a") == drawn(family, name="n", about="a")


@quick
@given(some.lists(some.floats(-500, 500), min_size=1, max_size=9))
def test_a_row_keeps_its_gaps_and_moves_nobody_who_has_room(wanted: list[float]) -> None:
    gaps = [APART] * (len(wanted) - 1)
    settled = spread(wanted, gaps)
    assert all(after - before >= APART - 1e-6 for before, after in pairwise(settled))
    roomy = [place + n * 5000 for n, place in enumerate(wanted)]
    assert spread(roomy, gaps) == roomy


def test_a_family_with_half_siblings_stands_as_the_field_draws_it() -> None:
    """Man left of woman, half-siblings from their own pair, in-laws on their partner's side, partners side by side."""
    spots = lay_out(OKAFORS).spots
    row = sorted((spot.x, key) for key, spot in spots.items() if spot.y == spots["grace"].y)
    assert [key for _, key in row] == ["obi", "emeka", "grace", "daniel", "father", "ngozi", "kofi"]
    assert spots["grace"].x - spots["emeka"].x >= COUPLE
    top = sorted((spot.x, key) for key, spot in spots.items() if spot.y == spots["samuel"].y)
    assert [key for _, key in top] == ["joseph", "ifeoma", "samuel", "patience"]
    broods = {one.parents: one for one in lay_out(OKAFORS).broods}
    assert broods["emeka", "grace"].children == ("chidi", "amara")
    assert broods["daniel", "grace"].children == ("noah", "baby")
    for parents, children in ((("emeka", "grace"), ("chidi", "amara")), (("daniel", "grace"), ("noah", "baby"))):
        brood = broods[parents]
        assert brood.drop is not None
        assert spots[parents[0]].x < brood.drop.x < spots[parents[1]].x or spots[parents[1]].x < brood.drop.x
        assert [spots[key].y for key in children] == [spots["amara"].y] * 2


def test_the_dotted_line_goes_round_those_who_live_together_and_nobody_else() -> None:
    layout = lay_out(OKAFORS)
    for key, spot in layout.spots.items():
        inside = sum(_within(spot.x, spot.y, [(p.x, p.y) for p in home]) for home in layout.homes)
        assert inside == (1 if key in OKAFORS.home else 0), key


@quick
@given(some.lists(some.lists(some.booleans(), max_size=6), min_size=1, max_size=4))
def test_whoever_lives_there_is_within_the_line_and_whoever_does_not_is_without(rows: list[list[bool]]) -> None:
    cells = [[(100 + 130 * n + 37 * depth, lives) for n, lives in enumerate(row)] for depth, row in enumerate(rows)]
    lines = outlines(cells, [50 + 200 * n for n in range(len(rows))], 140, 64)
    for depth, row in enumerate(cells):
        for x, lives in row:
            assert sum(_within(x, 87 + 200 * depth, line) for line in lines) % 2 == int(lives)


def _within(x: int, y: int, corners: Sequence[tuple[int, int]]) -> bool:
    """Whether a point lies inside: an odd number of edges lie to its right."""
    edges = zip(corners, [*corners[1:], corners[0]], strict=True)
    return sum(x1 > x and min(y1, y2) <= y < max(y1, y2) for (x1, y1), (x2, y2) in edges if x1 == x2) % 2 == 1


def test_two_pairs_of_siblings_who_would_be_each_others_grandparents_still_draw() -> None:
    people = tuple(Someone(key, key) for key in "abcd")
    crossed = Family(people, parents=(("a", "b"), ("c", "d")), siblings=(("a", "d"), ("b", "c")))
    spots = lay_out(crossed).spots
    assert spots["b"].y > spots["a"].y
    assert spots["d"].y > spots["c"].y


def test_a_slip_that_makes_somebody_their_own_grandmother_still_draws() -> None:
    people = tuple(Someone(key, key) for key in "abc")
    circle = Family(people, parents=(("a", "b"), ("b", "c"), ("c", "a")), couples=(Couple("a", "c"),))
    assert set(lay_out(circle).spots) == {"a", "b", "c"}


def test_the_symbols_are_the_fields_own() -> None:
    """tokens.md: square, circle, diamond, triangle, double outline, cross, dashes and slashes."""
    svg = drawn(OKAFORS, name="Genogram of the <Okafor> family", about="In words below")
    assert "Genogram of the &lt;Okafor&gt; family" in svg
    assert svg.count("<a ") == len(OKAFORS.people)
    assert svg.count("<rect") == 8  # men and boys
    assert svg.count("<circle") == 6 + 1  # six women and girls, and Amara's second outline
    assert svg.count('stroke-dasharray="7 5"') == 1  # Grace and Daniel, not married
    assert svg.count("l10 -18") == 3  # one slash for Grace and Emeka, two for Joseph and Ifeoma
    assert svg.count('class="kg-close"') == svg.count('class="kg-strain"') == 1
    feelings = Family(OKAFORS.people, feelings=(Feeling("grace", "emeka", "close"),))
    assert 'class="kg-close"' in drawn(feelings, name="n", about="a")
