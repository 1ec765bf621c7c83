"""The database: does it answer, as whom, is its shape right, does its wall stand."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kith.access.wall import walls
from kith.site.bootstrap import OLDEST
from kith.site.doctor import Finding, check, one, rows, simulated

MIGRATE = "Run bin/kith migrate: it brings the tables, grants and wall to what this version expects."


@check("Database", stops=True)
def answers() -> Finding:
    """PostgreSQL answers, is recent enough, and keeps every script."""
    version, encoding = rows("select current_setting('server_version_num')::int / 10000, getdatabaseencoding()")[0]
    if version < OLDEST:
        return Finding(f"PostgreSQL {version} is too old.", f"Move to PostgreSQL {OLDEST} or later.")
    if encoding != "UTF8":
        return Finding(
            f"The database writes {encoding}, which cannot hold every name.",
            "Make a new database with bin/kith bootstrap, which makes it as UTF8, and restore into that.",
        )
    return Finding(f"PostgreSQL {version} answers.")


@check("Database log-in", stops=True)
def log_in() -> Finding:
    """Kith runs as a log-in that cannot step round the wall (decision 9)."""
    name, powerful, owns = rows(
        "select current_user, rolsuper or rolbypassrls or rolcreaterole or rolreplication,"
        " exists (select 1 from pg_class where relowner = pg_roles.oid and relnamespace = 'public'::regnamespace)"
        "   or exists (select 1 from pg_database where datname = current_database() and datdba = pg_roles.oid)"
        " from pg_roles where rolname = current_user"
    )[0]
    use_app = "Set DATABASE_URL to the log-in kith_app. bin/kith bootstrap makes it and prints its address."
    if powerful:
        return Finding(f"{name} has powers that would open the wall round restricted records.", use_app)
    if owns:
        return Finding(f"{name} owns the database, so the wall would not hold it.", use_app)
    also = rows(
        "select rolname from pg_roles where rolname <> current_user and pg_has_role(current_user, oid, 'member')"
    )
    if also:
        return Finding(f"{name} could act as {also[0][0]}.", f"As administrator: REVOKE {also[0][0]} FROM {name};")
    return Finding(f"Kith runs as {name}, which owns nothing and cannot step round the wall.")


@check("Migrations", stops=True)
def migrations() -> Finding:
    """Every table is as this version expects."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding(f"{len(waiting)} migrations wait, the first being {waiting[0][0]}.", MIGRATE)
    known = set(executor.loader.disk_migrations)
    newer = [key for key in executor.loader.applied_migrations if key not in known and not _replaced(key)]
    if newer:
        return Finding(
            f"The database is newer than this version of Kith ({newer[0][0]}.{newer[0][1]}).",
            "Start the newer version, or restore the backup made before it.",
        )
    if one("select to_regclass('site_cache') is null"):
        return Finding("The table of the cache is missing, and with it the lock-out.", MIGRATE)
    return Finding("Every migration has been applied.")


def _replaced(key: tuple[str, str]) -> bool:
    """Libraries squash their migrations and drop the old files: only Kith's own rooms are looked at."""
    from django.apps import apps

    return not any(config.label == key[0] and config.name.startswith("kith.") for config in apps.get_app_configs())


@check("The wall", stops=True)
def wall() -> Finding:
    """Row security stands on every table that holds somebody's record, and history can only be added to."""
    every = walls()
    guarded = {
        row[0]
        for row in rows(
            "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid"
            " where c.relrowsecurity and p.polname = 'kith_wall' and c.relnamespace = 'public'::regnamespace"
        )
    }
    open_ = sorted(w.table for w in every if w.walled and w.table not in guarded)
    if open_:
        return Finding(f"{len(open_)} tables stand open, the first being {open_[0]}.", MIGRATE)
    writable = rows(
        "select t from unnest(%s::text[]) t where has_table_privilege(current_user, quote_ident(t), 'insert')"
        " or has_table_privilege(current_user, quote_ident(t), 'update')"
        " or has_table_privilege(current_user, quote_ident(t), 'delete') order by t",
        [w.table for w in every if w.is_history],
    )
    if writable:
        return Finding(f"The history in {writable[0][0]} could be rewritten.", MIGRATE)
    unarmed = rows(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and proname like 'pgtrigger\\_%%' and not prosecdef order by 1"
    )
    if unarmed:
        return Finding(f"{len(unarmed)} triggers that write history have lost their rights.", MIGRATE)
    return Finding(f"{len(guarded)} tables are behind the wall, and history can only be added to.")


@check("Real or simulated")
def kind() -> Finding:
    """A training copy says so; a real one has the real clock."""
    if simulated():
        return Finding("This is a training copy: its people are made up and its clock can be moved.")
    return Finding("This database is real: its clock cannot be moved.")


@check("Chain of seals")
def seals() -> Finding:
    """What was done and seen has not been changed behind Kith's back (decision 8)."""
    broken = one("select kith_first_broken_seal()")
    if broken is not None:
        return Finding(
            f"Seal {broken} does not match its row: an event or a sighting was changed or removed in the database.",
            "Tell the information governance officer, keep the database as it is, and compare with the last backup.",
        )
    return Finding("No event and no sighting was changed since it was sealed.")
