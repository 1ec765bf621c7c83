"""The course of things in the synthetic authority: in order, by the right people, by the rules of the front door."""

import re
from collections import defaultdict
from datetime import date, datetime

from kith.site.demo.plan.days import add_working_days, clock, is_working_day
from kith.site.demo.plan.events import (
    AgreementAsked,
    AssessmentConcluded,
    BoardWritten,
    CaseClosed,
    ChildRestricted,
    ChildSeen,
    ContactPlanned,
    ContactTaken,
    DecisionPlanned,
    DecisionSigned,
    HandoverAnswered,
    PoliceTold,
    ReferralAllocated,
    SharingAuthorised,
)
from kith.site.demo.plan.staff import staff
from kith.standards.codesets import agency_kinds, codes
from kith.standards.thresholds import documents
from tests.demo.northmere import DAY, check_order, each_seed, northmere, of, passed_on


@each_seed
def test_events_come_in_an_order_that_can_be_carried_out(seed):
    check_order(northmere(seed))


@each_seed
def test_no_child_has_two_assessments_at_once(seed):
    opened: dict[str, str] = {}
    for event in of(northmere(seed), ReferralAllocated, AssessmentConcluded):
        if isinstance(event, ReferralAllocated):
            assert event.child not in opened
            opened[event.child] = event.contact
        else:
            assert opened.pop(event.child) == event.contact


@each_seed
def test_every_key_leads_to_somebody(seed):
    authority = northmere(seed)
    people, who = authority.people, {one.key: one for one in authority.staff}
    bodies, help_near = {one.key for one in authority.agencies}, {one.key for one in authority.services}
    for event in authority.events():
        for name in ("worker", "manager", "supervisor", "recorded_by", "lead"):
            assert getattr(event, name, "joanne_pike") in who, event
        if isinstance(event, ContactPlanned):
            assert event.agency in bodies | {""}
            assert event.referrer in who.keys() | {""}
            assert event.source_code in {kind.referral_source for kind in agency_kinds().values()}
            assert {said.person for said in (*event.children, *event.adults, *event.agreements)} <= people.keys()
            assert set(event.services_shown) <= help_near
        if isinstance(event, DecisionPlanned):
            assert {one.person for one in event.children} <= people.keys()
            assert set(event.services) <= help_near
        if isinstance(event, ChildRestricted):
            assert set(event.readers) <= who.keys()


@each_seed
def test_everybody_may_do_what_they_do(seed):
    """AS-01, AS-02, FD-02, FD-05: workers decide, managers sign and allocate, social workers lead."""
    roles = {one.key: one for one in staff()}
    for event in northmere(seed).events():
        match event:
            case ContactTaken() | DecisionPlanned():
                assert roles[event.worker].role in {"mash_worker", "mash_manager", "duty_worker"}
            case DecisionSigned() | SharingAuthorised() | ChildRestricted():
                assert roles[event.manager].role == "mash_manager"
            case HandoverAnswered():
                assert roles[event.lead].role == "lead_practitioner"
            case ReferralAllocated():
                assert roles[event.manager].role == "team_manager"
                assert roles[event.supervisor].role == "practice_supervisor"
                assert roles[event.worker].role == "social_worker"
                assert {roles[key].team for key in (event.manager, event.supervisor, event.worker)} == {event.team}
                assert event.basis != "s47" or roles[event.worker].may_lead_enquiries
            case ContactPlanned() if event.method == "portal":
                assert roles[event.recorded_by].role == "referrer"
                assert event.recorded_by == event.referrer
            case ContactPlanned():
                assert roles[event.recorded_by].role in {"mash_worker", "duty_worker"}


@each_seed
def test_decisions_keep_the_rules_of_the_front_door(seed):
    """FD-04 to FD-07, FD-09 to FD-12."""
    authority = northmere(seed)
    contacts = {event.contact: event for event in of(authority, ContactPlanned)}
    asked = {event.contact for event in of(authority, AgreementAsked) if event.agreement.state == "given"}
    asked |= {event.contact for event in of(authority, SharingAuthorised)}
    asked |= {key for key, one in contacts.items() if any(said.state == "given" for said in one.agreements)}
    told_police = {event.contact for event in of(authority, PoliceTold)}
    criteria = {one.key for document in documents() for one in document.criteria}
    managers = {one.key for one in staff() if one.role == "mash_manager"}
    before: defaultdict[str, list[datetime]] = defaultdict(list)
    for event in of(authority, ContactPlanned, DecisionPlanned):
        if isinstance(event, ContactPlanned):
            before[event.family].append(event.when)
            continue
        contact = contacts[event.contact]
        outcomes = {one.outcome for one in event.children}
        assert set(event.criteria) <= criteria
        assert any(key.startswith(f"{event.level}.") for key in event.criteria)
        assert ("strategy" in outcomes) == (event.level == "specialist")
        assert event.level != "specialist" or event.significant_harm
        answered = any(said.state != "not_asked" for said in contact.agreements)
        assert bool(event.not_sought_because) == (event.level == "specialist" and not answered)
        assert {said.person for said in contact.children} <= {one.person for one in event.children}
        assert all(one.means for one in event.children)
        assert all(bool(one.not_here_evidence) == (one.outcome == "not_here") for one in event.children)
        if outcomes & {"referral", "early_help"} and event.level != "specialist":
            assert event.contact in asked
        if contact.crime and contact.source_code != "6":
            assert event.contact in told_police
        earlier = [moment for moment in before[contact.family] if contact.when - 365 * DAY <= moment < contact.when]
        if outcomes <= {"nfa", "advice", "not_here"} and len(earlier) >= 3:
            assert event.worker in managers
            assert event.repeat_comment


@each_seed
def test_refusal_alone_raises_nobody(seed):
    """FD-07."""
    authority = northmere(seed)
    contacts = {event.contact: event for event in of(authority, ContactPlanned)}
    refused = [
        event
        for event in of(authority, DecisionPlanned)
        if any(said.state == "refused" for said in contacts[event.contact].agreements)
    ]
    assert len(refused) > 20
    assert all(event.significant_harm for event in refused if passed_on(event))


@each_seed
def test_every_child_of_the_household_has_an_outcome(seed):
    """FD-10: also those whom the referrer did not name, and those who turn out to live elsewhere."""
    authority = northmere(seed)
    families = {one.key: one for one in authority.families}
    contacts = {event.contact: event for event in of(authority, ContactPlanned)}
    for event in of(authority, DecisionPlanned):
        contact = contacts[event.contact]
        household = {one.key for one in families[contact.family].children_on(contact.when)}
        given = {one.person for one in event.children}
        assert household <= given
        assert all(one.outcome == "not_here" for one in event.children if one.person not in household)
    assert any(not one.told for event in of(authority, DecisionPlanned) for one in event.children)
    assert any(one.outcome == "not_here" for event in of(authority, DecisionPlanned) for one in event.children)


def test_codes_are_those_of_the_standards():
    authority = northmere()
    factors = codes("cin", "AssessmentFactors").keys() - {"18A", "19A"}
    types = codes("kith", "ContactType")
    for event in of(authority, ContactPlanned):
        assert event.contact_type in types
    for event in of(authority, DecisionPlanned):
        assert not event.need or event.need in codes("cin", "PrimaryNeedCode")
    for event in of(authority, AssessmentConcluded):
        assert event.factors
        assert set(event.factors) <= factors
        assert "21" not in event.factors or (event.factors == ("21",) and event.outcome in {"nfa", "universal"})
    for event in of(authority, AssessmentConcluded, CaseClosed):
        assert not event.closure or event.closure in codes("cin", "ReasonForClosure")
    for person in authority.people.values():
        assert person.ethnicity in codes("cin", "Ethnicity")
        assert person.language in codes("kith", "Language")
        assert set(person.disabilities) <= codes("cin", "Disability").keys()
        assert set(person.communication_needs) <= codes("kith", "CommunicationNeed").keys()
        assert not person.upn_unknown or person.upn_unknown in codes("cin", "UPNunknown")


def test_first_visits_are_planned_within_five_working_days():
    """CL-04: what is planned keeps the limit, what happens may not."""
    authority = northmere()
    signed = {event.contact: clock(event.when).date() for event in of(authority, DecisionSigned)}
    for event in of(authority, ReferralAllocated):
        limit = add_working_days(signed[event.contact], 5)
        assert clock(event.when).date() <= event.first_visit_on <= max(limit, clock(event.when).date())
    for event in of(authority, ChildSeen):
        assert event.seen != bool(event.why_not_seen)
        assert event.alone != bool(event.why_not_alone) or not event.seen


@each_seed
def test_what_was_found_is_said_of_one_child_and_names_no_other(seed):
    """AS-01, IG-08: a conclusion stands in letters, and a brother's name is not for whoever reads of his sister."""
    authority = northmere(seed)
    families = {one.key.partition(".")[0]: family for family in authority.families for one in family.people}
    found = [one for one in of(authority, AssessmentConcluded) if re.match(r"F\d", one.child)]  # not by hand
    assert len(found) > 50
    for event in found:
        family = families[event.child.partition(".")[0]]
        others = {one.given for one in family.children if one.key != event.child and one.given}
        others -= {one.given for one in family.people if one.adult or one.key == event.child}
        assert not others & set(event.findings.replace("'s", "").replace(",", "").replace(".", "").split()), event
        assert " have lived " not in event.findings


@each_seed
def test_managers_sign_conclusions_in_office_hours(seed):
    for event in of(northmere(seed), AssessmentConcluded):
        assert is_working_day(clock(event.when).date()), event


@each_seed
def test_what_is_on_a_board_fits_the_child_and_its_own_dates(seed):
    """SS-02: nobody at school vouches for a baby, and what was seen to hold was seen after the first visit."""
    authority = northmere(seed)
    boards = of(authority, BoardWritten)
    assert len(boards) > 10
    visits = {(one.contact, one.child): one.when for one in reversed(of(authority, ChildSeen)) if one.seen}
    for event in boards:
        said = {kind: dict(fields) for kind, fields, _ in event.entries}
        child = authority.people[event.child]
        if not child.is_born(clock(event.when).date()) or child.age_on(clock(event.when).date()) < 4:
            assert "school" not in said["next_step"]["owner"]
        first = clock(visits.get((event.contact, event.child), event.when)).date()
        assert said["harm"]["began_on"] <= first
        assert all(date.fromisoformat(dict(one)["on"]) > first for one in said["safety"]["shown"]) or (
            (event.contact, event.child) not in visits
        )
