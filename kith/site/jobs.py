"""What Kith does by itself: seals, sends, keeps the clocks, clears up. A job is asked for inside a step and only then.

Jobs carry ids alone, because their table is outside the wall (foundations, trap 15), and run in a transaction as Kith.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kith.access.later import later
from kith.access.models import Notice
from kith.access.notices import SEND, tell
from kith.access.system import working
from kith.actions.queries import to_tell
from kith.disagreements.steps import send_word_of_passed
from kith.documents import store
from kith.governance.finding import find_unusual
from kith.intelligence import courses
from kith.kernel.now import now
from kith.people.search_rows import rebuild_older, recount_words
from kith.record import clocks, presence
from kith.site.access_page import follow_chain

AT_ONCE = 500  # rows sealed in one go
STALLED = 60  # seconds without a sign of life after which a worker's jobs are given to another
SEARCHED_ANEW = 200  # people whose search rows are written anew in one transaction
KEPT = 24 * 14  # hours that finished jobs are kept
DESK = "/people/restricted-matches/"
STILL_NEWS = timedelta(minutes=5)  # after it, sending was tried often enough
GRACE = 30  # seconds a job under way has to finish when the worker is stopped
RETRY = RetryStrategy(max_attempts=6, exponential_wait=4)


def job(name: str, *, cron: str = "", whole: bool = True) -> Callable[[Callable[..., Any]], Any]:
    """Make a function a job: in one transaction as Kith, tried again when it fails.

    Args:
        name: what the queue calls it.
        cron: when it is asked for by itself, in UTC.
        whole: False for a job that opens transactions of its own, because the world outside cannot be rolled back.
    """

    def make(work: Callable[..., Any]) -> Any:
        @wraps(work)
        def run(timestamp: int | None = None, **arguments: Any) -> None:
            if not whole:
                work(**arguments)
                return
            with working():
                work(**arguments)

        task = app.task(name=name, retry=RETRY)(run)
        return app.periodic(cron=cron)(task) if cron else task

    return make


@job("kith.seal", cron="* * * * *")
def seal() -> None:
    """Forge the next links of the chain over what was done and seen (decision 8)."""
    with connection.cursor() as cursor:
        for _ in range(20):
            cursor.execute("select kith_seal(%s)", [AT_ONCE])
            if cursor.fetchone()[0] < AT_ONCE:
                return


@job("kith.follow_chain", cron="5 * * * *")
def follow() -> None:
    """The whole chain followed once more, for the page that says whether it is whole."""
    follow_chain()


@job("kith.find_unusual", cron="10 * * * *")
def find_unusual_reading() -> None:
    """The looks that came since last time gone through by every rule, for those who look at them (IG-06)."""
    find_unusual()


@job("kith.rebuild_clocks", cron="15 2 * * *")
def rebuild_clocks() -> None:
    """Every cached due date computed again from its rule and its start."""
    clocks.rebuild()


@job("kith.rebuild_search", cron="25 2 * * *", whole=False)
def rebuild_search() -> None:
    """Whoever an earlier version of recognition wrote down is found by the present one; words are counted."""
    left = SEARCHED_ANEW
    while left == SEARCHED_ANEW:  # in turns, so that nobody who writes meanwhile waits long
        with working():
            left = rebuild_older(SEARCHED_ANEW)
    with working():
        recount_words()


@job("kith.rebuild_courses", cron="35 2 * * *", whole=False)
def rebuild_courses() -> None:
    """What became of each contact, computed again from the record; the months of which something changed summed."""
    courses.rebuild(working)
    with working():
        courses.sum_up()


@job("kith.tell_disagreements", cron="20 5 * * *")
def tell_disagreements() -> None:
    """Whoever settles a disagreement since its day passed is sent word of it (AS-17)."""
    send_word_of_passed()


@job("kith.tell_of_late_actions", cron="25 5 * * *")
def tell_of_late_actions() -> None:
    """Whoever an action that is not done came up to is sent word of it (CL-10)."""
    for user, href in to_tell():
        tell(user, href)


@job("kith.clear_sessions", cron="45 2 * * *")
def clear_sessions() -> None:
    """Sessions that ran out: they are part of no record."""
    Session.objects.filter(expire_date__lt=now()).delete()


@job("kith.forget_presence", cron="40 2 * * *")
def forget_presence() -> None:
    """Who wrote where yesterday: it was told while they did, and is part of no record."""
    presence.forget()


@job("kith.sweep_documents", cron="30 2 * * *")
def sweep_documents() -> None:
    """Files that no record names, left behind by a step that failed."""
    store.sweep()


@job(SEND, whole=False)
def send_notice(notice_id: int) -> None:
    """Send one notice, once: killed before the message is handed over, the next try sends it; after, none does."""
    with working():
        notice = Notice.objects.select_related("user").filter(pk=notice_id, handed_at=None).first()
    if notice is None or not notice.user.is_active:
        return
    message = notice_message(notice)
    message.connection = get_connection()
    message.connection.open()  # the slow part, and the part that fails, before anything is promised
    try:
        with working():
            mine = Notice.objects.filter(pk=notice_id, handed_at=None).update(handed_at=now())
        if mine:
            _hand_over(notice, message)
    finally:
        message.connection.close()


@job("kith.tell_named_readers", cron="* * * * *")
def tell_named_readers() -> None:
    """Send what the database itself asked for: no step of anybody's tells named readers of a match (decision 6)."""
    waiting = Notice.objects.filter(href=DESK, handed_at=None, asked_at__gt=now() - STILL_NEWS)
    for pk in waiting.values_list("pk", flat=True):
        later(SEND, notice_id=pk)


def _hand_over(notice: Notice, message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:
        with working():  # refused: nothing went out, so the next try may
            Notice.objects.filter(pk=notice.pk).update(handed_at=None)
        raise
    with working():
        Notice.objects.filter(pk=notice.pk).update(sent_at=now())


def notice_message(notice: Notice) -> EmailMessage:
    """The message: that there is something, and where. Nobody is named in it, not even its reader."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return EmailMessage(
        "There is something for you in Kith",
        "There is something for you in Kith. Sign in to read it:\n\n"
        f"{settings.ADDRESS}{notice.href}\n\n"
        "Mail is not a safe place for what concerns a child, so this message says nothing more. Do not answer it.\n",
        settings.DEFAULT_FROM_EMAIL,
        [notice.user.email],
        headers={"Message-ID": f"<notice-{notice.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


@app.periodic(cron="* * * * *", queueing_lock="kith.take_over")
@app.task(name="kith.take_over")
async def take_over(timestamp: int | None = None, seconds: float = STALLED) -> None:
    """Give the jobs of a worker that died to those that live."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        await app.job_manager.retry_job(stalled)


@app.periodic(cron="50 2 * * *")
@app.task(name="kith.clear_jobs")
async def clear_jobs(timestamp: int | None = None) -> None:
    """Jobs finished long ago: what they did is in the record."""
    await app.job_manager.delete_old_jobs(nb_hours=KEPT)


def work(at_once: int, *, wait: bool = True) -> None:
    """Do jobs until told to stop, as whichever log-in DATABASE_URL names; with `wait` False, until none is left.

    The queue is watched on connections of its own, which mend themselves when the database restarts.
    """
    # Django's connector has it; the base class that procrastinate declares does not.
    worker = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's has it
    with app.replace_connector(worker) as engine:
        engine.run_worker(concurrency=at_once, wait=wait, shutdown_graceful_timeout=GRACE)


def retry_failed() -> int:
    """Put every failed job back in the queue; gives back how many."""
    failed = list(app.job_manager.list_jobs(status="failed"))
    for one in failed:
        if one.id is not None:
            app.job_manager.retry_job_by_id(one.id, retry_at=now())
    return len(failed)


def send_again() -> int:
    """Ask once more for messages that were cut short as they were handed over; gives back how many."""
    with working():
        lost = list(Notice.objects.filter(sent_at=None).exclude(handed_at=None).values_list("pk", flat=True))
        Notice.objects.filter(pk__in=lost).update(handed_at=None)
        for pk in lost:
            later(SEND, notice_id=pk)
    return len(lost)
