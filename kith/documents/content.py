"""What a file is, found from what is in it. Its name and what the browser says of it count for nothing."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from kith.documents import archives, sound
from kith.documents.refusal import Refused

HEAD, TAIL, PIECE = 4096, 66 * 1024, 256 * 1024  # bytes


@dataclass(frozen=True)
class Type:
    """A kind of file that Kith keeps: how it is called, what its name may end in, and whether it can be drawn."""

    media_type: str
    called: str
    endings: tuple[str, ...]
    picture: bool = False


TYPES = {
    one.media_type: one
    for one in (
        Type("application/pdf", "a PDF", ("pdf",)),
        Type("image/jpeg", "a JPEG picture", ("jpg", "jpeg", "jpe"), picture=True),
        Type("image/png", "a PNG picture", ("png",), picture=True),
        Type("image/webp", "a WebP picture", ("webp",), picture=True),
        Type(archives.WORD, "a Word document", ("docx",)),
        Type(archives.EXCEL, "an Excel workbook", ("xlsx",)),
        Type(archives.WRITER, "an OpenDocument text", ("odt",)),
        Type("text/plain", "plain text", ("txt", "text", "md", "csv", "log")),
        Type("audio/mp4", "a sound recording (M4A)", ("m4a", "mp4")),
        Type("audio/mpeg", "a sound recording (MP3)", ("mp3",)),
    )
}
TAKEN = "PDF, JPEG, PNG, WebP, Word (.docx), Excel (.xlsx), OpenDocument (.odt), plain text, M4A and MP3"

# How it begins, what it is called, and what to do instead.
REFUSED: list[tuple[bytes, str]] = [
    (b"GIF8", "is a GIF, which Kith does not keep. Save it as a PNG or JPEG picture and add that"),
    (b"MZ", "is a program. Kith keeps no programs"),
    (b"\x7fELF", "is a program. Kith keeps no programs"),
    (b"#!", "is a script. Kith keeps no programs"),
    (b"{\\rtf", "is rich text (RTF). Save it as a Word document (.docx) or a PDF and add that"),
    (
        b"\xd0\xcf\x11\xe0",
        "is in an old Office form that can carry macros. Open it and save it as .docx, .xlsx or PDF, and add that",
    ),
    (b"7z\xbc\xaf\x27\x1c", archives.PACKED),
    (b"Rar!", archives.PACKED),
    (b"\x1f\x8b", archives.PACKED),
]
MARKUP = re.compile(rb"<(script|html|svg|iframe|object|embed|\?php|!doctype\s+html)[\s>/\x00]|<\?php", re.IGNORECASE)
_WEB_PAGE = "is a web page or holds parts of one, which could run in a browser. Print it to a PDF and add that"
_TWO = (
    "can be read as two kinds of file at once, which is a way to hide something. Ask whoever sent it for a plain copy"
)
_BROKEN = "is broken or was cut short. Open it on your machine, save it again and add that"


def recognise(file: BinaryIO) -> Type:
    """What this file is.

    Raises:
        Refused: Kith does not keep such files, or this one is not what it seems; the words go after its name.
    """
    head, tail = _ends(file)
    if not head:
        raise Refused("is empty")
    for begins, words in REFUSED:
        if head.startswith(begins):
            raise Refused(words)
    found = next((TYPES[media] for media, looks in LOOKS if looks(head)), None)
    if found is None:
        return _text(file, head)
    if found.media_type == "application/pdf":
        if b"%%EOF" not in tail[-2048:]:
            raise Refused(_BROKEN)
        _alone(head, tail)
    elif found.media_type == "audio/mp4":
        sound.check_mp4(file, head)
        _alone(head, tail, file)
    else:
        _alone(head, tail, file)
    return found


def _ends(file: BinaryIO) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(HEAD)
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    return head, file.read(TAIL)


LOOKS: list[tuple[str, Callable[[bytes], bool]]] = [
    ("application/pdf", lambda head: head.startswith(b"%PDF-")),
    ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("image/webp", lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
    ("audio/mp4", lambda head: head[4:8] == b"ftyp"),
    ("audio/mpeg", sound.is_mp3),
]


def _alone(head: bytes, tail: bytes, file: BinaryIO | None = None) -> None:
    """Refuse what another program could read as something else: an archive behind it, a PDF or a web page within."""
    if archives.END in tail or b"%PDF-" in head[1:1100]:
        raise Refused(_TWO)
    if file is not None and _holds_markup(file):
        raise Refused(_TWO)


def _holds_markup(file: BinaryIO) -> bool:
    file.seek(0)
    before = b""
    while piece := file.read(PIECE):
        if MARKUP.search(before + piece):
            return True
        before = piece[-32:]
    return False


def _text(file: BinaryIO, head: bytes) -> Type:
    """Plain text, or nothing we know."""
    if head.startswith(b"PK\x03\x04"):
        return TYPES[archives.kind_of(file)]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    decoder = _decoder("utf-16" if wide else "utf-8")
    file.seek(0)
    before = ""
    try:
        while piece := file.read(PIECE):
            text = decoder.decode(piece)
            _plain(before + text)
            before = text[-32:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as other:
        raise Refused(f"is of a kind that Kith does not keep. Kith keeps {TAKEN}") from other
    return TYPES["text/plain"]


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)()


def _plain(text: str) -> None:
    if MARKUP.search(text.encode("utf-8", "replace")) or text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        raise Refused(_WEB_PAGE)
    if _UNSEEN.search(text):
        raise Refused(f"is of a kind that Kith does not keep. Kith keeps {TAKEN}")


_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def misnamed(name: str, media_type: str) -> str:
    """A sentence when a file's name says that it is something else, or nothing."""
    ending, found = PurePath(name).suffix.lower().lstrip("."), TYPES[media_type]
    if not ending or ending in found.endings:
        return ""
    return f"Its name ends in .{ending}, but it is {found.called}."


def download_name(title: str, media_type: str) -> str:
    """What a copy is called when somebody saves it: the title, and the ending that belongs to what it is."""
    plain = " ".join(re.sub(r"[^\w \-.,()']", " ", title).split()).strip(" .") or "document"
    ending = TYPES[media_type].endings[0]
    stem = plain[: -len(ending) - 1] if plain.lower().endswith(f".{ending}") else plain
    return f"{stem[:100].strip()}.{ending}"
