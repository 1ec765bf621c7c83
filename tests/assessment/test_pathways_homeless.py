"""Homeless at 16 or 17: assessed from when we were told, offered accommodation, never bed and breakfast (PR-05, 06)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement
from kith.assessment.models import Assessment, HomelessApproach, HomelessDuties
from kith.assessment.queries.lacking import lacking
from kith.assessment.queries.written import writings
from kith.assessment.steps import AllowBedAndBreakfast, RecordApproach, RecordHomelessDuties
from kith.frontdoor.models import ThresholdDecision
from kith.frontdoor.steps import ReceiveReferral
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from kith.record.models import Clock
from kith.site.due import desk
from tests.assessment import scene
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 4, 15)
TOLD: dict[str, Any] = {
    "approached_at": london(2026, 6, 4, 14, 30).isoformat(),
    "source": "self",
    "housing": "nowhere",
    "words": "Mum's partner put my bag on the step.",
    "expecting": "no",
}
ACCEPTED: dict[str, Any] = {
    "duty": "s20",
    "duty_why": "She is 17, has nowhere to sleep, and asks for help.",
    "answer": "accepted",
    "offered_on": "2026-06-04",
    "arrangement": "accommodated",
    "arrangement_words": "Foster carers in Seaview",
    "housing_told": "yes",
}
REFUSED = ACCEPTED | {
    "answer": "refused",
    "understanding": "“I know you'd help me till I'm 25. I don't want a social worker deciding.”",
    "advice": "From the young people's law service, by phone, alone.",
    "advocate": "declined",
    "offer_again_on": "2026-06-18",
    "arrangement": "relatives",
    "arrangement_words": "Her aunt's, seen on 4 June",
}


@pytest.fixture
def young(cast: Cast) -> Person:
    return scene.child(cast.mash_worker, "Leila Haddad", date(2008, 9, 9))


@pytest.fixture
def assessment(cast: Cast, young: Person) -> Assessment:
    return scene.allocated(cast, scene.referrals(cast, young)[0])


def told(cast: Cast, assessment: Assessment, **more: Any) -> HomelessApproach:
    with at(NOW):
        take(RecordApproach, cast.social_worker, assessment, TOLD | more)
        return approach(cast, assessment)


def approach(cast: Cast, assessment: Assessment) -> HomelessApproach:
    with acting(cast.social_worker):
        return HomelessApproach.objects.select_related("matter__assessment__referral__matter").get(pk=assessment.pk)


def clocks(cast: Cast, rule: str) -> list[Clock]:
    with acting(cast.social_worker):
        return list(Clock.objects.filter(rule=rule).order_by("pk"))


def errors(cast: Cast, target: HomelessApproach, **said: Any) -> dict[str, Any]:
    with at(NOW), pytest.raises(Invalid) as no:
        take(RecordHomelessDuties, cast.social_worker, target, said)
    return {name: str(words) for name, words in no.value.form.errors.items()}


def test_pr_05_the_duty_is_assessed_from_when_they_asked(cast: Cast, assessment: Assessment) -> None:
    told(cast, assessment)
    (clock,) = clocks(cast, "homeless.assess_16_17")
    assert (clock.started_at, clock.stopped_at, clock.matter_id) == (
        london(2026, 6, 4, 14, 30), None, assessment.referral_id,
    )  # fmt: skip
    with acting(cast.social_worker), at(NOW):
        assert "homeless" in [one.section.key for one in writings(assessment)]
        assert "Nothing is recorded of what we owe them" in [lack.label for lack in lacking(assessment)]
        take(RecordHomelessDuties, cast.social_worker, approach(cast, assessment), ACCEPTED)
        assert "Nothing is recorded of what we owe them" not in [lack.label for lack in lacking(assessment)]
    (clock,) = clocks(cast, "homeless.assess_16_17")
    assert clock.stopped_at == NOW


def test_pr_05_a_decision_that_names_it_starts_the_clock_at_the_front_door(cast: Cast, young: Person) -> None:
    """One clock, from when the worry reached us, however it is told again afterwards."""
    first = scene.referrals(cast, young)[0]
    assert clocks(cast, "homeless.assess_16_17") == []
    with acting(cast.mash_manager):
        contact = first.contact
        ThresholdDecision.objects.create(
            matter=contact.matter, level="intensive", document_version="7", criteria=["intensive.homeless_16_17"],
            rationale="Nowhere to sleep.", decider=cast.mash_worker, decided_at=london(2026, 6, 3, 12),
        )  # fmt: skip
        row = contact.matter.contact_children.select_related("matter__contact", "child__person").get()
    with acting(cast.mash_manager), at(london(2026, 6, 3, 12)):
        second = take(ReceiveReferral, cast.mash_manager, row, {"significant_harm": False}).result
    (clock,) = clocks(cast, "homeless.assess_16_17")
    assert clock.started_at == contact.received_at
    told(cast, scene.allocated(cast, second, repeat_comment="Told again."))
    assert len(clocks(cast, "homeless.assess_16_17")) == 1


@pytest.mark.parametrize("born", [date(2010, 6, 5), date(2008, 6, 4)])
def test_pr_05_it_is_for_those_of_16_and_17(cast: Cast, born: date) -> None:
    """Two who are fifteen and just eighteen on the day."""
    other = scene.allocated(cast, scene.referrals(cast, scene.child(cast.mash_worker, "Rui Alves", born))[0])
    with at(NOW), pytest.raises(Refused, match="16 and 17"):
        take(RecordApproach, cast.social_worker, other, TOLD)


def test_pr_06_whoever_is_homeless_must_be_offered_accommodation(cast: Cast, assessment: Assessment) -> None:
    target = told(cast, assessment)
    assert "must be offered first" in errors(cast, target, **ACCEPTED | {"answer": "not_offered"})["answer"]
    assert "child in need" in errors(cast, target, **ACCEPTED | {"duty": "housing"})["duty"]
    assert "Enter the day" in errors(cast, target, **ACCEPTED | {"offered_on": ""})["offered_on"]


def test_pr_06_where_nothing_is_imminent_help_without_accommodation_is_enough(
    cast: Cast, assessment: Assessment
) -> None:
    target = told(cast, assessment, housing="at_risk")
    said = ACCEPTED | {"duty": "s17", "answer": "not_offered", "offered_on": "", "arrangement": "home"}
    with at(NOW):
        duties = take(RecordHomelessDuties, cast.social_worker, target, said).result
    assert isinstance(duties, HomelessDuties)
    assert duties.offered_on is None


def test_pr_06_a_refusal_is_informed(cast: Cast, assessment: Assessment) -> None:
    target = told(cast, assessment)
    asked = errors(cast, target, **{**REFUSED, "understanding": "", "advice": "", "advocate": "", "offer_again_on": ""})
    assert set(asked) == {"understanding", "advice", "advocate", "offer_again_on"}


def test_pr_06_it_is_offered_again_on_the_day_that_was_set(cast: Cast, young: Person, assessment: Assessment) -> None:
    target = told(cast, assessment)
    with at(NOW):
        take(RecordHomelessDuties, cast.social_worker, target, REFUSED)
    with at(london(2026, 6, 19)):
        with acting(cast.social_worker):
            due = {item.title: item for item in desk([young.pk]).items}["Offer accommodation under section 20 again"]
        assert due.clock.clock.needed_by is not None
        assert due.clock.clock.needed_by.date() == date(2026, 6, 18)
        assert due.state == "today"
        assert "Review due since" in due.clock.words
        take(RecordHomelessDuties, cast.social_worker, target, ACCEPTED | {"offered_on": "2026-06-19"})
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    (again,) = clocks(cast, "homeless.offer_again")
    assert again.stopped_at == london(2026, 6, 19)
    assert "I don&#x27;t want a social worker deciding" in page  # what was said before stays
    assert "Offered, and accepted" in page or "offered, and accepted" in page


EXCEPTION: dict[str, Any] = {
    "reason": "Every other bed within thirty miles was asked for. A worker stays in the next room.",
    "until": london(2026, 6, 6, 10).isoformat(),
    "review_on": "2026-06-05",
}
BED = ACCEPTED | {"arrangement": "bed_and_breakfast", "arrangement_words": "Harbour View"}


def test_pr_06_bed_and_breakfast_is_refused_and_says_what_to_do(cast: Cast, assessment: Assessment) -> None:
    said = errors(cast, told(cast, assessment), **BED)["arrangement"]
    assert "never an arrangement for somebody of 16 or 17" in said
    assert "Only a senior manager may allow it" in said


def near(cast: Cast, young: Person, *roles: str) -> None:
    with acting(cast.team_manager), at(NOW):
        for role in roles:
            Involvement.objects.create(person_id=young.pk, user=cast.by_role[role], kind="key_worker")


def test_pr_06_a_senior_manager_allows_it_by_name_for_a_time(cast: Cast, young: Person, assessment: Assessment) -> None:
    target = told(cast, assessment)
    near(cast, young, "service_manager")
    with at(NOW):
        take(AllowBedAndBreakfast, cast.service_manager, target, EXCEPTION)
        take(RecordHomelessDuties, cast.social_worker, target, BED)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert "Bed and breakfast, by exception." in page
    assert f"Allowed by {cast.service_manager.name}" in page
    with at(london(2026, 6, 6, 10, 1)), pytest.raises(Invalid):  # it has ended
        take(RecordHomelessDuties, cast.social_worker, target, BED)


@pytest.mark.parametrize("role", ["social_worker", "practice_supervisor", "team_manager", "mash_manager"])
def test_pr_06_nobody_below_allows_it(cast: Cast, young: Person, assessment: Assessment, role: str) -> None:
    target = told(cast, assessment)
    near(cast, young, role)
    with at(NOW), pytest.raises(Refused, match="Service manager, Head of service or Director"):
        take(AllowBedAndBreakfast, cast.by_role[role], target, EXCEPTION)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("until", london(2026, 6, 4, 14).isoformat(), "must be in the future"),
        ("review_on", "2026-06-07", "before it ends"),
    ],
)
def test_pr_06_the_exception_ends_and_is_looked_at_before(
    cast: Cast, young: Person, assessment: Assessment, field: str, value: str, says: str
) -> None:
    target = told(cast, assessment)
    near(cast, young, "head_of_service")
    with at(NOW), pytest.raises(Invalid) as no:
        take(AllowBedAndBreakfast, cast.head_of_service, target, EXCEPTION | {field: value})
    assert says in str(no.value.form.errors[field])


def test_pr_05_a_stranger_records_nothing(cast: Cast, assessment: Assessment) -> None:
    with at(NOW), pytest.raises(Refused, match="not involved"):
        take(RecordApproach, cast.stranger, assessment, TOLD)
    target = told(cast, assessment)
    with at(NOW), pytest.raises(Refused, match="not involved"):
        take(RecordHomelessDuties, cast.stranger, target, ACCEPTED)


def test_a_page_for_somebody_whose_approach_nobody_recorded_is_not_there(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        lead = signed_in(cast.social_worker)
        assert lead.get(f"/assessments/{assessment.ref}/homeless-duties/").status_code == 404
        assert lead.get(f"/assessments/{assessment.ref}/homeless/").status_code == 200
        assert "Homeless, or may become so" in lead.get(f"/assessments/{assessment.ref}/").content.decode()
