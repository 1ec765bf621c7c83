"""CL-01, decision 4: the rules are data, checked when Kith starts."""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from kith.standards import deadlines
from kith.standards.deadlines import Force, Profile, UnknownRule, deadline, default_profile, keys, load
from kith.standards.loading import COLUMNS, EVENT_COLUMNS
from kith.standards.roles import Role, answerable, names
from kith.standards.tables import StandardsError

GOOD = {
    "key": "made.up",
    "title": "A made-up rule",
    "profile": "in_force",
    "starts": "something began",
    "stops": "something ended",
    "limit_number": "5",
    "unit": "working_days",
    "bound": "no later than",
    "applies_to": "tests",
    "owner_role": "Team manager",
    "approver_of_exception": "none",
    "source": "A made-up source",
    "url": "",
    "in_force_from": "2020-01-01",
    "in_force_to": "",
    "verified": "text read",
    "notes": "[LOCAL] Made up.",
}


@pytest.fixture
def book(tmp_path: Path):
    def write(*rows: dict[str, str], events: str = "made.up,room.began,room.ended,,\n") -> deadlines.RuleBook:
        rules, happenings = tmp_path / "deadlines.csv", tmp_path / "events.csv"
        with rules.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(GOOD | row for row in rows)
        happenings.write_text(",".join(EVENT_COLUMNS) + "\n" + events)
        load.cache_clear()
        return load(rules, happenings)

    yield write
    load.cache_clear()


def test_all_one_hundred_and_eight_rows_load():
    assert len(load().rows) == 108


def test_every_row_is_in_a_profile_and_has_its_own_edition():
    editions = [rule.edition for rule in load().rows]
    assert len(set(editions)) == 108
    assert "contact.decide/as_described" in editions
    assert all(deadlines.edition(name).edition == name for name in editions)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"limit_number": "five"}, "limit_number is 'five'; expected a whole number"),
        ({"unit": "fortnights"}, "unit is 'fortnights'"),
        ({"unit": ""}, "a limit needs both a number and a unit"),
        ({"bound": "roughly"}, "bound is 'roughly'"),
        ({"profile": ""}, "a column that must be filled is empty"),
        ({"notes": "No tag."}, "the tag of notes is 'none'"),
        ({"source": ""}, "source is empty"),
        ({"url": "example.org"}, "the url must begin https://"),
        ({"in_force_from": "1 May"}, "in_force_from is '1 May'; expected a date"),
        ({"in_force_to": "2019-01-01"}, "it ends before it begins"),
        ({"limit_number": "0"}, "counted in calendar_days"),
        ({"key": "Made Up"}, "lower-case words joined by full stops"),
    ],
)
def test_a_bad_row_is_refused_and_named(book, fault: dict[str, str], said: str):
    with pytest.raises(StandardsError) as refused:
        book(fault)
    assert said in str(refused.value)
    assert "rule 1" in str(refused.value)


def test_every_fault_is_said_at_once(book):
    with pytest.raises(StandardsError) as refused:
        book(
            {"unit": "fortnights"}, {"verified": "perhaps", "title": ""}, events="other.rule,room.began,nothing,,soon\n"
        )
    assert len(refused.value.faults) >= 5


def test_a_calendar_period_divides_the_year(book):
    with pytest.raises(StandardsError, match="1, 3, 6 or 12 months"):
        book({"unit": "months"}, events="made.up,calendar.month_began,room.ended,calendar_period,\n")


def test_editions_of_a_rule_may_not_overlap(book):
    with pytest.raises(StandardsError, match="two editions in the profile in_force hold on 2024-01-01"):
        book({}, {"in_force_from": "2024-01-01"})
    with pytest.raises(StandardsError, match="two editions"):
        book({}, {"profile": "both"})


def test_a_case_keeps_the_edition_it_began_under(book):
    rules = book({"in_force_to": "2023-12-31"}, {"in_force_from": "2024-01-01", "limit_number": "3"})
    assert rules.deadline("made.up", "in_force", date(2022, 5, 1)).limit_number == 5
    assert rules.deadline("made.up", "in_force", date(2024, 5, 1)).limit_number == 3
    assert rules.deadline("made.up", "in_force").edition == "made.up/in_force/2024-01-01"
    assert rules.deadline("made.up", "in_force", date(1999, 1, 1)).edition == "made.up/in_force"


def test_the_shipped_editions_do_not_overlap():
    for profile in (Profile.AS_DESCRIBED, Profile.IN_FORCE):
        for key, rows in load().by_key.items():
            served = [rule for rule in rows if rule.serves(profile)]
            for earlier, later in pairwise(served):
                assert earlier.in_force_to < later.in_force_from, key


def test_law_not_shown_to_be_in_force_runs_no_clock():
    prospective = {rule.key for rule in load().rows if rule.force is Force.PROSPECTIVE}
    assert prospective == {"csa.mandatory_report", "fgdm.offer"}
    assert not prospective & set(keys())
    with pytest.raises(UnknownRule, match="not shown to be in force"):
        deadline("fgdm.offer", "in_force")


def test_one_rule_may_serve_both_profiles():
    assert deadline("police.tell", "in_force") is deadline("police.tell", "as_described")


def test_the_default_is_in_force_but_the_contact_queue_counts_hours():
    """Decision 4."""
    assert default_profile("contact.decide") is Profile.AS_DESCRIBED
    assert default_profile("assessment.conclude") is Profile.IN_FORCE
    assert default_profile("placement.notify_host") is Profile.AS_DESCRIBED
    assert all(deadlines.chosen(key).switched_on for key in keys())
    assert deadlines.chosen("contact.decide", {"contact.decide": Profile.IN_FORCE}).limit_number == 1


def test_unknown_rules_are_refused_by_name():
    for ask in (
        lambda: deadline("no.rule", "in_force"),
        lambda: default_profile("no.rule"),
        lambda: deadlines.edition("x"),
    ):
        with pytest.raises(UnknownRule):
            ask()


def test_an_event_knows_the_clocks_it_starts_and_stops():
    received = deadlines.bound_to("frontdoor.referral_received")
    assert {rule.key for rule in received.starts} == {
        "referral.decide",
        "referral.acknowledge",
        "assessment.allocate",
        "assessment.first_visit",
        "assessment.initial_review",
        "assessment.conclude",
    }
    assert received.stops == ()
    assert [rule.edition for rule in deadlines.bound_to("frontdoor.contact_received").starts] == [
        "contact.decide/as_described"
    ]
    assert deadlines.bound_to("nothing.happened") == deadlines.Bindings((), ())


def test_meeting_an_interval_starts_it_again():
    """Rule 9: intervals run from the last event that counted."""
    seen = deadlines.bound_to("plans.child_seen_on_protection_plan")
    assert [rule.key for rule in seen.starts] == [rule.key for rule in seen.stops] == ["cp.visit"]
    assert [rule.key for rule in deadlines.bound_to("placements.home_visited").starts] == []


def test_events_nothing_produces_are_listed_not_refused():
    waiting = deadlines.unbound(["frontdoor.contact_received"])
    assert "frontdoor.contact_received" not in waiting
    assert waiting["frontdoor.contact_decided"] == ("contact.decide",)


def test_every_owner_and_approver_is_a_role_or_somebody_outside():
    """IG-03, decision 18."""
    named = {name for rule in load().rows for name in (rule.owner_role, rule.approver)}
    assert named - set(names()) == set()
    assert set(names()) - named == set()
    for name in named:
        one = answerable(name)
        assert one.roles or one.external or one.nobody
        assert one.nobody == name.startswith("none")


def test_the_roles_are_those_of_decision_18():
    assert len(Role) == 17
    assert all(role.label for role in Role)
    with pytest.raises(LookupError):
        answerable("Somebody else")
