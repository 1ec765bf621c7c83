"""The scanner: its verdicts are kept, its silence is never taken for one, and its absence is said (issue 3)."""

from __future__ import annotations

import socketserver
from io import BytesIO
from typing import Any

import pytest

from kith.documents import steps
from kith.documents.models import Document
from kith.documents.scanner import ClamAV, Unreachable
from kith.documents.steps import DocumentScanned
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from tests.cast import Cast, take
from tests.documents import files
from tests.documents.clamd import WORDS, Clamd, clamd, stand_in
from tests.documents.conftest import Add

pytestmark = pytest.mark.django_db
NOWHERE = "/nonexistent/clamd.socket"


@pytest.fixture(params=["the machine's own", "one that speaks like it"])
def either(request: Any, tmp_path: Any) -> Any:
    """Both, so that what we learn of the one holds of the other."""
    with clamd(tmp_path) if request.param == "the machine's own" else stand_in() as running:
        yield running


def test_what_is_clean_and_what_is_not(either: Clamd) -> None:
    eyes = ClamAV(either.address)
    clean, eicar = eyes.scan(BytesIO(files.pdf())), eyes.scan(BytesIO(files.EICAR))
    assert clean.clean
    assert clean.scanner.startswith("ClamAV ")
    assert "Eicar-Test" in eicar.found
    assert "Made.Up.Harm" in eyes.scan(BytesIO(b"x" * 200_000 + WORDS)).found


def test_a_file_larger_than_the_scanner_takes_gets_no_verdict(either: Clamd) -> None:
    with pytest.raises(Unreachable):
        ClamAV(either.address).scan(BytesIO(b"y" * 3 * 1024 * 1024))


@pytest.mark.parametrize("says", ["stream: Can't allocate memory ERROR", "OK", "stream: OKAY", "stream: FOUND"])
def test_any_other_answer_is_no_verdict(says: str) -> None:
    with stand_in(says) as running, pytest.raises(Unreachable):
        ClamAV(running.address).scan(BytesIO(b"text"))


class HangsUp(socketserver.BaseRequestHandler):
    """Closes without a word."""

    def handle(self) -> None:
        self.request.recv(1)


def test_no_answer_is_no_verdict() -> None:
    with stand_in(handler=HangsUp) as running, pytest.raises(Unreachable):
        ClamAV(running.address).scan(BytesIO(b"text"))
    with pytest.raises(Unreachable):
        ClamAV(NOWHERE).scan(BytesIO(b"text"))


def test_without_a_scanner_a_document_says_that_it_was_not_scanned(add: Add) -> None:
    document = add()
    assert (document.scan, document.scanner, document.scanned_at) == ("none", "", None)
    assert document.get_scan_display() == "Not scanned: no scanner is set up"
    assert document.opens


def test_a_clean_document_says_by_what_and_when(add: Add, scanner: Clamd) -> None:
    document = add()
    assert document.scan == "clean"
    assert document.scanner.startswith("ClamAV ")
    assert document.scanned_at == document.uploaded_at


def test_what_the_scanner_finds_is_not_kept_and_the_attempt_is(
    add: Add, scanner: Clamd, folder: Any, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written on a connection of its own, which a test's transaction cannot see: so what it is told is looked at."""
    written = []
    note = lambda actor, what, target, why: written.append((what, target.ref, why))  # noqa: E731  as short as it reads
    monkeypatch.setattr(steps, "note_refusal", note)
    with pytest.raises(Invalid) as refused:
        add(files.EICAR, "homework.txt", called="Homework")
    said = str(refused.value.form.errors["attached"])
    assert "homework.txt was not kept: the scanner found Eicar-Test" in said
    assert refused.value.form.data["called"] == "Homework"
    assert not Document.objects.exists()
    assert [one for one in folder.rglob("*") if one.is_file()] == []
    assert written == [
        ("documents.added", amara.ref, "The scanner found something harmful in a file. It was not kept.")
    ]


def test_a_silent_scanner_is_never_a_clean_one(add: Add, settings: Any) -> None:
    settings.CLAMD = NOWHERE
    with pytest.raises(Invalid, match="the scanner does not answer"):
        add()
    assert not Document.objects.exists()


def test_where_the_authority_says_so_a_document_waits_and_opens_to_nobody(
    add: Add, settings: Any, cast: Cast, tmp_path: Any
) -> None:
    settings.CLAMD, settings.SCANNER_DOWN = NOWHERE, "wait"
    clean, harmful = add(), add(b"A line of " + WORDS, "note.txt")
    assert (clean.scan, clean.opens, clean.scanned_at) == ("waits", False, None)
    with pytest.raises(Invalid, match="does not answer"):
        take(DocumentScanned, cast.social_worker, clean)
    clean.refresh_from_db()
    assert clean.scan == "waits"
    with clamd(tmp_path) as running:
        settings.CLAMD = running.address
        for one in (clean, harmful):
            take(DocumentScanned, cast.social_worker, one)
            one.refresh_from_db()
    assert (clean.scan, clean.opens) == ("clean", True)
    assert (harmful.scan, harmful.opens) == ("refused", False)
    assert "Made.Up.Harm" in harmful.found
    with pytest.raises(Refused, match="has said already"):
        take(DocumentScanned, cast.social_worker, harmful)
