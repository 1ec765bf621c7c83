"""A child, whoever works with them, a scanner, and a folder of one's own for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from kith.access.actor import acting, at
from kith.documents.models import Document
from kith.documents.shelves import Shelf
from kith.documents.steps import DocumentsAdded
from kith.kernel.perform import perform
from kith.people.models import Person
from tests.cast import TODAY, Cast
from tests.documents import files
from tests.documents.clamd import Clamd, clamd
from tests.people import made


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DOCUMENTS = tmp_path / "documents"
    yield tmp_path / "documents"
    files.let_go()


@pytest.fixture
def amara(cast: Cast) -> Iterator[Person]:
    """Amara, whose key worker is Farah, who is at work."""
    with acting(cast.social_worker), at(TODAY):
        child = made.amara(cast.social_worker)
        made.involve(cast.social_worker, child)
        assert child.ref
        yield child


Add = Callable[..., Document]


@pytest.fixture
def add(cast: Cast, amara: Person) -> Add:
    """Add one file to Amara's record as Farah, through the step."""

    def added(
        body: bytes = files.pdf(), name: str = "letter.pdf", *, shelf: Shelf | None = None, **said: Any
    ) -> Document:
        shelf = shelf or Shelf(((amara.subject, amara.shown_name),))
        sent = MultiValueDict({"attached": [files.sent(body, name)]})
        data = {"kind": "letter", **said}
        document = perform(DocumentsAdded, cast.social_worker, shelf, data, files=sent).result
        assert isinstance(document, Document)
        return document

    return added


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[Clamd]:
    """ClamAV itself where the machine has it, else a server that speaks as it does."""
    with clamd(tmp_path) as running:
        settings.CLAMD = running.address
        yield running
