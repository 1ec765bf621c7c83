"""The contacts written by hand: what happened to the Okafors and those beside them, and who waits today."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from kith.site.demo.plan.days import HOUR, MINUTE, add_working_days, at, clock, is_school_day, whole_minute
from kith.site.demo.plan.people import Family
from kith.site.demo.plan.told import Told

STORIES = Path(__file__).parent / "data" / "stories.toml"


def stories(families: list[Family], last_day: date, now: datetime) -> list[Told]:
    """Every contact written by hand, placed so that those who wait today have waited as long as their story says."""
    with STORIES.open("rb") as file:
        rows = tomllib.load(file)["contact"]
    by_story = {one.story: one for one in families if one.story}
    open_now = is_school_day(last_day) and 9 <= clock(now).hour < 15
    fit = [row for row in rows if row.get("school_open", open_now) == open_now]
    return [_told(by_story[row["family"]], row, last_day, now) for row in fit]


def _told(family: Family, row: dict[str, Any], last_day: date, now: datetime) -> Told:
    when = _received(row["received"], last_day, now)
    household = family.children_on(when)
    names = row.get("named")
    named = tuple(one for one in household if names is None or one.key.split(".")[1] in names)
    return Told(
        family=family,
        when=when,
        category=row["category"],
        theme=row["theme"],
        focus=family.by_key[f"{family.key}.{row['focus']}"],
        household=household,
        named=named,
        script=row,
        waiting="hours_ago" in row["received"],
        misspelt="spelt" in row,
    )


def _received(received: dict[str, Any], last_day: date, now: datetime) -> datetime:
    if "hours_ago" in received:
        return _hours_ago(received, last_day, now)
    hour, minute = (int(part) for part in received["time"].split(":"))
    if "working_days_ago" in received:
        return at(add_working_days(last_day, -received["working_days_ago"]), hour, minute)
    return at(last_day - timedelta(days=received["days_ago"]), hour, minute)


def _hours_ago(received: dict[str, Any], last_day: date, now: datetime) -> datetime:
    """So many hours before now; or at the time of day the story has, if that was lately enough."""
    if "at" in received:
        hour, minute = (int(part) for part in received["at"].split(":"))
        for day in (last_day, last_day - timedelta(days=1)):
            moment = at(day, hour, minute)
            if 30 * MINUTE <= now - moment <= 23 * HOUR:
                return moment
    return whole_minute(now - received["hours_ago"] * HOUR)
