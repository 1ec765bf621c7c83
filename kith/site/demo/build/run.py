"""The synthetic authority, built once through the product's own steps, its last day being today (decision 1)."""

from __future__ import annotations

import os

from tqdm import tqdm

from kith.access.actor import acting
from kith.access.models import User
from kith.directory.load import load_postcodes
from kith.kernel.now import now, today
from kith.site.demo.build.crew import lived_through
from kith.site.demo.build.order import Order
from kith.site.demo.build.place import PASSWORD, set_up
from kith.site.demo.plan.authority import Authority, plan
from kith.site.demo.plan.places import postcodes
from kith.site.demo.plan.staff import staff

MOST_HANDS = 4  # processes at once; one more than processors, for each waits for the database half its time
SIZES = {"tiny": 0.02, "small": 0.1, "medium": 0.25, "full": 1.0, "large": 2.0}


def drawn(size: str, seed: int) -> Authority:
    """The authority as planned, before any of it is lived through.

    Args:
        size: tiny, small, medium, full, large, or a number (1 is about 4,000 contacts).
        seed: the same seed and day give the same authority.
    """
    return plan(seed=seed, last_day=today(), now=now(), size=SIZES.get(size) or float(size))


def build(authority: Authority) -> None:
    """Live the authority through, in a database that is in shape and holds nobody."""
    load_postcodes(only={row.postcode for row in postcodes()})
    with acting(None):
        place = set_up(authority)
    order, hands = Order(authority), min(MOST_HANDS, (os.cpu_count() or 1) + 1)
    with tqdm(total=len(order.events), desc="Two years of Northmere", unit=" events", mininterval=1) as bar:
        refused = lived_through(authority, order, place, hands=hands, told=bar.update)
    # Loudly: a demonstration that hides its gaps teaches nobody.
    for what, times in sorted(refused.items()):
        print(f"  {times} times: {what}")  # noqa: T201  (the terminal is where this is read)


def log_ins() -> list[str]:
    """One log-in a role, in the order of the plan's staff, and the password they share."""
    firsts: dict[str, str] = {}
    for one in staff():
        firsts.setdefault(one.role, f"{one.job:<42} {one.email}")
    return [*firsts.values(), "", f"The password of all of them: {PASSWORD}"]
