"""The figures for whoever sees figures only: rounded before they are added up, so that nobody can be read out of them.

Whoever may open the contacts behind a number sees it as it is. For anybody else each smallest group (one month, one
kind of source, one type of contact) is rounded by chance to multiples of 5, always the same way, and every number
anywhere is a sum of those. Chance keeps long sums true, where rounding to the nearest would lose whatever is rare.

Three parts of a group are rounded, each by less than 5: decided in time, decided late, waiting. The rest is added up
from them, by the same draw, so their errors add up too: of one group, decided is off by up to 8, contacts by up to 12,
and what the contacts led to by up to 12 where it would be more than the contacts shown.

What is shown is itself a possible truth, in which no count is from 1 to 4, and everything shown follows from it. So no
two answers, and no number of them, can be set against each other to find a small count: nothing has to be withheld, and
any months may be chosen. The method is random rounding to base 5 (Statistics Canada, census tables; one of those in the
Government Statistical Service's guidance on disclosure control for tables produced from administrative sources, 2014).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.crypto import salted_hmac

from kith.intelligence import queries
from kith.intelligence.queries import STAGES, Asked, Counted

BASE = 5
TIMED_FROM = 10  # decisions there certainly are before a middle time is said: below, it is the time of a few
Counts = dict[str, int]
GROUP = ("month", "source_kind", "type")


def counted(asked: Asked) -> Counted:
    """What `queries.counted` gives, for whoever sees figures only: nothing by agency or person, which are too small."""
    exact = queries.counted(asked.but(agency="", decider=""), "smallest")
    groups = [(row["smallest"], _as_seen(row)) for row in exact.pop("smallest")]
    found: Counted = {name: [] for name in exact}
    for name in ("", "source_kind", "month"):
        for row in exact[name]:
            mine = [counts for group, counts in groups if not name or group[GROUP.index(name)] == row[name]]
            shown = together(mine)
            if name and not shown["contacts"]:
                continue  # a row would say that there was somebody
            times = {} if timed(mine) else {"median": None, "ninth": None}
            found[name].append({**row, **{f"n_{stage}": number for stage, number in shown.items()}, **times})
    return found


def _as_seen(row: dict[str, Any]) -> Counts:
    """The counts of one smallest group as they may be seen."""
    return as_seen({stage: row[f"n_{stage}"] for stage in STAGES}, chance(row["smallest"]))


def chance(group: tuple[date, str, str]) -> int:
    """From 0 to 4, evenly: drawn once for a group and never again, from what only this installation knows."""
    said = "|".join(str(part) for part in group)
    return int.from_bytes(salted_hmac("kith.intelligence.rounded", said, algorithm="sha256").digest()[:8], "big") % BASE


def as_seen(counts: Counts, drawn: int) -> Counts:
    """The counts of one group, each a multiple of 5, as true to each other as before.

    In time, late and waiting are less than 5 from what they are; decided and contacts are sums of these, by the same
    draw, so up to 8 and 12 from it. What the contacts led to is less than 5 from it, or no more than the contacts seen.

    Arguments:
        counts: by stage, as they are.
        drawn: the group's `chance`.
    """

    def rounded(stage: str) -> int:
        return (counts[stage] + drawn) // BASE * BASE

    seen = {stage: rounded(stage) for stage in ("in_time", "late", "waiting")}
    seen["decided"] = seen["in_time"] + seen["late"]
    seen["contacts"] = seen["decided"] + seen["waiting"]
    most = seen["contacts"]
    for stage in ("referral", "assessment", "plan"):
        most = seen[stage] = min(rounded(stage), most)
    seen["domestic_abuse"] = seen["contacts"] if counts["domestic_abuse"] else 0  # all of a group's contacts, or none
    return seen


def together(groups: Iterable[Counts]) -> Counts:
    """The sum of groups as they are seen."""
    all_of_them = list(groups)
    return {stage: sum(counts[stage] for counts in all_of_them) for stage in STAGES}


def timed(groups: Iterable[Counts]) -> bool:
    """Whether there certainly are enough decisions to say how long they took, judged by what is seen alone."""
    seen = [counts[stage] for counts in groups for stage in ("in_time", "late")]
    return sum(number - (BASE - 1) for number in seen if number) >= TIMED_FROM
