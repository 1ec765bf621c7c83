"""What every command needs before Django is loaded: a database to reach, and a key to sign sessions with."""

import os

from kith.site.embedded import Server, alone, remembered, start
from kith.site.place import home

KEY = "KITH_SECRET_KEY"


def prepare() -> Server | None:
    """Complete the process's environment: KITH_HOME, KITH_SECRET_KEY, DATABASE_URL and DATABASE_OWNER_URL.

    What is set already is kept. Without DATABASE_URL the embedded server is started under KITH_HOME and returned, so
    that a command may stop it; it is shared by every command of the checkout and otherwise stays up.
    Raises kith.site.place.DatabaseUnavailable with a sentence for the person at the terminal.
    """
    place = home()
    os.environ["KITH_HOME"] = str(place)
    if not os.environ.get(KEY):
        place.mkdir(parents=True, exist_ok=True)
        with alone(place / "lock"):
            os.environ[KEY] = remembered(place / "secrets.json", KEY)[KEY]
    if os.environ.get("DATABASE_URL"):
        return None
    server = start(place / "database")
    use(server)
    return server


def use(server: Server, database: str = "kith") -> None:
    """Point this process, and those it starts, at one database of that server."""
    os.environ["DATABASE_URL"] = server.dsn("kith_app", database)
    os.environ["DATABASE_OWNER_URL"] = server.dsn("kith_owner", database)
