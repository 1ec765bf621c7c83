"""The synthetic authority, built once through the product's own steps, its last day being today (decision 1)."""

from __future__ import annotations

import gc

from tqdm import tqdm

from kith.access.actor import acting
from kith.access.models import User
from kith.kernel.now import now, today
from kith.site.demo.build.live import Living
from kith.site.demo.build.place import PASSWORD, set_up
from kith.site.demo.plan.authority import Authority, plan
from kith.site.demo.plan.staff import staff

SIZES = {"tiny": 0.02, "small": 0.1, "full": 1.0, "large": 2.0}


def build(size: str = "full", seed: int = 1) -> list[str]:
    """Build the authority unless it stands already; gives back one log-in for each role, to print.

    Args:
        size: tiny, small, full, large, or a number (1 is about 4,000 contacts).
        seed: the same seed and day give the same authority.
    """
    if not User.objects.filter(is_system=False).exists():
        authority = plan(seed=seed, last_day=today(), now=now(), size=SIZES.get(size) or float(size))
        _live(authority)
    return log_ins()


def _live(authority: Authority) -> None:
    with acting(None):
        place = set_up(authority)
    living = Living(place, authority)
    events = list(authority.events())
    gc.freeze()  # the plan is large and lives to the end: not to be walked through again and again
    for event in tqdm(events, desc="Two years of Northmere", unit=" events", mininterval=1, smoothing=0.05):
        living.through(event)
    living.report()


def log_ins() -> list[str]:
    """One log-in a role, in the order of the plan's staff, and the password they share."""
    firsts: dict[str, str] = {}
    for one in staff():
        firsts.setdefault(one.role, f"{one.job:<42} {one.email}")
    return [*firsts.values(), "", f"The password of all of them: {PASSWORD}"]
