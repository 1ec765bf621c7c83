"""A child on another authority's plan moved here: its conference has a clock of its own (CP-06, CL-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.conferences import queries, steps
from kith.conferences.models import Conference
from kith.kernel.perform import Invalid
from kith.people.models import Person
from kith.people.queries.chronology import chronology
from kith.record.models import Clock
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.conferences.test_conference import ASKED_AT, amara, arranged, asked, asking, ended
from tests.people import made

__all__ = ["amara"]  # the fixture

pytestmark = pytest.mark.django_db
MOVED = {
    "kind": "transfer", "from_authority": "Southmere", "from_category": "NEG", "from_since": "2026-01-09",
    "notified_on": "2026-06-12",
}  # fmt: skip


@pytest.fixture
def child(cast: Cast, amara: Person) -> Person:
    with acting(cast.social_worker), at(london(2026, 6, 3)):
        made.involve(cast.social_worker, amara)
    return amara


def clock_of(cast: Cast, one: Conference) -> Clock:
    with acting(cast.social_worker):
        return Clock.objects.get(matter=one.matter, rule="cp.transfer.hold")


def test_cl_10_a_transfer_in_counts_fifteen_working_days_from_when_we_were_told(cast: Cast, child: Person) -> None:
    """However late it was asked for: told on Friday 12 June, it is due on Friday 3 July. Shown and explained."""
    one = asked(cast, child, **MOVED)
    running = clock_of(cast, one)
    assert running.due_at is not None
    assert (running.due_at.date(), running.stopped_at) == (date(2026, 7, 3), None)
    browser = signed_in(cast.social_worker)
    with at(ASKED_AT):
        page = browser.get(one.href).content.decode()
        assert "Hold the transfer-in conference" in page
        assert "They told us on 12 June 2026" in page
        assert f"/disagreements/on/{one.ref}/" in page  # AS-17
        with acting(cast.social_worker):
            (face,) = queries.dates_of(one)
            lines = [entry.line for entry in chronology([child.pk]).entries]
        why = browser.get(face.href).content.decode()
        assert "Working Together to Safeguard Children 2023" in why
        assert "15 working days" in why
    assert "Southmere told us that a child on its protection plan moved here" in lines
    ended(cast, arranged(cast, one))
    assert clock_of(cast, one).stopped_at == london(2026, 6, 24, 10)


def test_cl_10_a_transfer_in_held_late_says_why(cast: Cast, child: Person) -> None:
    one = arranged(cast, asked(cast, child, **MOVED | {"notified_on": "2026-05-20"}))
    with pytest.raises(Invalid) as refused:
        ended(cast, one)
    assert "late" in "".join(refused.value.form.errors)


def test_cl_10_one_that_is_called_off_says_why_and_asked_for_again_it_counts_from_the_same_day(
    cast: Cast, child: Person
) -> None:
    one = arranged(cast, asked(cast, child, **MOVED))
    with at(ASKED_AT):
        take(steps.CallOffConference, cast.conference_chair, one, {"off_because": "The chair is ill."})
    assert clock_of(cast, one).not_needed_because == "Called off: The chair is ill."
    again = asked(cast, child, when=london(2026, 6, 22), **MOVED)
    due = clock_of(cast, again).due_at
    assert due is not None
    assert due.date() == date(2026, 7, 3)


def test_cl_10_only_a_transfer_in_says_when_we_were_told(cast: Cast, child: Person) -> None:
    said: dict[str, Any] = MOVED | {"notified_on": ""}
    with pytest.raises(Invalid) as refused:
        asked(cast, child, **said)
    assert list(refused.value.form.errors) == ["notified_on"]
    assert "notified_on" not in asking(cast, child)
    one = asked(cast, child, **MOVED)
    initial = {"kind": "initial", "from_since": None, "from_authority": "", "from_category": ""}
    refused_by = pytest.raises(IntegrityError, match="a_transfer_in_says_from_where")
    with acting(cast.social_worker), refused_by, transaction.atomic():
        Conference.objects.filter(pk=one.pk).update(**initial)
