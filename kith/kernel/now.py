"""One source of now (decision 1): the real clock, or the moment a simulated database is living through."""

from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# Only kith.access.actor.at() sets this, and only after the database has said that it is simulated.
simulated: ContextVar[datetime | None] = ContextVar("kith_simulated_now", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return simulated.get() or datetime.now(UTC)


def today() -> date:
    """Today's date where the practitioner is: Europe/London."""
    return now().astimezone(LONDON).date()
