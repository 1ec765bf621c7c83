"""Office documents, which are archives inside: looked at from outside, never unpacked."""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

from kith.documents.refusal import Refused

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITER = "application/vnd.oasis.opendocument.text"
MAIN = {b"wordprocessingml.document.main+xml": WORD, b"spreadsheetml.sheet.main+xml": EXCEL}

END = b"PK\x05\x06"  # begins the last record of an archive
MOST_PARTS = 2000
LARGEST_LIST = 1024 * 1024  # bytes of the list of parts
LARGEST_WHOLE = 300 * 1024 * 1024  # bytes when unpacked
MOST_SQUEEZED = 200  # times smaller than unpacked; the XML of a long table reaches some 100
SMALL_PART = 1024 * 1024  # bytes below which a part may be squeezed as it likes
PACKED = "is a packed archive. Unpack it and add the files you need one by one"
_BOMB = "would unpack to far more than it seems to hold, which is a way to bring a machine down. It was not kept"
_MACROS = "holds macros, which are programs. Save it without them, as .docx, .xlsx or PDF, and add that"
_HIDES = (
    "has something before or behind the document itself, which is a way to hide something. Save it again and add that"
)
_BROKEN = "is broken or was cut short. Open it on your machine, save it again and add that"


def kind_of(file: BinaryIO) -> str:
    """The media type of an Office document.

    Raises:
        Refused: it is an archive of another kind, hides something, holds programs, or is made to burst.
    """
    _small_list(file)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _whole(file, parts)
            _bears_unpacking(file, parts)
            _no_programs(parts)
            return _named(archive, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as broken:
        raise Refused(_BROKEN) from broken


def _small_list(file: BinaryIO) -> None:
    """Before anything is read in: that the list of parts is of a bearable length, by what the end of the file says."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 22))
    last = file.read(22)
    if not last.startswith(END):
        # A comment stands behind it (nothing we take has one), or it is no archive at all.
        file.seek(max(0, size - 66 * 1024))
        raise Refused(_HIDES if END in file.read() else _BROKEN)
    parts, length, start = struct.unpack("<HII", last[10:20])
    if parts > MOST_PARTS or length > LARGEST_LIST:
        raise Refused(_BOMB)
    if start + length + 22 != size:
        raise Refused(_HIDES)


def _whole(file: BinaryIO, parts: list[zipfile.ZipInfo]) -> None:
    if not parts or min(part.header_offset for part in parts) != 0:
        raise Refused(_HIDES)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("is locked with a password, so that nobody else could read or check it. Add a copy without one")


def _bears_unpacking(file: BinaryIO, parts: list[zipfile.ZipInfo]) -> None:
    """Few enough parts that lie side by side, not squeezed beyond what writing can be, and not too much in all."""
    size = file.seek(0, 2)
    overlaps = sum(part.compress_size for part in parts) > size
    squeezed = any(p.file_size > SMALL_PART and p.file_size > MOST_SQUEEZED * p.compress_size for p in parts)
    if len(parts) > MOST_PARTS or overlaps or squeezed or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise Refused(_BOMB)


def _no_programs(parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        name = part.filename.lower()
        if name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name:
            raise Refused(_MACROS)
        if name.startswith(("basic/", "scripts/")) and not name.endswith("/"):
            raise Refused(_MACROS)


def _named(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str:
    first = parts[0]
    if first.filename == "mimetype" and archive.open(first).read(200) == WRITER.encode():
        return WRITER
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise Refused(PACKED)
    with archive.open("[Content_Types].xml") as held:
        types = held.read(SMALL_PART)
    if b"macroenabled" in types.lower():
        raise Refused(_MACROS)
    found = [media for mark, media in MAIN.items() if mark in types]
    if len(found) != 1:
        raise Refused("is an Office file of a kind that Kith does not keep. Save it as a PDF and add that")
    return found[0]
