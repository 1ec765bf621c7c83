"""What somebody who sees figures only may see: nothing from which a small number could be worked out (FD-13)."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from django.template import loader
from hypothesis import given
from hypothesis import strategies as some

from kith.access.actor import acting, at
from kith.frontdoor.models import Contact
from kith.intelligence import rounded
from kith.intelligence.queries import STAGES
from tests.assessment.reading import signed_in
from tests.cast import Cast
from tests.intelligence.test_conversion import JUNE, NOW, POLICE, decided, told, world

__all__ = ["world"]
MONTHS, KINDS = 4, 3


@some.composite
def groups(draw: some.DrawFn) -> rounded.Counts:
    """The true counts of one smallest group, of the sizes that matter."""
    size = some.integers(0, 12)
    in_time, late, waiting = draw(size), draw(size), draw(size)
    contacts = in_time + late + waiting
    referral = draw(some.integers(0, contacts))
    assessment = draw(some.integers(0, referral))
    return {
        "contacts": contacts, "referral": referral, "assessment": assessment,
        "plan": draw(some.integers(0, assessment)), "decided": in_time + late, "in_time": in_time, "late": late,
        "waiting": waiting, "domestic_abuse": draw(some.sampled_from([0, contacts])),
    }  # fmt: skip


def holds_together(counts: rounded.Counts) -> bool:
    """What is true of the counts of any real group."""
    return (
        set(counts) == set(STAGES)
        and counts["decided"] == counts["in_time"] + counts["late"]
        and counts["contacts"] == counts["decided"] + counts["waiting"]
        and counts["contacts"] >= counts["referral"] >= counts["assessment"] >= counts["plan"] >= 0
        and counts["domestic_abuse"] in (0, counts["contacts"])
    )


@given(groups(), some.integers(0, rounded.BASE - 1))
def test_every_count_is_a_multiple_of_five_and_as_near_the_truth_as_is_said(counts: rounded.Counts, drawn: int) -> None:
    """Each part by less than five; what is added up from two or three of them by as much more."""
    seen = rounded.as_seen(counts, drawn)
    assert holds_together(seen)
    assert all(number % 5 == 0 for number in seen.values())
    assert all(abs(seen[part] - counts[part]) <= 4 for part in ("in_time", "late", "waiting"))
    assert abs(seen["decided"] - counts["decided"]) <= 8
    assert all(abs(seen[stage] - counts[stage]) <= 12 for stage in STAGES)
    assert all(number == 0 for number in rounded.as_seen(dict.fromkeys(STAGES, 0), drawn).values())


def test_the_furthest_that_one_group_may_be_off_is_as_the_page_says() -> None:
    """Twelve contacts of one group, all of which led to a referral, may be shown as none."""
    counts = dict.fromkeys(STAGES, 0) | {"in_time": 4, "late": 4, "waiting": 4, "decided": 8, "contacts": 12}
    counts["referral"] = 12
    assert not any(rounded.as_seen(counts, 0).values())
    words = loader.get_template("intelligence/conversion.html").template.source
    assert "decided by up to 8 and contacts by up to 12" in words


QUESTION = some.tuples(
    some.integers(0, MONTHS - 1), some.integers(0, MONTHS - 1), some.sets(some.integers(0, KINDS - 1), min_size=1)
)


def answer(
    world: list[list[tuple[rounded.Counts, int]]], first: int, last: int, kinds: set[int]
) -> tuple[rounded.Counts, bool]:
    """What is said of some months and kinds: the numbers, and whether a middle time stands beside them."""
    asked = [rounded.as_seen(*month[kind]) for month in world[first : last + 1] for kind in sorted(kinds)]
    return rounded.together(asked), rounded.timed(asked)


@given(
    some.lists(
        some.lists(some.tuples(groups(), some.integers(0, 4)), min_size=KINDS, max_size=KINDS),
        min_size=MONTHS, max_size=MONTHS,
    ),
    QUESTION, QUESTION,
)  # fmt: skip
def test_no_two_answers_reveal_a_count_from_one_to_four(
    world: list[list[tuple[rounded.Counts, int]]], one: tuple[int, int, set[int]], other: tuple[int, int, set[int]]
) -> None:
    """FD-13: there is always another world that gives the same answers and in which no count is from 1 to 4."""
    twin = [[(rounded.as_seen(counts, drawn), 0) for counts, drawn in month] for month in world]
    for month in twin:
        for counts, _ in month:
            assert holds_together(counts)
            assert not any(0 < number < 5 for number in counts.values())
    assert answer(world, *one) == answer(twin, *one)
    assert answer(world, *other) == answer(twin, *other)


@given(groups())
def test_rounding_by_chance_is_true_on_average(counts: rounded.Counts) -> None:
    """What is rare is not lost in a long sum: over the five chances the rounded counts come to five times the truth."""
    for part in ("in_time", "late", "waiting", "contacts"):
        assert sum(rounded.as_seen(counts, drawn)[part] for drawn in range(5)) == 5 * counts[part]


def test_a_time_needs_ten_decisions_that_are_certain() -> None:
    def seen(in_time: int, late: int = 0) -> rounded.Counts:
        return dict.fromkeys(STAGES, 0) | {"in_time": in_time, "late": late}

    assert not rounded.timed([seen(10)])
    assert rounded.timed([seen(15)])
    assert not rounded.timed([seen(5, 5)] * 4)
    assert rounded.timed([seen(5, 5)] * 5)


def test_the_chance_of_a_group_is_drawn_once() -> None:
    """Asked a hundred times, the answer is the same: nobody may take the average. Groups draw by themselves."""
    groups = [(NOW.date(), "police", f"type{number}") for number in range(100)]
    drawn = [rounded.chance(group) for group in groups]
    assert drawn == [rounded.chance(group) for group in groups]
    assert set(drawn) == {0, 1, 2, 3, 4}


@pytest.mark.django_db
def test_page_drawing_and_export_say_the_same_rounded_numbers(
    cast: Cast, world: dict[str, Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decision 18, FD-13: pseudonymised, without links, and the same in every shape."""
    decided(cast, told(cast, 5, 2), 2, 10)
    drawn = {"police": 4, "schools": 0}
    monkeypatch.setattr(rounded, "chance", lambda group: drawn[group[1]])
    with at(NOW):
        browser = signed_in(cast.data_analyst)
        page = browser.get(f"/conversion/?{JUNE}")
        words = page.content.decode()
        for gone in ("/conversion/contacts/", "Joanne Pike", "By who decided"):
            assert gone not in words
        assert "rounded by chance" in words
        # Two contacts of the police become five; four of the schools, two in time and so on, fall below.
        assert page.context["total"].counts == dict.fromkeys(STAGES, 0) | {
            "contacts": 5, "waiting": 5, "domestic_abuse": 5
        }  # fmt: skip
        assert "Contacts: 5." in words
        cells = [cell for table in page.context["tables"] for row in (*table.rows, table.total) for cell in row.cells]
        numbers = [int(cell.text.replace(",", "")) for cell in cells if re.fullmatch(r"[\d,]+", cell.text)]
        assert numbers
        assert not any(number % 5 for number in numbers)
        assert [row.words for row in page.context["tables"][0].rows] == ["Police"]
        text = browser.get(f"/conversion/export/?{JUNE}").content.decode()
        rows = [row for row in csv.reader(StringIO(text)) if row]
        assert ["By who told us", "2026-06", "2026-06", "Police", "5", "", "0", "0%"] in [row[:8] for row in rows]
        assert not any(row[3] == "Schools and education" for row in rows)
        assert "Joanne Pike" not in text
        assert browser.get(f"/conversion/contacts/?{JUNE}").status_code == 403


@pytest.mark.django_db
def test_an_address_cannot_ask_an_analyst_s_page_for_one_agency_or_one_person(
    cast: Cast, world: dict[str, Contact]
) -> None:
    with at(NOW):
        browser = signed_in(cast.data_analyst)
        agency = world["late"].agency
        assert agency is not None
        asked = f"{JUNE}&kind=schools&agency={agency.ref}&decider={cast.mash_worker.ref}"
        page = browser.get(f"/conversion/?{asked}")
        assert (page.context["asked"].agency, page.context["asked"].decider) == ("", "")
        assert agency.name not in page.content.decode()
        assert agency.name not in browser.get(f"/conversion/export/?{asked}").content.decode()


@pytest.mark.django_db
def test_two_months_are_the_sum_of_each(cast: Cast, world: dict[str, Contact], monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack itself: the difference of two ranges is what the month says by itself, and no more."""
    monkeypatch.setattr(rounded, "chance", lambda group: 4)
    with acting(cast.mash_worker):
        in_may = world["police"].received_at.replace(month=5)
        Contact.objects.filter(pk=world["police"].pk).update(received_at=in_may)

    def contacts(months: str) -> int:
        return int(browser.get(f"/conversion/?{months}").context["total"].counts["contacts"])

    with at(NOW):
        browser = signed_in(cast.data_analyst)
        may = contacts("since=2026-05&until=2026-05")
        assert may == 5
        assert contacts("since=2026-05&until=2026-06") - contacts(JUNE) == may
        assert contacts(f"{JUNE}&kind=police&type={POLICE['type']}") == 5
