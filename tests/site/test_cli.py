"""The command line: what it does, and what it says when it cannot."""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from kith.kernel.now import today
from kith.site.cli import main, parser
from kith.site.commands import database, serving
from tests.site.conftest import Place, Run
from tests.site.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
ADA = "ada@northmere.example"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for command in ("serve", "worker", "import", "users", "doctor", "migrate", "secure", "bootstrap", "demo", "clocks"):
        assert command in said


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_how_the_demonstration_is_used_is_said_before_anything_is_installed(tmp_path: Path, word: str) -> None:
    """From a checkout with nothing in it but that one file; and it says what the command itself takes."""
    (tmp_path / "bin").mkdir()
    alone = tmp_path / "bin" / "demo"
    alone.write_bytes((ROOT / "bin" / "demo").read_bytes())
    alone.chmod(0o755)
    done = subprocess.run([alone, "--size", "small", word], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    (commands,) = (one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    demo = commands.choices["demo"]
    taken = {text for one in demo._actions for text in one.option_strings} - {"-h", "--help"}
    assert taken == set(re.findall(r"^  (--\w+)", done.stdout, re.MULTILINE))


def test_the_demonstration_stops_the_database_it_stood_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it ends: here by Ctrl-C while it builds. Whoever else uses it keeps it (tests/ops/test_embedded.py)."""
    asked: list[bool] = []
    stood_on = SimpleNamespace(stop_unless_used=lambda: asked.append(True))
    monkeypatch.setattr(serving, "wake", lambda as_owner: stood_on)
    monkeypatch.setattr(serving, "_need_port", lambda port: None)
    monkeypatch.setattr(serving, "_served", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    kept = signal.getsignal(signal.SIGTERM)
    try:
        assert main(["demo"]) == 130
    finally:
        signal.signal(signal.SIGTERM, kept)
    assert asked == [True]


def test_a_misspelt_command_is_told_apart_by_its_exit_code(run: Run, real_place: Place) -> None:
    done = run(real_place, "sevre")
    assert done.returncode == 2
    assert "invalid choice" in done.stderr


def test_migrate_may_be_repeated(run: Run, real_place: Place) -> None:
    done = run(real_place, "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The database is in shape" in done.stdout


def test_migrate_without_the_owners_address_says_so(run: Run, real_place: Place) -> None:
    without = {name: value for name, value in real_place.items() if name != "DATABASE_OWNER_URL"}
    done = run(without, "migrate")
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_OWNER_URL is not set")


def test_the_first_administrator_is_made_at_the_terminal(run: Run, real_place: Place) -> None:
    added = run(real_place, "users", "add", ADA, "--name", "Ada Example", "--role", "system_administrator")
    assert (added.returncode, added.stderr) == (0, "")
    assert "users password" in added.stdout
    again = run(real_place, "users", "add", ADA, "--name", "Ada Again")
    assert again.returncode == 1
    assert again.stderr.strip() == "Somebody already signs in with this address."
    weak = run(real_place, "users", "password", ADA, typed="password1234!\n")
    assert weak.returncode == 1
    assert "thieves" in weak.stderr
    strong = run(real_place, "users", "password", ADA, typed=f"{PASSWORD}\n")
    assert (strong.returncode, PASSWORD in strong.stdout) == (0, False)
    listed = run(real_place, "users", "list").stdout
    assert "Ada Example" in listed
    assert "System administrator" in listed


def test_an_administrator_locked_out_on_a_friday_night_is_let_in_again(run: Run, real_place: Place) -> None:
    """No second person is needed: the terminal takes off the second step, sets a password, opens what was closed."""
    gwen = "gwen@northmere.example"
    run(real_place, "users", "add", gwen, "--name", "Gwen Example", "--role", "system_administrator")
    nothing = run(real_place, "users", "second-step", gwen, "--reason", "Phone lost")
    assert (nothing.returncode, "no second step to take off" in nothing.stderr) == (1, True)
    with psycopg.connect(real_place["DATABASE_OWNER_URL"]) as owner:
        owner.execute(
            "insert into mfa_authenticator (user_id, type, data, created_at)"
            " select id, unnest(array['totp', 'webauthn', 'recovery_codes']), '{}', now() from access_user"
            " where email = %s",
            [gwen],
        )
    assert "Gwen Example                 second step" in run(real_place, "users", "list").stdout
    unasked = run(real_place, "users", "second-step", gwen)
    assert (unasked.returncode, "--reason" in unasked.stderr) == (2, True)
    taken = run(real_place, "users", "second-step", gwen, "--reason", "Phone lost; she stands beside me")
    assert (taken.returncode, "sets up another second step" in taken.stdout) == (0, True)
    set_ = run(real_place, "users", "password", gwen, typed=f"{PASSWORD}\n")
    assert (set_.returncode, set_.stderr) == (0, "")
    run(real_place, "users", "end", gwen)
    opened = run(real_place, "users", "open", gwen)
    assert (opened.returncode, "bin/kith users grant" in opened.stdout) == (0, True)
    assert "open already" in run(real_place, "users", "open", gwen).stderr
    with psycopg.connect(real_place["DATABASE_OWNER_URL"]) as owner:
        lines = owner.execute(
            "select e.line from record_stepevent e join access_user u on u.id = e.result_id and u.email = %s"
            " where e.result_model = 'access.User' order by e.id",
            [gwen],
        ).fetchall()
        left = owner.execute("select count(*) from mfa_authenticator").fetchone()
    assert [line for (line,) in lines] == [
        "Added a log-in",
        "Took the second step off a log-in: Phone lost; she stands beside me",
        "Set a password at the terminal",
        "Closed a log-in",
        "Opened a log-in again",
    ]
    assert left == (0,)


def test_a_role_is_given_and_ended_and_what_is_wrong_is_said(run: Run, real_place: Place) -> None:
    run(real_place, "users", "add", "tom@northmere.example", "--name", "Tom Example")
    nowhere = run(real_place, "users", "grant", "tom@northmere.example", "--role", "social_worker", "--team", "Nowhere")
    assert (nowhere.returncode, nowhere.stderr.strip()) == (1, "There is no team called Nowhere. There are: none yet.")
    given = run(real_place, "users", "grant", "tom@northmere.example", "--role", "social_worker")
    assert "Tom Example is Social worker from" in given.stdout
    ended = run(real_place, "users", "end", "tom@northmere.example")
    assert "can no longer sign in" in ended.stdout
    nobody = run(real_place, "users", "grant", "nobody@northmere.example", "--role", "social_worker")
    assert (nobody.returncode, "Nobody signs in as" in nobody.stderr) == (1, True)


def test_what_is_done_at_the_terminal_is_written_down_as_kiths_own_doing(run: Run, real_place: Place) -> None:
    run(real_place, "users", "add", "una@northmere.example", "--name", "Una Example")
    with psycopg.connect(real_place["DATABASE_OWNER_URL"]) as owner:
        who, line = owner.execute(
            "select u.name, e.line from record_stepevent e join access_user u on u.id = e.actor_id"
            " where e.step = 'access.user_added' order by e.id desc limit 1"
        ).fetchone()  # type: ignore[misc]  # the row was just written
    assert (who, line) == ("Kith", "Added a log-in")


def test_clocks_are_rebuilt(run: Run, real_place: Place) -> None:
    assert run(real_place, "clocks").stdout == "Every due date stands.\n"


def test_a_file_that_is_not_there_is_said_before_anything_is_begun(run: Run, real_place: Place) -> None:
    done = run(real_place, "import", "cin-census", "nowhere.xml")
    assert (done.returncode, done.stderr) == (1, "There is no file nowhere.xml.\n")


def test_a_file_that_is_no_census_is_refused_and_nothing_is_brought_in(
    run: Run, real_place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "letter.xml"
    file.write_text("<Letter/>")
    done = run(real_place, "import", "cin-census", str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("Nothing was brought in. ")


@pytest.mark.parametrize("command", ["doctor", "serve", "users list"])
def test_without_a_database_every_command_says_so_in_a_sentence(run: Run, real_place: Place, command: str) -> None:
    nowhere = real_place | {"DATABASE_URL": "postgresql://kith_app@127.0.0.1:1/kith"}
    done = run(nowhere, *command.split())
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "connection" in done.stderr + done.stdout


def test_test_mail_says_where_the_message_went(run: Run, real_place: Place) -> None:
    done = run(real_place, "test-mail", ADA)
    assert done.stdout.startswith(f"Handed over for {ADA}. It lies in ")
    refused = run(real_place | {"KITH_MAIL_HOST": "127.0.0.1", "KITH_MAIL_PORT": "1"}, "test-mail", ADA)
    assert (refused.returncode, "did not take it" in refused.stderr) == (1, True)


def test_bootstrap_needs_a_server_that_answers(run: Run, real_place: Place) -> None:
    done = run(real_place, "bootstrap", "--admin-url", "postgresql://postgres@127.0.0.1:1/postgres")
    assert done.returncode == 1
    assert done.stderr.startswith("The database refused")


def test_the_demonstration_never_goes_beside_real_people(run: Run, real_place: Place) -> None:
    run(real_place, "users", "add", "viv@northmere.example", "--name", "Viv Example")
    for words in (["demo"], ["demo", "--fresh"]):
        done = run(real_place, *words)
        assert done.returncode == 1
        assert "This database is real and holds records" in done.stderr


def test_serve_will_not_pass_a_training_copy_off_as_real(run: Run, training_place: Place) -> None:
    done = run(training_place, "serve", "--port", "1")
    assert done.returncode == 1
    assert "training copy" in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_kith_does_not_run_as_the_databases_owner(run: Run, real_place: Place, command: str) -> None:
    as_owner = real_place | {"DATABASE_URL": real_place["DATABASE_OWNER_URL"]}
    done = run(as_owner, command)
    assert done.returncode == 1
    assert "owns the database, so the wall would not hold it" in done.stderr
    assert "Kith has not started." in done.stderr


def test_ctrl_c_ends_a_command_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(database, "clocks", interrupted)
    assert main(["clocks"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("words", "codes"), [(["--help"], {0, 141}), (["users", "list"], {141})])
def test_whoever_stops_reading_sees_no_traceback(real_place: Place, words: list[str], codes: set[int]) -> None:
    """`bin/kith users list | head -1`: the reader has gone before the last line."""
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "kith.site.cli", *words]
    done = subprocess.run(command, env=real_place, stdout=writes, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writes)
    assert (done.stderr, done.returncode in codes) == (b"", True)


def test_a_system_is_given_a_key_that_is_said_once_and_ended_by_its_number(run: Run, real_place: Place) -> None:
    run(real_place, "users", "add", "system@northmere.example", "--name", "School system")
    last = today() + timedelta(days=30)
    given = run(real_place, "keys", "give", "system@northmere.example", "--system", "Arbor", "--until", str(last))
    assert (given.returncode, len(given.stdout.strip())) == (0, 43)
    listed = run(real_place, "keys", "list").stdout
    assert "Arbor" in listed
    assert given.stdout.strip() not in listed
    assert "opens nothing any more" in run(real_place, "keys", "end", listed.split()[0]).stdout
    too_long = run(real_place, "keys", "give", "system@northmere.example", "--system", "Arbor", "--until", "2199-01-01")
    assert (too_long.returncode, "within a year" in too_long.stderr) == (1, True)
