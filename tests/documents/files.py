"""Files of every kind, good and bad, made here byte by byte or by the program that is the judge of their form."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

from kith.documents.archives import EXCEL, WORD, WRITER
from kith.documents.arriving import Arriving

# Halved, so that no scanner takes this page for what it describes.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"
GPS = {1: "N", 2: (54.0, 58.0, 0.0), 3: "W", 4: (1.0, 36.0, 0.0)}  # in the sea of a made-up map
SENT: list[Arriving] = []
WHERE = b"Northmere-Quay-Camera"


def picture(
    form: str = "JPEG", size: tuple[int, int] = (320, 200), *, told: bool = False, colour: Any = "teal"
) -> bytes:
    """A picture; `told` is one in which the camera wrote where it was, and that it lay on its side."""
    held, extra = BytesIO(), {}
    image = Image.new("RGB", size, colour)
    if told:
        exif = Image.Exif()
        exif[0x010F] = WHERE.decode()  # make
        exif[0x0112] = 6  # turned a quarter
        exif.get_ifd(0x8825).update(GPS)
        extra["exif"] = exif.tobytes()
    image.save(held, form, **extra)
    return held.getvalue()


def pdf() -> bytes:
    """One empty page."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    )


def office(
    kind: str = "word", *, more: dict[str, bytes] | None = None, types: bytes = b"", squeeze: bool = True
) -> bytes:
    """A Word document, an Excel workbook or an OpenDocument text, with further parts if asked for."""
    main = {
        "word": b'ContentType="' + WORD.encode() + b'.main+xml"/>',
        "excel": b'ContentType="' + EXCEL.encode() + b'.main+xml"/>',
        "slides": b'ContentType="application/vnd.openxmlformats-officedocument.presentationml.slides.main+xml"/>',
    }
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED) as archive:
        if kind == "writer":
            archive.writestr(zipfile.ZipInfo("mimetype"), WRITER)
            archive.writestr("content.xml", "<office:document-content/>")
        else:
            archive.writestr("[Content_Types].xml", b'<Types><Override PartName="/main.xml" ' + main[kind] + types)
            archive.writestr("word/document.xml", b"<w:document/>")
        for name, body in (more or {}).items():
            archive.writestr(name, body)
    return held.getvalue()


def packed() -> bytes:
    """An archive that is no document."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("anything.txt", "anything")
    return held.getvalue()


def overlapping() -> bytes:
    """A document whose parts all lie in one place, so that a small file holds one part a hundred times over."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("one", bytes(range(256)) * 400)
        once = archive.infolist()[1]
        for number in range(100):
            again = zipfile.ZipInfo(f"again{number}")
            for name in ("compress_type", "compress_size", "file_size", "CRC", "header_offset"):
                setattr(again, name, getattr(once, name))
            archive.filelist.append(again)
    return held.getvalue()


def box(name: bytes, body: bytes) -> bytes:
    """A box of the container that recordings, films and Apple's pictures share."""
    return struct.pack(">I", len(body) + 8) + name + body


def mp4(brand: bytes = b"M4A ", handler: bytes = b"soun") -> bytes:
    """A recording or a film, as far as its container says."""
    return box(b"ftyp", brand + b"\0\0\0\0" + brand) + box(b"mdat", b"\0" * 64) + box(b"moov", b"\0" * 16 + handler)


def mp3() -> bytes:
    """Three frames of silence at 128 kbit/s."""
    return (b"\xff\xfb\x90\x00" + b"\0" * 413) * 3


def bomb_of_pixels() -> bytes:
    """A small PNG that says it is 50,000 by 50,000 pixels."""
    whole = picture("PNG", (8, 8))
    ihdr = b"IHDR" + struct.pack(">II", 50_000, 50_000) + whole[24:29]
    return whole[:12] + ihdr + struct.pack(">I", zlib.crc32(ihdr)) + whole[33:]


def sent(body: bytes, name: str = "file") -> Arriving:
    """A file as it comes with a request."""
    one = Arriving(name)
    one.file.write(body)
    one.size = len(body)
    one.seek(0)
    SENT.append(one)
    return one


def let_go() -> None:
    """Close whatever was sent, as the end of a request does."""
    while SENT:
        SENT.pop().close()
