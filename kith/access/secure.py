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

-- Out of the application's sight: it may use nothing in this schema but through the functions below that run as owner.
create schema if not exists kith_private;
create table if not exists kith_private.secret (value text not null);
insert into kith_private.secret select gen_random_uuid()::text || gen_random_uuid()::text
  where not exists (select from kith_private.secret);

-- Who is hidden from whoever is acting: the restricted whose named reader they are not, and all joined with them.
create or replace function kith_private.hidden() returns bigint[] language plpgsql stable
  as $$
declare
  actor constant bigint := kith_actor();
  moment constant timestamptz := kith_now();
  found bigint[];
  more bigint[];
begin
  found := array(select s.id from access_subject s where s.restricted and not exists (
    select from access_namedreader r where r.person_id = s.id and r.user_id = actor
      and (r.until is null or r.until > moment)));
  more := found;
  while more <> '{}' loop
    more := array(
      select l.other_id from access_samesubject l where l.until is null and l.kept_id = any (more)
      union select l.kept_id from access_samesubject l where l.until is null and l.other_id = any (more)
      except select unnest(found));
    found := found || more;
  end loop;
  return found;
end $$;

-- One index look-up for each who is hidden, however large the table.
create or replace function kith_private.matters_of(people bigint[]) returns bigint[] language plpgsql stable
  as $$
begin
  return array(select distinct m.matter_id from unnest(people) hidden(id) cross join lateral
    (select matter_id from access_mattersubject where person_id = hidden.id offset 0) m);
end $$;

-- Both lists are worked out once in a transaction and kept for the rest of it, ten seconds at most: every mention of a
-- walled table asks for them. They lie where the application could write as well, so they are sealed with what it
-- cannot read, for this list, this actor and this transaction; anything else counts for nothing, and the lists are
-- worked out again. Once what they rest on is written (the triggers below), nothing is kept any more in that
-- transaction: a cursor that was opened before would still work them out as they were.
create or replace function kith_private.seal(list text, ids text) returns text language plpgsql stable
  as $$
declare
  secret constant text := (select value from kith_private.secret);
begin
  return encode(sha256(convert_to(concat_ws('|', secret, list, current_setting('kith.actor', true),
    current_setting('kith.now', true), pg_backend_pid(), extract(epoch from transaction_timestamp()), ids, secret),
    'UTF8')), 'hex');
end $$;

create or replace function kith_private.kept(list text) returns bigint[] language plpgsql stable
  as $$
declare
  kept constant text := current_setting('kith.' || list, true);
begin
  if coalesce(kept, '') = '' or clock_timestamp() > transaction_timestamp() + interval '10 seconds' then
    return null;
  end if;
  if left(kept, 64) = kith_private.seal(list, substr(kept, 65)) then return substr(kept, 65)::bigint[]; end if;
  return null;
end $$;

create or replace function kith_private.keep(list text, ids bigint[]) returns void language plpgsql stable
  as $$
begin
  if coalesce(current_setting('kith.hiding', true), '') = '' then
    perform set_config('kith.' || list, kith_private.seal(list, ids::text) || ids::text, true);
  end if;
end $$;

create or replace function kith_private.forget() returns trigger language plpgsql
  as $$
begin
  perform set_config('kith.hidden', '', true), set_config('kith.hidden_matters', '', true),
    set_config('kith.hiding', 'changed', true);
  return null;
end $$;

create or replace trigger kith_restricted after insert on access_subject
  for each row when (new.restricted) execute function kith_private.forget();
create or replace trigger kith_restricting after update of restricted on access_subject
  for each statement execute function kith_private.forget();
create or replace trigger kith_readers after insert or update or delete on access_namedreader
  for each statement execute function kith_private.forget();
create or replace trigger kith_joining after insert or update or delete on access_samesubject
  for each statement execute function kith_private.forget();

create or replace function kith_private.hidden_now() returns bigint[] language plpgsql stable
  as $$
declare
  people bigint[] := kith_private.kept('hidden');
begin
  if people is null then
    people := kith_private.hidden();
    perform kith_private.keep('hidden', people);
  end if;
  return people;
end $$;

create or replace function kith_hidden() returns setof bigint language plpgsql stable security definer rows 100
  set search_path = pg_catalog, public as $$
begin
  return query select unnest(kith_private.hidden_now());
end $$;

create or replace function kith_hidden_matters() returns setof bigint language plpgsql stable security definer rows 100
  set search_path = pg_catalog, public as $$
declare
  matters bigint[] := kith_private.kept('hidden_matters');
begin
  if matters is null then
    matters := kith_private.matters_of(kith_private.hidden_now());
    perform kith_private.keep('hidden_matters', matters);
  end if;
  return query select unnest(matters);
end $$;

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
        f'create policy kith_wall on "{wall.table}" for all to kith_app'
        f" using ({wall.using}) with check ({wall.checking})"
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
