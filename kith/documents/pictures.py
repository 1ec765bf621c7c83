"""Pictures as they are shown: drawn anew, so that nobody's browser ever reads what was sent."""

from __future__ import annotations

import struct
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kith.documents import draw

PATIENCE = 40  # seconds by the clock, on a machine with other work to do


class Unreadable(Exception):
    """It is no picture, or a broken one, or one that would fill the machine's memory."""


@dataclass(frozen=True)
class Drawn:
    """The two sizes, as JPEG."""

    shown: BytesIO
    small: BytesIO


def drawn(file: BinaryIO) -> Drawn:
    """Draw a picture anew in two sizes, at arm's length.

    Args:
        file: a real file, read from its beginning.

    Raises:
        Unreadable: it could not be drawn within the limits.
    """
    file.seek(0)
    command = [sys.executable, "-I", str(Path(draw.__file__))]
    try:
        done = subprocess.run(command, stdin=file, capture_output=True, timeout=PATIENCE, env={}, check=True)
        shown, rest = _cut(done.stdout)
        small, _ = _cut(rest)
    except (subprocess.SubprocessError, struct.error) as broken:
        raise Unreadable from broken
    return Drawn(BytesIO(shown), BytesIO(small))


def _cut(said: bytes) -> tuple[bytes, bytes]:
    (length,) = struct.unpack(">I", said[:4])
    return said[4 : 4 + length], said[4 + length :]
