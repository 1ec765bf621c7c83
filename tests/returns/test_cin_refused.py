"""Files that are not a CIN census, damaged, enormous or hostile: one clear sentence each, and nothing read."""

import gzip
import io
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kith.returns.cin.elements import CHUNK, MAX_ELEMENTS
from kith.returns.cin.read import MAX_BYTES, NotACensus, read_census
from tests.returns.census import CLEAN, FAKE, child, header, message, read, referral

CLEAN_BYTES = CLEAN.read_bytes()
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def refusal(content: str | bytes) -> NotACensus:
    with pytest.raises(NotACensus) as refused:
        read(content)
    return refused.value


def office_file() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("census.xml", CLEAN_BYTES)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "blank space"),
        (b"\0" * 5000, "filled with zeros"),
        (b"LAchildID,UPN,PersonBirthDate\nKITH1,,2015-03-04\n", "a table (CSV)"),
        (b"\xef\xbb\xbfLAchildID;UPN;Sex\n", "a table (CSV)"),
        (b'{"children": []}', "does not begin as an XML file"),
        (zipped(), "a zip file"),
        (office_file(), "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        (gzip.compress(CLEAN_BYTES), "gzip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\n<?xml version='1.0'?>" + message().encode(), "blank space stands before"),
        (b"<!doctype html><html><body>Sign in</body></html>", "a web page"),
        (b"<html><body>Sign in</body></html>", "a web page"),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel workbook saved as XML"),
        (b"<CLA><Children/></CLA>", "outermost element is <CLA>"),
        (f"<Message>{header(collection='CLA')}<Children/></Message>".encode(), "the collection is 'CLA'"),
        (f"<Message>{header(collection='')}<Children/></Message>".encode(), "names no collection"),
        (b"<Message/>", "no Header"),
        (b"<Message><Header/></Message>", "names no collection"),
        (f"<Message><Children>{child()}</Children>{header()}</Message>".encode(), "before its Header"),
        (f"<Message>{header()}</Message>".encode(), "no Children"),
        (message().encode() * 2, "something follows </Message>"),
        (message().replace("</Children>", "</Kinder>").encode(), "not well-formed"),
        (message().replace("</Message>", "").encode(), "stops before </Message>"),
        (message(child(key="a & b")).encode(), "not well-formed"),
        (message(child(key="\x07")).encode(), "not well-formed"),
        (message(child(key="é")).encode("latin-1"), "not in the encoding it names"),
        (b"<?xml version='1.0' encoding='utf-16'?>" + message().encode(), "not in the encoding its first line names"),
        (b"<?xml version='1.0' encoding='klingon'?>" + message().encode(), "encoding"),
        (b"<?xml version='1.0' encoding='utf-7'?>" + message().encode(), "encoding"),
        (b"<?xml version='1.0' encoding='shift_jis'?>" + message().encode(), "encoding"),
        (message().encode("utf-32"), "UTF-32"),
    ],
)
def test_a_file_that_is_not_a_census_is_refused_in_words_that_help(content: bytes, said: str):
    sentence = str(refusal(content))
    assert said in sentence
    assert sentence.startswith("This file cannot be read as a CIN census: ")
    assert sentence.endswith(".")
    assert "Error" not in sentence


def test_a_refusal_names_the_line():
    broken = CLEAN_BYTES.replace(b"</Sex>", b"</Sexx>", 1)
    assert refusal(broken).line == 4
    assert "(line 4)" in str(refusal(broken))
    fake = FAKE.read_bytes()
    assert refusal(fake[: len(fake) // 2]).line == fake[: len(fake) // 2].count(b"\n") + 1


@pytest.mark.parametrize("part", range(1, 50))
@pytest.mark.parametrize("path", [CLEAN, FAKE], ids=lambda path: path.name)
def test_a_half_transferred_file_is_refused_wherever_it_stops(path: Path, part: int):
    whole = path.read_bytes()
    assert "half-transferred" in str(refusal(whole[: len(whole) * part // 50]))


HOSTILE = {
    "billion laughs": f'<!DOCTYPE Message [<!ENTITY l0 "ha">{LAUGHS}]><Message>&l9;</Message>',
    "in an attribute": f'<!DOCTYPE Message [<!ENTITY l0 "ha">{LAUGHS}]><Message a="&l9;"/>',
    "quadratic": f'<!DOCTYPE Message [<!ENTITY a "{"a" * 50_000}">]><Message>{"&a;" * 20_000}</Message>',
    "a file of the server": '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>&x;</Message>',
    "a request": '<!DOCTYPE Message SYSTEM "http://127.0.0.1:1/census.dtd"><Message/>',
    "parameter entities": '<!DOCTYPE Message [<!ENTITY % x SYSTEM "file:///etc/hostname">%x;]><Message/>',
    "an innocent-looking type": "<!DOCTYPE Message><Message/>",
    "after the declaration": '<?xml version="1.0"?>\n<!-- hello -->\n<!DOCTYPE Message><Message/>',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_at_once_whatever_it_declares(content: str, encoding: str):
    """Entity expansion and external entities have no other door; pytest-socket would stop a request."""
    started = time.monotonic()
    assert "DOCTYPE" in str(refusal(content.encode(encoding)))
    assert time.monotonic() - started < 2


def test_an_entity_that_nobody_declared_is_refused():
    assert "undefined entity" in str(refusal(message(child(key="&secret;"))))


def test_an_xinclude_or_a_stylesheet_is_never_followed():
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    census = read(f'<?xml-stylesheet href="file:///etc/passwd"?>{message(child(), include)}')
    assert [part.module for part in census.kept_aside] == ["include"]
    assert "root:" not in census.kept_aside[0].xml


@pytest.mark.parametrize("depth", [100, 50_000])
def test_deep_nesting_is_refused(depth: int):
    assert "nested" in str(refusal(message("<Child>" * depth)))


def test_a_child_that_never_ends_is_refused():
    assert "its closing tag may be missing" in str(refusal(message("<Child>" + "<UPN/>" * (MAX_ELEMENTS + 5))))


@pytest.mark.parametrize(
    "beginning", ["<Message><Header><Collection>", "<Message a='", "<Message><!-- ", "<Message>", "<Message><?pi "]
)
def test_one_endless_value_is_refused_before_it_fills_the_memory(beginning: str):
    class Endless(io.RawIOBase):
        sent = 0

        def read(self, size: int = -1) -> bytes:
            piece = beginning.encode() if self.sent == 0 else b"a" * size
            self.sent += len(piece)
            return piece[:size]

    stream = Endless()
    with pytest.raises(NotACensus, match="longer than a megabyte"):
        read_census(stream)  # type: ignore[arg-type]  # a raw stream reads as a binary one does
    assert stream.sent < 3_000_000


def test_a_file_larger_than_the_limit_is_refused_without_being_read(tmp_path: Path):
    huge = tmp_path / "census.xml"
    with huge.open("wb") as file:
        file.write(b"<Message>")
        file.truncate(2 * 1024**3)  # sparse: two gigabytes by its size, nothing on the disk
    started = time.monotonic()
    with pytest.raises(NotACensus, match=r"larger than 256 MB"):
        read_census(huge)
    assert time.monotonic() - started < 1
    assert MAX_BYTES == 256_000_000


def test_a_stream_is_stopped_at_the_limit():
    def endless() -> Iterator[bytes]:
        yield f"<Message>{header()}<Children>".encode()
        while True:
            yield child().encode() * 100

    pieces = endless()
    stream = io.BytesIO()
    stream.read = lambda _size=-1: next(pieces)  # type: ignore[method-assign]  # a transfer that never ends
    with pytest.raises(NotACensus, match="larger than 1 MB"):
        read_census(stream, max_bytes=1_000_000)


def test_memory_stays_far_below_what_a_whole_tree_would_take():
    children = "".join(child(referral(), key=f"KITH{n}") for n in range(5_000))
    content = message(children).encode()
    tracemalloc.start()
    read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * len(content) + 20 * CHUNK


@pytest.mark.parametrize("name", ["missing.xml", "."])
def test_a_path_that_is_no_file_is_refused(tmp_path: Path, name: str):
    with pytest.raises(NotACensus, match="could not be opened"):
        read_census(tmp_path / name)


def test_a_disk_that_fails_half_way_is_said_so():
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError(5, os.strerror(5))
            return super().read(100)

    with pytest.raises(NotACensus, match="could not be read to its end"):
        read_census(Failing(CLEAN_BYTES))


WRAPPERS: dict[str, Callable[[str], bytes]] = {
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 big-endian": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "Windows-1252": lambda text: f"<?xml version='1.0' encoding='windows-1252'?>{text}".encode("cp1252"),
    "Latin-1": lambda text: f"<?xml version='1.0' encoding='iso-8859-1'?>{text}".encode("latin-1"),
    "Windows lines": lambda text: text.replace("><", ">\r\n<").encode(),
}


@pytest.mark.parametrize("encoded", WRAPPERS.values(), ids=WRAPPERS.keys())
def test_a_file_in_another_encoding_says_the_same(encoded: Callable[[str], bytes]):
    text = message(child(referral("<Note>Zoë</Note>")))
    (record,) = read(encoded(text)).children
    assert record.episodes[0].kept_aside[0].xml == "<Note>Zoë</Note>"
    assert record.key == "KITH1"


@pytest.mark.parametrize("namespace", ['xmlns="urn:dfe:cin"', 'xmlns:c="urn:dfe:cin"'])
def test_a_namespace_is_left_out_and_reported(namespace: str):
    """The sector's validator stops at one; an authority moving to Kith need not mend its file first."""
    text = message(child())
    if ":c=" in namespace:
        text = text.replace("</", "</c:").replace("<", "<c:").replace("<c:/c:", "</c:")
    census = read(text.replace("Message>", f"Message {namespace}>", 1))
    assert [one.key for one in census.children] == ["KITH1"]
    assert [one.what for one in census.findings] == ["A namespace is declared; the file is read as if it had none."]


def test_what_stands_outside_the_children_is_kept_or_reported():
    census = read(message("<Staff>3</Staff>", "stray", child()).replace("<Children>", "<Children/><Children>"))
    assert [(part.module, part.xml) for part in census.kept_aside] == [("Staff", "<Staff>3</Staff>")]
    assert [one.what for one in census.findings] == ["Text stands outside any child and is left out: 'stray'."]
    assert len(census.children) == 1


def test_a_census_of_no_children_is_a_census():
    assert read(message()).children == ()


def test_progress_is_told_in_bytes_of_the_file(tmp_path: Path):
    told: list[tuple[int, int | None]] = []
    read_census(FAKE, progress=lambda done, total: told.append((done, total)))
    size = FAKE.stat().st_size
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == [*range(CHUNK, size, CHUNK), size]
    read_census(io.BytesIO(CLEAN_BYTES), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(CLEAN_BYTES), None)


@pytest.mark.parametrize(
    "beginning", [f"<Message>{header()}<Children><Child note='", "<Message><!-- ", "<Message><?pi "]
)
def test_a_tag_full_of_closing_brackets_is_bounded_like_any_other(beginning: str):
    """An attribute, a comment or an instruction may hold ">": it must not hide that they never end."""
    stream = io.BytesIO(beginning.encode() + b"> " * 5_000_000)
    with pytest.raises(NotACensus, match="longer than a megabyte"):
        read_census(stream)
    assert stream.tell() < 3_000_000
