"""This machine: secrets, addresses, static files, the clock, the list of breached passwords."""

import stat
import time

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from kith.kernel.now import now
from kith.site.doctor import Finding, check, one, own_folder, simulated

SHORTEST_KEY = 40  # characters; a random one of bootstrap's kind has 43
FURTHEST = 2.0  # seconds between this machine's clock and the database's
LOCAL = {"localhost", "127.0.0.1", "[::1]"}


@check("Secret key", stops=True, needs_database=False)
def secret_key() -> Finding:
    """Sessions are signed with a key that nobody can guess or read."""
    mend = "Remove KITH_SECRET_KEY, and Kith makes a key of its own; or set 40 random characters or more."
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 12:
        return Finding("The secret key is short or plain: sessions could be forged.", mend)
    for file in (own_folder() / "secrets.json", own_folder() / "database" / "secrets.json"):
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            return Finding(f"Others on this machine can read {file.name}.", f"chmod 600 {file}")
    return Finding("The secret key is long, and only this user can read Kith's secrets.")


@check("Addresses and TLS")
def addresses() -> Finding:
    """A real Kith is reached by TLS only, under a name it knows."""
    if simulated():
        return Finding("A training copy may be used on this machine without TLS.")
    beyond = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL]
    if "*" in beyond:
        return Finding("KITH_HOSTS lets any name in: links in e-mail could be forged.", "Set KITH_HOSTS to its names.")
    if beyond and not settings.SECURE:
        return Finding(
            f"Kith answers as {beyond[0]} without TLS: passwords and records could be read on the way.",
            "Put a proxy with TLS in front of it and set KITH_TLS=1 (docs/how-to/install.md).",
        )
    if beyond and not settings.ADDRESS.startswith("https://"):
        return Finding("Links in e-mail would not use TLS.", f"Set KITH_ADDRESS=https://{beyond[0]}")
    return Finding("Kith answers only under its own names" + (", over TLS." if beyond else ", on this machine."))


@check("Static files", stops=True, needs_database=False)
def static_files() -> Finding:
    """Styles and scripts are gathered, hashed and compressed, and newer than what they were made from."""
    if not any(True for finder in get_finders() for path, _ in finder.list([]) if path == "kith/kith.css"):
        return Finding("The styles and scripts have not been built.", "Run bin/setup.")
    if stale := stale_static_files():
        return Finding(f"{stale} is not gathered, or has changed since.", "Run bin/kith static, or bin/setup.")
    return Finding("Styles and scripts are gathered, hashed and compressed.")


def stale_static_files() -> str:
    """The first static file that is missing from what is gathered or newer than it; "" when all are there."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return "kith/kith.css"
    gathered, made = manifest.read_text(), manifest.stat().st_mtime
    for finder in get_finders():
        for path, storage in finder.list([]):
            if f'"{path}"' not in gathered or storage.get_modified_time(path).timestamp() > made:
                return str(path)
    return ""


@check("Clock")
def clock() -> Finding:
    """This machine and the database agree on the time, to which every timescale is counted."""
    before = time.monotonic()
    there = one("select clock_timestamp()")
    late = time.monotonic() - before
    apart = abs((now() - there).total_seconds())
    if apart > FURTHEST + late:
        return Finding(
            f"This machine and the database differ by {apart:.0f} seconds: due dates would be wrong.",
            "Set both by the network: sudo timedatectl set-ntp true, here and on the database's machine.",
        )
    return Finding("This machine and the database agree on the time.")


@check("Breached passwords", needs_database=False)
def breached() -> Finding:
    """The list of passwords that are known to thieves can be read."""
    from kith.site.passwords import BreachedPassword, ListUnreadable

    try:
        known = BreachedPassword().size
    except ListUnreadable as unreadable:
        return Finding(str(unreadable), "Mend KITH_BREACHED_PASSWORDS, or remove it to use Kith's own list.")
    return Finding(f"{known:,} breached passwords are refused.")
