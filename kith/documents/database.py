"""The one question about documents that is asked past the wall, written by `secure`."""

FUNCTIONS = """
-- For Kith itself, which clears away files whose step was never completed. Restricted children's documents are hidden
-- from it as from anybody: asked through the wall it would take theirs for leftovers and throw them away.
create or replace function kith_documents_unknown(keys text[]) returns setof text
  language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  if not exists (select from access_user u where u.id = kith_actor() and u.is_system) then
    raise exception 'Only Kith itself clears files away.' using errcode = 'insufficient_privilege';
  end if;
  return query select k from unnest(keys) k where not exists (select from documents_document d where d.key = k);
end $$;
"""
