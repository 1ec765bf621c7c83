"""The embedded PostgreSQL starts by itself, once, asks for passwords, and survives being killed."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from kith.site import embedded, place
from kith.site.bootstrap import NotSafe, bootstrap
from kith.site.embedded import SUPERUSER, Server, remembered, start


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder the database's user may enter: pytest's own are private to whoever runs the suite."""
    made = Path(tempfile.mkdtemp(prefix="kith-ops-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    started = start(folder / "home", throwaway=True)
    yield started
    started.stop()


def asked(server: Server, question: str, role: str = SUPERUSER, database: str = "kith") -> object:
    with psycopg.connect(server.dsn(role, database), connect_timeout=5) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_it_answers_each_log_in_with_its_own_name(server: Server):
    for role in ("kith_owner", "kith_app", "kith_report"):
        assert asked(server, "SELECT current_user", role) == role


def test_it_is_stopped_for_whoever_ends_last_and_stays_up_for_anybody_else(folder: Path) -> None:
    """What bin/demo does as it ends: nothing of it runs on, and nobody's work is cut off."""
    one = start(folder / "rests", throwaway=True)
    try:
        with psycopg.connect(one.dsn("kith_app")):
            assert not one.stop_unless_used()
            assert one.running()
        for _ in range(50):
            if one.stop_unless_used():
                break
            time.sleep(0.1)  # the server needs a moment to see that somebody has gone
        assert not one.running()
    finally:
        one.stop()


def test_no_log_in_of_kith_may_step_round_the_hard_wall(server: Server):
    dangerous = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'kith\\_%%' AND rolname <> 'kith_super'"
    assert asked(server, dangerous) == 3
    assert asked(server, dangerous + " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)") == 0
    assert asked(server, "SELECT rolinherit FROM pg_roles WHERE rolname = 'kith_app'") is False


def test_without_the_password_nobody_gets_in(server: Server):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://kith_app:wrong@/kith?host={server.sockets}", connect_timeout=5)


def test_it_listens_on_no_network_address(server: Server):
    assert asked(server, "SHOW listen_addresses") == ""


def test_its_passwords_are_for_their_owner_alone(server: Server):
    assert stat.S_IMODE((server.home / "secrets.json").stat().st_mode) == 0o600
    assert len(set(server.passwords.values())) == 4


def test_its_log_keeps_what_people_wrote_out(server: Server):
    with pytest.raises(psycopg.errors.UndefinedColumn):
        asked(server, "SELECT nothing_of_the_kind FROM (SELECT 'said in confidence') AS words")
    assert "said in confidence" not in (server.data / "server.log").read_text()


def test_a_second_start_finds_the_first_and_is_quick(server: Server):
    before, began = postmaster(server), time.monotonic()
    start(server.home, throwaway=True)
    assert time.monotonic() - began < 2
    assert postmaster(server) == before


def test_text_sorts_by_code_point_whatever_the_machine(server: Server):
    assert (
        asked(server, "SELECT string_agg(n, '' ORDER BY n) FROM (VALUES ('b'), ('B'), ('é'), ('a')) AS v(n)") == "Babé"
    )


def test_four_starters_give_one_server(folder: Path):
    home = folder / "four"
    script = (
        f"from pathlib import Path; from kith.site.embedded import start; start(Path({str(home)!r}), throwaway=True)"
    )
    starters = [subprocess.Popen([sys.executable, "-c", script], cwd=place.CHECKOUT) for _ in range(4)]
    try:
        assert [starter.wait(timeout=120) for starter in starters] == [0, 0, 0, 0]
        assert (home / "data" / "server.log").read_text().count("listening on Unix socket") == 1
    finally:
        Server(home, embedded.wheel_binaries()).stop()


def test_it_recovers_what_was_committed_before_a_kill(server: Server):
    with psycopg.connect(server.dsn("kith_owner")) as connection:
        connection.execute("SET synchronous_commit = on")  # as it is outside tests
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('Kith')")
    os.kill(postmaster(server), signal.SIGKILL)
    server.ensure()
    assert asked(server, "SELECT word FROM kept", "kith_owner") == "Kith"


def test_a_pid_on_file_that_is_somebody_else_is_not_taken_for_the_server(server: Server):
    server.stop()
    pid_file = server.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{server.data}\n")
    assert not server.running()
    server.ensure()
    assert postmaster(server) != os.getpid()
    assert asked(server, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_falls_back_to_a_short_private_one(folder: Path):
    long = start(folder / ("a-long-name-" * 9), throwaway=True)
    try:
        assert len(os.fsencode(long.sockets)) < 40
        assert asked(long, "SELECT 1") == 1
    finally:
        long.stop()
        shutil.rmtree(long.sockets)


def test_a_socket_folder_somebody_else_made_is_refused(folder: Path):
    server = Server(folder / ("another-long-name-" * 6), embedded.wheel_binaries(), throwaway=True)
    server.sockets.symlink_to(folder)
    try:
        with pytest.raises(place.DatabaseUnavailable, match="belongs to somebody else"):
            server.ensure()
    finally:
        server.sockets.unlink()


def test_half_a_first_start_is_cleared_away(folder: Path):
    home = folder / "half"
    (home / "data.new1").mkdir(parents=True)
    server = start(home, throwaway=True)
    try:
        assert asked(server, "SELECT 1") == 1
        assert not list(home.glob("data.new*"))
    finally:
        server.stop()


def test_data_of_another_version_is_refused_in_words(folder: Path):
    home = folder / "older"
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(place.DatabaseUnavailable, match="written by PostgreSQL 9"):
        start(home, throwaway=True)


def test_bootstrap_again_brings_new_passwords_and_keeps_the_database(server: Server):
    fresh = {**server.passwords, "kith_report": "another-password"}
    bootstrap(server.dsn(SUPERUSER, "postgres"), fresh)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.dsn("kith_report"), connect_timeout=5)
    bootstrap(server.dsn(SUPERUSER, "postgres"), server.passwords)
    assert asked(server, "SELECT 1", "kith_report") == 1


@pytest.mark.parametrize(
    ("harm", "mend"),
    [
        ("ALTER ROLE kith_app BYPASSRLS", "ALTER ROLE kith_app NOBYPASSRLS"),
        ("GRANT kith_owner TO kith_app", "REVOKE kith_owner FROM kith_app"),
        ("ALTER DATABASE kith OWNER TO kith_super", "ALTER DATABASE kith OWNER TO kith_owner"),
    ],
)
def test_bootstrap_refuses_a_server_where_the_wall_would_stand_open(server: Server, harm: str, mend: str):
    with psycopg.connect(server.dsn(SUPERUSER), autocommit=True) as admin:
        admin.execute(harm)
        try:
            with pytest.raises(NotSafe):
                bootstrap(server.dsn(SUPERUSER, "postgres"), server.passwords)
        finally:
            admin.execute(mend)


def test_kith_home_wins_over_every_other_place(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KITH_HOME", "/srv/kith")
    assert place.home() == Path("/srv/kith")


def test_a_checkout_the_database_cannot_enter_moves_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(place, "can_enter", lambda folder: False)
    elsewhere = place.moved(tmp_path)
    assert elsewhere
    assert elsewhere.parent == Path("/var/lib/kith")
    assert elsewhere != place.moved(tmp_path / "another")


def test_a_home_the_database_cannot_enter_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    nobody = SimpleNamespace(pw_name="nobody")
    monkeypatch.setattr(embedded, "database_user", lambda: nobody)
    monkeypatch.setattr(embedded, "can_enter", lambda folder: False)
    with pytest.raises(place.DatabaseUnavailable, match="KITH_HOME"):
        start(tmp_path / "home", Path("/nowhere"))


def test_secrets_once_made_are_remembered(tmp_path: Path):
    first = remembered(tmp_path / "secrets.json", "one")
    second = remembered(tmp_path / "secrets.json", "one", "two")
    assert second["one"] == first["one"]
    assert second["one"] != second["two"]
