"""Where the bytes lie: privately, under random names, whole, and only while a record names them."""

from __future__ import annotations

import os
import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from kith.access.actor import acting
from kith.access.models import MatterSubject, Subject
from kith.access.system import working
from kith.documents import store
from kith.documents.models import Document
from kith.people.models import Person
from kith.site import jobs
from tests.cast import Cast
from tests.documents import files
from tests.documents.conftest import Add

pytestmark = pytest.mark.django_db


def lying(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def age(folder: Path) -> None:
    for one in lying(folder):
        os.utime(one, (0, 0))


def test_the_bytes_lie_as_they_came_under_a_random_name_for_kith_alone(add: Add, folder: Path) -> None:
    document = add(files.picture(told=True), "../../Amara Okafor.jpg", kind="photograph")
    assert "Amara" not in " ".join(str(one) for one in lying(folder))
    assert store.path_of(document.key).read_bytes() == files.picture(told=True)
    assert {stat.S_IMODE(one.stat().st_mode) for one in lying(folder)} == {0o600}
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.rglob("*") if one.is_dir()} == {0o700}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(lying(folder)) == 3  # with the two that are shown
    assert len(document.sha256) == 64


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "g" * 32, "a" * 31, "a" * 32 + "/x"])
def test_nothing_but_a_key_is_ever_a_path(key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        store.path_of(key)


def test_a_step_that_fails_leaves_bytes_that_the_sweep_clears(add: Add, folder: Path) -> None:
    kept = add()
    undo = transaction.savepoint()
    add()
    transaction.savepoint_rollback(undo)
    assert Document.objects.count() == 1
    assert len(lying(folder)) == 2
    store.keep(BytesIO(b"broken off"), store.new_key())
    (store.arriving() / "tmpbrokenoff").write_bytes(b"half")
    jobs.sweep_documents.func()
    assert len(lying(folder)) == 4  # all too young: their steps may still be under way
    age(folder)
    jobs.sweep_documents.func()
    assert lying(folder) == [store.path_of(kept.key)]


def test_the_sweep_keeps_what_is_restricted_although_it_cannot_see_it(
    add: Add, folder: Path, amara: Person, cast: Cast
) -> None:
    """The machine is no named reader. It asks which keys are unknown, past the wall, and is told nothing else."""
    document = add()
    Subject.objects.filter(pk=amara.pk).update(restricted=True)
    with working():
        assert not Document.objects.exists()
    age(folder)
    jobs.sweep_documents.func()
    assert lying(folder) == [store.path_of(document.key)]


def test_nobody_else_may_ask_which_keys_are_known(amara: Person) -> None:
    with pytest.raises(ProgrammingError, match="Only Kith itself"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select kith_documents_unknown(array['x'])")


def test_the_row_is_hidden_with_anybody_it_is_about(add: Add, amara: Person, cast: Cast) -> None:
    """Decision 7: a document about two children is hidden where one of them is."""
    document = add()
    other = Subject.objects.create()
    MatterSubject.objects.create(matter=document.matter, person=other)
    assert Document.objects.filter(pk=document.pk).exists()
    Subject.objects.filter(pk=other.pk).update(restricted=True)
    with acting(cast.social_worker), connection.cursor() as cursor:
        assert not Document.objects.filter(pk=document.pk).exists()
        cursor.execute("select count(*) from documents_documentevent where pgh_obj_id = %s", [document.pk])
        assert cursor.fetchone()[0] == 0


def test_history_keeps_what_was_said_and_rows_are_never_deleted(add: Add) -> None:
    document = add()
    row: Any = document
    assert row.history.count() == 1
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        document.delete()
