"""A partner answers what their own agency is asked, in the portal, and sees nothing of the record (AS-08, IG-05)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import NamedReader, Notice, Subject, User
from kith.assessment.models import Assessment
from kith.checks import queries
from kith.checks.models import AgencyReply
from kith.checks.steps import GoOnWithout
from kith.kernel.perform import perform
from kith.people.models import Person
from kith.record.models import Sighting
from tests.cast import Cast
from tests.checks.conftest import ASKED, CONCERN, QUESTION, Send

pytestmark = pytest.mark.django_db
LATER = ASKED + timedelta(days=1)
ANSWER = {"words": "Late on nine days since Easter.", "role": "Deputy head"}
Browser = Callable[[User], Client]


def test_as08_the_agency_finds_the_request_in_the_portal_and_answers_there(
    cast: Cast, send: Send, signed_in: Browser
) -> None:
    check = send()
    address = f"/portal/asked/{check.ref}/"
    with at(LATER):
        mrs_hale = signed_in(cast.referrer)
        assert address in mrs_hale.get("/portal/").content.decode()
        page = mrs_hale.get(address).content.decode()
        assert CONCERN in page
        assert QUESTION in page
        assert "Thursday 11 June" in page
        answered = mrs_hale.post(address, ANSWER, follow=True).content.decode()
        assert "Late on nine days since Easter." in answered
        home = mrs_hale.get("/portal/").content.decode()
        assert "Your agency is asked" not in home
        assert address in home[home.index("What you answered") :]
    with acting(cast.social_worker):
        (reply,) = AgencyReply.objects.all()
        assert (reply.said_by, reply.through_portal, reply.said_at) == ("Mrs Hale, Deputy head", True, LATER)
        found = queries.by_ref(check.ref)
        assert found is not None
        assert found.state == "replied"
        assert Notice.objects.filter(user=cast.social_worker, href=check.href).exists()


def test_ig05_a_partner_reads_the_request_and_nothing_of_the_record_behind_it(
    cast: Cast, assessment: Assessment, send: Send, signed_in: Browser
) -> None:
    check = send(others=[{"agency_kind": "school", "agency_name": "larkfield primary", "reason": "Said by the police"}])
    with at(LATER):
        mrs_hale = signed_in(cast.referrer)
        page = mrs_hale.get(f"/portal/asked/{check.ref}/").content.decode()
        for hidden in ("Said by the police", assessment.direction, assessment.ref, "Rowan Walk", "Grace Okafor"):
            assert hidden not in page
        for shut in (check.href, f"{check.href}request/", f"{check.href}reply/", f"/checks/to/{assessment.ref}/"):
            assert mrs_hale.get(shut).status_code == 404
    with acting(cast.information_governance_officer):
        looked = Sighting.objects.filter(actor=cast.referrer)
        assert [(one.page, one.because) for one in looked] == [
            ("Request to their agency", "Their agency was asked about them")
        ]


def test_ig05_what_another_agency_is_asked_is_not_there(cast: Cast, send: Send, signed_in: Browser) -> None:
    address = f"/portal/asked/{send().ref}/"
    with at(LATER):
        assert signed_in(cast.other_referrer).get(address).status_code == 404
        assert signed_in(cast.other_referrer).post(address, ANSWER).status_code == 404
        assert address not in signed_in(cast.other_referrer).get("/portal/").content.decode()
    assert not AgencyReply.objects.exists()


def test_ig05_what_is_about_somebody_restricted_is_not_shown_in_the_portal(
    cast: Cast, amara: Person, send: Send, signed_in: Browser
) -> None:
    with acting(cast.team_manager):
        for reader in (cast.social_worker, cast.team_manager, cast.referrer):
            NamedReader.objects.create(person_id=amara.pk, user=reader, reason="holds the case")
        Subject.objects.filter(pk=amara.pk).update(restricted=True)
    check = send()
    with at(LATER):
        assert signed_in(cast.referrer).get(f"/portal/asked/{check.ref}/").status_code == 404
        page = signed_in(cast.social_worker).get(check.href).content.decode()
        assert "Nobody there can read it in the portal." in page
        assert signed_in(cast.stranger).get(check.href).status_code == 404
    with acting(cast.referrer):
        assert not Notice.objects.filter(user=cast.referrer).exists()


def test_a_late_answer_is_read_and_one_after_the_work_ended_is_refused_with_what_was_typed(
    cast: Cast, assessment: Assessment, send: Send, signed_in: Browser
) -> None:
    check = send()
    address = f"/portal/asked/{check.ref}/"
    with at(LATER), acting(cast.social_worker):
        perform(GoOnWithout, cast.social_worker, queries.by_ref(check.ref), {"reason": "Her teacher told us."})
    with at(LATER):
        page = signed_in(cast.referrer).get(address).content.decode()
        assert "We had to go on without your answer." in page
        assert signed_in(cast.referrer).post(address, ANSWER).status_code == 302
    with acting(cast.team_manager):
        Assessment.objects.filter(pk=assessment.pk).update(state="authorised", authorised_on="2026-06-05")
    with at(LATER):
        assert "This work has ended" in signed_in(cast.referrer).get(address).content.decode()
        shut = signed_in(cast.referrer).post(address, ANSWER)
    assert shut.status_code == 403
    assert ANSWER["words"] in shut.content.decode()


@pytest.mark.parametrize("typed", [{"words": ""}, {"role": ""}])
def test_an_answer_that_lacks_something_keeps_what_was_typed(
    cast: Cast, send: Send, signed_in: Browser, typed: dict[str, Any]
) -> None:
    address = f"/portal/asked/{send().ref}/"
    with at(LATER):
        answer = signed_in(cast.referrer).post(address, ANSWER | typed)
    assert answer.status_code == 422
    kept = next(value for name, value in ANSWER.items() if name not in typed)
    assert kept in answer.content.decode()
