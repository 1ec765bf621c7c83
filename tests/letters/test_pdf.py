"""A letter on paper: tagged, titled, in our typefaces, whatever was typed (experience promise 7)."""

from __future__ import annotations

import json
import re
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
import typst
from django.conf import settings

from kith.letters.pdf import GAP, TEMPLATES, Unprintable, pdf, pdf_with_gaps
from kith.letters.sheet import pieces
from kith.network.rings import Friend, drawn_rings

WHEN = datetime(2026, 6, 15, 12, tzinfo=UTC)
NAMES = "Łukasz Świątek, Ağça Şükrü, İpek, Đorđe, Nguyễn, Zoë, Siân, Ελένη, Иван"


def sheet(*texts: str, **more: Any) -> dict[str, Any]:
    """What a letter sets."""
    sections = [{"heading": "What we decided", "pieces": pieces(text)} for text in texts]
    plain = {"authority": "Northmere Council", "head": ["15 June 2026"], "draft": "", "title": "A letter",
             "greeting": "", "sections": sections, "signed": "", "foot": "Reference", "size": 12}  # fmt: skip
    return plain | more


def streams(file: bytes) -> str:
    """Everything in a PDF that can be read, pressed together or not."""
    found = [file]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", file, re.S):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(found).decode("latin-1")


def test_it_is_tagged_has_a_title_a_language_and_says_that_it_is_accessible() -> None:
    said = streams(pdf("letter", sheet("We talked.\n\n- one\n- two"), WHEN))
    for part in (
        "/StructTreeRoot",
        "/Marked true",
        "/Lang",
        "en-GB",
        "pdfuaid:part",
        "/DisplayDocTitle true",
        "A letter",
    ):
        assert part in said, part
    for tag in ("/H1", "/H2", "/P", "/L", "/LI", "/LBody"):
        assert re.search(rf"/S ?{tag}\b", said), tag


def test_names_from_elsewhere_are_printed_in_our_own_typeface() -> None:
    """Polish and Turkish letters stand in the second file; what that lacks too comes from Typst's own."""
    said = streams(pdf("letter", sheet(NAMES.split(", Ελ")[0].replace("Nguyễn, ", "")), WHEN))
    assert set(re.findall(r"/BaseFont ?/\w+\+([\w-]+)", said)) <= {
        "AtkinsonHyperlegibleNextRegular", "AtkinsonHyperlegibleNextBold", "AtkinsonHyperlegibleNextAccentsRegular",
    }  # fmt: skip
    assert "AtkinsonHyperlegibleNextAccentsRegular" in said
    assert pdf("letter", sheet(NAMES), WHEN).startswith(b"%PDF-1.7")


def test_what_no_typeface_has_is_refused_and_named() -> None:
    with pytest.raises(Unprintable, match="“ন” cannot be printed"):
        pdf("letter", sheet("নাম"), WHEN)
    with pytest.raises(Unprintable, match="A name in a picture cannot be printed"):
        pdf("report", _pictured("নাম"), WHEN)


def _pictured(name: str) -> dict[str, Any]:
    svg = drawn_rings(name, [Friend("k", name, name, "family", 1)], name="Network", about="Near")
    figure = {"svg": svg, "alt": name, "caption": "Near", "width": 400}
    return sheet() | {"sections": [{"heading": "Family", "parts": [], "figures": [figure]}]}


@pytest.mark.parametrize(
    "name", ["محمد الخطيب", "نسرین قادر", "پاکستان گلی چچا ٹھیک ہے", "ئەحمەد", "小明", "張偉", "陈, محمد and Amara"]
)
def test_ss10_names_in_arabic_and_in_chinese_letters_are_printed_in_words_and_in_pictures(name: str) -> None:
    """With nothing missing from them: the standard of accessible files refuses a letter without a shape."""
    assert pdf("letter", sheet(name, title=name, greeting=f"Dear {name}"), WHEN).startswith(b"%PDF-1.7")
    assert pdf("report", _pictured(name), WHEN).startswith(b"%PDF-1.7")


def test_what_was_kept_is_printed_with_gaps_that_are_said() -> None:
    said: list[str] = []

    def say(left_open: list[str]) -> dict[str, Any]:
        said[:] = left_open
        return {"draft": f"{GAP} stands for {', '.join(left_open)}"}

    report = _pictured("নাম") | {"title": "\U0001f9f8 \U0001f600 and ሳባ"}
    assert pdf_with_gaps("report", report, WHEN, say).startswith(b"%PDF-1.7")
    assert sorted(said) == ["Bengali letters", "Ethiopic letters", "grinning face", "teddy bear"]
    plain = sheet() | {"sections": []}
    assert pdf_with_gaps("report", plain, WHEN, say) == pdf("report", plain, WHEN)


def test_what_was_typed_is_text_and_never_a_programme() -> None:
    typed = '#sys.inputs *bold* = Heading $x$ #include "letter.typ" @ref <label> // gone \\ "quoted"'
    assert pdf("letter", sheet(typed, title=typed, greeting=typed), WHEN).startswith(b"%PDF-1.7")


def test_the_same_words_make_the_same_bytes() -> None:
    assert pdf("letter", sheet("We talked."), WHEN) == pdf("letter", sheet("We talked."), WHEN)


def test_a_text_is_paragraphs_lines_and_points() -> None:
    found = pieces("One\r\nTwo\r\n\r\n- a\n• b\nThree\n\n\n   \nFour")
    assert found == [
        {"lines": ["One", "Two"], "points": []},
        {"lines": [], "points": ["a", "b"]},
        {"lines": ["Three"], "points": []},
        {"lines": ["Four"], "points": []},
    ]


def test_no_signature_stands_alone_on_a_page() -> None:
    """Whatever the length: as many lines as bring the end of the letter over the foot of a page, one after another."""
    for lines in range(24, 34):
        data = sheet("\n".join(["A line."] * lines), "Ring us.", signed="Tom Adeyemi")
        pages = typst.compile(
            str(TEMPLATES / "letter.typ"), root=str(TEMPLATES), font_paths=[str(settings.FONTS)], format="svg",
            ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)},
        )  # fmt: skip
        last = pages[-1] if isinstance(pages, list) else pages
        begun = {*re.findall(rb"translate\(73\.7\d* ([\d.]+)\)", last)}  # lines at the left margin
        assert len(begun) > len(["signature"]), lines


def test_the_fonts_are_made_at_set_up() -> None:
    assert len(list(settings.FONTS.glob("*.ttf"))) == 7


@pytest.mark.parametrize("unseen", ["\ufeff", "\x0b", "\x08", "\x1b", "\x7f"])
def test_what_nobody_sees_is_left_out_of_words_and_pictures(unseen: str) -> None:
    """It comes along when text is copied from elsewhere, and no picture or tagged file may hold it."""
    assert pdf("letter", sheet(f"We{unseen} talked."), WHEN).startswith(b"%PDF-")
    svg = drawn_rings("Amara", [Friend("k", f"Na{unseen}n", "aunt", "family", 1)], name=f"N{unseen}", about="Near")
    part = {"label": f"L{unseen}", "pieces": pieces(f"Words{unseen}"), "source": ""}
    figure = {"svg": svg, "alt": f"Near{unseen}", "caption": "Near", "width": 400}
    report = sheet() | {"sections": [{"heading": "Family", "parts": [part], "figures": [figure]}]}
    assert pdf("report", report, WHEN).startswith(b"%PDF-")
