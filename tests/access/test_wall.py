"""The hard wall, tried as kith_app with raw SQL (decisions 2, 5 and 7; foundations, section 3)."""

import pytest
from django.db import DatabaseError, connection, transaction

from kith.access.actor import acting
from kith.access.models import Matter, MatterSubject, NamedReader, SameSubject, Subject, User
from kith.access.wall import walls
from kith.kernel.now import now

pytestmark = pytest.mark.django_db


def someone(name: str) -> User:
    return User.objects.create_user(email=f"{name.lower()}@northmere.example", name=name)


def test_every_table_is_walled_or_declared_free_of_personal_data() -> None:
    assert [w.label for w in walls() if not w.walled and not w.free_because] == []


def test_every_walled_table_has_its_policy_in_the_catalogue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_policies where policyname = 'kith_wall'")
        guarded = {row[0] for row in cursor.fetchall()}
        cursor.execute("select relname from pg_class where relrowsecurity")
        enabled = {row[0] for row in cursor.fetchall()}
    expected = {w.table for w in walls() if w.walled}
    assert guarded == expected
    assert expected <= enabled


def test_nobody_sees_nothing() -> None:
    with acting(someone("Farah")):
        Subject.objects.create()
    assert Subject.objects.count() == 0


def test_a_restricted_record_is_absent_for_all_but_its_named_readers() -> None:
    reader, stranger = someone("Ruth"), someone("Tom")
    with acting(reader):
        child = Subject.objects.create()
        NamedReader.objects.create(person=child, user=reader, reason="holds the case")
        Subject.objects.filter(pk=child.pk).update(restricted=True)
        assert Subject.objects.filter(pk=child.pk).exists()
    with acting(stranger):
        assert not Subject.objects.filter(pk=child.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from access_subject")
            assert cursor.fetchone()[0] == 0
            cursor.execute("select count(*) from access_subjectevent")
            assert cursor.fetchone()[0] == 0


def restricted_child(reader: User) -> Subject:
    with acting(reader):
        child = Subject.objects.create()
        NamedReader.objects.create(person=child, user=reader, reason="holds the case")
        matter = Matter.objects.create(kind="contact")
        MatterSubject.objects.create(matter=matter, person=child)
        Subject.objects.filter(pk=child.pk).update(restricted=True)
    return child


def test_who_is_hidden_is_worked_out_once_a_transaction_and_each_time_once_it_changed() -> None:
    reader, stranger = someone("Ruth"), someone("Tom")
    child, other = restricted_child(reader), restricted_child(reader)
    as_if_begun_anew()
    with acting(stranger):
        assert not Subject.objects.exists()
        assert not Matter.objects.exists()
        assert kept()
    with acting(reader):
        assert not kept()
        assert Subject.objects.count() == Matter.objects.count() == 2
        assert kept()
        NamedReader.objects.filter(person=child).update(until=now())
        assert not kept()
        assert list(Subject.objects.all()) == [other]
        assert Matter.objects.count() == 1
        assert not kept()
        open_to_all = Subject.objects.create()
        assert list(Subject.objects.order_by("id")) == [other, open_to_all]
        Subject.objects.filter(pk=open_to_all.pk).update(restricted=True)
        assert list(Subject.objects.all()) == [other]
        joined = Subject.objects.create()
        SameSubject.objects.create(kept=other, other=joined, reason="one child")
        NamedReader.objects.filter(person=other).update(until=now())
        assert not Subject.objects.exists()


def as_if_begun_anew() -> None:
    """Nothing was restricted in this transaction: what a test wrote stood there before."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('kith.hiding', '', true)")


def test_what_was_begun_before_somebody_was_hidden_shows_them_to_nobody_after() -> None:
    """A cursor sees the record as it stood when it was opened, and who was hidden then."""
    stranger = someone("Tom")
    with acting(stranger), connection.cursor() as cursor:
        child = Subject.objects.create()
        cursor.execute("declare before cursor for select id from access_subject")
        Subject.objects.filter(pk=child.pk).update(restricted=True)
        cursor.execute("fetch all from before")
        assert cursor.fetchall() == [(child.pk,)]
        assert not Subject.objects.exists()
    with acting(someone("Ruth")):
        assert not Subject.objects.exists()


def kept() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('kith.hidden', true), '') <> ''")
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("forged", ["", "{}", "0" * 64 + "{}", "x" * 64 + "{1}", "{}" + "0" * 64])
def test_what_was_kept_cannot_be_made_up(forged: str) -> None:
    """Nor can what somebody else was told, or what the same person was told in another transaction."""
    reader, stranger = someone("Ruth"), someone("Tom")
    restricted_child(reader)
    with acting(stranger), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('kith.hidden', %s, true), set_config('kith.hidden_matters', %s, true)", [forged, forged]
        )
        assert not Subject.objects.exists()
        assert not Matter.objects.exists()


def test_what_one_person_was_told_is_nothing_to_another() -> None:
    reader, stranger = someone("Ruth"), someone("Tom")
    restricted_child(reader)
    as_if_begun_anew()
    settings = "select current_setting('kith.hidden'), current_setting('kith.hidden_matters')"
    with acting(reader), connection.cursor() as cursor:
        assert Matter.objects.exists()
        cursor.execute(settings)
        readers = list(cursor.fetchone())
        assert readers[0].endswith("{}")
    with acting(stranger), connection.cursor() as cursor:
        forge = "select set_config('kith.hidden', %s, true), set_config('kith.hidden_matters', %s, true)"
        cursor.execute(forge, readers)
        assert not Subject.objects.exists()
        assert not Matter.objects.exists()
        cursor.execute(forge, readers[::-1])  # one list for the other
        assert not Matter.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "select * from kith_private.secret",
        "select kith_private.seal('hidden', '{}')",
        "select kith_private.kept('hidden')",
        "update kith_private.secret set value = ''",
    ],
)
def test_the_application_cannot_seal(statement: str) -> None:
    with acting(someone("Farah")), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_who_is_hidden_is_found_through_every_joined_record() -> None:
    reader, stranger = someone("Ruth"), someone("Tom")
    child = restricted_child(reader)
    with acting(reader):
        joined = [Subject.objects.create() for _ in range(3)]
        SameSubject.objects.create(kept=joined[0], other=child, reason="one child")
        SameSubject.objects.create(kept=joined[0], other=joined[1], reason="one child")
        SameSubject.objects.create(kept=joined[2], other=joined[0], reason="one child")
        apart = Subject.objects.create()
    with acting(stranger):
        assert list(Subject.objects.all()) == [apart]


@pytest.mark.parametrize(
    "statement",
    [
        "update access_subjectevent set restricted = true",
        "delete from access_subjectevent",
        "truncate access_subject cascade",
        "delete from access_subject",
        "update record_stepevent set line = 'other'",
        "delete from record_sighting",
        "alter table access_subject disable row level security",
        "set role kith_owner",
        "create or replace function kith_is_simulated() returns boolean language sql as 'select true'",
    ],
)
def test_the_application_may_not_rewrite_what_happened(statement: str) -> None:
    with acting(someone("Farah")):
        Subject.objects.create()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
