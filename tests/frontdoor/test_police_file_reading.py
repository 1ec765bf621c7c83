"""Reading a police file: what it is, what it is not, and the letters and dates forces use (FD-01)."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from kith.access.actor import acting
from kith.frontdoor.models import FileAwaiting
from kith.frontdoor.police_csv import Unreadable, decode, read, read_date
from kith.kernel.perform import Invalid
from tests.cast import Cast
from tests.frontdoor.test_police_file import as_csv, put_by

pytestmark = pytest.mark.django_db


def workbook() -> bytes:
    """What an Excel workbook looks like from outside."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"  \r\n\r\n", "This file is empty"),
        (b"\xef\xbb\xbf", "This file is empty"),
        (workbook(), "Excel workbook"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel or Word"),
        (b"<!doctype html><html>", "web page"),
        (b"\x1f\x8b\x08", "compressed"),
        ("URN,Text\r\n1,a".encode("utf-16")[:-1], "it breaks off"),
        (b"Nightly list\r\n\r\nURN,Text\r\n1,a\r\n", "Take away what stands above their names"),
        (b"URN,Text\r\n1,\x81\x8d\x90", "cannot read the letters"),
        (b"just one heading\r\n1\r\n", "only one column"),
        (b"URN,Text\r\n", "nothing under it"),
        (b'URN,Text\r\n1,"never closes\r\n2,b', "quotation marks do not close"),
        (b"URN,Text\r\n" + b"1,a\r\n" * 2001, "more than 2,000 rows"),
        (b"URN,Text\r\n1," + b"a" * (5 * 1024 * 1024), "larger than 5 MB"),
    ],
)
def test_fd01_a_file_that_is_something_else_is_refused_with_a_sentence(cast: Cast, data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        put_by(cast, data, "renamed.csv")
    with acting(cast.mash_worker):
        assert not FileAwaiting.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_fd01_files_are_read_in_the_letters_and_delimiters_forces_use(encoding: str, delimiter: str) -> None:
    text = as_csv(["1", "naïve – café"], headings=["URN", "Text, and more"], delimiter=delimiter).decode()
    table = read(decode(text.encode(encoding)))
    assert table.headings == ["URN", "Text, and more"]
    assert table.rows == [(2, ["1", "naïve – café"])]


@pytest.mark.parametrize(
    "typed", ["2/6/2026", "02.06.2026", "2026-06-02", "2 June 2026", "02-Jun-2026", "2026-06-02T21:40:00"]
)
def test_fd01_a_date_is_read_as_people_write_it(typed: str) -> None:
    assert read_date(typed)[0] == date(2026, 6, 2)


def test_fd01_the_line_that_tells_excel_the_delimiter_is_not_a_heading() -> None:
    assert read("sep=;\nURN;Text\n1;a\n").rows == [(3, ["1", "a"])]


def test_rows_carry_the_numbers_a_spreadsheet_shows_and_blank_ones_are_left_out() -> None:
    """FD-01."""
    assert read("URN,Text\n\n1,a\n,\n2,b\n").rows == [(3, ["1", "a"]), (5, ["2", "b"])]
    with pytest.raises(Unreadable):
        read("")
