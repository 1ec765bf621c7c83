"""A mail server in a thread: takes messages as real ones do, and can be told to stall or to refuse."""

from __future__ import annotations

import socketserver
import threading
import time
from types import TracebackType


class PostOffice:
    """Speaks enough SMTP. `stall_at` is the word at which it stops answering; `refuse` turns every message away.

    `letters` holds each message that was handed over whole, `heard` every word a sender said.
    """

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.heard: list[str] = []
        self.stall_at = ""
        self.refuse = False
        office = self

        class Counter(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                office.attend(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self) -> PostOffice:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.stall_at = ""
        self.server.shutdown()
        self.server.server_close()

    def attend(self, counter: socketserver.StreamRequestHandler) -> None:
        self.heard.append("CALLED")
        self._stall("CALLED")
        counter.wfile.write(b"220 office\r\n")
        while line := counter.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            self.heard.append(word)
            self._stall(word)
            if word == "QUIT":
                counter.wfile.write(b"221 bye\r\n")
                return
            if word == "MAIL" and self.refuse:
                counter.wfile.write(b"451 not now\r\n")
                continue
            if word == "DATA":
                counter.wfile.write(b"354 go on\r\n")
                letter = []
                while (part := counter.rfile.readline().decode().rstrip("\r\n")) != ".":
                    letter.append(part)
                self.letters.append("\n".join(letter))
                self._stall("TAKEN")
            counter.wfile.write(b"250 good\r\n")

    def _stall(self, word: str) -> None:
        while self.stall_at == word:
            time.sleep(0.05)

    def wait_for(self, word: str, seconds: float = 60) -> None:
        """Until a sender has said this word, or (TAKEN) has handed over a message."""
        ends = time.monotonic() + seconds
        while not (self.letters if word == "TAKEN" else word in self.heard):
            assert time.monotonic() < ends, f"nobody said {word} in {seconds} seconds; heard {self.heard}"
            time.sleep(0.05)
