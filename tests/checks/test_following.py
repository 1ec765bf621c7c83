"""A request is chased, answered by whoever knows, or gone on without; what is late is seen (AS-08, IG-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import Notice, User
from kith.assessment.models import Assessment
from kith.assessment.queries.lacking import lacking
from kith.checks import queries
from kith.checks.models import AgencyCheck
from kith.checks.steps import ChaseCheck, GoOnWithout, RecordReply
from kith.kernel.perform import Invalid, Refused, perform
from tests.assessment.reading import places
from tests.cast import Cast
from tests.checks.conftest import ASKED, Send

pytestmark = pytest.mark.django_db
LATER = ASKED + timedelta(days=8)  # Friday 12 June, the day after it was due
Browser = Callable[[User], Client]


def row(cast: Cast, check: AgencyCheck, when: datetime = LATER) -> queries.CheckRow:
    with at(when), acting(cast.social_worker):
        found = queries.by_ref(check.ref)
        assert found is not None
        return queries.row_of(found)


def do(cast: Cast, step: Any, check: AgencyCheck, when: datetime = LATER, **said: Any) -> Any:
    with at(when), acting(cast.social_worker):
        found = queries.by_ref(check.ref)
        return perform(step, cast.social_worker, found, said).result


def test_as08_a_reply_typed_in_says_who_said_it_and_when(cast: Cast, send: Send) -> None:
    check = send()
    do(cast, RecordReply, check, words="Late on nine days.", said_by="Mrs Hale, deputy head", said_at=LATER)
    found = row(cast, check)
    assert found.check.state == "replied"
    assert [(one.words, one.said_by, one.said_at, one.recorded_by) for one in found.replies] == [
        ("Late on nine days.", "Mrs Hale, deputy head", LATER, cast.social_worker)
    ]
    assert not found.replies[0].through_portal


def test_as08_a_reply_before_it_was_asked_for_is_refused(cast: Cast, send: Send) -> None:
    check = send()
    with pytest.raises(Invalid, match="They were first asked on"):
        do(cast, RecordReply, check, words="Yes", said_by="Mrs Hale", said_at=ASKED - timedelta(days=1))


def test_as08_each_chaser_is_counted_and_dated_and_may_bring_a_new_day(cast: Cast, send: Send) -> None:
    check = send()
    assert row(cast, check).late
    do(cast, ChaseCheck, check, how="phone", at=LATER, said="She rings back", due_on="2026-06-15")
    do(cast, ChaseCheck, check, LATER + timedelta(days=3), how="mail", at=LATER + timedelta(days=3))
    with at(LATER + timedelta(days=3)):
        found = row(cast, check, LATER + timedelta(days=3))
        assert found.due_words == "Asked 4 June 2026. Chased twice, last on 15 June 2026"
        assert [(one.how, one.said) for one in found.chasers] == [("phone", "She rings back"), ("mail", "")]
        assert f"{found.check.due_on}" == "2026-06-15"
        assert not found.late


def test_as08_gone_on_without_keeps_why_and_a_late_reply_is_kept_as_well(cast: Cast, send: Send) -> None:
    check = send()
    with pytest.raises(Invalid, match="what it leaves unknown"):
        do(cast, GoOnWithout, check)
    do(cast, GoOnWithout, check, reason="Chased twice; her teacher told us herself.")
    found = row(cast, check)
    assert (found.check.state, found.check.without_by) == ("without", cast.social_worker)
    with pytest.raises(Refused, match="Nothing is waited for"):
        do(cast, ChaseCheck, check, how="phone", at=LATER)
    do(cast, RecordReply, check, words="Sorry to be late.", said_by="Mrs Hale", said_at=LATER)
    found = row(cast, check)
    assert (found.check.state, found.check.without_because) == ("replied", "Chased twice; her teacher told us herself.")


def test_as08_what_adult_services_say_of_the_effect_on_the_child_is_asked_for(
    cast: Cast, send: Send, amara: Any
) -> None:
    check = send()
    with acting(cast.social_worker):
        AgencyCheck.objects.filter(pk=check.pk).update(purpose="adult", adult=amara.subject)
    with pytest.raises(Invalid, match="needs affect the child"):
        do(cast, RecordReply, check, words="In treatment.", said_by="Ravi Stone", said_at=LATER)


def test_as08_the_assessment_lists_its_checks_with_their_states(
    cast: Cast, assessment: Assessment, send: Send, signed_in: Browser
) -> None:
    address = f"/assessments/{assessment.ref}/"
    with at(ASKED):
        page = signed_in(cast.social_worker).get(address).content.decode()
    assert "No agency has been asked yet." in page
    assert f"/checks/to/{assessment.ref}/" in page
    check = send()
    with at(LATER):
        page = signed_in(cast.social_worker).get(address).content.decode()
    assert "1 waiting" in page
    assert "Overdue by 1 working day" in page
    assert f"/checks/{check.ref}/" in page
    do(cast, RecordReply, check, words="Late on nine days.", said_by="Mrs Hale, deputy head", said_at=LATER)
    with at(LATER):
        page = signed_in(cast.social_worker).get(address).content.decode()
    assert "Replied 12 June 2026" in page
    assert "Late on nine days." in page
    assert "Not yet chased" not in page  # it has come


def test_as08_a_reply_that_is_late_stands_on_my_work_of_whoever_leads_and_goes_when_it_is_settled(
    cast: Cast, send: Send, signed_in: Browser
) -> None:
    check = send()
    with at(ASKED):
        page = signed_in(cast.social_worker).get("/").content.decode()
    assert "Reply from Larkfield Primary" in page
    assert "Due in 5 working days" in page
    with at(LATER):
        page = signed_in(cast.social_worker).get("/?show=late").content.decode()
        export = signed_in(cast.social_worker).get("/work/export/").content.decode()
        team = signed_in(cast.team_manager).get("/team/")
    assert f'href="{check.href}"' in page
    assert "Asked 4 June 2026. Not yet chased." in page
    assert "Overdue by 1 working day" in page
    assert "Reply from Larkfield Primary" in export
    assert f'href="{check.href}"' in team.content.decode()
    farah = next(row for row in team.context["rows"] if row.user == cast.social_worker)
    assert page.count("kith-due--late") == farah.late
    with at(LATER):
        assert "Reply from" not in signed_in(cast.stranger).get("/").content.decode()
    do(cast, GoOnWithout, check, reason="Her teacher told us herself.")
    with at(LATER):
        assert "Reply from" not in signed_in(cast.social_worker).get("/").content.decode()


def test_as08_nothing_is_waited_for_once_the_work_has_ended(cast: Cast, assessment: Assessment, send: Send) -> None:
    send()
    with at(LATER), acting(cast.social_worker):
        assert [pk for pk, _ in queries.waiting_about([assessment.child_id])] == [assessment.child_id]
        Assessment.objects.filter(pk=assessment.pk).update(state="authorised", authorised_on="2026-06-12")
        assert queries.waiting_about([assessment.child_id]) == []


def test_as08_approval_names_each_agency_that_has_not_replied(cast: Cast, assessment: Assessment, send: Send) -> None:
    check = send()
    with at(LATER), acting(cast.social_worker):
        found = [one for one in lacking(assessment) if one.section == "agencies"]
    (lack,) = [one for one in found if "replied" in one.label]
    assert (lack.words, lack.href) == (
        "Larkfield Primary has not replied: chase it, or go on without it and say why", check.href,
    )  # fmt: skip
    do(cast, RecordReply, check, words="Late on nine days.", said_by="Mrs Hale", said_at=LATER)
    with at(LATER), acting(cast.social_worker):
        assert not [one for one in lacking(assessment) if "replied" in one.label]


def test_as08_what_they_said_stands_in_its_section_and_in_full_where_all_is_printed(
    cast: Cast, assessment: Assessment, send: Send, signed_in: Browser
) -> None:
    words = " ".join(f"day{number}" for number in range(90))
    do(cast, RecordReply, send(), words=words, said_by="Mrs Hale", said_at=LATER)
    with at(LATER):
        section = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/agencies/").content.decode()
        whole = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/whole/").content.decode()
    assert "day59" in section
    assert "day60" not in section
    assert f"/checks/to/{assessment.ref}/" in section
    assert words in whole


def test_as08_word_in_the_portal_goes_out_again_where_that_is_how_it_is_chased(cast: Cast, send: Send) -> None:
    check = send()
    with acting(cast.referrer):
        Notice.objects.update(handed_at=ASKED)
    do(cast, ChaseCheck, check, how="portal", at=LATER)
    with acting(cast.referrer):
        assert [one.href for one in Notice.objects.filter(user=cast.referrer, handed_at=None)] == [
            f"/portal/asked/{check.ref}/"
        ]
    elsewhere = send(others=[{"agency_kind": "school", "agency_name": "Quay Academy"}])
    with pytest.raises(Invalid, match="how"):
        do(cast, ChaseCheck, elsewhere, how="portal", at=LATER)


def test_ig04_what_the_family_must_not_be_told_is_said_beside_the_reply(
    cast: Cast, assessment: Assessment, send: Send, signed_in: Browser
) -> None:
    check = send()
    why = "Her partner does not know that she came to us."
    do(cast, RecordReply, check, words="Seen twice.", said_by="Mrs Hale", said_at=LATER, in_confidence=why)
    with at(LATER):
        for address in (check.href, f"/assessments/{assessment.ref}/", f"/assessments/{assessment.ref}/whole/"):
            assert why in signed_in(cast.social_worker).get(address).content.decode(), address


def test_words_of_a_request_and_of_its_reply_are_found_in_the_child_s_record(
    cast: Cast, assessment: Assessment, send: Send
) -> None:
    check = send()
    do(cast, RecordReply, check, words="She hides her sleeves.", said_by="Mrs Hale", said_at=LATER)
    with acting(cast.social_worker):
        found = places([assessment.child_id], "sleeves") + places([assessment.child_id], "assessing")
    assert [(one.title, one.href) for one in found if one.href == check.href] == [
        ("Reply from Larkfield Primary", check.href),
        ("Request to Larkfield Primary", check.href),
    ]
