"""The record as it was known at a moment: corrected and withdrawn facts as they stood then (IG-07, IG-06)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.history import history_of
from kith.access.models import Involvement, ReasonedAccess, SameSubject
from kith.access.wall import kith_models
from kith.kernel.now import now
from kith.notes.steps import CorrectNote
from kith.people.models import Address, HouseholdMember, Person
from kith.people.steps import AddressAdded, EntryWithdrawn, FewWordsWritten
from kith.record.models import Refusal, Sighting
from kith.record.then import as_known, identity_then, parts
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.notes.scene import SAID, Family, again, family, written
from tests.people import made
from tests.site.test_chronology_whole import told_of

pytestmark = pytest.mark.django_db
HOME = {"line": "3 Harbour Row", "postcode": "NM1 1AA", "since": "2026-06-05", "kind": "home",
        "postcode_is_right": True}  # fmt: skip


def june(day: int, hour: int = 9) -> datetime:
    return london(2026, 6, day, hour)


TODAY = june(20)


@pytest.fixture
def home(cast: Cast) -> Family:
    return family(cast)


def read(who: Client, child: Person, tail: str, when: datetime = TODAY, status: int = 200) -> str:
    with at(when):
        answer = who.get(f"/people/{child.ref}/as-known/{tail}")
    assert answer.status_code == status, answer
    text = str(answer.content.decode())
    return text.partition('class="kith-then"')[2] or text


def stood(who: Client, child: Person, day: int) -> str:
    """The page of a day in June, which says whose day it is."""
    page = read(who, child, f"?at=2026-06-{day:02}T12:00")
    assert f"{day} June 2026 at 12:00.</strong> Not the record of today." in page
    return page


def lived(cast: Cast, home: Family) -> None:
    """A month in which facts are added, corrected and taken back."""
    by, amara = cast.social_worker, home.amara
    with at(june(4)):
        note = written(by, amara)
    with at(june(5)):
        take(AddressAdded, by, amara, HOME)
    with at(june(7)):
        take(CorrectNote, by, again(by, note), SAID | {"words": "The flat was cold.", "why": "Mistyped."})
        take(FewWordsWritten, by, amara, {"in_few_words": "She likes boats."})
    with acting(by):
        wrong = Address.objects.get(person_id=amara.pk, line="3 Harbour Row")
    with at(june(9)):
        taken = {"entry": f"address:{wrong.pk}", "reason": "It was her aunt's."}
        take(EntryWithdrawn, by, amara, taken)


def test_ig_07_each_moment_shows_as_it_stood_and_what_came_after_is_the_difference(cast: Cast, home: Family) -> None:
    lived(cast, home)
    who = signed_in(cast.social_worker)
    days = {day: stood(who, home.amara, day) for day in (2, 4, 6, 8, 10)}
    for words, on in {
        "14 Rowan Walk": (2, 4, 6, 8, 10), "The flat was warm and tidy.": (4, 6), "3 Harbour Row": (6, 8),
        "The flat was cold.": (8, 10), "She likes boats.": (8, 10),
    }.items():  # fmt: skip
        assert tuple(day for day, page in days.items() if words in page) == on, words
    before = read(who, home.amara, "?at=2026-05-01T09:00")
    assert "Nothing was recorded yet" in before
    changed = read(who, home.amara, "differences/?from=2026-06-06T12:00&to=2026-06-10T12:00")
    assert "From Saturday 6 June 2026 at 12:00 to Wednesday 10 June 2026 at 12:00" in changed
    for words in ("She likes boats.", "The flat was cold.", "3 Harbour Row"):
        assert words in changed
    (withdrawn,) = [piece for piece in changed.split("<li>") if "3 Harbour Row" in piece and "Withdrawn" in piece]
    assert "Withdrawn" in withdrawn
    assert "14 Rowan Walk" in changed  # it had ended with the move, and goes on
    same = read(who, home.amara, "differences/?from=2026-06-10T12:00&to=2026-06-12T12:00")
    assert "Nothing differs" in same
    for nonsense in (
        "?at=soon",
        "?at=2126-01-01T09:00",
        "?at=0001-01-01",
        "differences/?from=",
        "differences/?from=x&to=y",
    ):
        assert "kith-note" in read(who, home.amara, nonsense)
    assert "kith-note" not in read(who, home.amara, "differences/")  # nothing was asked yet, and nothing is wrong


def test_ig_07_what_ends_by_itself_on_its_day_is_a_difference_too(cast: Cast, home: Family) -> None:
    """Nobody wrote anything on the day: its end was known before."""
    with at(june(4)), acting(cast.social_worker):
        Involvement.objects.create(
            person_id=home.amara.pk, user=cast.team_manager, kind="chair", since=june(4), until=june(12)
        )
    who = signed_in(cast.social_worker)
    assert "Marcus Bell" in stood(who, home.amara, 10)
    assert "Marcus Bell" not in stood(who, home.amara, 14)
    changed = read(who, home.amara, "differences/?from=2026-06-10T12:00&to=2026-06-14T12:00")
    (gone,) = [piece for piece in changed.split("<li>") if "Chairs a discussion about them" in piece]
    assert "Withdrawn" in gone


def test_ig_07_at_this_moment_every_row_of_the_history_is_as_it_stands(cast: Cast, home: Family) -> None:
    """Of every model of the house that keeps its history, and of each that a room shows."""
    lived(cast, home)
    seen = set()
    with at(london(2030, 1, 1)), acting(cast.social_worker):
        for model in kith_models():
            kept = history_of(model)
            if kept is None:
                continue
            names = {one.attname for one in kept._meta.concrete_fields}
            shown = [one.attname for one in model._meta.concrete_fields if one.attname in names]
            standing = {row.pk: [getattr(row, name) for name in shown] for row in model._default_manager.all()}
            # The count of versions is no news of a row, and not in its history.
            known = {row.pk: [getattr(row, name) for name in shown] for row in as_known(model, now())}
            place = shown.index("version") if "version" in shown else None
            for rows in (standing, known):
                for values in rows.values():
                    if place is not None:
                        values[place] = 0
            assert known == standing, model
            seen |= {model} if standing else set()
    assert {Person, Address} <= seen
    assert all(history_of(part.model) or part.since for part in parts())


def test_ig_07_who_is_restricted_today_is_not_in_the_past_either(cast: Cast, home: Family) -> None:
    with at(june(3)), acting(cast.social_worker):
        made.related(home.chidi, "sibling", home.amara)
    who = signed_in(cast.social_worker)
    assert "Chidi Okafor: brother or sister of Amara Okafor" in stood(who, home.amara, 4)
    with at(june(10)), acting(cast.team_manager):
        made.involve(cast.team_manager, home.amara)
        made.restrict(cast.team_manager, home.chidi)
    for tail in ("?at=2026-06-04T12:00", "differences/?from=2026-06-02T12:00&to=2026-06-04T12:00"):
        assert "Chidi" not in read(who, home.amara, tail)
        assert "Chidi" in read(signed_in(cast.team_manager), home.amara, tail)
    read(who, home.chidi, "?at=2026-06-04T12:00", status=404)


def test_ig_06_whoever_covers_reads_today_whoever_reviews_the_past_and_it_is_written_down(
    cast: Cast, home: Family
) -> None:
    """An address kept secret today is secret in every past as well."""
    with acting(cast.social_worker):
        Address.objects.filter(person_id=home.amara.pk).update(confidential=True)
    stranger = signed_in(cast.duty_worker)
    tail = "?at=2026-06-04T12:00"
    assert "/reason/" in _where(stranger, home, tail)
    for why, status in (("cover", 403), ("review", 200)):
        with at(TODAY - timedelta(minutes=1)), acting(cast.duty_worker):
            ReasonedAccess.objects.create(
                person_id=home.amara.pk, user=cast.duty_worker, why=why, words="Asked.", until=june(20, 12)
            )
        page = read(stranger, home.amara, tail, status=status)
    read(stranger, home.amara, "differences/?from=2026-06-04T12:00&to=2026-06-05T09:30")
    assert "Rowan Walk" not in page
    assert "A confidential address: see Details" in page
    with acting(cast.social_worker):
        looked = Sighting.objects.filter(person_id=home.amara.pk, actor=cast.duty_worker)
        assert [one.page for one in looked.order_by("pk")] == [
            "As it was known on Thursday 4 June 2026 at 12:00",
            "As it was known, 4 Jun 2026 12:00 and 5 Jun 2026 09:30 compared",
        ]
        assert Refusal.objects.filter(actor=cast.duty_worker, why__startswith="The record as it was known").exists()


def test_ig_06_a_contact_stands_in_the_past_for_those_only_who_may_read_it_today(cast: Cast, home: Family) -> None:
    """Whoever leads early help meets no contact of the child's: not in the past, nor at night, nor by its words."""
    with at(june(2)):
        told_of(cast, home.amara, june(2), "police", "6")
        with acting(cast.social_worker):
            made.involve(cast.lead_practitioner, home.amara, kind="early_help")
    compared = "as-known/differences/?from=2026-05-04T12:00&to=2026-06-10T12:00"
    for tail in ("as-known/?at=2026-06-04T12:00", compared, "out-of-hours/", "words/?q=Shouting"):
        with at(TODAY):
            readers = [signed_in(who) for who in (cast.social_worker, cast.lead_practitioner)]
            pages = [reader.get(f"/people/{home.amara.ref}/{tail}") for reader in readers]
        assert [
            (page.status_code, "Shouting at night" in re.sub("</?mark>", "", page.content.decode())) for page in pages
        ] == [(200, True), (200, False)], tail


def test_ig_08_an_address_first_written_without_saying_that_it_is_secret_is_secret_in_the_past(
    cast: Cast, home: Family
) -> None:
    """It was taken back and written again with the tick: today it stands nowhere, and so in no past."""
    with at(june(5)):
        take(AddressAdded, cast.social_worker, home.amara, HOME)
    with at(june(6)):
        with acting(cast.social_worker):
            row = Address.objects.get(person_id=home.amara.pk, line="3 Harbour Row")
        taken = {"entry": f"address:{row.pk}", "reason": "Not said to be secret."}
        take(EntryWithdrawn, cast.social_worker, home.amara, taken)
        take(AddressAdded, cast.social_worker, home.amara, HOME | {"line": "3  harbour row", "confidential": "on"})
    who = signed_in(cast.social_worker)
    for page in (stood(who, home.amara, 5), read(who, home.amara, "differences/?from=2026-06-05T12:00")):
        assert "harbour row" not in page.lower()
        assert "A confidential address: see Details" in page


def test_ig_07_who_came_to_a_home_after_the_child_had_left_it_is_no_news_of_the_child(cast: Cast, home: Family) -> None:
    who = signed_in(cast.social_worker)
    with at(june(3)), acting(cast.social_worker):
        nia = made.person(cast.social_worker, "Nia", "Fennimore", june(1).date())
        mine = HouseholdMember.objects.get(person_id=home.amara.pk)
    with at(june(5)), acting(cast.social_worker):
        HouseholdMember.objects.filter(pk=mine.pk).update(until=june(5).date())
    with at(june(8)), acting(cast.social_worker):
        HouseholdMember.objects.create(household=mine.household, person_id=home.kit.pk, since=june(8).date())
        HouseholdMember.objects.create(household=mine.household, person_id=nia.pk)  # nobody knows since when
    page = stood(who, home.amara, 10)
    assert "Chidi Okafor" in page
    for name in ("Kit Fennimore", "Nia Fennimore"):
        assert name not in page
        assert name in stood(who, home.chidi, 10)


def test_ig_07_records_are_one_as_they_were_then(cast: Cast, home: Family) -> None:
    """What another record was joined with then is not hers because the two are one today."""
    amara, chidi, kit = (one.pk for one in (home.amara, home.chidi, home.kit))
    with acting(cast.social_worker):
        with at(june(2)):
            link = SameSubject.objects.create(kept_id=chidi, other_id=kit, reason="Alike.")
        with at(june(6)):
            SameSubject.objects.filter(pk=link.pk).update(until=june(6), undone_because="Two children.")
        with at(june(10)):
            SameSubject.objects.create(kept_id=amara, other_id=chidi, reason="One child.")
        assert identity_then(amara, {amara, chidi}, june(4)) == {amara}
        assert identity_then(chidi, {amara, chidi}, june(4)) == {chidi, kit}
        assert identity_then(amara, {amara, chidi}, june(12)) == {amara, chidi}


def _where(who: Client, home: Family, tail: str) -> Any:
    with at(june(20)):
        return who.get(f"/people/{home.amara.ref}/as-known/{tail}")["Location"]
