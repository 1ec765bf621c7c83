"""What agencies were asked for and how soon they answered: checks, reports and taking part, by agency (IG-10)."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import User
from kith.access.system import system_user
from kith.checks import queries
from kith.checks.models import AgencyCheck
from kith.checks.steps import ChaseCheck, GoOnWithout, RecordReply
from kith.conferences.models import Conference, ConferenceAgency
from kith.intelligence import contributions as register
from kith.kernel.perform import perform
from kith.returns.cin.load import load_file
from tests.assessment.reading import signed_in
from tests.cast import Cast, london
from tests.checks.conftest import ASKED, Send, amara, assessment, send, work
from tests.returns.census import child, message, referral
from tests.returns.modules import enquiry, protection_plan

__all__ = ["amara", "assessment", "send", "work"]  # the fixtures

pytestmark = pytest.mark.django_db
JUNE = register.Asked(date(2026, 6, 1), date(2026, 6, 1))
LATER = ASKED + timedelta(days=8)  # the day after the answer was due


def do(cast: Cast, step: Any, check: AgencyCheck, when: Any, **said: Any) -> None:
    with at(when), acting(cast.social_worker):
        perform(step, cast.social_worker, queries.by_ref(check.ref), said)


def answered(cast: Cast, asked: register.Asked = JUNE, when: Any = LATER) -> register.Responses:
    with at(when), acting(cast.head_of_service):
        (row,) = register.by_agency(register.checks(asked))
        return row


def page(actor: User, where: str = "", said: str = "since=2026-06&until=2026-06", when: Any = LATER) -> Any:
    with at(when), acting(actor):
        return signed_in(actor).get(f"/agency-contributions/{where}?{said}")


def test_ig_10_a_reply_counts_in_days_from_the_request(cast: Cast, send: Send) -> None:
    check = send()
    do(cast, RecordReply, check, ASKED + timedelta(days=3), words="Late twice.", said_by="Mrs Hale",
       said_at=ASKED + timedelta(days=3))  # fmt: skip
    do(cast, RecordReply, check, LATER, words="And again.", said_by="Mrs Hale", said_at=LATER)
    row = answered(cast)
    assert (row.words, row.asked, row.answered, row.middle) == ("Larkfield Primary", 1, 1, 3)
    assert (row.in_time, row.late, row.missing) == (1, 0, 0), "the first answer counts"


def test_ig_10_a_late_reply_and_what_was_asked_again_are_counted(cast: Cast, send: Send) -> None:
    check = send()
    do(cast, ChaseCheck, check, LATER, how="phone", at=LATER, spoke_to="The office", said="Tomorrow")
    assert (answered(cast).missing, answered(cast).again) == (1, 1)
    do(cast, RecordReply, check, LATER, words="Late twice.", said_by="Mrs Hale", said_at=LATER)
    row = answered(cast)
    assert (row.middle, row.in_time, row.late, row.missing, row.again) == (8, 0, 1, 0, 1)


def test_ig_10_what_is_not_due_yet_is_neither_late_nor_missing(cast: Cast, send: Send) -> None:
    send()
    row = answered(cast, when=ASKED + timedelta(days=1))
    assert (row.asked, row.answered, row.late, row.missing, row.middle) == (1, 0, 0, 0, None)


def test_ig_10_gone_on_without_an_answer_is_said(cast: Cast, send: Send) -> None:
    check = send()
    do(cast, GoOnWithout, check, LATER, reason="The school is closed until September.")
    row = answered(cast)
    assert (row.missing, row.without) == (1, 1)
    with at(LATER), acting(cast.head_of_service):
        assert not register.overdue(register.checks(JUNE)), "nobody waits for it any more"


def test_ig_10_what_is_waited_for_past_its_day_stands_on_the_page(cast: Cast, send: Send) -> None:
    check = send()
    text = page(cast.head_of_service).content.decode()
    assert "Waited for past the day" in text
    assert check.href in text
    assert "1 day over" in text
    assert "Larkfield Primary" in text


def test_ig_10_reports_and_taking_part_are_counted_by_agency(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "census.xml"
    modules = enquiry("2026-06-01", held="2026-06-15") + protection_plan("2026-06-15")
    file.write_text(message(child(referral(modules)), year=2027), encoding="utf-8")
    with at(london(2026, 6, 20)), acting(system_user()):
        load_file(file, system_user())
        matter = Conference.objects.get().matter
        asked = {"matter": matter, "invited_at": london(2026, 6, 5), "invited_by": cast.social_worker}
        due = {"report_due_on": date(2026, 6, 12)}
        ConferenceAgency.objects.create(agency_kind="school", agency_name="Larkfield Primary", part="here", **due,
            **asked, report_on=date(2026, 6, 9), report_by=cast.social_worker)  # fmt: skip
        ConferenceAgency.objects.create(agency_kind="gp", agency_name="Rowan Surgery", part="absent", **due, **asked)
    with at(london(2026, 6, 20)), acting(cast.head_of_service):
        school, surgery = register.by_agency(register.reports(JUNE))
        assert (school.words, school.answered, school.middle, school.in_time) == ("Larkfield Primary", 1, 4, 1)
        assert (surgery.words, surgery.answered, surgery.missing) == ("Rowan Surgery", 0, 1)
        assert {(one.words, one.conferences, one.conferred) for one in register.parts(JUNE)} == {
            ("Larkfield Primary", 1, 1), ("Rowan Surgery", 1, 0),
        }  # fmt: skip
        assert not register.overdue(register.reports(JUNE)), "the conference was held: nobody waits for it"
        only_gps = register.Asked(JUNE.since, JUNE.until, "gp")
        assert [one.words for one in register.by_agency(register.reports(only_gps))] == ["Rowan Surgery"]


def test_ig_10_the_register_is_exported(cast: Cast, send: Send) -> None:
    send()
    answer = page(cast.head_of_service, "export/")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0][:5] == ["Table", "First month", "Last month", "Agency", "Asked"]
    assert rows[1][3:5] == ["Larkfield Primary", "1"]


def test_ig_10_whoever_sees_figures_only_sees_no_single_agency(cast: Cast, send: Send) -> None:
    send()
    for where in ("", "export/"):
        answer = page(cast.data_analyst, where)
        assert answer.status_code == 403
        assert "Larkfield" not in answer.content.decode()


def test_ig_10_nothing_asked_is_said_in_words(cast: Cast) -> None:
    assert "Nothing to count." in page(cast.head_of_service).content.decode()
