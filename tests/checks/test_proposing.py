"""Whom to ask is proposed from what the record knows, each with why (AS-08, AS-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import Agency, User
from kith.access.policies import Door
from kith.assessment.models import Assessment
from kith.checks.kinds import Asking
from kith.checks.models import AgencyCheck
from kith.checks.queries.proposing import Proposal, proposals
from kith.checks.steps import SendChecks
from kith.directory.models import Postcode
from kith.frontdoor.models import Contact, ContactChild
from kith.kernel.perform import Invalid, perform
from kith.people.models import Address, Person
from tests.cast import Cast
from tests.checks.conftest import ASKED, request
from tests.people import made

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


def found(cast: Cast, work: Asking, door: Door | None = None) -> list[Proposal]:
    with at(ASKED), acting(cast.social_worker):
        return proposals(work, {one.pk: door or Door("open") for one, _ in work.people})


def reasons(cast: Cast, work: Asking, kind: str, door: Door | None = None) -> list[str]:
    return [one.reason for one in found(cast, work, door) if one.kind == kind]


def lived(amara: Person, town: str, until: date, **more: Any) -> None:
    Address.objects.create(person=amara.subject, line="1 Elm Row", town=town, until=until, **more)


def test_as08_police_health_and_whoever_told_us_are_proposed(cast: Cast, work: Asking) -> None:
    said = {one.kind: (one.name, one.reason) for one in found(cast, work)}
    assert said["school"] == ("Larkfield Primary", "They told us of Amara on 3 June 2026")
    assert said["gp"][1] == "Every child has a GP: which one is Amara registered with?"
    assert said["police"][1] == "What they know of who lives with Amara, and of the home"
    assert "school_nursing" in said
    assert "health_visiting" not in said


def test_as08_the_school_we_were_told_of_is_proposed_by_its_name(cast: Cast, work: Asking) -> None:
    with at(ASKED), acting(cast.social_worker):
        ContactChild.objects.update(told_school="Seaview Infants")
    named = {one.name: one for one in found(cast, work) if one.kind == "school"}
    assert named["Seaview Infants"].reason == "Amara's school, as we were told on 3 June 2026"
    assert named["Seaview Infants"].agency == cast.other_school


def test_as08_where_the_family_lived_before_proposes_that_authority(cast: Cast, amara: Person, work: Asking) -> None:
    with acting(cast.social_worker):
        Postcode.objects.bulk_create([Postcode(code="NM42QT", authority_code="E1")])
        Address.objects.filter(person=amara.subject).update(authority_code="E1")
        lived(amara, "Northmere", date(2024, 5, 1), postcode="NM1 1AA", authority_code="E1")
        lived(amara, "Farside", date(2025, 5, 9), postcode="FS2 2BB", authority_code="E2")
        lived(amara, "Utrecht", date(2023, 1, 9))
        lived(amara, "Refuge Street", date(2022, 3, 9), postcode="RF1 1AA", confidential=True)
    said = reasons(cast, work, "other_authority")
    assert "Amara lived in Farside until May 2025: ask that authority" in said
    assert any(
        one.startswith("Amara lived in Utrecht until January 2023") and "children's services" in one for one in said
    )
    assert "Amara lived at a confidential address until March 2022: ask that authority" in said
    assert not any("Northmere" in one or "Refuge" in one for one in said)


def test_as08_adult_services_are_proposed_for_each_parent(cast: Cast, amara: Person, work: Asking) -> None:
    with acting(cast.social_worker):
        grace = made.person(cast.social_worker, "Grace", "Okafor", kind="adult", sex="F")
        made.related(grace, "mother", amara)
    (adult,) = [one for one in found(cast, work) if one.purpose == "adult"]
    assert adult.adult == grace.subject
    assert adult.reason.startswith("Grace Okafor is Amara's mother: does any adult service help them")
    assert "How do their needs affect the child" in adult.asks
    with at(ASKED), acting(cast.social_worker):
        data = {
            f"name_{adult.key}": "Larkfield Surgery", f"kind_{adult.key}": "gp", f"asks_{adult.key}": "Her health?",
        }  # fmt: skip
        check = perform(SendChecks, cast.social_worker, work, request(others=[], agencies=[adult.key]) | data).result
        assert (check.agency_kind, check.purpose, check.adult) == ("gp", "adult", grace.subject)
    assert adult.key in [one.key for one in found(cast, work)]  # she may have another service


def test_as11_a_child_of_school_age_in_no_school_we_know_of_is_asked_about(cast: Cast, work: Asking) -> None:
    assert reasons(cast, work, "education_service") == []
    with at(ASKED), acting(cast.social_worker):
        gp = Agency.objects.create(name="Mill Lane Surgery", kind="gp", source_code="3A")
        Contact.objects.update(agency=gp)
    assert reasons(cast, work, "education_service") == ["Amara is 8, and no school is known: ask why, and since when"]
    with at(ASKED), acting(cast.social_worker):
        ContactChild.objects.update(told_school="Home educated")
    assert len(reasons(cast, work, "education_service")) == 1
    for born, asked in ((date(2023, 1, 1), 0), (date(2008, 1, 1), 0), (date(2021, 5, 1), 1)):
        with acting(cast.social_worker):
            Person.objects.update(date_of_birth=born)
        assert len(reasons(cast, work, "education_service")) == asked, born


def test_as08_what_is_ticked_is_asked_in_its_own_words_and_not_proposed_again(cast: Cast, work: Asking) -> None:
    key = {one.kind: one.key for one in found(cast, work)}
    with at(ASKED), acting(cast.social_worker):
        data = request(others=[], agencies=[key["school"], key["gp"]]) | {
            f"asks_{key['school']}": "Who fetches her?",
            f"told_{key['gp']}": "Her mother asked for help.",
            f"asks_{key['gp']}": "",
        }
        with pytest.raises(Invalid, match="Say which agency it is"):
            perform(SendChecks, cast.social_worker, work, data)
        perform(SendChecks, cast.social_worker, work, data | {f"name_{key['gp']}": "Mill Lane Surgery"})
        school, gp = AgencyCheck.objects.order_by("pk")
        assert (school.question, school.agency) == (
            "What do you know of Amara at home?\n\nWho fetches her?",
            cast.school,
        )
        assert (gp.agency_name, gp.concern) == ("Mill Lane Surgery", "Her mother asked for help.")
        assert gp.reason == "Every child has a GP: which one is Amara registered with?"
    assert not {"school", "gp"} & {one.kind for one in found(cast, work)}


def test_the_page_shows_why_each_is_proposed_and_what_it_rests_on(
    cast: Cast, assessment: Assessment, signed_in: Browser
) -> None:
    with at(ASKED):
        page = signed_in(cast.social_worker).get(f"/checks/to/{assessment.ref}/").content.decode()
    assert "They told us of Amara on 3 June 2026" in page
    assert "Grace Okafor, mother: asked and agreed, 3 June 2026" in page
    assert "For School and GP practice" in page
    assert "and of the home. Nobody has agreed yet that they are asked" in page
    assert 'value="11"' in page  # the day they answer by stands there already


def test_ig02_the_page_leads_to_where_agreement_is_recorded_and_authority_asked_for(
    cast: Cast, assessment: Assessment, signed_in: Browser
) -> None:
    with at(ASKED):
        farah = signed_in(cast.social_worker)
        page = farah.get(f"/checks/to/{assessment.ref}/").content.decode()
        with acting(cast.social_worker):
            contact = assessment.referral.contact if assessment.referral else None
            assert contact is not None
            ways = [f"/contacts/{contact.ref}/consent/", f"/contacts/{contact.ref}/ask-authority/"]
        for way in ways:
            assert f'href="{way}"' in page
            assert farah.get(way).status_code == 200
    with acting(cast.social_worker):
        Assessment.objects.filter(pk=assessment.pk).update(referral=None)
    own = f"/checks/to/{assessment.ref}/agreement/"
    with at(ASKED):
        page = farah.get(f"/checks/to/{assessment.ref}/").content.decode()
        assert "Nobody has agreed yet and no manager has authorised it" in page
        assert f'href="{own}"' in page
        said = {
            "asked_of": "Grace Okafor, mother", "state": "given", "agencies": ["police"], "how": "At home",
            "asked_at_day": 4, "asked_at_month": 6, "asked_at_year": 2026, "asked_at_time": "10:30",
        }  # fmt: skip
        answer = farah.post(own, said | {name.replace("_at_", "_at-"): value for name, value in said.items()})
        assert answer.status_code == 302, answer.content.decode()
        page = farah.get(f"/checks/to/{assessment.ref}/").content.decode()
    assert "Grace Okafor, mother: asked and agreed, 4 June 2026" in page
