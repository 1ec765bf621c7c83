"""A scanner to ask: a real clamd with two signatures of our own, or a server that speaks as it does."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import socketserver
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.documents.files import EICAR

# Of the scanner's own kind: found by its digest, and by a text within.
WORDS = b"Northmere made-up harm"


@dataclass
class Clamd:
    """Where it listens, and whether it is the real one."""

    address: str
    real: bool


@contextmanager
def clamd(place: Path) -> Iterator[Clamd]:
    """A scanner that runs until the block ends."""
    program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    with _real(program, place) if program else stand_in() as running:
        yield running


@contextmanager
def _real(program: str, place: Path) -> Iterator[Clamd]:
    signatures = place / "signatures"
    signatures.mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (signatures / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test\n")
    (signatures / "own.ndb").write_text(f"Made.Up.Harm:0:*:{WORDS.hex()}\n")
    # A socket's path may have some hundred characters only.
    with tempfile.TemporaryDirectory(prefix="clamd-") as short:
        address, conf = f"{short}/socket", place / "clamd.conf"
        conf.write_text(
            f"DatabaseDirectory {signatures}\nLocalSocket {address}\nForeground yes\nSelfCheck 0\n"
            f"LogFile {place}/clamd.log\nStreamMaxLength 2M\nTemporaryDirectory {place}\n"
            + ("User root\n" if os.getuid() == 0 else "")
        )
        process = subprocess.Popen([program, "-c", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _until_it_answers(process, address)
            yield Clamd(address, real=True)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _until_it_answers(process: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(600):
        assert process.poll() is None, "clamd did not start"
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(address)
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("clamd does not answer")


class Speaks(socketserver.StreamRequestHandler):
    """The part of clamd's language that Kith uses, as its manual says it."""

    LARGEST = 2 * 1024 * 1024
    says = ""  # an answer to give whatever is asked

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            if not (more := self.rfile.read(1)):
                return
            command += more
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.0.0/27000/Wed Jun  3 09:00:00 2026\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(self._verdict() + b"\0")
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _verdict(self) -> bytes:
        body = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            body += self.rfile.read(length)
            if len(body) > self.LARGEST:
                return b"INSTREAM size limit exceeded. ERROR"
        if self.says:
            return self.says.encode()
        found = "Eicar-Test" if EICAR in body else "Made.Up.Harm.UNOFFICIAL" if WORDS in body else ""
        return f"stream: {found} FOUND".encode() if found else b"stream: OK"


@contextmanager
def stand_in(says: str = "", handler: Any = Speaks) -> Iterator[Clamd]:
    """A server on a port of this machine that speaks clamd's language."""
    speaks = type("Says", (handler,), {"says": says})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), speaks) as server:
        server.daemon_threads = True
        running = threading.Thread(target=server.serve_forever, daemon=True)
        running.start()
        try:
            yield Clamd(f"127.0.0.1:{server.server_address[1]}", real=False)
        finally:
            server.shutdown()
            running.join(timeout=10)
