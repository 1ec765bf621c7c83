"""The hard wall, tried as kith_app with raw SQL (decisions 2, 5 and 7; foundations, section 3)."""

import pytest
from django.db import DatabaseError, connection, transaction

from kith.access.actor import acting
from kith.access.models import NamedReader, Subject, User
from kith.access.wall import walls

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
