"""Every due date counted again (decision 23), restricted children's too, and the wall stays whole (decision 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kith.access.actor import acting, at
from kith.access.models import NamedReader, Subject
from kith.access.system import working
from kith.frontdoor.models import Referral
from kith.record import clocks
from kith.record.models import Clock
from kith.site import jobs
from kith.standards.calendar import BankHoliday, england
from kith.standards.words import local_day
from tests.assessment import scene
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.django_db

VISIT = "assessment.first_visit"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with at(TODAY):
        yield


@pytest.fixture
def referral(cast: Cast) -> Referral:
    """A restricted child's: Farah is the only reader."""
    (found,) = scene.referrals(cast, scene.child(cast.mash_worker))
    with acting(cast.social_worker):
        NamedReader.objects.create(person_id=found.child_id, user=cast.social_worker, reason="holds the case")
        Subject.objects.filter(pk=found.child_id).update(restricted=True)
    return found


def due(cast: Cast, referral: Referral) -> date:
    with acting(cast.social_worker):
        at_ = Clock.objects.get(matter_id=referral.matter_id, rule=VISIT).due_at
    assert at_ is not None
    return local_day(at_)


def holiday(monkeypatch: Any, *days: date) -> None:
    """From now on these are bank holidays."""
    calendar = england()
    more = replace(calendar, holidays={**calendar.holidays, **{day: BankHoliday(day, "Jubilee") for day in days}})
    monkeypatch.setattr(clocks, "england", lambda: more)


def test_a_bank_holiday_reaches_a_restricted_childs_clock_too(
    cast: Cast, referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert due(cast, referral) == date(2026, 6, 10)
    holiday(monkeypatch, date(2026, 6, 8))
    with working():
        assert not Clock.objects.filter(matter_id=referral.matter_id).exists()  # hidden from the machine as well
    jobs.rebuild_clocks()
    assert due(cast, referral) == date(2026, 6, 11)
    with working():
        assert clocks.rebuild() == 0
    with acting(cast.social_worker):
        was = Clock.objects.get(matter_id=referral.matter_id, rule=VISIT).history.order_by("pgh_id")
        days = [local_day(row.due_at) for row in was]
    assert days == [date(2026, 6, 10), date(2026, 6, 11)]


def test_a_clock_of_the_authoritys_own_target_is_counted_by_it(cast: Cast, referral: Referral) -> None:
    """CL-01: the number a clock began under is kept, whatever is chosen since."""
    with acting(cast.social_worker):
        Clock.objects.filter(matter_id=referral.matter_id, rule=VISIT).update(limit_number=2)
    with working():
        assert clocks.rebuild() == 1
    assert due(cast, referral) == date(2026, 6, 5)


def test_a_date_a_manager_asked_for_never_lies_past_a_limit_that_came_nearer(cast: Cast, referral: Referral) -> None:
    """CL-07: one clock that cannot be put right would otherwise leave all of them as they were."""
    with acting(cast.social_worker):
        clock = Clock.objects.get(matter_id=referral.matter_id, rule=VISIT)
    with acting(cast.social_worker):
        Clock.objects.filter(pk=clock.pk).update(
            needed_by=clock.due_at, needed_by_set_by=cast.team_manager, needed_by_reason="Soon", limit_number=2
        )
    with working():
        clocks.rebuild()
    with acting(cast.social_worker):
        clock.refresh_from_db()
    assert clock.needed_by == clock.due_at


@pytest.mark.parametrize(
    "statement",
    [
        "select * from kith_clocks_running()",
        "select kith_clocks_due('', null, '', now(), now(), now())",
    ],
)
def test_nobody_but_kith_may_count_every_date_again(statement: str, cast: Cast) -> None:
    for actor in (cast.head_of_service, cast.system_administrator, None):
        with (
            acting(actor),
            pytest.raises(DatabaseError, match="Only Kith itself"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_what_kith_is_told_says_nothing_of_whose_a_clock_is(referral: Referral) -> None:
    with working(), connection.cursor() as cursor:
        cursor.execute("select * from kith_clocks_running()")
        told = [column.name for column in cursor.description or ()]
    assert told == ["edition", "limit_number", "unit", "started_at", "due_at"]
