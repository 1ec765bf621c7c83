"""Functions of the information governance room that run with the owner's rights, written by `secure`.

Each rule's question is here; its numbers and words are in `data/unusual.csv`. A look is found by its time, through the
index on that, so that a week costs what a week holds, however many years lie before it.
"""

FUNCTIONS = """
-- Whoever's reading was found sees nothing of it, nor of what others said.
create or replace function kith_hidden_unusual() returns setof bigint language sql stable security definer rows 10
  set search_path = pg_catalog, public as $$
  select u.id from governance_unusualreading u where u.reader_id = kith_actor() $$;

create or replace function kith_hidden_unusual_sightings() returns setof bigint language sql stable security definer
  rows 10 set search_path = pg_catalog, public as $$
  select l.id from governance_unusualreading u join governance_unusualsighting l on l.reading_id = u.id
  where u.reader_id = kith_actor() $$;

create or replace function kith_hidden_unusual_answers() returns setof bigint language sql stable security definer
  rows 10 set search_path = pg_catalog, public as $$
  select a.id from governance_unusualreading u join governance_unusualanswer a on a.reading_id = u.id
  where u.reader_id = kith_actor() $$;

-- Whether a moment is outside the hours in which people work: from 20:00 to 07:00, and at a weekend.
create or replace function kith_private.out_of_hours(at timestamptz) returns boolean language sql stable as $$
  select extract(hour from at at time zone 'Europe/London') not between 7 and 19
    or extract(isodow from at at time zone 'Europe/London') > 5 $$;

-- What one rule finds between two moments: whose reading, of whose record (nobody's, where it puts many together), in
-- which period, and the looks. How much there is between the two moments decides each plan anew.
-- Restricted records have a rule of their own, which puts nobody else's beside them.
create or replace function kith_private.unusual(
    rule text, period text, threshold integer, since timestamptz, until timestamptz
  ) returns table (reader bigint, person bigint, began timestamptz, looks bigint[])
  language plpgsql stable set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  if rule = 'thin_reason' then
    return query select g.actor_id, g.person_id, date_trunc(period, g.at, 'Europe/London'), array_agg(g.id)
      from record_sighting g join access_reasonedaccess r on r.id = g.reasoned_access_id
      join access_subject s on s.id = g.person_id and not s.restricted
      where g.at >= since and g.at < until
        and cardinality(regexp_split_to_array(btrim(r.words), '\\s+')) < threshold
      group by 1, 2, 3;
  elsif rule = 'repeated_reason' then
    return query select g.actor_id, g.person_id, date_trunc(period, g.at, 'Europe/London'), array_agg(g.id)
      from record_sighting g join access_reasonedaccess r on r.id = g.reasoned_access_id
      join access_subject s on s.id = g.person_id and not s.restricted
      where g.at >= since and g.at < until and threshold <= (select count(*) from access_reasonedaccess o
        where o.user_id = r.user_id and o.person_id = r.person_id
          and o.since between r.since - interval '28 days' and r.since)
      group by 1, 2, 3;
  elsif rule = 'same_words' then
    return query select g.actor_id, null::bigint, date_trunc(period, g.at, 'Europe/London'), array_agg(g.id)
      from record_sighting g join access_reasonedaccess r on r.id = g.reasoned_access_id
      join access_subject s on s.id = g.person_id and not s.restricted
      where g.at >= since and g.at < until and threshold <= (
        select count(distinct o.person_id) from access_reasonedaccess o
          join access_subject s on s.id = o.person_id and not s.restricted
        where o.user_id = r.user_id and lower(btrim(o.words)) = lower(btrim(r.words))
          and o.since between r.since - interval '28 days' and r.since + interval '28 days')
      group by 1, 3;
  elsif rule = 'restricted' then
    return query select g.actor_id, g.person_id, date_trunc(period, g.at, 'Europe/London'), array_agg(g.id)
      from record_sighting g join access_subject s on s.id = g.person_id and s.restricted
      where g.at >= since and g.at < until group by 1, 2, 3 having count(*) >= threshold;
  elsif rule = 'own_name' then
    return query
      with seen as materialized (
        select g.id, g.actor_id, g.person_id, g.at, lower(substring(btrim(u.name) from '\\S+$')) as family
        from record_sighting g join access_user u on u.id = g.actor_id and not u.is_system
        join access_subject s on s.id = g.person_id and not s.restricted
        where g.at >= since and g.at < until),
      pairs as materialized (select distinct s.actor_id, s.person_id, s.family from seen s),
      near as (
        select p.*, p.person_id as other_id from pairs p union all
        select p.*, o.person_id from pairs p
          join people_householdmember mine on mine.person_id = p.person_id and mine.until is null
          join people_householdmember o on o.household_id = mine.household_id and o.until is null
          join access_subject s on s.id = o.person_id and not s.restricted),
      alike as (
        select distinct near.actor_id, near.person_id from near
          join people_name n on n.person_id = near.other_id and n.mistaken_because = ''
            and lower(btrim(n.family)) = near.family)
      select s.actor_id, s.person_id, date_trunc(period, s.at, 'Europe/London'), array_agg(s.id)
        from seen s join alike using (actor_id, person_id)
        group by 1, 2, 3 having count(*) >= threshold;
  elsif rule = 'out_of_hours' then
    -- A night belongs to the evening on which it began.
    return query select g.actor_id, null::bigint,
        date_trunc(period, g.at - interval '7 hours', 'Europe/London'), array_agg(g.id)
      from record_sighting g join access_user u on u.id = g.actor_id and not u.is_system
      join access_subject s on s.id = g.person_id and not s.restricted
      where g.at >= since and g.at < until and kith_private.out_of_hours(g.at)
        and not exists (select from access_rolegrant d where d.user_id = g.actor_id and d.role = 'duty_worker'
          and d.since <= g.at::date and (d.until is null or d.until >= g.at::date))
      group by 1, 3 having count(distinct g.person_id) >= threshold;
  elsif rule = 'many' then
    return query select g.actor_id, null::bigint, date_trunc(period, g.at, 'Europe/London'), array_agg(g.id)
      from record_sighting g join access_user u on u.id = g.actor_id and not u.is_system
      join access_subject s on s.id = g.person_id and not s.restricted
      where g.at >= since and g.at < until
      group by 1, 3 having count(distinct g.person_id) >= threshold;
  elsif rule = 'refused' then
    return query select f.actor_id, null::bigint, date_trunc(period, f.at, 'Europe/London'), '{}'::bigint[]
      from record_refusal f join access_user u on u.id = f.actor_id and not u.is_system
      where f.at >= since and f.at < until group by 1, 3 having count(*) >= threshold;
  else
    raise exception 'No question is written for the rule %', rule;
  end if;
end $$;

-- Goes through the looks since a moment by every rule, and keeps what it finds; gives back how much is new. Whole
-- periods are read, so that what began before that moment is counted from its beginning; what is known already gains
-- the looks that came since. Kith alone may ask, for it goes by looks that are hidden from everybody else.
create or replace function kith_find_unusual(rules jsonb, since timestamptz, until timestamptz) returns integer
  language plpgsql security definer set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan as $$
declare
  rule record;
  one record;
  finding bigint;
  found_new integer := 0;
begin
  if not exists (select from access_user u where u.id = kith_actor() and u.is_system) then
    raise exception 'Only Kith itself goes through every look.' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(74839217);
  for rule in select * from jsonb_to_recordset(rules) as r(key text, says text, period text, threshold integer) loop
    for one in select * from kith_private.unusual(rule.key, rule.period, rule.threshold,
        date_trunc(rule.period, since - interval '7 hours', 'Europe/London'), until) loop
      insert into governance_unusualreading
          (ref, rule, says, reader_id, person_id, since, found_at, state, version)
        values (left(replace(gen_random_uuid()::text, '-', ''), 20), rule.key, rule.says, one.reader, one.person,
          one.began, kith_now(), 'waiting', 1)
        on conflict do nothing returning id into finding;
      if finding is null then
        select u.id into finding from governance_unusualreading u where u.rule = rule.key and u.reader_id = one.reader
          and u.person_id is not distinct from one.person and u.since = one.began;
      else
        found_new := found_new + 1;
      end if;
      insert into governance_unusualsighting (reading_id, sighting_id, person_id)
        select finding, g.id, g.person_id from record_sighting g where g.id = any (one.looks) on conflict do nothing;
      finding := null;
    end loop;
  end loop;
  return found_new;
end $$;
"""
