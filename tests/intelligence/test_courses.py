"""How far each contact went, kept beside it and summed by month: always what the record says, whoever asks (FD-13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from math import ceil, floor
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection

from kith.access.actor import acting, at
from kith.access.models import Agency, NamedReader, Subject, User
from kith.access.system import working
from kith.frontdoor.models import Contact, Referral
from kith.intelligence import courses, queries
from kith.intelligence.models import Course
from kith.kernel.now import LONDON
from kith.site import jobs
from tests.assessment.scene import allocated, child, referrals
from tests.bench.test_record import record
from tests.cast import Cast, london
from tests.intelligence.test_conversion import told, world
from tests.query_plans import statements

__all__ = ["record", "world"]
KINDS = {"6": "police", "2A": "schools", "3A": "health", "3B": "health", "1A": "public", "5A": "other"}


@pytest.mark.django_db
def test_each_step_of_a_contact_is_kept_as_the_record_has_it(cast: Cast, world: dict[str, Contact]) -> None:
    with acting(cast.mash_manager):
        kept = {row.pk: row for row in Course.objects.all()}
        found = {name: kept[contact.pk] for name, contact in world.items()}
        assert {name: (row.kind, row.minutes, row.furthest) for name, row in found.items()} == {
            "assessed": ("schools", 4 * 60, 2),
            "referred": ("schools", 8 * 60, 1),
            "late": ("schools", 30 * 60, 0),
            "waiting": ("police", None, 0),
            "police": ("police", None, 0),
        }
        assert found["late"].decider == cast.mash_worker
        assert found["waiting"].decider is None
        assert found["late"].agency == cast.school
    assert courses.rebuild(working) == 0


@pytest.mark.django_db
def test_a_time_is_kept_as_fine_as_it_is_said_and_a_day_stays_a_day(cast: Cast) -> None:
    """Under an hour by the minute, under ten by six, else by the hour; a minute late is late."""
    took = {25: 25, 61: 60, 64: 66, 596: 594, 620: 600, 1439: 1440, 1440: 1440, 1441: 1441, 1500: 1500}
    contact = told(cast, 0, 1)
    with acting(cast.mash_manager):
        for minutes, kept in took.items():
            moment = contact.received_at + minutes * (london(2026, 6, 1, 0, 1) - london(2026, 6, 1, 0, 0))
            Contact.objects.filter(pk=contact.pk).update(state="decided", decided_at=moment)
            assert Course.objects.get(pk=contact.pk).minutes == kept, minutes


@pytest.mark.django_db
def test_work_on_one_child_moves_a_contact_that_is_hidden_from_whoever_does_it(cast: Cast) -> None:
    """A sister is restricted: the team manager allocates without seeing the contact, and it is an assessment still."""
    one, other = child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor")
    referral, _ = referrals(cast, one, other)
    with acting(cast.mash_manager):
        NamedReader.objects.create(person=other.subject, user=cast.head_of_service, reason="Holds the file.")
        Subject.objects.filter(pk=other.pk).update(restricted=True)
    with acting(cast.team_manager):
        assert not Contact.objects.exists()
        assert not Course.objects.exists()
    allocated(cast, referral)
    with acting(cast.head_of_service):
        assert Course.objects.get().furthest == 2


@pytest.mark.django_db
def test_every_night_what_differs_from_the_record_is_mended(cast: Cast, world: dict[str, Contact]) -> None:
    with acting(cast.mash_manager):
        as_kept = list(Course.objects.order_by("pk").values_list("pk", "minutes", "furthest"))
        Course.objects.filter(pk=world["late"].pk).update(minutes=1, furthest=3)
    assert courses.rebuild(working) == 1
    jobs.rebuild_courses()
    with acting(cast.mash_manager):
        assert list(Course.objects.order_by("pk").values_list("pk", "minutes", "furthest")) == as_kept


@pytest.mark.django_db
@pytest.mark.parametrize("write", [courses.sum_up, lambda: courses.rebuild(nullcontext)])
def test_nobody_but_kith_itself_writes_them_anew(cast: Cast, write: Callable[[], Any]) -> None:
    with acting(cast.head_of_service), pytest.raises(DatabaseError, match="Only Kith itself"):
        write()


@pytest.mark.django_db
def test_a_family_is_held_in_one_order_whoever_allocates_it(cast: Cast) -> None:
    """Each child's assessment moves their one contact: two who allocate a family at once must not wait in a ring."""
    first, *others = referrals(cast, *(child(cast.mash_worker, name) for name in ("Amara Oko", "Chidi Oko", "Ada Oko")))
    beside = [first.ref, others[0].ref]
    asked = statements(lambda: allocated(cast, others[1], with_siblings=beside))
    held = [(sql, params) for sql, params in asked if "FOR UPDATE" in sql and "frontdoor_referral" in sql]
    assert set(held[0][1]) == {first.pk, *(one.pk for one in others)}
    assert 'ORDER BY "frontdoor_referral"."matter_id" ASC' in held[0][0]


# As the record has it, counted without the database ---------------------------------------------------------------


def kept_as(minutes: float) -> int:
    fine = 1 if minutes < 59.5 else 6 if minutes < 597 else 60
    about = floor(minutes / fine + 0.5) * fine
    return max(about, 1441) if minutes > 1440 else about


def percentile(values: list[int], part: float) -> float | None:
    if not values:
        return None
    values, place = sorted(values), part * (len(values) - 1)
    low, high = values[floor(place)], values[ceil(place)]
    return round(low + (high - low) * (place - floor(place)), 6)


def by_hand(asked: queries.Asked) -> dict[Any, Any]:
    """The figures of whoever is acting, worked out from the rows they may see."""
    reached: dict[int, int] = defaultdict(int)
    for referral in Referral.objects.select_related("assessment"):
        found = getattr(referral, "assessment", None)
        far = 1 if found is None else 3 if (found.state, found.outcome) == ("authorised", "cin_plan") else 2
        reached[referral.contact_id or 0] = max(reached[referral.contact_id or 0], far)
    groups: dict[Any, list[tuple[int | None, int]]] = defaultdict(list)
    for one in Contact.objects.select_related("matter__threshold_decision__decider", "agency"):
        month = one.received_at.astimezone(LONDON).date().replace(day=1)
        kind = KINDS[one.source_code]
        decider = one.matter.threshold_decision.decider if one.decided_at else None
        if not asked.since <= month <= asked.until or (asked.kind and kind != asked.kind):
            continue
        if (asked.type and one.type != asked.type) or (asked.agency and getattr(one.agency, "ref", "") != asked.agency):
            continue
        if asked.decider and getattr(decider, "ref", "") != asked.decider:
            continue
        took = kept_as((one.decided_at - one.received_at).total_seconds() / 60) if one.decided_at else None
        keys = [("", ""), ("month", month), ("source_kind", kind), ("smallest", (month, kind, one.type))]
        keys += [("decided_by", decider.pk)] if decider else []
        keys += [("agency_id", one.agency_id)] if one.agency_id and asked.kind else []
        for key in keys:
            groups[key].append((took, reached[one.pk]))
    return {key: summary([took for took, _ in rows], [far for _, far in rows], key) for key, rows in groups.items()}


def summary(took: list[int | None], far: list[int], key: Any) -> tuple[Any, ...]:
    done = [one for one in took if one is not None]
    late = sum(one > 1440 for one in done)
    reached = [sum(one >= stage for one in far) for stage in (1, 2, 3)]
    times = (None, None) if key[0] == "smallest" else (percentile(done, 0.5), percentile(done, 0.9))
    return (len(took), *reached, len(done) - late, late, len(took) - len(done), *times)


def said(asked: queries.Asked) -> dict[Any, Any]:
    names = ("contacts", "referral", "assessment", "plan", "in_time", "late", "waiting")
    found = queries.counted(asked, "smallest")
    return {
        (grouped, row[grouped] if grouped else ""): (*(row[f"n_{name}"] for name in names), *times_of(row))
        for grouped, rows in found.items()
        for row in rows
        if row["n_contacts"]
    }


def times_of(row: dict[str, Any]) -> list[float | None]:
    return [None if row[name] is None else round(row[name], 6) for name in ("median", "ninth")]


def questions() -> Iterator[queries.Asked]:
    this = date.today().replace(day=1)  # noqa: DTZ011  (months are all that counts)
    for since, until in ((queries.months_ago(this, 5), this), (queries.months_ago(this, 59), this),
                         (date(2019, 1, 1), date(2022, 6, 1))):  # fmt: skip
        asked = queries.Asked(since, until)
        yield from (asked, asked.but(kind="police"), asked.but(kind="health", type="information"))
        yield from (asked.but(type="domestic_abuse"), asked.but(kind="other"))
    with working():
        agency, decider = Agency.objects.get(name="Police 6 1"), User.objects.get(email="mash0@northmere.example")
    yield from (queries.Asked(date(2015, 1, 1), this, agency=agency.ref), queries.Asked(this, this, agency="nobody"))
    yield queries.Asked(date(2015, 1, 1), this, decider=decider.ref)


def nothing_to_sum(record: psycopg.Connection[Any]) -> bool:
    """Nothing is summed again, unless a transaction has been open since before: what it may still write is not over.

    The suite runs on one server in several processes, and some of its tests keep a world in one transaction.
    """
    open_yet = "select pg_snapshot_xmin(s) < pg_snapshot_xmax(s) from pg_current_snapshot() s"
    for _ in range(5):  # what was still open when it was summed last is over by the next time, or the time after
        with working():
            if courses.sum_up() == 0:
                return True
        if record.execute(open_yet).fetchone() == (True,):
            return True
    return False


def all_agree(reader: User) -> None:
    """On the numbers, and on the lists behind them."""
    for asked in questions():
        with working(), acting(reader):
            expected = by_hand(asked)
            assert said(asked) == expected, asked
            for place, stage in enumerate(("contacts", "referral", "assessment", "plan", "in_time", "late", "waiting")):
                number = queries.listed(asked.but(stage=stage), reader).count()
                assert number == expected.get(("", ""), (0,) * 7)[place], (asked, stage)


PLANNED = """
update assessment_assessment set state = 'authorised', outcome = 'cin_plan', authorised_on = now()
where matter_id in (select matter_id from assessment_assessment order by matter_id desc limit 3)
  or matter_id in (select matter_id from assessment_assessment order by matter_id limit 3)
"""
MOVED = "update frontdoor_contact set received_at = received_at - interval '40 days' where matter_id % 90 = 1"
RESTRICTED = """
update access_subject set restricted = true where id in (
  select person_id from access_mattersubject m join frontdoor_contact c using (matter_id) where c.matter_id % 20 = 3)
"""
NAMED = """
insert into access_namedreader (person_id, user_id, reason, since)
select id, %s, 'Holds it.', now() from access_subject where restricted
"""


def test_sums_and_what_came_since_are_what_the_record_says_to_whoever_reads(record: psycopg.Connection[Any]) -> None:
    """Before anything is summed, after, when it goes on, and when somebody is hidden from one reader only."""
    with working():
        stranger = User.objects.get(email="head0@northmere.example")
        named = User.objects.get(email="supervisor0@northmere.example")
    assert courses.rebuild(working) == 0  # the triggers missed nothing
    all_agree(stranger)
    with working():
        assert courses.sum_up() > 60
    assert nothing_to_sum(record)
    all_agree(stranger)
    assert summed(record) > 100
    record.execute(PLANNED)
    record.execute(
        "update frontdoor_contact set received_at = received_at - interval '40 days' where matter_id % 90 = 1"
    )
    all_agree(stranger)
    record.execute(RESTRICTED)
    record.execute(NAMED, [named.pk])
    everything = queries.Asked(date(2000, 1, 1), date(2030, 1, 1))
    with working(), acting(named):
        whole = said(everything)[("", "")][0]
    with working(), acting(stranger):
        assert said(everything)[("", "")][0] < whole
    all_agree(stranger)
    all_agree(named)
    with working():
        assert courses.sum_up() > 0
    all_agree(stranger)
    all_agree(named)
    with connection.cursor() as cursor:  # nobody asks
        cursor.execute("select count(*) from kith_figures('2000-01-01', '2030-01-01', '', '', null, null, '{month}')")
        assert cursor.fetchone() == (0,)


def test_a_year_is_summed_once_it_is_over_though_nothing_in_it_changed(record: psycopg.Connection[Any]) -> None:
    years = "select count(*) from kith_private.course_span where months = 12"
    with working():
        stranger = User.objects.get(email="head0@northmere.example")
    with at(london(2024, 12, 31)), working():
        courses.sum_up()
    all_agree(stranger)
    before = record.execute(years).fetchone()
    with at(london(2025, 1, 1)):
        assert nothing_to_sum(record)
    assert before
    assert record.execute(years).fetchone() == (before[0] + 1,)
    all_agree(stranger)


def summed(owner: psycopg.Connection[Any]) -> int:
    (found,) = owner.execute("select count(*) from kith_private.course_span where months = 1").fetchone() or (0,)
    return int(found)


def test_sums_brought_from_another_server_count_for_nothing(record: psycopg.Connection[Any]) -> None:
    """There transactions had other numbers: whether anything changed since cannot be told."""
    with working():
        courses.sum_up()
    record.execute("update kith_private.courses_summed set up_to = up_to + 1000000")
    record.execute("update kith_private.course_sum set contacts = contacts + 1")
    with working():
        stranger = User.objects.get(email="head0@northmere.example")
    all_agree(stranger)
    with working():
        assert courses.sum_up() > 60
    all_agree(stranger)
