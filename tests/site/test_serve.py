"""The web server as an authority runs it: several processes, hashed files, a strict policy, a gentle stop."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from tests.conftest import ROOT
from tests.site.conftest import Place, Run
from tests.site.people import PASSWORD

EVE = "eve@northmere.example"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Served:
    """A running `bin/kith serve`, and how to ask it things."""

    def __init__(self, where: Place, port: int = 0) -> None:
        self.port = port or free_port()
        command = [sys.executable, "-m", "kith.site.cli", "serve", "--port", str(self.port), "--workers", "2"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=where, stdout=subprocess.DEVNULL)
        ends = time.monotonic() + 90
        while time.monotonic() < ends:
            try:
                if self.ask("GET", "/health/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.3)
        raise AssertionError("the server did not start in 90 seconds")

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        try:
            connection.request(method, path, body or None, {k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def sign_in(self, email: str, password: str) -> tuple[int, bytes]:
        """As a browser does it: the page first, then the form with its token."""
        _, headers, page = self.ask("GET", "/accounts/login/")
        token = page.partition(b'name="csrfmiddlewaretoken" value="')[2].partition(b'"')[0].decode()
        status, _, said = self.ask(
            "POST", "/accounts/login/",
            urlencode({"login": email, "password": password, "csrfmiddlewaretoken": token}),
            Cookie=headers["set-cookie"].partition(";")[0],
            Content_Type="application/x-www-form-urlencoded",
        )  # fmt: skip
        return status, said

    def everybody(self) -> list[int]:
        """The server's process and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]


@pytest.fixture(scope="module")
def served(run: Run, real_place: Place) -> Iterator[Served]:
    run(real_place, "users", "add", EVE, "--name", "Eve Example")
    run(real_place, "users", "password", EVE, typed=f"{PASSWORD}\n")
    server = Served(real_place)
    yield server
    server.process.kill()
    server.process.wait(timeout=20)


def test_it_is_a_production_server_of_several_processes(served: Served) -> None:
    assert len(served.everybody()) == 3
    assert served.ask("GET", "/health/")[1]["server"] == "gunicorn"


def test_none_of_its_processes_knows_how_to_become_the_owner(served: Served) -> None:
    for process in served.everybody():
        known = Path(f"/proc/{process}/environ").read_bytes()
        assert b"DATABASE_URL=" in known
        assert b"kith_owner" not in known


def test_static_files_are_hashed_compressed_and_kept_for_ever(served: Served) -> None:
    page = served.ask("GET", "/accounts/login/")[2].decode()
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    status, headers, plain = served.ask("GET", style)
    assert status == 200
    assert "immutable" in headers["cache-control"]
    assert "access-control-allow-origin" not in headers
    for encoding in ("br", "gzip"):
        _, headers, small = served.ask("GET", style, Accept_Encoding=encoding)
        assert headers["content-encoding"] == encoding
        assert len(small) < len(plain) / 4
    assert served.ask("GET", "/static/kith/kith.js")[1]["cache-control"] != headers["cache-control"]


def test_every_answer_carries_the_policy_even_for_what_is_not_there(served: Served) -> None:
    for path in ("/accounts/login/", "/nowhere/", "/health/", "/"):
        policy = served.ask("GET", path)[1]["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_a_name_that_is_not_its_own_is_refused(served: Served) -> None:
    assert served.ask("GET", "/accounts/login/", Host="elsewhere.example")[0] == 400


def test_five_wrong_passwords_lock_a_log_in_whichever_process_answers(served: Served) -> None:
    for _ in range(5):
        assert served.sign_in(EVE, "not the password 1")[0] == 200
    status, said = served.sign_in(EVE, PASSWORD)
    assert status == 200
    assert b"this log-in is locked for five minutes" in said


def test_it_comes_back_by_itself_when_the_database_drops_its_connections(served: Served, real_place: Place) -> None:
    with psycopg.connect(real_place["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and usename = 'kith_app'"
        )
    answers = [served.ask("GET", "/health/")[0] for _ in range(12)]
    assert answers[-1] == 200


def test_a_stop_lets_requests_under_way_finish(real_place: Place) -> None:
    server = Served(real_place)
    slow = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    body = urlencode({"login": EVE, "password": "x" * 40}).encode()
    head = f"POST /accounts/login/ HTTP/1.1\r\nHost: localhost:{server.port}\r\nContent-Length: {len(body)}\r\n"
    try:
        slow.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body[:10])
        time.sleep(1)
        os.kill(server.process.pid, signal.SIGTERM)
        time.sleep(1)
        slow.sendall(body[10:])
        assert slow.recv(12) == b"HTTP/1.1 403"  # no token: refused, but by Kith and in full
        assert server.process.wait(timeout=40) == 0
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)
    finally:
        slow.close()
        server.process.kill()


def demonstration(where: Place, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kith.site.cli", "demo", "--port", str(port), "--workers", "1"]
    return subprocess.Popen(command, cwd=ROOT, env=where, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_demonstration_serves_with_a_worker_and_takes_both_with_it(run: Run, training_place: Place) -> None:
    run(training_place, "users", "add", EVE, "--name", "Eve Example")  # somebody is there: nothing needs to be built
    port = free_port()
    demo = demonstration(training_place, port)
    try:
        assert demo.stdout is not None
        said = ""
        while "The password of all of them" not in said:
            line = demo.stdout.readline()
            assert line, demo.communicate(timeout=20)[1]
            said += line
        assert f"Kith is on http://localhost:{port}" in said
        assert "System administrator" in said
        children = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
        assert len(children) == 2
        asked = http.client.HTTPConnection("localhost", port, timeout=20)
        asked.request("GET", "/accounts/login/")
        assert b"Training copy. Every person and place here is made up." in asked.getresponse().read()
        asked.close()
        second = run(training_place, "demo", "--port", str(port))
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr.startswith(f"Port {port} cannot be used")
        os.kill(demo.pid, signal.SIGTERM)
        demo.wait(timeout=60)
        assert not [child for child in children if Path(f"/proc/{child}/cwd").exists()]
    finally:
        demo.terminate()
        demo.communicate(timeout=60)
