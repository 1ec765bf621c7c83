"""A file of gigabytes, a full disk, a name that turns round: what happens while files come in (issue 3: bad input)."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest

from kith.documents import arriving
from kith.documents.arriving import Arriving, clean_name
from tests.documents import files

HEAD = b'--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: text/plain\r\n\r\n'
PIECE = 64 * 1024


class Pouring:
    """A request that is never whole anywhere: so many bytes, made as they are read."""

    def __init__(self, size: int) -> None:
        title = b'\r\n--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nA long film\r\n--b--\r\n'
        self.head, self.left, self.tail = BytesIO(HEAD % (b"files", b"film.txt")), size, BytesIO(title)
        self.length = len(self.head.getvalue()) + size + len(title)

    def read(self, size: int = PIECE) -> bytes:
        if begins := self.head.read(size):
            return begins
        piece = b"a" * min(size, self.left)
        self.left -= len(piece)
        return piece or self.tail.read(size)

    def readline(self, size: int = PIECE) -> bytes:
        raise AssertionError("a form with files is read in pieces")


def request(body: Any, length: int) -> WSGIRequest:
    kind = "multipart/form-data; boundary=b"
    about = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length), "wsgi.input": body}
    return WSGIRequest({"SERVER_NAME": "localhost", "SERVER_PORT": "80", "PATH_INFO": "/", **about})


def test_a_file_far_beyond_the_limit_fills_neither_memory_nor_disk(settings: Any) -> None:
    settings.DOCUMENT_LIMIT = 1
    body = Pouring(256 * arriving.MEGABYTE)
    asked = request(body, body.length)
    tracemalloc.start()
    asked.FILES  # noqa: B018  read as a page reads it
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (film,) = asked.FILES.getlist("files")
    assert most < 4 * arriving.MEGABYTE
    assert film.file.seek(0, 2) == 0
    assert film.size == 256 * arriving.MEGABYTE
    assert film.fault == "film.txt is larger than 1 MB, which is as much as Kith keeps. Choose a smaller file, or parts"
    assert asked.POST["title"] == "A long film"
    asked.close()


def test_many_files_together_have_a_limit_too(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DOCUMENT_LIMIT = 1
    monkeypatch.setattr(arriving, "AT_ONCE", 2)
    body = b"".join(HEAD % (b"files", b"%d.txt" % n) + b"a" * 900_000 + b"\r\n" for n in range(4)) + b"--b--\r\n"
    asked = request(BytesIO(body), len(body))
    came = asked.FILES.getlist("files")
    assert [bool(one.fault) for one in came] == [False, False, True, True]
    assert sum(one.file.seek(0, 2) for one in came) == 1_800_000
    asked.close()


def test_a_disk_that_fills_up_on_the_way_is_said() -> None:
    class Full(BytesIO):
        def write(self, piece: Any) -> int:
            raise OSError(28, "No space left on device")

    one = files.sent(b"", "letter.pdf")
    one.held.close()
    one.held = one.file = Full()
    assert one.take(b"x", 10) == 0
    assert one.fault.startswith("Kith has no room for letter.pdf just now. Nothing was kept.")


def test_a_name_shows_what_it_is() -> None:
    """Written from right to left in its middle, a program's name reads as a picture's."""
    assert clean_name("photo\u202egpj.exe") == "photogpj.exe"
    assert clean_name("a\x00b\r\nc\u200b.pdf") == "abc.pdf"
    assert clean_name("\u200e\u200f") == "This file"
    with Arriving("../../x.pdf") as one:
        assert one.name == "x.pdf"
