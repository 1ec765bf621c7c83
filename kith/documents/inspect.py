"""A file that was sent, looked over before it is kept: how large, what it is, whether it is safe, how it looks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.conf import settings

from kith.documents.arriving import Arriving, clean_name, limit, too_large
from kith.documents.content import Type, recognise
from kith.documents.models import Document
from kith.documents.pictures import Drawn, Unreadable, drawn
from kith.documents.refusal import Refused
from kith.documents.scanner import Unreachable, Verdict, scanner

SILENT = "was not kept: the scanner does not answer, and nothing is kept unscanned. Try again in a few minutes"


class Harmful(Refused):
    """The scanner found something: that it was tried is written down."""


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept, and all that is known of it."""

    file: BinaryIO
    name: str
    type: Type
    size: int  # bytes
    sha256: str
    scan: str
    verdict: Verdict | None
    picture: Drawn | None


def inspect(sent: Any) -> Inspected:
    """Look over one file.

    Args:
        sent: as it came with the request.

    Raises:
        Refused: it is not kept; the whole sentence.
    """
    name = clean_name(sent.name or "")
    if fault := getattr(sent, "fault", ""):
        raise Refused(fault)
    if sent.size > limit():
        raise Refused(too_large(name))
    file = cast(BinaryIO, sent.file if isinstance(sent, Arriving) else sent)
    try:
        found = recognise(file)
        scan, verdict = _scanned(file)
        picture = drawn(file) if found.picture else None
    except Unreadable as unreadable:
        words = "cannot be read as a picture. It may be broken, or far too large. Open it, save it again and add that"
        raise Refused(f"{name} {words}") from unreadable
    except Refused as refused:
        raise type(refused)(f"{name} {refused}") from refused
    file.seek(0)
    return Inspected(file, name, found, sent.size, _digest(file), scan, verdict, picture)


def _scanned(file: BinaryIO) -> tuple[str, Verdict | None]:
    """What the scanner says. Without one, or without its answer, that is said instead, and never that it is clean."""
    eyes = scanner()
    if eyes is None:
        return Document.Scan.NONE, None
    try:
        verdict = eyes.scan(file)
    except Unreachable as silent:
        if settings.SCANNER_DOWN == "wait":
            return Document.Scan.WAITS, None
        raise Refused(SILENT) from silent
    if not verdict.clean:
        raise Harmful(f"was not kept: the scanner found {verdict.found} in it. Do not send it on to anybody")
    return Document.Scan.CLEAN, verdict


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(256 * 1024):
        digest.update(piece)
    return digest.hexdigest()
