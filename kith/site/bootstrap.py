"""The three database log-ins and the database they share, made once by an administrator of the server.

kith_owner owns the database and migrates it; kith_app runs Kith; kith_report reads what returns need. None may be a
superuser or step round row security, and kith_app may not take on another role: the hard wall round restricted
children stands on that. Used for the embedded server and, by `bin/kith bootstrap`, for an authority's own.
"""

import secrets
from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg
from psycopg import sql

OWNER, APP, REPORT = ROLES = ("kith_owner", "kith_app", "kith_report")
OLDEST = 15


class NotSafe(RuntimeError):
    """What already stands on the server would open the hard wall; the message says what and how to mend it."""


def new_passwords(*names: str) -> dict[str, str]:
    """A fresh random password (256 bits, safe in an address) for each log-in named; for Kith's three when none is."""
    return {name: secrets.token_urlsafe(32) for name in names or ROLES}


def bootstrap(admin_dsn: str, passwords: Mapping[str, str], database: str = "kith", *, for_tests: bool = False) -> None:
    """Create the three log-ins and the database, or bring them to the passwords given. Safe to repeat.

    `admin_dsn` is a log-in that may create roles and databases; `passwords` has one entry per log-in. `for_tests`
    lets kith_owner make and drop databases, which nobody may on a server that holds real records.
    Raises NotSafe when an existing role has powers it must not have, or the database belongs to someone else.
    """
    with psycopg.connect(admin_dsn, autocommit=True, connect_timeout=10) as admin:
        version = admin.info.server_version // 10_000
        if version < OLDEST:
            raise NotSafe(f"Kith needs PostgreSQL {OLDEST} or later; this server is {version}.")
        for role in ROLES:
            _make_role(admin, role, passwords[role])
        _refuse_powers(admin)
        if for_tests:
            _execute(admin, "ALTER ROLE {} CREATEDB", OWNER)
            _execute(admin, "GRANT pg_signal_backend TO {}", OWNER)
        _make_database(admin, database)


def _make_role(admin: psycopg.Connection[Any], role: str, password: str) -> None:
    inherit = "NOINHERIT" if role == APP else "INHERIT"
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        _execute(admin, "CREATE ROLE {} LOGIN", role)
    # Hashed here, so that the password never stands in the server's log.
    hashed = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    change = sql.SQL("ALTER ROLE {} LOGIN {} PASSWORD {}")
    admin.execute(change.format(sql.Identifier(role), sql.SQL(inherit), sql.Literal(hashed)))


def _refuse_powers(admin: psycopg.Connection[Any]) -> None:
    powerful = admin.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
        " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)",
        [list(ROLES)],
    ).fetchall()
    if powerful:
        names = ", ".join(name for (name,) in powerful)
        raise NotSafe(f"{names}: ALTER ROLE ... NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION before using it.")
    member = admin.execute(
        "SELECT m.rolname, r.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member"
        " JOIN pg_roles r ON r.oid = a.roleid WHERE m.rolname = ANY(%s)",
        [[APP, REPORT]],
    ).fetchone()
    if member:
        raise NotSafe(f"{member[0]} could act as {member[1]}: REVOKE {member[1]} FROM {member[0]}.")


def _make_database(admin: psycopg.Connection[Any], database: str) -> None:
    owner = admin.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database]).fetchone()
    if owner is None:
        superuser = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if superuser != (True,):
            _execute(admin, "GRANT {} TO CURRENT_USER", OWNER)  # on hosted servers the administrator is no superuser
        # Sorted by code point on every server, so that lists and tests agree wherever Kith runs.
        builtin = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' " if admin.info.server_version >= 170_000 else ""
        _execute(
            admin,
            "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' " + builtin + "LOCALE 'C.UTF-8'",
            database,
            OWNER,
        )
    elif owner != (OWNER,):
        raise NotSafe(f"The database {database} belongs to {owner[0]}, not to {OWNER}: ALTER DATABASE ... OWNER TO.")
    _execute(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    _execute(admin, "GRANT CONNECT ON DATABASE {} TO {}, {}", database, APP, REPORT)


def _execute(admin: psycopg.Connection[Any], statement: LiteralString, *names: str) -> None:
    admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
