"""Functions of the people room in the database, written by `secure`."""

FUNCTIONS = """
-- The words of the vocabulary that share a form with a word asked, commonest first. Always by the index: comparing two
-- arrays costs far more than the planner reckons, which for some thousand words would rather read every one of them
-- (18 ms a word instead of 0.3).
create or replace function kith_words_sharing(asked int[], most int) returns table (token text, people int)
  language sql stable set enable_seqscan = off as $$
  select token::text, people from people_nametoken where forms && asked order by people desc limit most $$;

-- Compares somebody newly written down with every restricted person, whom the writer may not see, and lays what is
-- likely on the desk of that person's named readers; with its owner's rights. Gives nothing back: the writer learns
-- nothing (decision 6).
-- alone: keys of which one is enough. names: keys that are enough together with one of confirming.
create or replace function kith_restricted_matches(
    of_matter bigint, of_other bigint, alone bigint[], names bigint[], confirming bigint[]
  ) returns void language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  likely bigint[];
begin
  if kith_actor() is null or (of_matter is null and of_other is null) then return; end if;
  with recursive one as (
    select s.id, s.id as root from access_subject s where s.restricted
    union
    select case when l.kept_id = one.id then l.other_id else l.kept_id end, one.root
      from one join access_samesubject l on l.until is null and one.id in (l.kept_id, l.other_id)
  )
  select array_agg(distinct one.root) into likely from one
    where (exists (select from people_searchkey k where k.key = any(alone) and k.person_id = one.id)
        or (exists (select from people_searchkey k where k.key = any(names) and k.person_id = one.id)
          and exists (select from people_searchkey k where k.key = any(confirming) and k.person_id = one.id)))
      and not exists (select from one as same where same.root = one.root and same.id = of_other);
  if likely is null then return; end if;
  update people_restrictedmatch m set other_id = of_other
    where m.matter_id = of_matter and m.other_id is null and m.answer = '' and m.person_id = any(likely);
  insert into people_restrictedmatch (ref, person_id, other_id, matter_id, at, answer)
    select left(replace(gen_random_uuid()::text, '-', ''), 20), root, of_other, of_matter, kith_now(), ''
    from unnest(likely) as root
    where not exists (select from people_restrictedmatch m where m.person_id = root
      and m.other_id is not distinct from of_other and m.matter_id is not distinct from of_matter);
  if not found then return; end if;
  -- Word goes to each reader by a job of the machine's own: a message that the writer's step asked for would show.
  insert into access_notice (user_id, href, asked_at)
    select distinct r.user_id, '/people/restricted-matches/', kith_now() from access_namedreader r
    where r.person_id = any(likely) and (r.until is null or r.until > kith_now()) and not exists (
      select from access_notice n where n.user_id = r.user_id and n.handed_at is null
        and n.href = '/people/restricted-matches/');
end $$;
"""
