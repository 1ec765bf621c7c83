"""Opening an assessment (AS-01, AS-02, AS-03, CL-03, FD-12)."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement, Team
from kith.assessment.models import Assessment
from kith.assessment.steps import AllocateReferral, Reallocate
from kith.frontdoor.models import Referral
from kith.kernel.now import LONDON
from kith.kernel.perform import Invalid, Refused
from kith.record.models import Clock
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, allocation, child, referrals
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
MORNING = london(2026, 6, 4, 9, 0)


@pytest.fixture
def referral(cast: Cast) -> Referral:
    return referrals(cast, child(cast.mash_worker))[0]


def refused_for(referral: Referral, cast: Cast, **more: Any) -> dict[str, list[str]]:
    with at(MORNING), pytest.raises(Invalid) as no:
        take(AllocateReferral, cast.team_manager, referral, allocation(cast, **more))
    return dict(no.value.form.errors)


def test_as_01_a_referral_opens_one_assessment_with_its_start_basis_and_manager(cast: Cast, referral: Referral) -> None:
    assessment = allocated(cast, referral)
    with acting(cast.social_worker):
        found = Assessment.objects.get(child=referral.child)
        assert (found.number, found.started_on.isoformat()) == (assessment.number, "2026-06-04")
        assert found.number.startswith("A-26-")
        assert (found.legal_basis, found.opened_by) == ("s17", cast.team_manager)
        assert Referral.objects.get(pk=referral.pk).state == "open"


def test_as_01_brothers_and_sisters_get_an_assessment_each_linked_as_one_set(cast: Cast) -> None:
    amara, chidi = child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor")
    first, second = referrals(cast, amara, chidi)
    allocated(cast, first, with_siblings=[second.ref])
    with acting(cast.team_manager):
        both = list(Assessment.objects.order_by("number"))
        assert [one.child_id for one in both] == [amara.pk, chidi.pk]
        assert both[0].sibling_group == both[1].sibling_group != ""
        assert both[0].number != both[1].number
        assert not Clock.objects.filter(rule="assessment.allocate", stopped_at=None).exists()


def test_as_01_an_assessment_is_never_opened_twice(cast: Cast, referral: Referral) -> None:
    allocated(cast, referral)
    with at(MORNING), acting(cast.team_manager), pytest.raises(Refused):
        take(AllocateReferral, cast.team_manager, Referral.objects.get(pk=referral.pk), allocation(cast))


def test_as_02_those_who_lead_and_supervise_are_involved_from_then_on(cast: Cast, referral: Referral) -> None:
    allocated(cast, referral)
    with acting(cast.team_manager):
        rows = Involvement.objects.filter(person=referral.child, until=None, matter__kind="assessment")
        assert {row.kind: (row.user or row.team) for row in rows} == {
            "key_worker": cast.social_worker,
            "supervisor": cast.practice_supervisor,
            "team": cast.east,
        }


def test_the_lead_hears_that_something_waits_and_nothing_about_whom(cast: Cast, referral: Referral) -> None:
    assessment = allocated(cast, referral)
    assert [notice.href for notice in cast.social_worker.notices.all()] == [f"/assessments/{assessment.ref}/"]


def test_as_02_a_lead_without_a_registration_number_needs_a_reason(cast: Cast, referral: Referral) -> None:
    cast.social_worker.registration_number = ""
    cast.social_worker.save()
    errors = refused_for(referral, cast)
    assert "no Social Work England number" in errors["override_reason"][0]
    reason = "Registered in Scotland, transfer under way; Nell sees every visit record."
    assert allocated(cast, referral, override_reason=reason).override_reason == reason


def test_as_02_an_enquiry_asks_for_experience(cast: Cast, referral: Referral) -> None:
    assert "section 47" in refused_for(referral, cast, legal_basis="s47")["override_reason"][0]
    cast.social_worker.experienced_in_section_47 = True
    cast.social_worker.save()
    assert allocated(cast, referral, legal_basis="s47").legal_basis == "s47"


def test_as_02_nobody_supervises_themselves(cast: Cast, referral: Referral) -> None:
    errors = refused_for(referral, cast, lead=cast.practice_supervisor.ref)
    assert "nobody supervises themselves" in errors["supervisor"][0]


def test_as_03_no_assessment_is_handed_over_without_a_direction(cast: Cast, referral: Referral) -> None:
    assert "direction" in refused_for(referral, cast, direction="  ")


@pytest.mark.parametrize(("day", "says"), [("2026-06-03", "in the future"), ("2026-06-11", "Wednesday 10 June 2026")])
def test_cl_04_the_first_visit_is_neither_past_nor_after_the_limit(
    cast: Cast, referral: Referral, day: str, says: str
) -> None:
    assert says in refused_for(referral, cast, first_visit_on=day)["first_visit_on"][0]


def test_cl_03_allocating_stops_the_clock_and_a_late_one_keeps_its_reason(cast: Cast, referral: Referral) -> None:
    late = london(2026, 6, 8, 10, 0)
    with at(late), pytest.raises(Invalid) as no:
        take(AllocateReferral, cast.team_manager, referral, allocation(cast))
    assert "late_reason" in no.value.form.errors
    allocated(cast, referral, late, late_reason="Two workers away.")
    with acting(cast.team_manager):
        clock = Clock.objects.get(matter=referral.matter, rule="assessment.allocate")
        assert (clock.stopped_at, clock.late_reason) == (late, "Two workers away.")


def test_fd_12_a_further_assessment_after_two_that_came_to_nothing_needs_a_comment(
    cast: Cast, referral: Referral
) -> None:
    for year, month in ((2025, 9), (2026, 1)):
        before = {"started_on": f"{year}-{month:02}-01", "authorised_on": f"{year}-{month:02}-20", "outcome": "nfa"}
        _brought_in(cast, referral, before)
    assert "repeat_comment" in refused_for(referral, cast)
    words = "Each looked at one incident. This one looks at the whole year."
    assert allocated(cast, referral, repeat_comment=words).repeat_comment == words


def _brought_in(cast: Cast, referral: Referral, dates: dict[str, str]) -> None:
    from kith.assessment.steps import BringInAssessment

    with at(MORNING):
        take(BringInAssessment, cast.returns_officer, referral.child, {**dates, "brought_in_from": "CIN census"})


def test_only_those_who_allocate_may(cast: Cast, referral: Referral) -> None:
    for role in ("social_worker", "mash_worker", "referrer", "data_analyst"):
        with at(MORNING), pytest.raises(Refused):
            take(AllocateReferral, getattr(cast, role), referral, allocation(cast))


def test_reallocating_ends_the_old_involvement_and_begins_the_new(cast: Cast, referral: Referral) -> None:
    assessment = allocated(cast, referral)
    with at(london(2026, 6, 9)):
        data = {name: allocation(cast)[name] for name in ("team", "supervisor")}
        data |= {"lead": cast.stranger.ref, "reason": "Farah is away for six weeks."}
        take(Reallocate, cast.team_manager, assessment, data)
        with acting(cast.team_manager):
            workers = Involvement.objects.filter(person=referral.child, kind="key_worker", until=None)
            assert [row.user for row in workers] == [cast.stranger]
            assert Assessment.objects.get(pk=assessment.pk).handed_over_because == "Farah is away for six weeks."


def test_as_02_an_enquiry_changes_hands_only_to_somebody_experienced_or_for_a_reason(
    cast: Cast, referral: Referral
) -> None:
    """The page that gives an assessment away asks what the page that opened it asked."""
    cast.social_worker.experienced_in_section_47 = True
    with acting(cast.team_manager):
        cast.social_worker.save()
    assessment = allocated(cast, referral, legal_basis="s47")
    data = {name: allocation(cast)[name] for name in ("team", "supervisor")}
    data |= {"lead": cast.stranger.ref, "reason": "Farah is away for six weeks.", "request_key": "one"}
    with at(london(2026, 6, 9)):
        browser, where = signed_in(cast.team_manager), f"/assessments/{assessment.ref}/reallocate/"
        no = browser.post(where, data)
        assert no.status_code == 422
        assert "is not yet experienced in section 47 enquiries" in no.content.decode()
        why = "Her supervisor goes with her to every visit."
        assert browser.post(where, data | {"override_reason": why}).status_code == 302
    with acting(cast.team_manager):
        kept = Assessment.objects.get(pk=assessment.pk)
        assert (kept.lead, kept.override_reason) == (cast.stranger, why)


def test_cl_07_the_managers_day_for_the_first_visit_is_the_date_that_counts(cast: Cast, referral: Referral) -> None:
    assessment = allocated(cast, referral, first_visit_on="2026-06-05")
    with acting(cast.team_manager):
        clock = Clock.objects.get(matter_id=referral.matter_id, rule="assessment.first_visit")
    assert clock.needed_by is not None
    assert clock.needed_by.astimezone(LONDON).date() == assessment.first_visit_on
    assert clock.needed_by < clock.due_at
    assert clock.needed_by_set_by_id == cast.team_manager.pk


def test_only_teams_that_hold_children_may_hold_the_case(cast: Cast, referral: Referral) -> None:
    with acting(cast.team_manager):
        offered = {team.name for team in AllocateReferral.form_kwargs(cast.team_manager, referral)["teams"]}
        systems = Team.objects.create(name="Systems", kind=Team.Kind.OTHER)
        assert cast.east.name in offered
        again = {team.name for team in AllocateReferral.form_kwargs(cast.team_manager, referral)["teams"]}
        assert systems.name not in again


def test_fd_12_a_further_assessment_beside_an_open_one_says_why(cast: Cast) -> None:
    """AS-01: one assessment each; a second is opened with a manager's word, also for a sister allocated along."""
    amara, chidi = child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor")
    allocated(cast, referrals(cast, amara)[0])
    again, beside = referrals(cast, amara, chidi)
    asked = "Say why a further assessment is needed while one is open"
    assert refused_for(again, cast)["repeat_comment"] == [asked]
    assert refused_for(beside, cast, with_siblings=[again.ref])["repeat_comment"] == [asked]
    allocated(cast, beside)  # Chidi has none: nothing is asked
    words = "The police tell of something new."
    assert allocated(cast, again, repeat_comment=words).repeat_comment == words
