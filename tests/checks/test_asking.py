"""Agencies are asked on an assessment: on what it rests, what each is told, and what is kept (AS-08, IG-01)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Notice
from kith.assessment.models import Assessment
from kith.checks.kinds import Asking
from kith.checks.models import AgencyCheck
from kith.checks.queries import checks_of, waiting
from kith.checks.queries.asking import due_unless_said
from kith.checks.steps import SendChecks
from kith.kernel.perform import Invalid, Refused, perform
from kith.record.models import StepEvent
from kith.sharing.models import AgencyDiscussion, Authorisation
from tests.cast import Cast
from tests.checks.conftest import ASKED, CONCERN, QUESTION, Send, agree, request

pytestmark = pytest.mark.django_db


def test_as08_a_request_keeps_the_agency_the_words_the_day_and_what_it_rests_on(
    cast: Cast, assessment: Assessment, send: Send
) -> None:
    check = send()
    with acting(cast.social_worker):
        assert (check.agency_name, check.agency, check.agency_kind) == ("Larkfield Primary", cast.school, "school")
        assert (check.concern, check.question, check.due_on) == (CONCERN, QUESTION, date(2026, 6, 11))
        assert check.state == "waiting"
        assert [row.check for row in waiting(assessment.matter)] == [check]
        event = StepEvent.objects.get(step="checks.sent")
        assert (event.line, event.matter_id) == ("Asked 1 agency what they know: school", assessment.matter_id)


def test_ig01_what_was_shared_with_whom_and_why_is_kept_with_the_agreement_it_rests_on(
    cast: Cast, assessment: Assessment, send: Send
) -> None:
    shared = send().shared
    with acting(cast.social_worker):
        assert shared.consent is not None
        assert (shared.consent.asked_of, shared.lawful_basis) == ("Grace Okafor, mother", "public_task")
        assert shared.matter_id == assessment.matter_id
        assert CONCERN in shared.shared
        assert QUESTION in shared.shared
        assert shared.why_needed == "Her mother cannot say how she is at school."


@pytest.mark.usefixtures("at_work")
def test_ig02_without_agreement_or_authority_nothing_is_sent_and_the_words_say_how_to_mend_it(
    cast: Cast, work: Asking
) -> None:
    others = [
        {"agency_kind": "school", "agency_name": "Larkfield Primary"},
        {"agency_kind": "police", "agency_name": "Northmere Police"},
    ]
    with pytest.raises(Invalid) as no:
        perform(SendChecks, cast.social_worker, work, request(others=others))
    said = str(no.value.form.errors)
    assert "no authorisation in force names them: Police." in said
    assert "Ask the family and record what they say" in said
    assert not AgencyCheck.objects.exists()
    assert not AgencyDiscussion.objects.exists()


def test_ig02_an_agreement_withdrawn_since_is_relied_on_no_more(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    assert assessment.referral
    agree(cast, assessment.referral, [], state="withdrawn", alternative="A family meeting was offered")
    with at(ASKED), acting(cast.social_worker), pytest.raises(Invalid):
        perform(SendChecks, cast.social_worker, work, request())


def test_ig03_a_manager_s_authority_stands_in_and_its_approver_does_not_ask_themselves(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    with at(ASKED), acting(cast.team_manager):
        Authorisation.objects.create(
            kind="share_without_consent", matter=assessment.matter, asked_by=cast.social_worker,
            approver=cast.team_manager, reason="Asking first would bring harm.", agencies=["police"],
            may_be_shared="The worry", review_on="2026-06-16",
        )  # fmt: skip
    police = request(others=[{"agency_kind": "police", "agency_name": "Northmere Police"}])
    with at(ASKED + timedelta(hours=1)), acting(cast.team_manager), pytest.raises(Invalid, match="yourself"):
        perform(SendChecks, cast.team_manager, work, police)
    with at(ASKED + timedelta(hours=1)), acting(cast.social_worker):
        check = perform(SendChecks, cast.social_worker, work, police).result
        assert check.shared.authorisation.approver == cast.team_manager


def test_as08_the_day_to_answer_by_is_a_number_of_the_authority_s_own_in_working_days(cast: Cast) -> None:
    with at(ASKED), acting(cast.social_worker):  # a Thursday
        assert due_unless_said() == date(2026, 6, 11)


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"others": []}, "Tick an agency, or add one"),
        ({"concern": ""}, "no agency is asked without being told why"),
        ({"due_on": "2026-06-01"}, "must be today or in the future"),
        ({"lawful_basis": ""}, "What allows us to share this?"),
        ({"others": [{"agency_kind": "school", "agency_name": ""}]}, "Enter the name of the agency"),
    ],
)
def test_bad_input_says_what_to_mend(cast: Cast, work: Asking, typed: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as no:
        perform(SendChecks, cast.social_worker, work, request(**typed))
    assert said in str(no.value.form.errors)


def test_as08_somebody_not_involved_or_an_assessment_that_ended_is_refused(
    cast: Cast, assessment: Assessment, work: Asking, send: Send
) -> None:
    with at(ASKED), acting(cast.stranger), pytest.raises(Refused, match="not involved"):
        perform(SendChecks, cast.stranger, work, request())
    with at(ASKED), acting(cast.team_manager):
        Assessment.objects.filter(pk=assessment.pk).update(state="authorised", authorised_on="2026-06-04")
    with pytest.raises(Refused, match="authorised"):
        send()


def test_those_who_sign_in_for_the_agency_get_word_that_something_waits_and_nothing_else(
    cast: Cast, send: Send
) -> None:
    check = send()
    with acting(cast.referrer):
        assert [one.href for one in Notice.objects.filter(user=cast.referrer)] == [f"/portal/asked/{check.ref}/"]
    with acting(cast.other_referrer):
        assert not Notice.objects.filter(user=cast.other_referrer).exists()


def test_a_request_sent_twice_is_one(cast: Cast, work: Asking) -> None:
    with at(ASKED), acting(cast.social_worker):
        for _ in range(2):
            perform(SendChecks, cast.social_worker, work, request(), request_key="one")
        assert len(checks_of(work.matter)) == 1


def test_as08_an_agency_that_is_waited_for_is_not_asked_the_same_again(cast: Cast, work: Asking, send: Send) -> None:
    send()
    again = request(others=[{"agency_kind": "school", "agency_name": "LARKFIELD primary"}])
    with at(ASKED), acting(cast.social_worker), pytest.raises(Invalid, match="asked already and has not replied"):
        perform(SendChecks, cast.social_worker, work, again)


def test_as08_an_agency_ticked_and_added_as_well_is_asked_once(cast: Cast, work: Asking) -> None:
    twice = request(
        others=[
            {"agency_kind": "school", "agency_name": "Larkfield Primary"},
            {"agency_kind": "school", "agency_name": "larkfield primary"},
        ]
    )
    with at(ASKED), acting(cast.social_worker), pytest.raises(Invalid, match="stands here twice"):
        perform(SendChecks, cast.social_worker, work, twice)
