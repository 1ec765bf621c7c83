"""The doctor, tried on a Kith in which one thing after another is broken; each time it says what and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db import DatabaseError, connection, connections

from kith.access.models import Notice
from kith.kernel.now import now
from kith.kernel.perform import perform
from kith.site import doctor, jobs
from kith.site.checks import database, machine, outside
from kith.site.doctor import Finding
from tests.documents.clamd import stand_in
from tests.site.conftest import Place, Run
from tests.site.people import somebody
from tests.site.post_office import PostOffice
from tests.site.test_jobs import Telling


def says(finding: Finding, fault: str, cure: str) -> None:
    assert fault in finding.says
    assert cure in finding.mend


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a database that is not a training copy."""
    for page in (machine, outside):
        monkeypatch.setattr(page, "simulated", lambda: False)


class TestTheWholeRound:
    def test_everything_is_looked_at_in_order_and_an_exit_code_tells(self, run: Run, real_place: Place) -> None:
        done = run(real_place, "doctor")
        assert (done.returncode, done.stderr) == (1, "")  # no mail and no worker here
        lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
        abouts = [line[8:].partition(":")[0] for line in lines[:-1]]
        assert abouts[:4] == ["Database", "Database log-in", "Migrations", "The wall"]
        assert {"Static files", "Secret key", "Mail", "Clock", "Worker", "Addresses and TLS"} <= set(abouts)
        broken = [line for line in lines if line.startswith("BROKEN")]
        assert len(broken) == done.stdout.count("To mend it: ")
        assert lines[-1] == f"{len(broken)} to mend."

    def test_without_a_database_the_rest_is_still_looked_at(self, run: Run, real_place: Place) -> None:
        done = run(real_place | {"DATABASE_URL": "postgresql://kith_app@127.0.0.1:1/kith"}, "doctor")
        assert "BROKEN  Database: It does not answer" in done.stdout
        assert "To mend it: Start PostgreSQL, or mend DATABASE_URL." in done.stdout
        assert "Secret key: " in done.stdout
        assert "The wall" not in done.stdout

    def test_the_owners_log_in_is_found_out(self, run: Run, real_place: Place) -> None:
        done = run(real_place | {"DATABASE_URL": real_place["DATABASE_OWNER_URL"]}, "doctor")
        assert "BROKEN  Database log-in: kith_owner owns the database, so the wall would not hold it." in done.stdout
        assert "Set DATABASE_URL to the log-in kith_app." in done.stdout


@pytest.mark.django_db
class TestTheLogIn:
    def test_well(self) -> None:
        assert database.answers().well
        assert database.log_in().well

    @pytest.mark.parametrize(
        ("answers", "fault", "cure"),
        [
            ([[("postgres", True, False)]], "postgres has powers", "Set DATABASE_URL to the log-in kith_app."),
            ([[("kith_app", False, False)], [("kith_owner",)]], "could act as kith_owner", "REVOKE kith_owner FROM"),
        ],
    )
    def test_powers_it_must_not_have(
        self, monkeypatch: pytest.MonkeyPatch, answers: list[Any], fault: str, cure: str
    ) -> None:
        # What the catalogue would answer: the suite's own server has no superuser that a test may use.
        given = iter(answers)
        monkeypatch.setattr(database, "rows", lambda *_: next(given))
        says(database.log_in(), fault, cure)

    @pytest.mark.parametrize(
        ("answer", "fault"), [((14, "UTF8"), "PostgreSQL 14 is too old"), ((16, "LATIN1"), "LATIN1, which cannot hold")]
    )
    def test_a_server_that_will_not_do(
        self, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str], fault: str
    ) -> None:
        monkeypatch.setattr(database, "rows", lambda *_: [answer])
        assert fault in database.answers().says


def as_owner(*statements: str) -> None:
    """What only the owner, or somebody at the database's own console, can do."""
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestTheShapeOfTheDatabase:
    @pytest.fixture(autouse=True)
    def _with_a_cache(self) -> None:
        as_owner("create table if not exists site_cache (cache_key text primary key, value text, expires timestamptz)")

    def test_well(self) -> None:
        assert database.migrations().well
        assert database.wall().well
        assert database.seals().well
        assert database.kind().well

    def test_a_migration_that_was_not_applied(self) -> None:
        as_owner("delete from django_migrations where app = 'record'")
        says(database.migrations(), "migrations wait, the first being record.0001_initial", "bin/kith migrate")

    def test_a_database_from_a_newer_version(self) -> None:
        as_owner("insert into django_migrations (app, name, applied) values ('record', '9999_later', now())")
        says(database.migrations(), "newer than this version of Kith (record.9999_later)", "restore the backup")

    def test_a_cache_without_a_table(self) -> None:
        as_owner("drop table site_cache")
        says(database.migrations(), "with it the lock-out", "bin/kith migrate")

    @pytest.mark.parametrize(
        ("statement", "fault"),
        [
            ("alter table people_person disable row level security", "first being people_person"),
            ("drop policy kith_wall on record_sighting", "first being record_sighting"),
            ("grant update on access_subjectevent to kith_app", "history in access_subjectevent could be rewritten"),
        ],
    )
    def test_a_gap_in_the_wall(self, statement: str, fault: str) -> None:
        as_owner(statement)
        says(database.wall(), fault, "bin/kith migrate")

    def test_history_that_lost_its_rights(self) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "select oid::regprocedure::text from pg_proc where proname like 'pgtrigger\\_%%' order by 1 limit 1"
            )
            as_owner(f"alter function {cursor.fetchone()[0]} security invoker")
        says(database.wall(), "1 triggers that write history have lost their rights", "bin/kith migrate")

    def test_an_event_changed_behind_kiths_back(self) -> None:
        farah = somebody()
        perform(Telling, farah, farah)
        jobs.seal.func()
        assert database.seals().well
        as_owner("update record_stepevent set line = 'Told nobody'")
        says(database.seals(), "does not match its row", "information governance officer")


@pytest.mark.django_db
class TestThisMachine:
    @pytest.mark.parametrize("key", ["short", "a" * 60])
    def test_a_key_that_can_be_guessed(self, settings: Any, key: str) -> None:
        settings.SECRET_KEY = key
        says(machine.secret_key(), "sessions could be forged", "Remove KITH_SECRET_KEY")

    def test_secrets_that_others_can_read(self, settings: Any, tmp_path: Path) -> None:
        settings.HOME, settings.SECRET_KEY = tmp_path, "jV3-x7Qm_0sLr8ZaYt5Kp2Wn9Bd4Hf6Cg1Eu" * 2
        file = tmp_path / "secrets.json"
        file.touch(mode=0o600)
        assert machine.secret_key().well
        file.chmod(0o644)
        says(machine.secret_key(), "Others on this machine can read secrets.json", f"chmod 600 {file}")

    @pytest.mark.parametrize(
        ("changed", "fault", "cure"),
        [
            ({"ALLOWED_HOSTS": ["*"]}, "lets any name in", "Set KITH_HOSTS"),
            ({"ALLOWED_HOSTS": ["kith.example"], "SECURE": False}, "without TLS", "KITH_TLS=1"),
            (
                {"ALLOWED_HOSTS": ["kith.example"], "SECURE": True, "ADDRESS": "http://localhost:8000"},
                "would not use TLS",
                "Set KITH_ADDRESS=https://kith.example",
            ),
        ],
    )
    def test_an_address_that_is_not_safe(
        self, settings: Any, real: None, changed: dict[str, Any], fault: str, cure: str
    ) -> None:
        for name, value in changed.items():
            setattr(settings, name, value)
        says(machine.addresses(), fault, cure)

    def test_addresses_that_are(self, settings: Any, real: None) -> None:
        settings.ALLOWED_HOSTS, settings.SECURE = ["kith.example", "localhost"], True
        settings.ADDRESS = "https://kith.example"
        assert machine.addresses().well

    def test_static_files_that_were_not_gathered_or_are_old(self, settings: Any, tmp_path: Path) -> None:
        settings.STATIC_ROOT = tmp_path
        says(machine.static_files(), "kith/kith.css is not gathered", "bin/kith static")
        manifest = tmp_path / "staticfiles.json"
        manifest.write_text((Path(project.BASE) / ".kith" / "static" / "staticfiles.json").read_text())
        os.utime(manifest, (0, 0))
        says(machine.static_files(), "has changed since", "bin/kith static")

    def test_styles_that_were_never_built(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "get_finders", list)
        says(machine.static_files(), "have not been built", "Run bin/setup.")

    def test_a_clock_that_is_wrong(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert machine.clock().well
        monkeypatch.setattr(machine, "now", lambda: now() + timedelta(minutes=3))
        says(machine.clock(), "differ by 180 seconds", "set-ntp true")

    def test_a_list_of_breached_passwords_that_is_not_there(self, settings: Any) -> None:
        assert machine.breached().well
        settings.BREACHED_PASSWORDS = "/nowhere/breached.txt"
        says(machine.breached(), "/nowhere/breached.txt cannot be read", "Mend KITH_BREACHED_PASSWORDS")


@pytest.mark.django_db
class TestWhatRunsBeside:
    def test_mail_that_goes_nowhere(self, settings: Any, real: None) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        says(outside.mail(), "goes nowhere", "Set KITH_MAIL_HOST")

    def test_a_mail_server_that_does_not_answer_and_one_that_does(self, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
        says(outside.mail(), "127.0.0.1 does not answer", "bin/kith test-mail")
        with PostOffice() as office:
            settings.EMAIL_PORT = office.port
            assert outside.mail().well

    def test_a_message_that_may_be_lost(self) -> None:
        assert outside.handed_over().well
        Notice.objects.create(user=somebody(), href="/", handed_at=now() - timedelta(hours=1))
        says(outside.handed_over(), "1 messages were cut short", "bin/kith worker --send-again")

    def test_a_folder_of_documents_that_is_not_as_it_should_be(
        self, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.DOCUMENTS = tmp_path / "documents"
        assert outside.documents().well
        (tmp_path / "documents").chmod(0o755)
        says(outside.documents(), "Others on this machine can read the documents", f"chmod 700 {tmp_path}/documents")
        (tmp_path / "documents").chmod(0o700)
        monkeypatch.setattr(outside, "LEAST_ROOM", 2**60)
        says(outside.documents(), "MB left", "KITH_DOCUMENTS")
        settings.DOCUMENTS = tmp_path / "file" / "documents"
        (tmp_path / "file").write_text("in the way")
        says(outside.documents(), "Files cannot be added", "Mend KITH_DOCUMENTS")

    def test_no_scanner_one_that_is_silent_and_one_that_answers(self, settings: Any, real: None) -> None:
        says(outside.scans(), "No scanner is set up", "clamav-daemon")
        settings.CLAMD = "/nonexistent/clamd.socket"
        says(outside.scans(), "what is added is refused", "mend KITH_CLAMD")
        settings.SCANNER_DOWN = "wait"
        says(outside.scans(), "what is added waits unopened", "mend KITH_CLAMD")
        with stand_in() as running:
            settings.CLAMD = running.address
            assert outside.scans() == Finding("ClamAV 1.0.0 answers.")
        settings.SCANNER_DOWN = "perhaps"
        says(outside.scans(), "neither refuse nor wait", "Set it to one of the two")

    def test_no_worker(self) -> None:
        says(outside.worker(), "No worker has been heard of", "Run bin/kith worker")

    def test_a_worker_and_then_a_job_that_failed(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now())")
            assert outside.worker().well
            cursor.execute(
                "insert into procrastinate_jobs (queue_name, task_name, status, attempts, args)"
                " values ('default', 'kith.seal', 'failed', 6, '{}')"
            )
        says(outside.worker(), "1 jobs failed, the last being kith.seal", "bin/kith worker --retry-failed")

    def test_nobody_to_keep_the_log_ins(self) -> None:
        says(outside.administrator(), "Nobody holds the role", "--role system_administrator")
        somebody("Ada", "system_administrator")
        assert outside.administrator().well


def test_a_check_that_cannot_look_says_so_and_does_not_end_the_round(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> Finding:
        raise DatabaseError("permission denied for table people_person\nand more")

    looks: list[Callable[[], Finding]] = [unreadable, lambda: Finding("fine")]
    monkeypatch.setattr(
        doctor, "CHECKS", [doctor.Check(f"check {n}", look, False, True) for n, look in enumerate(looks)]
    )
    first, second = doctor.examine()
    says(first, "could not be looked at: permission denied for table people_person", "Run bin/kith migrate")
    assert second.says == "fine"
