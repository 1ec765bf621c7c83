"""Functions of the record room that run with the owner's rights, written by `secure`."""

FUNCTIONS = """
-- A step that concerns no piece of work may concern several people, and is hidden with any of them. Work hides its own.
create or replace function kith_hidden_events() returns setof bigint language plpgsql stable security definer rows 100
  set search_path = pg_catalog, public as $$
begin
  return query select p.event_id from kith_hidden() hidden(id) cross join lateral
    (select event_id from record_stepeventperson where person_id = hidden.id offset 0) p
    join record_stepevent e on e.id = p.event_id and e.matter_id is null;
end $$;

-- A summary of a period is hidden from whoever may not see an entry that it rests on: its words may tell of it.
create or replace function kith_private.summaries_on_hidden(out summary bigint, out entry bigint)
  returns setof record language plpgsql stable security definer rows 100 set search_path = pg_catalog, public as $$
begin
  return query select s.summary_id, s.id from record_summaryentry s join (
    select e.id from kith_hidden_matters() work(id) join record_stepevent e on e.matter_id = work.id
    union all select e.id from kith_hidden() hidden(id) join record_stepevent e on e.person_id = hidden.id
    union all select hidden from kith_hidden_events() hidden) gone on gone.id = s.event_id;
end $$;

create or replace function kith_hidden_summaries() returns setof bigint language plpgsql stable security definer
  rows 100 set search_path = pg_catalog, public as $$
begin
  return query select summary from kith_private.summaries_on_hidden();
end $$;

create or replace function kith_hidden_summary_entries() returns setof bigint language plpgsql stable security definer
  rows 100 set search_path = pg_catalog, public as $$
begin
  return query select other.id from kith_private.summaries_on_hidden() gone
    join record_summaryentry other on other.summary_id = gone.summary;
end $$;

-- For Kith itself, which counts every due date again although restricted work is hidden from it as from anybody: under
-- which rule clocks run and since when, and nothing of which clock, on what work, about whom (decision 6).
create or replace function kith_clocks_running()
  returns table (edition varchar, limit_number integer, unit varchar, started_at timestamptz, due_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  if not exists (select from access_user u where u.id = kith_actor() and u.is_system) then
    raise exception 'Only Kith itself counts every date again.' using errcode = 'insufficient_privilege';
  end if;
  return query select distinct c.edition, c.limit_number, c.unit, c.started_at, c.due_at
    from record_clock c where c.stopped_at is null;
end $$;

-- The date of all running clocks that began then under that rule and were due another day; gives back how many. Where
-- it falls before the date a manager asked for, it takes its place: what is asked for never lies past the limit.
create or replace function kith_clocks_due(
    of_edition text, of_number integer, of_unit text, since timestamptz, was timestamptz, due timestamptz
  ) returns bigint language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  mended bigint;
begin
  if not exists (select from access_user u where u.id = kith_actor() and u.is_system) then
    raise exception 'Only Kith itself counts every date again.' using errcode = 'insufficient_privilege';
  end if;
  update record_clock c set due_at = due, needed_by = case when c.needed_by > due then due else c.needed_by end
    where c.stopped_at is null and c.edition = of_edition and c.limit_number is not distinct from of_number
      and c.unit = of_unit and c.started_at = since and c.due_at is not distinct from was;
  get diagnostics mended = row_count;
  return mended;
end $$;

create or replace function kith_seal(at_most integer) returns integer language plpgsql security definer
  set search_path = pg_catalog, public as $$
declare
  previous text;
  found_row record;
  sealed integer := 0;
begin
  perform pg_advisory_xact_lock(74839201);
  select digest into previous from record_seal order by id desc limit 1;
  for found_row in
    select * from (
      select 'event' as kind, e.id as row_id, e.written_at as at, concat_ws('|', e.id, e.ref, e.step, e.actor_id,
          extract(epoch from e.written_at), extract(epoch from e.happened_at), e.matter_id, e.person_id, e.line)
          as content from record_stepevent e
        where not exists (select 1 from record_seal s where s.kind = 'event' and s.row_id = e.id)
      union all
      select 'sighting', g.id, g.at,
          concat_ws('|', g.id, g.person_id, g.actor_id,
          extract(epoch from g.at), g.page, g.because) from record_sighting g
        where not exists (select 1 from record_seal s where s.kind = 'sighting' and s.row_id = g.id)
    ) waiting order by at, kind, row_id limit at_most
  loop
    previous := encode(sha256(convert_to(coalesce(previous, '') || found_row.content, 'UTF8')), 'hex');
    insert into record_seal (kind, row_id, digest, sealed_at)
      values (found_row.kind, found_row.row_id, previous, kith_now());
    sealed := sealed + 1;
  end loop;
  return sealed;
end $$;

create or replace function kith_first_broken_seal() returns bigint language plpgsql security definer
  set search_path = pg_catalog, public as $$
declare
  previous text := '';
  seal record;
  content text;
begin
  for seal in select * from record_seal order by id loop
    if seal.kind = 'event' then
      select concat_ws('|', e.id, e.ref, e.step, e.actor_id,
          extract(epoch from e.written_at), extract(epoch from e.happened_at), e.matter_id, e.person_id, e.line)
        into content from record_stepevent e where e.id = seal.row_id;
    else
      select concat_ws('|', g.id, g.person_id, g.actor_id,
          extract(epoch from g.at), g.page, g.because)
        into content from record_sighting g where g.id = seal.row_id;
    end if;
    previous := encode(sha256(convert_to(previous || coalesce(content, 'gone'), 'UTF8')), 'hex');
    if previous <> seal.digest then return seal.id; end if;
  end loop;
  return null;
end $$;
"""
