"""Grants, row security and the functions behind them: written by the owner after every migrate, and idempotent.

Nothing here is in a migration, because the wall is read off the models: a new table cannot be forgotten.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from kith.access.wall import Wall, walls

FUNCTIONS = """
create or replace function kith_actor() returns bigint language sql stable
  as $$ select nullif(current_setting('kith.actor', true), '')::bigint $$;

create or replace function kith_now() returns timestamptz language sql volatile
  as $$ select case when kith_is_simulated()
        then coalesce(nullif(current_setting('kith.now', true), '')::timestamptz, clock_timestamp())
        else clock_timestamp() end $$;

create or replace function kith_hidden() returns setof bigint language sql stable security definer
  set search_path = pg_catalog, public as $$
  with recursive hidden(id) as (
    select s.id from access_subject s where s.restricted and not exists (
      select 1 from access_namedreader r where r.person_id = s.id and r.user_id = kith_actor()
        and (r.until is null or r.until > kith_now()))
    union
    select case when l.kept_id = h.id then l.other_id else l.kept_id end
      from hidden h join access_samesubject l on l.until is null and h.id in (l.kept_id, l.other_id))
  select id from hidden $$;

create or replace function kith_hidden_matters() returns setof bigint language sql stable security definer
  set search_path = pg_catalog, public as $$
  select m.matter_id from access_mattersubject m where m.person_id in (select kith_hidden()) $$;

create or replace function _pgtrigger_should_ignore(trigger_name name) returns boolean language sql stable
  as $$ select false $$;
"""

ROOMS = "kith."


def secure(using: str = "owner", *, simulated: bool | None = None) -> list[Wall]:
    """Write grants, policies and functions, in one transaction, as the owner.

    Args:
        using: the owner's connection.
        simulated: mark the database as one whose clock may be moved; refused once it holds real records.

    Returns: every table and how it is guarded.

    Raises:
        RuntimeError: a table is neither walled nor declared free of personal data, or `simulated` was asked too late.
    """
    every = walls()
    forgotten = [w.label for w in every if not w.walled and not w.free_because]
    if forgotten:
        raise RuntimeError(f"Neither walled nor declared free of personal data: {', '.join(forgotten)}")
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        _mark_simulated(cursor, simulated)
        cursor.execute(FUNCTIONS)
        _grants(cursor, every)
        for sql in _room_functions():  # before the policies, which may name them
            cursor.execute(sql)
        for wall in every:
            _policy(cursor, wall)
        _history_functions(cursor)
        cursor.execute("grant execute on all functions in schema public to kith_app")
        cursor.execute("revoke execute on all functions in schema public from public")
    return every


def _mark_simulated(cursor: Any, simulated: bool | None) -> None:
    cursor.execute("select to_regproc('kith_is_simulated') is not null")
    exists = cursor.fetchone()[0]
    if exists:
        cursor.execute("select kith_is_simulated()")
        was = bool(cursor.fetchone()[0])
        if simulated is None or simulated == was:
            return
        cursor.execute("select exists (select 1 from access_subject)")
        if cursor.fetchone()[0]:
            raise RuntimeError("This database holds records: its clock can no longer be declared real or simulated.")
    body = "true" if simulated else "false"
    cursor.execute(
        f"create or replace function kith_is_simulated() returns boolean language sql immutable as $$ select {body} $$"
    )


def _grants(cursor: Any, every: list[Wall]) -> None:
    cursor.execute("grant usage on schema public to kith_app, kith_report")
    cursor.execute("revoke all on all tables in schema public from kith_app")
    cursor.execute("grant select, insert, update, delete on all tables in schema public to kith_app")
    cursor.execute("grant usage, select on all sequences in schema public to kith_app")
    cursor.execute("revoke insert, update, delete on django_migrations from kith_app")
    for wall in every:
        taken = ["truncate"]
        if wall.is_history:
            taken += ["insert", "update", "delete"]
        else:
            taken += [] if wall.deletable else ["delete"]
            taken += ["update"] if wall.append_only else []
        cursor.execute(f'revoke {", ".join(taken)} on "{wall.table}" from kith_app')


def _policy(cursor: Any, wall: Wall) -> None:
    cursor.execute(f'drop policy if exists kith_wall on "{wall.table}"')
    if not wall.walled:
        cursor.execute(f'alter table "{wall.table}" disable row level security')
        return
    cursor.execute(f'alter table "{wall.table}" enable row level security')
    cursor.execute(
        f'create policy kith_wall on "{wall.table}" for all to kith_app using ({wall.using}) with check ({wall.using})'
    )


def _history_functions(cursor: Any) -> None:
    # The application may not insert history, so the triggers that write it run with their owner's rights.
    cursor.execute(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = 'public' and p.proname like 'pgtrigger\\_%'"
    )
    for (signature,) in cursor.fetchall():
        cursor.execute(f"alter function {signature} security definer set search_path = pg_catalog, public")


def _room_functions() -> list[str]:
    """SQL that rooms keep in their own `database.py`, as FUNCTIONS."""
    found = []
    for config in apps.get_app_configs():
        if config.name.startswith(ROOMS) and find_spec(f"{config.name}.database"):
            found.append(import_module(f"{config.name}.database").FUNCTIONS)
    return found
