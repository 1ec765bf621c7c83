"""Harm outside the home: from which facts it is asked, what is asked, and where it is read (EX-07)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.assessment.models import Assessment
from kith.assessment.paper import sheet
from kith.assessment.queries.lacking import lacking
from kith.assessment.queries.written import writings
from kith.assessment.steps import Authorise, Page, SayWhatApplies, SendBack, WriteSection
from kith.frontdoor.models import Contact, ThresholdDecision
from kith.kernel.perform import Invalid
from tests.assessment import scene
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 4, 15)
KEY = "outside_home"
SIX = ["strengths", "vulnerabilities", "trauma", "relationships", "parents_act", "siblings_risk"]
VULNERABLE = {"what": "Excluded from school", "where": "both", "evidence": "The school wrote on 2 May."}


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    kai = scene.child(cast.mash_worker, "Kai Brennan", date(2011, 2, 12))
    return scene.allocated(cast, scene.referrals(cast, kai)[0], depth="brief")


def asks(cast: Cast, assessment: Assessment) -> bool:
    with acting(cast.social_worker):
        return KEY in writings(assessment).by_key


def ticked(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        take(SayWhatApplies, cast.social_worker, assessment, {"applies": [KEY]})


def written(cast: Cast, assessment: Assessment, key: str, **said: Any) -> None:
    with acting(cast.social_worker):
        section = writings(assessment)[key].section
    with at(NOW):
        take(WriteSection, cast.social_worker, Page(assessment, section), {"base": "0", **said})


def test_ex_07_it_is_not_asked_of_every_child(cast: Cast, assessment: Assessment) -> None:
    assert not asks(cast, assessment)


def test_ex_07_a_worker_says_that_it_applies(cast: Cast, assessment: Assessment) -> None:
    ticked(cast, assessment)
    with acting(cast.social_worker):
        section = writings(assessment)[KEY].section
    assert [question.key for question in section.questions] == [*SIX, "undercuts"]
    evidenced = [one for one in section.questions if one.kind == "evidenced" or one.key == "vulnerabilities"]
    assert len(evidenced) == 7  # each says how we know it
    assert all(question.is_needed("brief") for question in section.questions)


def test_ex_07_the_record_itself_says_so(cast: Cast, assessment: Assessment) -> None:
    with acting(cast.mash_manager):
        contact = Contact.objects.get(referrals=assessment.referral_id)
        Contact.objects.filter(pk=contact.pk).update(type="exploitation")
        assert asks(cast, assessment)
        Contact.objects.filter(pk=contact.pk).update(type="service_request")
        assert not asks(cast, assessment)
        about = {"document_version": "7", "rationale": "Because.", "decider": cast.mash_worker}
        criteria = ["intensive.harm_outside_home"]
        ThresholdDecision.objects.create(matter=contact.matter, level="intensive", criteria=criteria, **about)
    assert asks(cast, assessment)


def test_ex_07_the_newest_analysis_says_where_the_harm_comes_from(cast: Cast, assessment: Assessment) -> None:
    worry = {"issue": "Taken along by older boys", "comes_from": "outside"}
    written(cast, assessment, "analysis", issues=[{"issue": "Money", "comes_from": "environment"}, worry])
    assert asks(cast, assessment)
    written(cast, assessment, "analysis", base="1", issues=[worry | {"comes_from": "parenting"}])
    assert not asks(cast, assessment)


@pytest.mark.parametrize("factor", ["11A", "12A", "13A", "24A"])
def test_ex_07_a_conclusion_that_names_exploitation_asks_for_it_before_it_is_authorised(
    cast: Cast, assessment: Assessment, factor: str
) -> None:
    with at(NOW):
        scene.proposed(cast, assessment, factors=["3B"])
        assert not asks(cast, assessment)
    with acting(cast.social_worker):
        assessment.matter.proposed_conclusions.update(factors=["3B", factor])
    assert asks(cast, assessment)


def test_ex_07_a_conclusion_that_is_sent_back_leaves_the_section_that_its_factors_ask_for(
    cast: Cast, assessment: Assessment
) -> None:
    with at(NOW):
        browser = signed_in(cast.social_worker)
        page = browser.get(f"/assessments/{assessment.ref}/propose/").content.decode()
        assert "Any of these asks for “Harm outside the home” as well: Child sexual exploitation, Trafficking" in page
        with pytest.raises(Invalid, match="The factors found ask for"):
            scene.proposed(cast, assessment, factors=["11A"], why_now="")
        scene.proposed(cast, assessment, factors=["11A"])
    with acting(cast.social_worker):
        assert "Write “Harm outside the home”" in assessment.matter.proposed_conclusions.get().lacked
    assert asks(cast, assessment)
    with at(NOW):
        take(SendBack, cast.team_manager, assessment, {"answer": "Write harm outside the home first."})
    assert asks(cast, assessment)
    written(cast, assessment, KEY, strengths="He plays for a team.", strengths_source="His coach, 2 June")
    with at(NOW):
        page = browser.get(f"/assessments/{assessment.ref}/write/{KEY}/").content.decode()
        assert "He plays for a team." in page
        assert f"/spread/{assessment.matter.ref}/answer/" in page
        page = browser.get(f"/assessments/{assessment.ref}/propose/").content.decode()
        assert "as well: Child sexual exploitation" not in page  # it is asked already
        scene.proposed(cast, assessment, factors=["3B"])
    with acting(cast.social_worker):
        assert KEY not in writings(assessment).applying  # the newest conclusion counts; what was written stays


def test_ex_07_factors_that_a_manager_adds_ask_for_it_before_they_authorise(cast: Cast, assessment: Assessment) -> None:
    said = {"outcome": "cin_plan", "conclusion": "He is exploited.", "factors": ["11A"], "not_seen_because": "He ran."}
    with at(NOW):
        scene.proposed(cast, assessment, outcome="cin_plan")
        with acting(cast.team_manager):
            form = Authorise.build_form(cast.team_manager, assessment, said | {"why_incomplete": ""})
        (why,) = form.errors["why_incomplete"]
        assert "The factors found ask for “Harm outside the home” as well. Send it back for that, or say why" in why
        scene.concluded(cast, cast.team_manager, assessment, **said)
    with acting(cast.team_manager):
        assessment.refresh_from_db()
        assert "Write “Harm outside the home”" in assessment.lacked
        assert assessment.matter.follow_ons.filter(kind="conclusion").exists()  # looked at again on its day


def test_ex_07_what_is_not_answered_or_not_evidenced_is_missing(cast: Cast, assessment: Assessment) -> None:
    ticked(cast, assessment)
    said = {one: "Boxing, and his nan." for one in (*SIX, "undercuts") if one != "vulnerabilities"}
    sources = {f"{one}_source": "Kai, at home" for one in said if one != "trauma"}
    written(cast, assessment, KEY, **said, **sources, vulnerabilities=[VULNERABLE])
    with acting(cast.social_worker), at(NOW):
        lacks = [lack.words for lack in lacking(assessment) if f"write/{KEY}" in lack.href]
    (lack,) = lacks
    assert lack.endswith(": say how we know")
    assert "what they have been through" in lack


def test_ex_07_each_vulnerability_says_where_it_is_and_how_we_know(cast: Cast, assessment: Assessment) -> None:
    ticked(cast, assessment)
    with pytest.raises(Invalid):
        written(cast, assessment, KEY, vulnerabilities=[VULNERABLE | {"where": ""}])
    with pytest.raises(Invalid):
        written(cast, assessment, KEY, vulnerabilities=[VULNERABLE | {"evidence": ""}])


def test_ex_07_it_is_read_printed_and_found_like_any_section(cast: Cast, assessment: Assessment) -> None:
    ticked(cast, assessment)
    written(
        cast,
        assessment,
        KEY,
        undercuts="The kiosk by the station.",
        undercuts_source="PC Lark",
        vulnerabilities=[VULNERABLE],
    )
    with at(NOW):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/whole/").content.decode()
    with acting(cast.social_worker), at(NOW):
        paper = str(sheet(assessment))
        found = [place.title for place in places([assessment.child_id], "kiosk")]
    assert "The kiosk by the station." in page
    assert "Both: each drives the other" in page
    assert "The kiosk by the station." in paper
    assert found == [f"Assessment {assessment.number}: Harm outside the home"]
