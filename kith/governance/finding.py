"""Going through the looks that came since last time: a job of Kith's own, each hour."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import connection

from kith.governance.models import UnusualSearch
from kith.governance.rules import rules
from kith.kernel.now import now

FIRST = timedelta(days=31)  # how far back the first search goes
LATE = timedelta(minutes=10)  # a look may be written down this long after its own moment


def find_unusual(until: datetime | None = None) -> int:
    """Go through the looks since last time by every rule, as Kith.

    Args:
        until: up to when; now, unless it is said.

    Returns: how many findings are new.

    Raises:
        django.db.ProgrammingError: whoever is acting is not Kith itself.
    """
    moment = until or now()
    last = UnusualSearch.objects.order_by("-until").first()
    since = (last.until - LATE) if last else moment - FIRST
    asked = json.dumps([{**asdict(one), "says": one.says} for one in rules().values()])
    with connection.cursor() as cursor:
        cursor.execute("select kith_find_unusual(%s::jsonb, %s, %s)", [asked, since, moment])
        found = int(cursor.fetchone()[0])
    UnusualSearch.objects.create(until=moment, found=found, at=now())
    return found
