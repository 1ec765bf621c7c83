"""What runs beside Kith: mail, the worker, and somebody to keep the log-ins."""

import shutil
import stat
import tempfile
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection

from kith.access.models import RoleGrant
from kith.access.roles import ROLES, Ability
from kith.documents import store
from kith.documents.scanner import Unreachable, scanner
from kith.kernel.now import now
from kith.site.doctor import Finding, check, one, rows, simulated

LEAST_ROOM = 2 * 2**30  # bytes: some eighty files of the largest size
SILENT = timedelta(minutes=5)  # the worker seals every minute


@check("Mail")
def mail() -> Finding:
    """Kith can hand over its messages."""
    if "filebased" in settings.EMAIL_BACKEND:
        if simulated():
            return Finding("A training copy writes its mail into a folder and sends none.")
        return Finding(
            "Mail is written into a folder and goes nowhere.",
            "Set KITH_MAIL_HOST (and KITH_MAIL_PORT, _USER, _PASSWORD, _TLS) and try bin/kith test-mail YOUR@ADDRESS.",
        )
    try:
        connection = get_connection(timeout=5)
        connection.open()
        connection.close()
    except OSError as refused:  # smtplib's own errors are among these
        return Finding(
            f"The mail server {settings.EMAIL_HOST} does not answer: {refused}.",
            "Mend KITH_MAIL_HOST and the settings beside it, then try bin/kith test-mail YOUR@ADDRESS.",
        )
    return Finding("The mail server answers.")


@check("Messages that may be lost")
def handed_over() -> Finding:
    """No message was cut short just as it was handed over: whether it arrived nobody knows."""
    lost = one(
        "select count(*) from access_notice where handed_at is not null and sent_at is null and handed_at < %s",
        now() - SILENT,
    )
    if lost:
        return Finding(
            f"{lost} messages were cut short as they were sent, and may or may not have arrived.",
            "Nothing in Kith was lost by it. To send them once more: bin/kith worker --send-again",
        )
    return Finding("Every message was handed over whole.")


@check("Worker")
def worker() -> Finding:
    """The worker runs: it seals what happened and sends mail."""
    waiting = rows(
        "select min(scheduled_at), count(*) from procrastinate_jobs where status = 'todo' and attempts = 0"
        " and coalesce(scheduled_at, now()) < %s",
        now() - SILENT,
    )[0][1]
    alive = one("select count(*) from procrastinate_workers where last_heartbeat > %s", now() - SILENT)
    if not alive:
        return Finding(
            f"No worker has been heard of for five minutes{f', and {waiting} jobs wait' if waiting else ''}.",
            "Run bin/kith worker beside bin/kith serve, and keep it running (docs/how-to/install.md).",
        )
    failed = one("select count(*) from procrastinate_jobs where status = 'failed'")
    if failed:
        name = one("select task_name from procrastinate_jobs where status = 'failed' order by id desc limit 1")
        return Finding(
            f"{failed} jobs failed, the last being {name}.",
            "The worker's log says why. When that is mended: bin/kith worker --retry-failed.",
        )
    return Finding("The worker is at work.")


@check("Documents", needs_database=False)
def documents() -> Finding:
    """The folder of documents can be written by Kith, read by nobody else, and has room."""
    try:
        place = store.folder()
        with tempfile.TemporaryFile(dir=store.arriving()):
            free = shutil.disk_usage(place).free
        mode = stat.S_IMODE(place.stat().st_mode)
    except OSError as refused:
        return Finding(
            f"Files cannot be added: {refused}.", "Mend KITH_DOCUMENTS, or give its folder to the user Kith runs as."
        )
    if mode & 0o077:
        return Finding("Others on this machine can read the documents.", f"chmod 700 {place}")
    if free < LEAST_ROOM:
        return Finding(
            f"The folder of documents has {free // 2**20:,} MB left.",
            "Make room on its disk, or move it to a larger one and set KITH_DOCUMENTS.",
        )
    return Finding(f"The folder of documents is private and has {free // 2**30:,} GB left.")


@check("Scanner")
def scans() -> Finding:
    """Files that are added are looked over for harm, or it is said that they are not."""
    if settings.SCANNER_DOWN not in ("refuse", "wait"):
        return Finding("KITH_SCANNER_DOWN is neither refuse nor wait.", "Set it to one of the two, or leave it out.")
    eyes = scanner()
    if eyes is None:
        if simulated():
            return Finding("A training copy needs no scanner. Every document says that it was not scanned.")
        return Finding(
            "No scanner is set up: every document says that it was not scanned.",
            "Install ClamAV (Debian: clamav-daemon) and set KITH_CLAMD to its socket, or to HOST:PORT.",
        )
    try:
        return Finding(f"{eyes.named()} answers.")
    except Unreachable as silent:
        waits = "waits unopened" if settings.SCANNER_DOWN == "wait" else "is refused"
        return Finding(
            f"The scanner does not answer ({silent}): what is added {waits}.", "Start it, or mend KITH_CLAMD."
        )


@check("System administrator")
def administrator() -> Finding:
    """Somebody can keep the log-ins and roles."""
    keepers = [role.key for role in ROLES.values() if Ability.KEEP_PEOPLE in role.abilities]
    held = RoleGrant.objects.filter(RoleGrant.live(), role__in=keepers, user__is_active=True)
    if not held.exists():
        return Finding(
            "Nobody holds the role of system administrator.",
            "bin/kith users add NAME@AUTHORITY --name NAME --role system_administrator",
        )
    return Finding("Somebody keeps the log-ins and roles.")
