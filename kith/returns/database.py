"""Functions of the returns room that run with their owner's rights, written by `secure`."""

FUNCTIONS = """
-- Which of these child ids are held by a record that is hidden from whoever asks: the id, and nothing of whose or why.
create or replace function kith_child_ids_unseen(ids text[]) returns setof text language sql stable security definer
  set search_path = pg_catalog, public as $$
  select i.value from people_identifier i
    where kith_actor() is not null and i.scheme = 'la_child_id' and i.until is null and i.value = any(ids)
      and i.person_id in (select kith_hidden()) $$;
"""
