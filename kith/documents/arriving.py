"""Files on their way in: written to disk in pieces as they come, never whole in memory, and only up to the limit."""

from __future__ import annotations

import tempfile
import unicodedata
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from kith.documents import store

AT_ONCE = 10  # files in one go
MEGABYTE = 1024 * 1024


class Arriving(UploadedFile):
    """A file that was sent, in a nameless file of Kith's own folder that is gone as soon as nobody holds it.

    Attributes:
        fault: a sentence when it could not be taken; what was read of it is then thrown away.
    """

    def __init__(self, name: str, content_type: str = "", charset: str | None = None, extra: Any = None) -> None:
        self.fault = ""
        try:
            held: IO[bytes] = tempfile.TemporaryFile(dir=store.arriving())  # noqa: SIM115  the request closes it
        except OSError:
            held = BytesIO()  # empty, and stays so
            self.fault = _NO_ROOM.format(name=clean_name(name))
        self.held = held
        super().__init__(held, name, content_type, 0, charset, extra)

    def take(self, piece: bytes, room: int) -> int:
        """Write the next piece while there is room for it; gives back how many bytes were written."""
        if not self.fault and len(piece) > room:
            self._give_up(too_large(self.name or ""))
        if self.fault:
            return 0
        try:
            return self.held.write(piece)
        except OSError:  # the disk is full
            self._give_up(_NO_ROOM.format(name=clean_name(self.name or "")))
            return 0

    def _give_up(self, why: str) -> None:
        self.fault = why
        self.held.seek(0)
        self.held.truncate()


_NO_ROOM = "Kith has no room for {name} just now. Nothing was kept. Tell the service desk, and try again later"


def limit() -> int:
    """How large a file may be, in bytes."""
    return int(settings.DOCUMENT_LIMIT * MEGABYTE)


def too_large(name: str) -> str:
    """What is said of a file beyond the limit."""
    whole = f"{settings.DOCUMENT_LIMIT:g} MB"
    return f"{clean_name(name)} is larger than {whole}, which is as much as Kith keeps. Choose a smaller file, or parts"


def clean_name(name: str) -> str:
    """A file's name to show: without what a reader would not see, and what turns the letters after it round."""
    kept = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    return kept.strip()[:255] or "This file"


class ArrivingHandler(FileUploadHandler):
    """What Django gives every file that is sent, on whatever page, signed in or not.

    A file beyond the limit is read to its end and thrown away, so that the page can say so with what was typed still
    there. All files of one request together have a limit too.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = limit() * AT_ONCE

    def new_file(self, *args: Any, **rest: Any) -> None:
        """A file begins."""
        super().new_file(*args, **rest)
        self.coming = Arriving(str(self.file_name), str(self.content_type), self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        self.left -= self.coming.take(raw_data, min(limit() - start, self.left))

    def file_complete(self, file_size: int) -> UploadedFile:
        """All of it came."""
        self.coming.seek(0)
        self.coming.size = file_size
        return self.coming

    def upload_interrupted(self) -> None:
        """The sender went away."""
        if hasattr(self, "coming"):
            self.coming.close()
