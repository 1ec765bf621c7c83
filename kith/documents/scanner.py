"""Whatever looks files over for harm. Kith has none of its own: it asks ClamAV where there is one, and says if not."""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.conf import settings

PIECE = 64 * 1024
PATIENCE = 30  # seconds that one answer may take


class Unreachable(Exception):
    """The scanner gave no verdict. That is never taken for a clean one."""


@dataclass(frozen=True)
class Verdict:
    """What a scanner said: clean, or what it found; and its name, with its version."""

    scanner: str
    found: str = ""

    @property
    def clean(self) -> bool:
        return not self.found


class Scanner(Protocol):
    """Something that looks at a file. Another one than ClamAV is a class with these two, and a line in `scanner`."""

    def named(self) -> str:
        """What it is called, with its version. Raises Unreachable."""
        ...

    def scan(self, file: BinaryIO) -> Verdict:
        """Look at the whole file. Raises Unreachable when there is no verdict."""
        ...


class ClamAV:
    """A clamd, spoken to over its socket: the file is sent in pieces (INSTREAM), so that it need not read our folder.

    Args:
        address: the path of its socket, or HOST:PORT.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def named(self) -> str:
        """ "ClamAV 1.4.3"."""
        return self._ask(b"VERSION").partition("/")[0][:80] or "ClamAV"

    def scan(self, file: BinaryIO) -> Verdict:
        """One verdict on one file."""
        name, said = self.named(), self._ask(b"INSTREAM", file)
        if said == "stream: OK":
            return Verdict(name)
        if found := re.fullmatch(r"stream: (.+) FOUND", said):
            return Verdict(name, found[1][:200])
        raise Unreachable(f"it answered: {said[:200]}")

    def _ask(self, command: bytes, file: BinaryIO | None = None) -> str:
        try:
            with self._connected() as line:
                try:
                    line.sendall(b"z" + command + b"\0")
                    if file is not None:
                        self._send(line, file)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # it hung up on purpose, and says why: the file is larger than it takes
                return self._answer(line)
        except OSError as down:
            raise Unreachable(str(down)) from down

    def _connected(self) -> socket.socket:
        host, _, port = self.address.rpartition(":")
        if port.isdecimal() and "/" not in self.address:
            return socket.create_connection((host.strip("[]"), int(port)), PATIENCE)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line

    @staticmethod
    def _send(line: socket.socket, file: BinaryIO) -> None:
        file.seek(0)
        while piece := file.read(PIECE):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))

    @staticmethod
    def _answer(line: socket.socket) -> str:
        said = b""
        while not said.endswith(b"\0") and len(said) < 4096:
            if not (more := line.recv(1024)):
                break
            said += more
        if not said:
            raise OSError("it hung up without an answer")
        return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def scanner() -> Scanner | None:
    """The scanner that is set up, or nothing."""
    return ClamAV(settings.CLAMD) if settings.CLAMD else None
