"""What the database itself refuses of conferences, written by `secure`: what no constraint on one row can see."""

FUNCTIONS = """
-- A review is of what a conference before decided for this very child, on whichever of their records, and of a plan. It
-- asks with its owner's rights: what is hidden from whoever is acting is no less another child's.
create or replace function kith_review_of_own_plan() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public as $$
declare
  reviewed conferences_conferencechild%rowtype;
begin
  select * into reviewed from conferences_conferencechild where id = new.reviews_id;
  if reviewed.matter_id = new.matter_id then
    raise exception 'a review is of what another conference decided before it'
      using errcode = 'check_violation', constraint = 'a_review_is_of_a_conference_before';
  end if;
  if reviewed.outcome not in ('plan', 'continues') then
    raise exception 'what is reviewed is a plan that a conference decided'
      using errcode = 'check_violation', constraint = 'a_review_is_of_a_plan';
  end if;
  if not exists (
    with recursive same as (
      select reviewed.child_id as id
      union
      select case when l.kept_id = same.id then l.other_id else l.kept_id end
        from same join access_samesubject l on l.until is null and same.id in (l.kept_id, l.other_id)
    )
    select from same where id = new.child_id
  ) then
    raise exception 'a review is of the plan of the same child'
      using errcode = 'check_violation', constraint = 'a_review_is_of_this_childs_plan';
  end if;
  return null;
end $$;

create or replace trigger kith_reviews_begun after insert on conferences_conferencechild
  for each row when (new.reviews_id is not null) execute function kith_review_of_own_plan();
create or replace trigger kith_reviews after update of reviews_id, child_id, matter_id on conferences_conferencechild
  for each row when (new.reviews_id is not null and (old.reviews_id, old.child_id, old.matter_id) is distinct from
    (new.reviews_id, new.child_id, new.matter_id)) execute function kith_review_of_own_plan();
"""
