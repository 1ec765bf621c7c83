"""Names, dates, times and ages as Kith writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from kith.kernel.now import today
from kith.ui.templatetags import kith as tags
from kith.ui.templatetags import ui_parts as parts


def test_dates_and_times_are_london_s():
    late = datetime(2026, 6, 3, 23, 30, tzinfo=UTC)  # half past midnight on the 4th in London
    assert tags.long_date(late) == "4 June 2026"
    assert tags.clock_time(late) == "00:30"
    assert tags.clock_time(datetime(2026, 1, 4, 16, 34, tzinfo=UTC)) == "16:34"
    assert tags.moment(late) == '<time datetime="2026-06-04T00:30+01:00">4 June 2026, 00:30</time>'
    assert tags.moment(date(2026, 6, 4)) == '<time datetime="2026-06-04">4 June 2026</time>'
    assert tags.long_date(None) == tags.day_date(None) == tags.clock_time(None) == tags.moment(None) == ""


def test_a_day_says_its_year_only_when_it_is_another():
    assert tags.day_date(date(1999, 6, 4)) == "Friday 4 June 1999"
    assert tags.day_date(today()).endswith(tags.MONTHS[today().month - 1])


@pytest.mark.parametrize(
    ("born", "on", "words"),
    [
        (date(2018, 2, 12), date(2026, 6, 4), "8 years"),
        (date(2018, 6, 5), date(2026, 6, 4), "7 years"),
        (date(2018, 6, 4), date(2026, 6, 4), "8 years"),
        (date(2016, 2, 29), date(2026, 2, 28), "9 years"),
        (date(2016, 2, 29), date(2026, 3, 1), "10 years"),
        (date(2025, 4, 4), date(2026, 6, 4), "14 months"),
        (date(2024, 6, 5), date(2026, 6, 4), "23 months"),
        (date(2026, 3, 4), date(2026, 6, 4), "3 months"),
        (date(2026, 4, 30), date(2026, 6, 4), "5 weeks"),
        (date(2026, 6, 3), date(2026, 6, 4), "1 day"),
        (date(2026, 6, 4), date(2026, 6, 4), "0 days"),
        (date(2026, 7, 2), date(2026, 6, 4), "not yet born"),
        (None, date(2026, 6, 4), ""),
    ],
)
def test_an_age_is_worked_out(born, on, words):
    assert tags.age(born, on) == words


def test_a_name_reads_rightly_beside_english_and_is_never_markup():
    assert tags.person_name("زينب") == "<bdi>زينب</bdi>"
    assert tags.person_name("<b>Al</b>") == "<bdi>&lt;b&gt;Al&lt;/b&gt;</bdi>"
    assert tags.person_name(SimpleNamespace(name="Farah Siddiqui")) == "<bdi>Farah Siddiqui</bdi>"
    assert tags.person_name(SimpleNamespace(display_name=lambda: "Amara", name="x")) == "<bdi>Amara</bdi>"
    assert (
        tags.person_name(None)
        == tags.person_name("")
        == tags.person_name(SimpleNamespace(name=""))
        == "Name not supplied"
    )


def test_references_and_telephone_numbers():
    assert tags.ref("104 882") == '<span class="kith-num kith-nowrap">104 882</span>'
    assert tags.ref(SimpleNamespace(ref="C-26-04417")) == '<span class="kith-num kith-nowrap">C-26-04417</span>'
    assert tags.telephone("+44 (0)1632 960-001") == "+4401632960001"
    assert tags.telephone("07700 900 318") == "07700900318"


@pytest.mark.parametrize(
    ("used", "drawn"), [(0, 0), (24.9, 0), (25, 25), (99, 75), (100, 100), (250, 100), (-3, 0), ("60", 50), (None, 0)]
)
def test_the_dial_is_rounded_down(used, drawn):
    assert parts.dial(used) == drawn


def test_at_most_four_badges_and_then_how_many_more():
    badges = [("missing", "Missing now"), ("restricted", "Restricted"), ("need", "Child in need")]
    assert [badge["words"] for badge in parts.badge_list(badges)] == ["Missing now", "Restricted", "Child in need"]
    many = [*badges, ("care", "Letters: mother only"), ("", "Interpreter: Polish"), ("", "Not yet born")]
    assert [badge["words"] for badge in parts.badge_list(many)][3:] == ["Letters: mother only", "and 2 more"]
    assert parts.badge_list([SimpleNamespace(kind="need", words="Child in need")]) == [
        {"kind": "need", "words": "Child in need"}
    ]
