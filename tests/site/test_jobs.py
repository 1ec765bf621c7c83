"""Jobs: asked for inside a step and only then, done as Kith by kith_app, and never done twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from kith.access.actor import acting, current_actor_id
from kith.access.models import Notice, User
from kith.access.notices import tell
from kith.access.system import system_user, working
from kith.kernel.now import now
from kith.kernel.perform import Breach, Invalid, perform
from kith.kernel.step import Act, Step
from kith.record.models import Seal, StepEvent
from kith.site import jobs
from tests.conftest import ROOT
from tests.site.people import somebody
from tests.site.post_office import PostOffice

PAGE = "/front-door/contact/tqkz7f4m2pwc9x/"


class Telling(Step):
    """Tell somebody, then perhaps fail"""

    name = "tests.told_somebody"
    done = "Told somebody"
    may = lambda actor, target: True  # noqa: E731 a policy in a line

    def apply(self, act: Act, **cleaned: Any) -> Any:
        tell(act.target, PAGE)
        if act.words.get("fails"):
            raise Breach("It could not be done.")
        act.words = {}


def waiting() -> list[str]:
    return [job.task_name for job in ProcrastinateJob.objects.filter(status="todo")]


@pytest.mark.django_db
class TestAskingForAJob:
    def test_a_step_that_is_done_leaves_its_job(self) -> None:
        farah = somebody()
        perform(Telling, farah, farah)
        assert waiting() == ["kith.send_notice"]

    def test_a_step_that_fails_takes_its_job_back(self) -> None:
        farah = somebody()
        with pytest.raises(Invalid):
            perform(Telling, farah, farah, words={"fails": True})
        assert waiting() == []
        assert not Notice.objects.exists()

    def test_a_job_carries_ids_alone(self) -> None:
        farah = somebody()
        perform(Telling, farah, farah)
        arguments = ProcrastinateJob.objects.get().args
        assert arguments == {"notice_id": Notice.objects.get().pk}

    def test_two_reasons_to_look_at_one_page_make_one_message(self) -> None:
        farah = somebody()
        assert tell(farah, PAGE) == tell(farah, PAGE)
        assert waiting() == ["kith.send_notice"]

    def test_nobody_is_told_who_cannot_read_it(self) -> None:
        closed = somebody("Gone", is_active=False)
        assert tell(closed, PAGE) is None
        assert tell(system_user(), PAGE) is None
        assert waiting() == []

    @pytest.mark.parametrize("href", ["https://elsewhere.example/", "//elsewhere.example/"])
    def test_a_message_never_leads_out_of_kith(self, href: str) -> None:
        with pytest.raises(ValueError, match="a page of Kith"):
            tell(somebody(), href)

    def test_a_message_names_nobody(self, settings: Any) -> None:
        settings.ADDRESS = "https://kith.northmere.example"
        farah = somebody("Farah")
        message = jobs.notice_message(Notice.objects.create(user=farah, href=PAGE))
        said = f"{message.subject} {message.body} {message.extra_headers}"
        assert f"https://kith.northmere.example{PAGE}" in said
        assert not [word for word in ("Farah", "Example", "child's name", farah.email) if word in said]
        assert message.to == [farah.email]


@pytest.fixture
def whoami() -> Iterator[list[Any]]:
    """A job that says who does it, and as which log-in of the database."""
    found: list[Any] = []

    def look(fails: bool = False) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            found.append((User.objects.get(pk=current_actor_id()).name, cursor.fetchone()[0]))
        if fails:
            tell(User.objects.get(name="Farah Example"), PAGE)
            raise RuntimeError("this job fails on purpose")

    task = jobs.job("tests.whoami")(look)
    task.retry_strategy = None
    yield found
    del app.tasks["tests.whoami"]


@pytest.mark.django_db(transaction=True)
class TestDoingJobs:
    def test_the_worker_does_them_as_kith_by_the_log_in_behind_the_wall(self, whoami: list[Any]) -> None:
        app.tasks["tests.whoami"].defer()
        jobs.work(1, wait=False)
        assert whoami == [("Kith", "kith_app")]

    def test_a_job_that_fails_leaves_nothing_behind_and_what_it_asked_for_neither(
        self, whoami: list[Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        somebody("Farah")
        app.tasks["tests.whoami"].defer(fails=True)
        jobs.work(1, wait=False)
        assert len(whoami) == 1
        assert not Notice.objects.exists()
        assert waiting() == []
        assert "this job fails on purpose" in caplog.text
        assert jobs.retry_failed() == 1
        assert waiting() == ["tests.whoami"]

    def test_what_was_done_is_sealed(self) -> None:
        farah = somebody()
        perform(Telling, farah, farah)
        jobs.seal.defer()
        jobs.work(1, wait=False)
        with working():
            assert set(StepEvent.objects.values_list("pk", flat=True)) == set(
                Seal.objects.filter(kind="event").values_list("row_id", flat=True)
            )

    def test_a_message_is_sent_once_however_often_it_is_asked_for(self) -> None:
        farah = somebody()
        perform(Telling, farah, farah)
        jobs.send_notice.defer(notice_id=Notice.objects.get().pk)
        jobs.work(1, wait=False)
        assert [message.to for message in mail.outbox] == [[farah.email]]
        assert Notice.objects.get().sent_at is not None

    def test_the_nightly_jobs_run(self) -> None:
        nightly = (jobs.rebuild_clocks, jobs.rebuild_search, jobs.rebuild_courses, jobs.clear_sessions, jobs.clear_jobs)
        for job in (*nightly, jobs.forget_presence, jobs.tell_disagreements, jobs.tell_of_late_actions, jobs.take_over):
            job.defer()
        jobs.work(1, wait=False)
        assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}

    def test_what_a_job_does_comes_by_itself(self) -> None:
        crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
        assert crons["kith.seal"] == crons["kith.take_over"] == "* * * * *"
        nightly = {"kith.rebuild_clocks", "kith.rebuild_search", "kith.rebuild_courses", "kith.clear_sessions"}
        assert nightly | {"kith.clear_jobs"} <= set(crons)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as one:
        yield one


def smtp(settings: Any, office: PostOffice) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", office.port, False


def worker_process(office: PostOffice) -> subprocess.Popen[bytes]:
    """`bin/kith worker` on this test's database and this test's mail server, to be killed."""
    url = os.environ["DATABASE_URL"]
    head, _, tail = url.partition("?")
    address = f"{head.rsplit('/', 1)[0]}/{connection.settings_dict['NAME']}?{tail}"
    wanted = {"DATABASE_URL": address, "KITH_MAIL_HOST": "127.0.0.1", "KITH_MAIL_PORT": str(office.port)}
    script = "from kith.site.commands.terminal import wake; wake(); from kith.site import jobs; jobs.work(1)"
    environment = os.environ | wanted | {"KITH_MAIL_TLS": "0", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment)


def killed_while(office: PostOffice, word: str) -> None:
    """Start a worker, wait until it has come this far with a message, and kill it without a word."""
    office.stall_at = word
    process = worker_process(office)
    try:
        office.wait_for(word)
        time.sleep(0.3)
    finally:
        process.kill()
        process.wait(timeout=20)
    office.stall_at = ""


def next_worker() -> None:
    """Another worker takes over what the dead one held, and does it."""
    jobs.take_over.defer(seconds=0)
    jobs.work(1, wait=False)


@pytest.mark.django_db(transaction=True)
class TestWorkersThatDie:
    def test_killed_before_the_message_was_handed_over_the_next_worker_sends_it(
        self, office: PostOffice, settings: Any
    ) -> None:
        smtp(settings, office)
        farah = somebody()
        perform(Telling, farah, farah)
        killed_while(office, "CALLED")
        assert office.letters == []
        assert ProcrastinateJob.objects.get(task_name="kith.send_notice").status == "doing"
        next_worker()
        assert len(office.letters) == 1
        assert Notice.objects.get().sent_at is not None
        assert ProcrastinateJob.objects.get(task_name="kith.send_notice").status == "succeeded"

    def test_killed_after_it_the_next_worker_sends_no_second(self, office: PostOffice, settings: Any) -> None:
        smtp(settings, office)
        farah = somebody()
        perform(Telling, farah, farah)
        killed_while(office, "TAKEN")
        next_worker()
        assert len(office.letters) == 1
        notice = Notice.objects.get()
        assert (notice.handed_at is not None, notice.sent_at) == (True, None)
        assert jobs.send_again() == 1  # somebody asked for it, having read what the doctor says
        jobs.work(1, wait=False)
        assert len(office.letters) == 2

    def test_a_mail_server_that_refuses_is_tried_again_later(
        self, office: PostOffice, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        smtp(settings, office)
        farah = somebody()
        perform(Telling, farah, farah)
        office.refuse = True
        jobs.work(1, wait=False)
        notice = Notice.objects.get()
        assert (office.letters, notice.handed_at, notice.sent_at) == ([], None, None)
        job = ProcrastinateJob.objects.get(task_name="kith.send_notice")
        assert (job.status, job.scheduled_at is not None and job.scheduled_at > now()) == ("todo", True)
        office.refuse = False
        jobs.send_notice.func(notice_id=notice.pk)
        assert len(office.letters) == 1


@pytest.mark.django_db
def test_the_machines_own_log_in_is_one_and_cannot_be_signed_in_with() -> None:
    with acting(None), transaction.atomic():
        kith = system_user()
    assert system_user() == kith
    assert (kith.is_system, kith.has_usable_password(), kith.grants) == (True, False, [])
