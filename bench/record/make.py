"""Make a database with so many people and contacts.

python -m bench.record.make PEOPLE [--keep]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from datetime import date
from typing import Any

from bench import home
from bench.record.people import write_people
from bench.record.tables import indexes_later, sequences
from bench.record.work import CASELOAD, RECENT_DAYS, Size, Staff, write_work

SEED = 20261122
_SOURCES = {"6": ("police", 1), "2A": ("school", 60), "3A": ("health", 12), "3B": ("health", 12)}

_A_DAY = f"""
update intelligence_course set written_in = pg_current_xact_id()::text::bigint
where received_at > now() - interval '{RECENT_DAYS} days' and matter_id % 40 = 0
"""  # noqa: S608  (a number of our own)


def staff_for(size: Size) -> Staff:
    """The log-ins, teams and agencies of an authority with that much open work, written by Kith itself."""
    from kith.access.models import Agency, Team
    from kith.access.system import working

    with working():
        mash = Team.objects.create(name="MASH", kind=Team.Kind.MASH)
        held = max(2, size.open // CASELOAD)
        teams = [Team.objects.create(name=f"Assessment {n}", kind=Team.Kind.ASSESSMENT) for n in range(1, 9)]
        agencies = {
            code: [Agency.objects.create(name=f"{kind.title()} {code} {n}", kind=kind, source_code=code).pk
                   for n in range(1, count + 1)]
            for code, (kind, count) in _SOURCES.items()
        }  # fmt: skip
        _people("head", "head_of_service", 2)
        _people("admin", "system_administrator", 1)
        return Staff(
            mash=_people("mash", "mash_worker", 24, mash) + _people("mashmanager", "mash_manager", 4, mash),
            workers=_people("worker", "social_worker", held, *teams),
            supervisors=_people("supervisor", "practice_supervisor", max(2, held // 6), *teams),
            teams=[team.pk for team in teams],
            agencies=agencies,
        )


def _people(name: str, role: str, count: int, *teams: Any) -> list[int]:
    from kith.access.models import RoleGrant, User

    made = []
    for number in range(count):
        user = User.objects.create_user(f"{name}{number}@northmere.example", name=f"{name.title()} Number {number}")
        team = teams[number % len(teams)] if teams else None
        RoleGrant.objects.create(user=user, role=role, team=team, since=date(2020, 1, 1))
        made.append(user.pk)
    return made


def fill(connection: Any, people: int, seed: int = SEED) -> dict[str, float]:
    """Write everybody and everything; gives back the seconds each part took."""
    took: dict[str, float] = {}

    def timed(what: str, do: Any) -> None:
        began = time.perf_counter()
        do()
        took[what] = round(time.perf_counter() - began, 1)

    size = Size(people)
    staff = staff_for(size)
    timed("people", lambda: write_people(connection, people, seed))
    timed("work", lambda: write_work(connection, size, staff))
    sequences(connection)
    return took


def courses_of(connection: Any) -> float:
    """The course of each contact, which triggers write in use, and the sums of each month, as the nightly job does.

    Then a day goes by: something changes in what was received in the last weeks, and those months count for nothing.
    """
    from kith.access.system import working
    from kith.intelligence import courses

    began = time.perf_counter()
    courses.rebuild(working)
    connection.execute("vacuum (analyze) intelligence_course")
    with working():
        courses.sum_up()
    connection.execute("analyze kith_private.course_sum")
    connection.execute(_A_DAY)
    return round(time.perf_counter() - began, 1)


def make(people: int) -> dict[str, float]:
    """A database of that size, from nothing."""
    found = home.server()
    home.make(found, people)
    home.use(found, people)
    from kith.site.commands.terminal import wake

    wake(as_owner=True)
    from kith.access.system import working
    from kith.record.clocks import rebuild
    from kith.site.commands.database import bring_up

    bring_up(simulated=None)
    began = time.perf_counter()
    with home.admin(found, home.database(people)) as connection:
        connection.execute("alter system set fsync = off")
        connection.execute("select pg_reload_conf()")
        connection.execute("set session_replication_role = replica")  # foreign keys hold by making; see the test
        connection.execute("set maintenance_work_mem = '1GB'; set work_mem = '256MB'; set synchronous_commit = off")
        try:
            with indexes_later(connection):
                took = fill(connection, people)
                built = time.perf_counter()
            took["indexes"] = round(time.perf_counter() - built, 1)
            connection.execute("vacuum (analyze)")
            took["courses"] = courses_of(connection)
        finally:
            connection.execute("alter system reset fsync")
            connection.execute("select pg_reload_conf()")
        with working():
            rebuild()  # the due dates of clocks that run, as the product counts them
        connection.execute("checkpoint")
        connection.execute("create table bench.whole as select now() as made_at")
        connection.execute("grant usage on schema bench to kith_app; grant select on bench.home to kith_app")
        size = connection.execute("select pg_database_size(current_database()) / 1e6").fetchone()
    took["all"] = round(time.perf_counter() - began, 1)
    took["MB"] = round(float(size[0])) if size else 0
    return took


def ensure(people: int, *, keep: bool) -> None:
    """The database of that size stands: the one kept, or one made now in a process of its own."""
    if not (keep and home.stands(home.server(), people)):
        subprocess.run([sys.executable, "-m", "bench.record.make", str(people)], check=True)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("people", type=int)
    sys.stdout.write(f"{make(asked.parse_args().people)}\n")
