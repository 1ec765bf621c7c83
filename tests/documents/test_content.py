"""What a file is, found from its bytes: what is kept, and what is refused with which words (issue 3: bad input)."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from kith.documents.archives import EXCEL, WORD, WRITER
from kith.documents.content import download_name, misnamed, recognise
from kith.documents.inspect import inspect
from kith.documents.refusal import Refused
from tests.documents import files

KEPT = [
    (files.pdf(), "application/pdf"),
    (files.picture(), "image/jpeg"),
    (files.picture("PNG"), "image/png"),
    (files.picture("WEBP"), "image/webp"),
    (files.office("word"), WORD),
    (files.office("excel"), EXCEL),
    (files.office("writer"), WRITER),
    ("Amara said: “I drew our house.”\r\n".encode(), "text/plain"),
    ("Amara said: “I drew our house.”".encode("utf-16"), "text/plain"),
    (files.mp4(), "audio/mp4"),
    (files.mp4(b"mp42"), "audio/mp4"),
    (files.mp3(), "audio/mpeg"),
    (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\0" * 40, "audio/mpeg"),
]


@pytest.mark.parametrize(("body", "media_type"), KEPT, ids=lambda v: v if isinstance(v, str) else "")
def test_what_kith_keeps_is_known_by_what_is_in_it(body: bytes, media_type: str) -> None:
    assert recognise(files.sent(body, "misleading.exe").file).media_type == media_type


ONE_MEGABYTE = 1024 * 1024
PAGE = b"<html><script>alert(1)</script></html>"
NOT_KEPT = {
    "empty": (b"", "is empty"),
    "a GIF that is a script": (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//", "is a GIF"),
    "a program": (b"MZ" + b"\0" * 200, "is a program"),
    "a script": (b"#!/bin/sh\nrm -r .\n", "is a script"),
    "a web page": (PAGE, "is a web page"),
    "a web page in sixteen bits": (PAGE.decode().encode("utf-16"), "is a web page"),
    "a drawing that runs": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "is a web page"),
    "a drawing without its first line": (b'<svg onload="alert(1)"/>', "is a web page"),
    "a script far down in a text": (b"word " * 120_000 + b"<ScRiPt >alert(1)", "is a web page"),
    "rich text": (b"{\\rtf1 x}", "is rich text"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office form"),
    "an archive": (files.packed(), "packed archive"),
    "slides": (files.office("slides"), "save it as a pdf"),
    "Apple's picture": (files.box(b"ftyp", b"heic\0\0\0\0mif1"), "most compatible"),
    "a film": (files.mp4(b"isom", b"soun....vide"), "is a film"),
    "half a recording": (files.mp4()[:-10], "cut short"),
    "anything else": (bytes(range(256)) * 4, "of a kind that kith does not keep"),
    "half a PDF": (files.pdf()[:-8], "cut short"),
    "half a Word document": (files.office()[:-40], "cut short"),
    # Read as one thing by one program and as another by the next.
    "a PDF with an archive behind": (files.pdf() + files.packed() + b"\n%%EOF", "two kinds of file"),
    "a picture with an archive behind": (files.picture() + files.packed(), "two kinds of file"),
    "a picture with a web page behind": (files.picture() + PAGE, "two kinds of file"),
    "a picture with PHP within": (files.picture("PNG") + b"<?php x ?>", "two kinds of file"),
    "a picture that is a PDF": (files.picture()[:20] + files.pdf() + files.picture()[20:], "two kinds of file"),
    "a recording with a web page": (files.mp3() + PAGE, "two kinds of file"),
    "a document behind a web page": (files.office() + PAGE, "before or behind"),
    "a document with a note behind": (files.office()[:-2] + b"\x04\x00note", "before or behind"),
    # Programs in documents.
    "macros by their part": (files.office(more={"word/vbaProject.bin": b"x"}), "macros"),
    "macros by their type": (files.office(types=b"application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "a control that runs": (files.office(more={"word/activeX/activeX1.bin": b"x"}), "macros"),
    "macros in OpenDocument": (files.office("writer", more={"Basic/Standard/Module1.xml": b"x"}), "macros"),
    # Made to burst.
    "a bomb": (files.office(more={"word/media/a": b"\0" * 40 * ONE_MEGABYTE}), "far more than it seems"),
    "a bomb of overlapping parts": (files.overlapping(), "far more than it seems"),
    "a bomb of many parts": (files.office(more={f"p{n}": b"" for n in range(2001)}), "far more than it seems"),
}


@pytest.mark.parametrize("what", NOT_KEPT)
def test_what_kith_does_not_keep_is_refused_with_words_that_say_what_to_do(what: str) -> None:
    body, words = NOT_KEPT[what]
    with pytest.raises(Refused) as refused:
        recognise(files.sent(body, "letter.pdf").file)
    assert words in str(refused.value).lower() or words in str(refused.value)


def test_what_stands_before_a_document_is_found_even_when_its_list_is_put_right() -> None:
    """An archive is read from its end, so a web page in front of it opens as a page and as a document."""
    held = BytesIO(b"PK\x03\x04" + PAGE)
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
    with pytest.raises(Refused, match="before or behind"):
        recognise(files.sent(held.getvalue()).file)


@pytest.mark.parametrize("body", [files.bomb_of_pixels(), files.picture()[:200], b"\x89PNG\r\n\x1a\n" + b"\0" * 99])
def test_a_picture_that_cannot_be_drawn_is_refused(body: bytes) -> None:
    """Broken, cut short, or one that would fill the memory of whatever draws it."""
    with pytest.raises(Refused, match=r"drawing\.png cannot be read as a picture"):
        inspect(files.sent(body, "drawing.png"))


def test_a_name_that_says_something_else_is_said_in_words() -> None:
    assert misnamed("photo.png", "image/jpeg") == "Its name ends in .png, but it is a JPEG picture."
    assert misnamed("letter.pdf.exe", "application/pdf") == "Its name ends in .exe, but it is a PDF."
    assert misnamed("PHOTO.JPG", "image/jpeg") == misnamed("drawing", "image/png") == ""


def test_a_copy_is_called_by_the_title_and_by_what_it_is() -> None:
    assert download_name("letter.pdf.exe", "application/pdf") == "letter.pdf.exe.pdf"
    assert download_name("house.jpg", "image/jpeg") == "house.jpg"
    assert download_name('../../etc/"pass\r\nwd', "text/plain") == "etc pass wd.txt"
