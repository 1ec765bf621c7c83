"""Who the synthetic authority is about and in what words: made of nobody real, and kind."""

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime

from kith.site.demo.plan.agencies import agencies, services
from kith.site.demo.plan.days import add_working_days, clock
from kith.site.demo.plan.events import (
    AssessmentConcluded,
    CaseClosed,
    ChildRestricted,
    ContactPlanned,
    DecisionPlanned,
    DecisionSigned,
    HandoverAnswered,
    InitialReview,
    LatenessExplained,
    NetworkPlaced,
    PoliceTold,
    ReferralAllocated,
    SectionWritten,
    SharingAuthorised,
    Supervised,
)
from kith.site.demo.plan.names import every_name
from kith.site.demo.plan.places import postcodes
from kith.site.demo.plan.staff import referrers, staff, teams
from kith.site.demo.plan.themes import common, themes
from kith.standards.codesets import agency_kinds
from kith.standards.identifiers import check_nhs_number, check_upn
from tests.demo.northmere import LAST_DAY, ROOT, check_people, each_seed, northmere, of

FICTIONAL = re.compile(r"(07700 900 \d{3}|01632 960 \d{3})?")
CAST = ROOT / "kith" / "site" / "demo" / "plan" / "data" / "cast.toml"
LABELS = re.compile(
    r"\b(troubled|naughty|promiscuous|streetwise|attention[- ]seeking|abscond\w*|perpetrator|hard to reach"
    r"|lifestyle choice)\b"
)


@each_seed
def test_nobody_is_spoken_of_before_they_could_be(seed):
    check_people(northmere(seed))


@each_seed
def test_every_identifier_is_a_test_one_and_belongs_to_one_child(seed):
    children = [one for one in northmere(seed).people.values() if not one.adult]
    nhs = [one.nhs_number for one in children if one.nhs_number]
    upns = [one.upn for one in children if one.upn]
    assert len(nhs) == len(set(nhs)) > 2000
    assert len(upns) == len(set(upns)) > 1200
    assert all(check_nhs_number(number) == number and number.startswith("999") for number in nhs)
    assert all(check_upn(number) == number and number[4:6] == "99" for number in upns)


@each_seed
def test_every_telephone_is_one_kept_for_fiction(seed):
    authority = northmere(seed)
    numbers = [one.phone for one in (*authority.people.values(), *authority.staff, *authority.agencies)]
    numbers += [one.phone for one in authority.services]
    numbers += [event.referrer_phone for event in of(authority, ContactPlanned)]
    numbers += [said.phone for event in of(authority, ContactPlanned) for said in (*event.children, *event.adults)]
    assert all(FICTIONAL.fullmatch(number) for number in numbers)
    assert sum(bool(number) for number in numbers) > 1000


@each_seed
def test_every_name_is_from_our_own_lists(seed):
    with CAST.open("rb") as file:
        cast = [person for row in tomllib.load(file).values() for person in row["people"]]
    known = set(every_name()) | {"Baby", "Robin", ""} | {one[part] for one in cast for part in ("given", "family")}
    for person in northmere(seed).people.values():
        assert {person.given, person.middle, person.family} <= known
    assert all(one.email.endswith(".example") for one in staff())


@each_seed
def test_addresses_hang_on_the_committed_postcodes_and_some_are_in_other_authorities(seed):
    real = {one.postcode: one.gss_code for one in postcodes()}
    homes = [home.address for one in northmere(seed).people.values() for home in one.homes]
    assert all(real[one.postcode] == one.gss_code for one in homes)
    assert len({one.authority for one in homes}) >= 4
    assert sum(one.confidential for one in homes) > 3


@each_seed
def test_families_are_of_many_kinds(seed):
    """FA-08, PR-01, IG-05: absent parents, half-brothers and -sisters, twins, babies to come, restricted children."""
    authority = northmere(seed)
    kinds = Counter(tie.kind for family in authority.families for tie in family.ties)
    assert min(kinds[kind] for kind in ("sibling", "half_sibling", "step_parent", "grandparent", "former_partner")) > 50
    children = [one for one in authority.people.values() if not one.adult]
    assert sum(one.born is None for one in children) > 5
    assert 2 <= sum(one.restricted for one in children) < 40
    assert sum(bool(one.disabilities) for one in children) > 50
    assert len({one.ethnicity for one in children}) >= 15
    assert sum(one.interpreter for one in authority.people.values()) > 100
    twins = sum(
        any(a is not b and a.born and a.born == b.born for a in family.children for b in family.children)
        for family in authority.families
    )
    assert twins >= 5
    mothers = {tie.person for family in authority.families for tie in family.ties if tie.kind == "mother"}
    assert any(one.key in mothers and one.age_on(LAST_DAY) == 16 for one in children)
    names = Counter((one.given, one.family) for one in children if one.given not in ("Baby", ""))
    assert sum(number > 1 for number in names.values()) >= 5


@each_seed
def test_some_names_are_misspelt_and_some_dates_missing(seed):
    authority = northmere(seed)
    people = authority.people
    said = [one for event in of(authority, ContactPlanned) for one in event.children if one.due is None]
    wrong = sum(
        one.given.partition(" ")[0] not in people[one.person].given or one.family != people[one.person].family
        for one in said
    )
    undated = sum(one.born is None for one in said)
    assert 0.05 <= wrong / len(said) <= 0.3
    assert 0.1 <= undated / len(said) <= 0.35


@each_seed
def test_restricted_children_are_closed_to_all_but_named_readers(seed):
    authority = northmere(seed)
    restricted = {one.key for one in authority.people.values() if one.restricted}
    closed = {event.child: event for event in of(authority, ChildRestricted)}
    assert closed.keys() <= restricted
    assert len(closed) >= 2
    for event in of(authority, ReferralAllocated):
        if event.child in closed:
            assert {event.worker, event.manager} <= set(closed[event.child].readers)


@each_seed
def test_no_text_is_empty_or_half_filled_in(seed):
    authority = northmere(seed)
    needed = {
        ContactPlanned: ("worry", "source_code", "method", "contact_type"),
        PoliceTold: ("crime", "officer", "log_number", "interim_safety"),
        SharingAuthorised: ("reason", "may_be_shared", "agencies"),
        LatenessExplained: ("reason",),
        DecisionPlanned: ("rationale", "criteria", "children"),
        HandoverAnswered: ("reason",),
        ReferralAllocated: ("direction",),
        InitialReview: ("words",),
        AssessmentConcluded: ("findings", "factors"),
        NetworkPlaced: ("members",),
        SectionWritten: ("answers",),
        Supervised: ("checks", "reflection", "challenge"),
        CaseClosed: ("words",),
    }
    for event in authority.events():
        for name in needed.get(type(event), ()):
            assert getattr(event, name), (event.contact, name)
        assert not re.search(r"[{}]", repr(event)), event


@each_seed
def test_no_two_contacts_read_alike(seed):
    told = of(northmere(seed), ContactPlanned)
    texts = Counter(event.worry for event in told)
    assert len(texts) > 0.96 * len(told)
    assert max(texts.values()) <= 8


def test_the_words_never_label_a_child_or_a_parent():
    """Experience, promise 10: what was done is described; nobody is called names by those who write."""
    lines = [line.text for one in themes().values() for slots in one.said.values() for slot in slots for line in slot]
    lines += [line.text for one in themes().values() for slot in one.shared.values() for line in slot]
    lines += [line.text for section in common().values() for slot in section.values() for line in slot]
    assert len(lines) > 700
    assert not [line for line in lines if LABELS.search(line.lower())]


def test_every_worry_can_be_told_of_children_of_its_ages_whether_or_not_it_leads_to_an_assessment():
    for theme in themes().values():
        for age in range(theme.youngest, min(theme.oldest, 17) + 1):
            for serious in (True, False):
                for slots in theme.said.values():
                    assert any(line.suits(age, serious) for line in slots[0]), (theme.key, age, serious)
                for key in ("harm", "why", "direction", "findings"):
                    assert any(line.suits(age, serious) for line in theme.shared[key]), (theme.key, key, age, serious)


@each_seed
def test_the_okafors_are_where_the_screens_show_them(seed):
    authority = northmere(seed)
    family = next(one for one in authority.families if one.story == "okafor")
    ages = {one.given: one.age_on(LAST_DAY) for one in family.people}
    assert (ages["Grace"], ages["Emeka"], ages["Daniel"], ages["Chidi"], ages["Amara"], ages["Noah"]) == (
        34,
        38,
        36,
        13,
        8,
        1,
    )
    told = [event for event in of(authority, ContactPlanned) if event.family == "okafor"]
    assert [event.referrer for event in told] == ["castell", "police_desk", "hale"]
    assert told[-1].children[0].family == "Okafour"
    assert told[-1].when == datetime(2026, 6, 3, 15, 34, tzinfo=UTC)
    begun = [event for event in of(authority, ReferralAllocated) if event.contact == told[1].contact]
    assert {event.child for event in begun} == {"okafor.chidi", "okafor.amara", "okafor.noah"}
    assert {(event.worker, event.manager) for event in begun} == {("farah_siddiqui", "marcus_bell")}
    signed = next(event for event in of(authority, DecisionSigned) if event.contact == told[1].contact)
    assert add_working_days(clock(signed.when).date(), 32) == LAST_DAY
    assert not [event for event in of(authority, AssessmentConcluded) if event.child.startswith("okafor.")]


def test_the_cast_holds_every_role_and_a_dozen_schools():
    roles = {one.role for one in staff()}
    assert roles == {
        "mash_worker", "mash_manager", "social_worker", "practice_supervisor", "team_manager", "service_manager",
        "head_of_service", "nominated_officer", "conference_chair", "reviewing_officer", "duty_worker",
        "lead_practitioner", "referrer", "returns_officer", "data_analyst", "information_governance_officer",
        "system_administrator",
    }  # fmt: skip
    emails = [one.email for one in staff()]
    assert len(emails) == len(set(emails))
    schools = [one for one in agencies() if one.kind == "school"]
    assert len(schools) == 12
    assert all(referrers(one.key) for one in schools)
    assert all(one.kind in agency_kinds() for one in agencies())


def test_every_team_answers_the_telephone_on_a_line_of_its_own():
    lines = Counter(team.phone for team in teams() if team.key != "duty")
    assert set(lines.values()) == {1}
    assert not set(lines) & {one.phone for one in staff()}
    assert {team.key: team.phone for team in teams()}["duty"] == "01632 960 999"


def test_the_directory_has_forty_services_some_of_them_not_checked_for_long():
    """EH-06."""
    near = services(LAST_DAY)
    assert len(near) >= 40
    assert {one.reach for one in near} == {"universal", "targeted", "commissioned", "direct", "voluntary"}
    assert 3 <= sum((LAST_DAY - one.verified_on).days > 183 for one in near) <= 12
    assert {one.agency for one in near} - {""} <= {one.key for one in agencies()}
    helped = {one.helped_by for one in themes().values()}
    assert helped <= {need for one in near for need in one.needs}
