"""Who reads legal advice, held by the database itself: advice is privileged, whatever page or search asks (CP-11)."""

from kith.access.roles import Ability, roles_with

_ROLES = ", ".join(f"'{key}'" for key in roles_with(Ability.READ_LEGAL_ADVICE))

FUNCTIONS = f"""
-- Whether whoever is acting holds a role today that may read legal advice. Asked once in a statement.
create or replace function kith_reads_legal_advice() returns boolean language sql stable security definer
  set search_path = pg_catalog, public as $$
  select exists (select from access_rolegrant g where g.user_id = kith_actor() and g.role in ({_ROLES})
    and g.since <= (kith_now() at time zone 'Europe/London')::date
    and (g.until is null or g.until >= (kith_now() at time zone 'Europe/London')::date)) $$;
"""  # noqa: S608  (keys of our own roles)
