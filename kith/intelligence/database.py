"""The course of each contact and the sums of each month, kept by the database itself; written by `secure` (FD-13).

One definition says what a course is. The triggers write by it as the record is written, in the same statement and with
their owner's rights: whoever assesses a child may not see the contact it came from, and an import writes many at once.
The nightly job writes by it whatever differs.
"""

from kith.intelligence.models import DAY, KINDS

_CODES = " ".join(
    f"when c.source_code in ({', '.join(repr(code) for code in codes)}) then '{key}'"
    for key, _, codes in KINDS
    if codes
)

# What the record says of contacts; `c` is frontdoor_contact.
_COMPUTED = f"""
  select c.matter_id, date_trunc('month', c.received_at at time zone 'Europe/London')::date as month, c.received_at,
    case {_CODES} else 'other' end as kind, c.type, c.agency_id,
    case when c.decided_at is not null then d.decider_id end as decider_id,
    (case when took.minutes < 59.5 then round(took.minutes) when took.minutes < 597 then round(took.minutes / 6) * 6
      when took.minutes <= {DAY} then round(took.minutes / 60) * 60
      when took.minutes > {DAY} then greatest(round(took.minutes / 60) * 60, {DAY} + 1) end)::int as minutes,
    coalesce(went.furthest, 0)::smallint as furthest
  from frontdoor_contact c left join frontdoor_thresholddecision d on d.matter_id = c.matter_id
    cross join lateral (select extract(epoch from c.decided_at - c.received_at) / 60 as minutes) took
    cross join lateral (
      select max(case when a.state = 'authorised' and a.outcome = 'cin_plan' then 3
        when a.matter_id is not null then 2 else 1 end) as furthest
      from frontdoor_referral r left join assessment_assessment a on a.referral_id = r.matter_id
      where r.contact_id = c.matter_id) went
"""  # noqa: S608  (our own tables and columns)
_COLUMNS = "matter_id, month, received_at, kind, type, agency_id, decider_id, minutes, furthest"
_EACH = _COLUMNS.split(", ")[1:]


def _row(of: str) -> str:
    return f"({', '.join(f'{of}.{name}' for name in _EACH)})"


_WRITE = f"""
  insert into intelligence_course ({_COLUMNS}) select * from ({{computed}}) said
    where not exists (select from intelligence_course k
      where k.matter_id = said.matter_id and {_row("k")} is not distinct from {_row("said")})
    on conflict (matter_id) do update
      set {", ".join(f"{name} = excluded.{name}" for name in _EACH)}, written_in = pg_current_xact_id()::text::bigint;
"""  # noqa: S608  (our own tables and columns)

_KEPT = f"""
create or replace function kith_private.course_of(contact bigint) returns void language plpgsql as $$
begin
  perform from intelligence_course where matter_id = contact for update;  -- then read: two who write at once agree
  {_WRITE.format(computed=f"{_COMPUTED} where c.matter_id = contact")}
end $$;

-- Contacts received from one moment to before another whose course is not kept, or not as the record has it: written
-- anew. Gives back how many there were.
create or replace function kith_private.courses_between(since timestamptz, until timestamptz) returns bigint
  language plpgsql set plan_cache_mode = force_custom_plan as $$
declare
  written bigint;
begin
  {_WRITE.format(computed=f"{_COMPUTED} where c.received_at >= since and c.received_at < until")}
  get diagnostics written = row_count;
  return written;
end $$;

create or replace function kith_course_of_contact() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public as $$
begin
  perform kith_private.course_of(new.matter_id);
  return null;
end $$;

-- Nobody is its decider until it is in force: by then there nearly always is a decision, and this has nothing to do.
create or replace function kith_course_of_decision() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public as $$
begin
  if exists (select from intelligence_course where matter_id = new.matter_id and minutes is not null) then
    perform kith_private.course_of(new.matter_id);
  end if;
  return null;
end $$;

create or replace function kith_course_of_referral() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and old.contact_id is not null then perform kith_private.course_of(old.contact_id); end if;
  if new.contact_id is not null then perform kith_private.course_of(new.contact_id); end if;
  return null;
end $$;

create or replace function kith_course_of_assessment() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and old.referral_id is distinct from new.referral_id then
    perform kith_private.course_of(r.contact_id) from frontdoor_referral r
      where r.matter_id = old.referral_id and r.contact_id is not null;
  end if;
  perform kith_private.course_of(r.contact_id) from frontdoor_referral r
    where r.matter_id = new.referral_id and r.contact_id is not null;
  return null;
end $$;

create or replace trigger kith_course_begun after insert on frontdoor_contact
  for each row execute function kith_course_of_contact();
create or replace trigger kith_course after update of received_at, decided_at, source_code, type, agency_id
  on frontdoor_contact for each row when
  ((old.received_at, old.decided_at, old.source_code, old.type, old.agency_id) is distinct from
    (new.received_at, new.decided_at, new.source_code, new.type, new.agency_id))
  execute function kith_course_of_contact();
create or replace trigger kith_course after insert or update of decider_id on frontdoor_thresholddecision
  for each row execute function kith_course_of_decision();
create or replace trigger kith_course_begun after insert on frontdoor_referral
  for each row execute function kith_course_of_referral();
create or replace trigger kith_course after update of contact_id on frontdoor_referral
  for each row when (old.contact_id is distinct from new.contact_id) execute function kith_course_of_referral();
create or replace trigger kith_course_begun after insert on assessment_assessment
  for each row when (new.referral_id is not null) execute function kith_course_of_assessment();
create or replace trigger kith_course after update of state, outcome, referral_id on assessment_assessment
  for each row when ((old.state, old.outcome, old.referral_id) is distinct from
    (new.state, new.outcome, new.referral_id)) execute function kith_course_of_assessment();
"""  # noqa: S608  (our own tables and columns)

_SUMMED = ("contacts", "referral", "assessment", "plan", "in_time", "late", "waiting", "domestic_abuse")


_COUNTED = {
    "referral": "furthest >= 1", "assessment": "furthest >= 2", "plan": "furthest >= 3", "in_time": f"minutes <= {DAY}",
    "late": f"minutes > {DAY}", "waiting": "minutes is null",
}  # fmt: skip
_ABUSE = "kind = 'police' and type = 'domestic_abuse'"


def _sums() -> str:
    """Each number of some courses, in the order of `_SUMMED`."""
    conditions = {"contacts": "true", **_COUNTED, "domestic_abuse": _ABUSE}
    return ", ".join(f"count(*) filter (where {condition}) as {name}" for name, condition in conditions.items())


def _of_cells() -> str:
    """The same of cells, each a `number` of contacts that went equally far in equal time."""
    return ", ".join(f"case when {holds} then number else 0 end as {name}" for name, holds in _COUNTED.items())


_NUMBERS = ", ".join(_SUMMED)
_KINDS = f"array[{', '.join(repr(key) for key, _, _ in KINDS)}]"

_MONTHS = f"""
-- What the contacts of each month, and of each year that is over, add up to, by everything they are asked by, hidden
-- ones and all: out of the application's sight. `up_to`: what a transaction from that one on wrote may not be in them.
create table if not exists kith_private.course_sum (
  grouped text, kind text, type text, months int, month date, key bigint, {" int, ".join(_SUMMED)} int,
  minutes int[], numbers int[], primary key (grouped, kind, type, months, month, key));
create table if not exists kith_private.course_span (months int, month date, primary key (months, month));
create table if not exists kith_private.courses_summed (up_to bigint not null);

-- Add up spans of so many months, by the first month of each.
create or replace function kith_private.sum_courses(span int, firsts date[]) returns void language plpgsql as $$
declare
  every constant date[] := array(select (one + after * interval '1 month')::date
    from unnest(firsts) one cross join generate_series(0, span - 1) after);
begin
  insert into kith_private.course_span select span, unnest(firsts) on conflict do nothing;
  delete from kith_private.course_sum where months = span and month = any (firsts);
  insert into kith_private.course_sum (grouped, kind, type, months, month, key, {_NUMBERS}, minutes, numbers)
    select grouped, kind, type, span, first, key, {", ".join(f"sum({name})" for name in _SUMMED)},
      array_agg(minutes order by minutes) filter (where minutes is not null),
      array_agg(contacts::int order by minutes) filter (where minutes is not null)
    from (
      select
        case grouping(decider_id, agency_id) when 3 then '' when 1 then 'decided_by' else 'agency_id' end as grouped,
        coalesce(kind, '') as kind, coalesce(type, '') as type, coalesce(decider_id, agency_id, 0) as key,
        first, minutes, {_sums()}
      from (select *, case span when 1 then month else date_trunc('year', month)::date end as first
        from intelligence_course where month = any (every)) one
      group by first, minutes, cube (kind, type), grouping sets ((), (decider_id), (agency_id))
      having (grouping(decider_id) = 1 or decider_id is not null)
        and (grouping(agency_id) = 1 or agency_id is not null and grouping(kind) = 0)
    ) cells group by grouped, kind, type, first, key;
end $$;

-- Add up the months in which something changed since, and their years; gives back how many months there were.
create or replace function kith_sum_courses() returns integer language plpgsql security definer
  set search_path = pg_catalog, public as $$
declare
  now_at constant bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  was constant bigint := (select up_to from kith_private.courses_summed);
  stale date[];
begin
  if not exists (select from access_user u where u.id = kith_actor() and u.is_system) then
    raise exception 'Only Kith itself adds up every month.' using errcode = 'insufficient_privilege';
  end if;
  -- Restored into another server, whose transactions are counted anew:
  if was is null or was > now_at then delete from kith_private.course_span; end if;
  stale := array(select month from intelligence_course where written_in >= was
    union (select month from intelligence_course
      except select month from kith_private.course_span where months = 1));
  perform kith_private.sum_courses(1, stale);
  perform kith_private.sum_courses(12, array(select year from (
      select date_trunc('year', month)::date as year, bool_or(month = any (stale)) as is_stale
      from kith_private.course_span where months = 1 and month < date_trunc('year', kith_now()) group by 1) one
    where is_stale or not exists (select from kith_private.course_span s where s.months = 12 and s.month = year)));
  delete from kith_private.courses_summed;
  insert into kith_private.courses_summed values (now_at);
  return cardinality(stale);
end $$;

-- A month that a contact has left is added up anew: only where it now is would be found.
create or replace function kith_course_moved() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public as $$
begin
  delete from kith_private.course_span where months = 1 and month = old.month;
  return null;
end $$;
create or replace trigger kith_course_moved after update of month on intelligence_course
  for each row when (old.month is distinct from new.month) execute function kith_course_moved();

-- Every course written anew that differs from the record; gives back how many did. For Kith itself, and for restricted
-- work as for any other: nothing of which contact, or about whom (decision 6).
create or replace function kith_courses_between(since timestamptz, until timestamptz) returns bigint
  language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not exists (select from access_user u where u.id = kith_actor() and u.is_system) then
    raise exception 'Only Kith itself writes every course anew.' using errcode = 'insufficient_privilege';
  end if;
  return kith_private.courses_between(since, until);
end $$;
"""  # noqa: S608  (our own tables and columns)

# A piece is a number of contacts of one group: a month's sum, or what was read one by one. One number tells its group.
_PLACES = ("", "month", "source_kind", "decided_by", "agency_id", "smallest")
_MONTH, _KIND, _DECIDER, _AGENCY, _SMALLEST = (f"{place}000000000000" for place in range(1, 6))
_FIGURES = f"""
-- The figures of the contacts received in some months, as whoever is acting may count them: the sums of the months in
-- which nothing changed since, less what is hidden from them, and the other months read one by one. Times are in
-- minutes, as percentile_cont would give them.
create or replace function kith_figures(
    first date, last date, of_kind text, of_type text, of_agency bigint, of_decider bigint, wanted text[]
  ) returns table (grouped text, key bigint, label text, {" bigint, ".join(f"n_{name}" for name in _SUMMED)} bigint,
    median double precision, ninth double precision)
  language plpgsql stable security definer set search_path = pg_catalog, public
  set plan_cache_mode = force_custom_plan set jit = off as $$
#variable_conflict use_column
declare
  was constant bigint := (select up_to from kith_private.courses_summed);
  by_agency constant boolean := 'agency_id' = any (wanted);
  by_decider constant boolean := 'decided_by' = any (wanted);
  smallest constant boolean := 'smallest' = any (wanted);
  summed date[] := '{{}}';
  years date[];
  rest date[];
  others date[];
begin
  if kith_actor() is null then return; end if;
  if of_agency is null and of_decider is null and was <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint then
    summed := array(select month from kith_private.course_span where months = 1 and month between first and last
      except select month from intelligence_course where written_in >= was);
  end if;
  others := array(select one::date from generate_series(first, last, interval '1 month') one
    where one::date <> all (summed));
  years := array(select month from kith_private.course_span where months = 12
    and array(select (month + after * interval '1 month')::date from generate_series(0, 11) after) <@ summed);
  rest := array(select one from unnest(summed) one where date_trunc('year', one)::date <> all (years));
  return query
  with hidden as materialized (select id from kith_hidden_matters() id),
  courses as (
    select month, kind, type, agency_id, decider_id, minutes, furthest, 1 as number from intelligence_course k
      where month = any (others) and not exists (select from hidden where id = k.matter_id)
    union all
    select month, kind, type, agency_id, decider_id, minutes, furthest, -1
      from hidden join intelligence_course k on k.matter_id = id where month = any (summed)
  ),
  sums as not materialized (select * from kith_private.course_sum
    where type = of_type and (months = 12 and month = any (years) or months = 1 and month = any (rest))),
  cells as (
    select grouping(month, kind, decider, agency, small) as lacks, month, kind, decider, agency, small,
      minutes, furthest, sum(number)::int as number,
      coalesce(sum(number) filter (where is_abuse), 0)::int as abuse
    from (
      select month, kind, minutes, furthest, number, {_ABUSE} as is_abuse,
        case when by_decider then decider_id end as decider, case when by_agency then agency_id end as agency,
        case when smallest then concat_ws('|', month, kind, type) end as small
      from courses where (of_kind = '' or kind = of_kind) and (of_type = '' or type = of_type)
        and (of_agency is null or agency_id = of_agency) and (of_decider is null or decider_id = of_decider)
    ) one group by minutes, furthest, grouping sets ((), (month), (kind), (decider), (agency), (small))
  ),
  pieces as materialized (
    select case lacks when 31 then 0 when 15 then {_MONTH} + (month - date '2000-01-01')
        when 23 then {_KIND} + array_position({_KINDS}, kind::text) when 27 then {_DECIDER} + decider
        when 29 then {_AGENCY} + agency else {_SMALLEST} end as piece, coalesce(small, month::text, kind, '') as label,
      number as contacts, {_of_cells()}, abuse as domestic_abuse, array[minutes] as minutes, array[number] as numbers
    from cells where lacks = 31 or coalesce(month::text, kind, decider::text, agency::text, small) is not null
    union all
    select {_MONTH} + (month - date '2000-01-01'), month::text, {
    _NUMBERS
}, minutes, numbers from kith_private.course_sum
      where grouped = '' and kind = of_kind and type = of_type and months = 1 and month = any (summed)
    union all
    select 0, '', {_NUMBERS}, minutes, numbers from sums where grouped = '' and kind = of_kind
    union all
    select {_KIND} + array_position({_KINDS}, kind), kind, {_NUMBERS}, minutes, numbers from sums
      where grouped = '' and kind = any (case of_kind when '' then {_KINDS} else array[of_kind] end)
    union all
    select {_DECIDER} + key, '', {_NUMBERS}, minutes, numbers from sums
      where by_decider and grouped = 'decided_by' and kind = of_kind
    union all
    select {_AGENCY} + key, '', {_NUMBERS}, minutes, numbers from sums
      where by_agency and grouped = 'agency_id' and kind = of_kind
    union all
    select {_SMALLEST}, concat_ws('|', month, kind, type), {_NUMBERS}, null, null from kith_private.course_sum
      where smallest and grouped = '' and kind <> '' and type <> '' and (of_kind = '' or kind = of_kind)
        and (of_type = '' or type = of_type) and months = 1 and month = any (summed)
  ),
  counts as (select piece, label, {", ".join(f"sum({name}) as {name}" for name in _SUMMED)}
    from pieces group by piece, label having sum(contacts) > 0),
  spread as (select piece, minute, sum(number) as number
    from (select piece, unnest(minutes) as minute, unnest(numbers) as number from pieces where piece < {_SMALLEST}) one
    where minute is not null group by piece, minute),
  running as (select piece, minute, sum(number) over (partition by piece order by minute) as up_to,
      sum(number) over (partition by piece) - 1 as last_place from spread where number <> 0),
  times as (select piece, {
    ", ".join(
        f"min(minute) filter (where up_to > floor({part} * last_place)) as low{name},"
        f" min(minute) filter (where up_to > ceil({part} * last_place)) as high{name},"
        f" min({part} * last_place - floor({part} * last_place)) as part{name}"
        for name, part in (("5", "0.5::float8"), ("9", "0.9::float8"))
    )
} from running group by piece)
  select (array['{"', '".join(_PLACES)}'])[1 + c.piece / {_MONTH}], c.piece % {_MONTH}, c.label,
    {", ".join(f"c.{name}::bigint" for name in _SUMMED)},
    low5 + (high5 - low5) * part5, low9 + (high9 - low9) * part9
  from counts c left join times t on t.piece = c.piece;
end $$;
"""  # noqa: S608  (our own tables and columns)

_FIRST = """
-- An authority that had contacts before there were courses.
do $$ begin
  if not exists (select from intelligence_course) then
    perform kith_private.courses_between('-infinity', 'infinity');
  end if;
end $$;
"""

FUNCTIONS = _KEPT + _MONTHS + _FIGURES + _FIRST
