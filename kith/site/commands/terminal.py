"""Speaking with whoever sits at the terminal, and waking Django for them."""

import getpass
import os
import sys

from kith.site.embedded import Server
from kith.site.environment import prepare

WELL, BROKEN, MISUSED, INTERRUPTED, UNHEARD = 0, 1, 2, 130, 141


class Stop(Exception):
    """The command cannot go on. The message is a sentence that says why and what to do."""


def say(line: str = "") -> None:
    """One line to the terminal, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """One line about what is wrong, apart from what a command gives back."""
    sys.stdout.flush()
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def asked_for_password(prompt: str) -> str:
    """A password typed unseen at a terminal, or the first line of what is piped in."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def wake(*, as_owner: bool = False) -> Server | None:
    """Find the database and load Django: without the owner's address, unless the command needs it (decision 9).

    Gives back the embedded server where that is the one: it stays up for the next command unless this one stops it.
    """
    server = prepare()
    if not as_owner:
        os.environ.pop("DATABASE_OWNER_URL", None)
    elif not os.environ.get("DATABASE_OWNER_URL"):
        raise Stop("DATABASE_OWNER_URL is not set: this command changes the database itself, as kith_owner.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "kith.site.settings"
    pool = os.environ.get("KITH_POOL")
    os.environ["KITH_POOL"] = "0"  # a command is one process with one connection
    import django

    django.setup()
    if pool is None:
        del os.environ["KITH_POOL"]  # what we start from here has a pool
    else:
        os.environ["KITH_POOL"] = pool
    return server
