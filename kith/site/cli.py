"""Every command of Kith. `bin/kith --help` lists them; each says in a sentence what is wrong when something is.

Exit codes: 0 done, 1 something is broken or was refused, 2 the command was misspelt, 130 stopped at the terminal, 141
whoever was to read what it says has gone (`bin/kith users list | head -1`).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg

from kith.site.bootstrap import NotSafe
from kith.site.commands import bringing_in, database, health, keys, people, serving
from kith.site.commands.terminal import BROKEN, INTERRUPTED, UNHEARD, Stop, complain
from kith.site.place import DatabaseUnavailable

Command = Callable[[argparse.Namespace], int]


def main(words: list[str] | None = None) -> int:
    """Run one command; gives back its exit code."""
    try:
        try:
            return _run(words)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python says so itself as it leaves
        return UNHEARD


def _run(words: list[str] | None) -> int:
    arguments = parser().parse_args(words)
    try:
        return int(arguments.command(arguments))
    except (Stop, DatabaseUnavailable, NotSafe) as why:
        complain(str(why))
    except psycopg.Error as why:
        complain(f"The database refused: {_first_line(why)}")
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as why:
        if not _is_database_error(why):
            raise
        complain(f"The database refused: {_first_line(why)}\nbin/kith doctor says what is wrong and how to mend it.")
    return BROKEN


def _is_database_error(why: Exception) -> bool:
    from django.db import Error

    return isinstance(why, Error)


def _first_line(why: Exception) -> str:
    return (str(why).strip().splitlines() or [type(why).__name__])[0]


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    whole = argparse.ArgumentParser(prog="bin/kith", description="Kith: a case record for children's social care.")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(
        name: str, run: Command, says: str, among: argparse._SubParsersAction = commands
    ) -> argparse.ArgumentParser:
        one = among.add_parser(name, help=says, description=says)
        one.set_defaults(command=run)
        return one

    demo = command("demo", serving.demo, "A made-up authority on this machine, with log-ins to try.")
    sizes = "tiny, small, medium, full, large or a number: full is 1, 4,000 contacts (full)"
    demo.add_argument("--size", default="full", help=sizes)
    demo.add_argument("--seed", type=int, default=1, help="the same seed makes the same authority")
    demo.add_argument("--fresh", action="store_true", help="take the old one away first")
    serve = command("serve", serving.serve, "The web server, for use behind a proxy with TLS.")
    for one in (demo, serve):
        one.add_argument("--port", type=int, default=8000, help="on 127.0.0.1 (8000)")
        one.add_argument("--workers", type=int, help="processes (as many as processors, 2 to 4)")
    worker = command("worker", serving.worker, "Seals, sends and keeps the clocks; runs beside the web server.")
    worker.add_argument("--at-once", type=int, default=2, help="jobs at a time (2)")
    worker.add_argument("--retry-failed", action="store_true", help="put failed jobs back in the queue, and stop")
    worker.add_argument("--send-again", action="store_true", help="send messages that may be lost again, and stop")
    command("doctor", health.doctor, "Is everything well, and if not, how to mend it.")

    command("migrate", database.migrate, "Bring the database to what this version expects. Safe to repeat.")
    command("secure", database.secure, "Write grants and the wall round records again. Safe to repeat.")
    make = command("bootstrap", database.make, "Make Kith's log-ins and database on your own PostgreSQL, once.")
    make.add_argument("--admin-url", required=True, help="postgresql:// address of a log-in that may create both")
    make.add_argument("--database", default="kith", help="its name (kith)")
    command("clocks", database.clocks, "Compute every due date again.")
    command("postcodes", database.postcodes, "Load the ONS postcode directory.")
    command("static", serving.gather, "Gather, hash and compress styles and scripts.")
    mail = command("test-mail", health.test_mail, "Send one message, to try the mail settings.")
    mail.add_argument("email", help="to whom")

    _people(command, commands)
    _keys(command, commands)
    _bringing_in(command, commands)
    return whole


def _people(command: Callable[..., argparse.ArgumentParser], commands: argparse._SubParsersAction) -> None:
    users = commands.add_parser("users", help="The people who sign in.").add_subparsers(metavar="WHAT", required=True)
    command("list", people.listed, "Everybody who has a log-in.", users)
    add = command("add", people.add, "Make a log-in.", users)
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--job-title")
    grant = command("grant", people.grant, "Give a role.", users)
    grant.add_argument("email")
    for one in (add, grant):
        one.add_argument("--role", required=one is grant, help="such as social_worker or system_administrator")
        one.add_argument("--team", help="its name")
        one.add_argument("--agency", help="its name, for a role in a partner agency")
        one.add_argument("--since", metavar="YYYY-MM-DD", help="first day (today)")
        one.add_argument("--until", metavar="YYYY-MM-DD", help="last day (open)")
    end = command("end", people.end, "End a role; without one, close the log-in.", users)
    end.add_argument("email")
    end.add_argument("--role")
    end.add_argument("--until", metavar="YYYY-MM-DD", help="last day of the role (today)")
    command("open", people.open_again, "Open a closed log-in again.", users).add_argument("email")
    command("password", people.password, "Set a password, typed or piped in.", users).add_argument("email")
    lost = command("second-step", people.second_step, "Take off a lost phone, key or recovery codes.", users)
    lost.add_argument("email")
    lost.add_argument("--reason", required=True, help="what happened, and how you know that it is them")


def _keys(command: Callable[..., argparse.ArgumentParser], commands: argparse._SubParsersAction) -> None:
    what = commands.add_parser("keys", help="The keys of other systems.").add_subparsers(metavar="WHAT", required=True)
    command("list", keys.listed, "Every key in force, without the key itself.", what)
    give = command("give", keys.give, "Give a system a key. It is printed once and kept nowhere.", what)
    give.add_argument("email", help="the log-in that the system works under")
    give.add_argument("--system", required=True, help="which system it is for")
    give.add_argument("--until", required=True, metavar="YYYY-MM-DD", help="last day, within a year")
    command("end", keys.end, "End a key at once.", what).add_argument("number", type=int, help="as the list has it")


def _bringing_in(command: Callable[..., argparse.ArgumentParser], commands: argparse._SubParsersAction) -> None:
    kinds = commands.add_parser("import", help="Bring records in.").add_subparsers(metavar="WHAT", required=True)
    census = command("cin-census", bringing_in.cin_census, "A children in need census file: all of it or none.", kinds)
    census.add_argument("file", type=Path, help="the XML file that is sent to COLLECT")
    census.add_argument(
        "--report", type=Path, metavar="OUT.csv", help="write what was taken, kept aside or changed, child by child"
    )
    census.add_argument("--force", action="store_true", help="write over a report that is there already")
    names = command("names", bringing_in.names, "Names for children whom a census brought in without, as CSV.", kinds)
    names.add_argument("file", type=Path)


if __name__ == "__main__":
    sys.exit(main())
