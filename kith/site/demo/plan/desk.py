"""Who is at the desk, and when things are done there: the hub by day, its managers, the night duty team."""

from datetime import datetime, timedelta
from random import Random

from kith.site.demo.plan.chance import weighted
from kith.site.demo.plan.days import DAY, HOUR, MINUTE, at, clock, whole_minute

OPENS, CLOSES = 8, 20
LIMIT = timedelta(hours=23, minutes=50)


def is_open(moment: datetime) -> bool:
    """Whether the hub is staffed: from eight to eight, every day."""
    return OPENS <= clock(moment).hour < CLOSES


def decided_at(rng: Random, came: datetime, *, urgent: bool, late: bool) -> datetime:
    """When a contact that came at this moment is decided: within 24 hours unless `late`, at once if `urgent`."""
    if urgent:
        return came + rng.randrange(25, 150) * MINUTE
    if late:
        return _next_open(rng, came + 24 * HOUR + rng.randrange(20, 900) * MINUTE)
    moment = came + round(rng.triangular(40, 1260, 520)) * MINUTE
    if is_open(moment):
        return moment
    later = _next_open(rng, moment)
    if later <= came + LIMIT - 90 * MINUTE:
        return later
    evening = at(clock(later - DAY).date(), CLOSES) - rng.randrange(15, 100) * MINUTE
    return evening if evening > came + 10 * MINUTE else later


def signed_at(rng: Random, came: datetime, decided: datetime, *, late: bool) -> datetime:
    """When a manager signs what was decided: soon after, and within the 24 hours unless it is late already."""
    moment = decided + rng.randrange(8, 85) * MINUTE
    return moment if late or moment <= came + LIMIT else min(moment, max(decided + 2 * MINUTE, came + LIMIT))


def taken_at(rng: Random, came: datetime, decided: datetime) -> datetime:
    """When the worker who decides takes it from the queue."""
    moment = whole_minute(decided - rng.randrange(15, 150) * MINUTE)
    if is_open(decided) and not is_open(moment):
        moment = max(first_open(moment), decided - 10 * MINUTE)
    return max(came + 2 * MINUTE, min(moment, decided - 4 * MINUTE))


def first_open(moment: datetime) -> datetime:
    """This moment if the hub is staffed, else the next eight o'clock."""
    if is_open(moment):
        return moment
    return at(clock(moment).date() + (DAY if clock(moment).hour >= CLOSES else timedelta()), OPENS)


def worker_at(rng: Random, moment: datetime) -> str:
    """Who works the queue at this moment."""
    if not is_open(moment):
        return rng.choice(("gwen_parry", "isaac_holt"))
    if clock(moment).weekday() >= 5:
        return weighted(rng, {"wanda_kestle": 50, "sam_oyelaran": 25, "joanne_pike": 25})
    return weighted(rng, {"joanne_pike": 40, "sam_oyelaran": 40, "wanda_kestle": 20})


def manager_at(moment: datetime) -> str:
    """Who signs at this moment: Ruth Delaney on weekdays until six, her deputy at other times."""
    there = clock(moment)
    return "ruth_delaney" if there.weekday() < 5 and 8 <= there.hour < 18 else "colm_archer"


def _next_open(rng: Random, moment: datetime) -> datetime:
    return moment if is_open(moment) else first_open(moment) + rng.randrange(5, 130) * MINUTE
