"""Where the bytes lie: outside whatever a web server shows, under random names, readable by Kith's own user alone.

A file stands in its place before the record names it. A step that fails afterwards leaves bytes that nobody can ask
for, and the sweep clears those away; a record never names a file that is not there.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from time import time
from typing import BinaryIO

from django.conf import settings
from django.db import connection

CHUNK = 64 * 1024  # bytes read and written at a time
WHOLE, SHOWN, SMALL = "", ".shown", ".small"  # the file as it came, and a picture drawn anew in two sizes
ORPHANED_AFTER = 24 * 3600  # seconds after which a file without a record was left by a step that failed
_NAMED = re.compile(r"([0-9a-f]{32})(\.shown|\.small)?")


class Missing(Exception):
    """The record names a file that is not there: a backup was restored without its folder, or somebody removed it."""


def folder() -> Path:
    """The folder of all documents, made when it is not there, closed to everybody else on the machine."""
    place = Path(settings.DOCUMENTS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def arriving() -> Path:
    """Where a file lies while it is sent and looked at, on the same disk and as private."""
    place = folder() / "arriving"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def new_key() -> str:
    """A fresh random key: nobody can guess it, and it says nothing of what it names."""
    return secrets.token_hex(16)


def path_of(key: str, part: str = WHOLE) -> Path:
    """Where a file lies."""
    if not _NAMED.fullmatch(key + part):
        raise ValueError("not a key of a document")
    return Path(settings.DOCUMENTS) / key[:2] / (key + part)


def keep(source: BinaryIO, key: str, part: str = WHOLE) -> None:
    """Put a file in its place, whole and safe from a loss of power, or not at all."""
    place = path_of(key, part)
    folder()
    place.parent.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=arriving())  # mode 0600
    try:
        with os.fdopen(handle, "wb") as copy:
            source.seek(0)
            shutil.copyfileobj(source, copy, CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(place.parent)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(key: str, part: str = WHOLE) -> BinaryIO:
    """Open a file to be sent in pieces.

    Raises:
        Missing: it is not there.
    """
    try:
        return path_of(key, part).open("rb")
    except FileNotFoundError as gone:
        raise Missing(key) from gone


def sweep(older_than: float = ORPHANED_AFTER) -> int:
    """Clear away files that no record names, as Kith itself; gives back how many.

    Args:
        older_than: seconds; a younger file may belong to a step that is still under way.
    """
    before, cleared = time() - older_than, 0
    found = (one for one in _files() if _age(one) < before)
    while batch := list(islice(found, 500)):
        named = {one: _NAMED.fullmatch(one.name) for one in batch}
        unknown = _unknown({match[1] for match in named.values() if match})
        for one, match in named.items():
            if match is None or match[1] in unknown:
                one.unlink(missing_ok=True)
                cleared += 1
    return cleared


def _files() -> Iterator[Path]:
    return (one for one in Path(settings.DOCUMENTS).glob("*/*") if one.is_file())


def _age(one: Path) -> float:
    with suppress(FileNotFoundError):  # moved into its place in the meantime
        return one.stat().st_mtime
    return time()


def _unknown(keys: set[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select kith_documents_unknown(%s)", [list(keys)])
        return {row[0] for row in cursor.fetchall()}
