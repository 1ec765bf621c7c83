"""Dates in three boxes, and moments to the minute, as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kith.kernel.now import LONDON, now, today
from kith.ui.forms.fields import Shown
from kith.ui.forms.words import called, upper_first

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# Nobody in the record was born before this, and no plan reaches beyond the other.
EARLIEST, LATEST = date(1880, 1, 1), date(2199, 12, 31)


class DateBoxes(forms.Widget):
    """Day, month and year, each typed. A date sent whole under the field's own name is read too (drafts, the API)."""

    parts: tuple[str, ...] = ("day", "month", "year")
    kind = "date-input"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The three boxes as a mapping, or what stood under the field's own name."""
        if data.get(name) not in (None, ""):
            return data.get(name)
        typed = {part: str(data.get(f"{name}-{part}") or "").strip() for part in self.parts}
        return typed if any(typed.values()) else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether neither the boxes nor the whole date were sent."""
        return name not in data and not any(f"{name}-{part}" in data for part in self.parts)

    def id_for_label(self, id_: str, index: str = "0") -> str:
        """The first box, for a link to it."""
        return f"{id_}-day" if id_ else id_

    def boxes(self, value: Any) -> dict[str, str]:
        """What each box shows for a value, be it a date, typed parts, or text nobody could read."""
        if isinstance(value, Mapping):
            return {part: str(value.get(part, "")) for part in self.parts}
        if isinstance(value, str):
            value = read_iso(value) or value
        if isinstance(value, datetime):
            value = value.astimezone(LONDON) if value.tzinfo else value
        if isinstance(value, date):
            shown = {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
            return shown | ({"time": value.strftime("%H:%M")} if isinstance(value, datetime) else {})
        return {"day": str(value)} if value else {}


class MomentBoxes(DateBoxes):
    """Day, month, year and time."""

    parts = ("day", "month", "year", "time")


def read_iso(text: str) -> date | datetime | None:
    """A date or moment in ISO form, or nothing."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


class DateParts(Shown, forms.Field):
    """A date in three boxes: `12`, `2` or `February`, `2018`.

    Args:
        past: refuse a date after today.
        future: refuse a date before today.
    """

    widget = DateBoxes
    example = "12 2 2018"

    def __init__(self, label: str | None = None, *, past: bool = False, future: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.past, self.future = past, future

    @property
    def name(self) -> str:
        """How sentences call this date."""
        return self.called or called(str(self.label or "date"))

    def to_python(self, value: Any) -> date | datetime | None:
        """The date, or a sentence saying which box to mend."""
        if value in self.empty_values:
            return None
        if isinstance(value, Mapping):
            return self._date(value)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        found = read_iso(str(value).strip())
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self._fault(f"{upper_first(self.name)} must be a real date, such as {self.example}")
        return self._within(found)

    def validate(self, value: Any) -> None:
        """Refuse an empty required date, and one on the wrong side of today."""
        super().validate(value)
        if value is not None:
            self._side_of_today(value, today(), "today")

    def _side_of_today(self, value: Any, limit: Any, limit_words: str) -> None:
        if self.past and value > limit:
            raise self._fault(f"{upper_first(self.name)} must be {limit_words} or in the past")
        if self.future and value < limit:
            raise self._fault(f"{upper_first(self.name)} must be {limit_words} or in the future")

    def _date(self, typed: Mapping[str, str]) -> date:
        parts = {part: (typed.get(part) or "").strip() for part in ("day", "month", "year")}
        if parts["day"] and not parts["month"] and not parts["year"]:
            parts = _split_whole(parts["day"])
        if lacking := [part for part in ("day", "month", "year") if not parts[part]]:
            raise self._fault(f"{upper_first(self.name)} must include a {' and a '.join(lacking)}", *lacking)
        if re.fullmatch(r"\d{1,3}", parts["year"]):
            raise self._fault(f"{upper_first(self.name)} must have a year of 4 numbers, such as 2018", "year")
        day, month, year = _day(parts["day"]), _month(parts["month"]), _number(parts["year"], 9999)
        try:
            return self._within(date(year, month, day))
        except ValueError:
            wrong = [n for n, bad in (("day", not 1 <= day <= 31), ("month", not month), ("year", not year)) if bad]
            message = f"{upper_first(self.name)} must be a real date, such as {self.example}"
            raise self._fault(message, *wrong) from None

    def _within(self, found: date) -> date:
        if not EARLIEST <= found <= LATEST:
            raise self._fault(f"{upper_first(self.name)} must have a year between 1880 and 2199", "year")
        return found

    def _fault(self, message: str, *boxes: str) -> ValidationError:
        """A fault in some of the boxes, or in the whole date."""
        return ValidationError(message, code="date", params={"boxes": boxes or self.widget.parts[:3]})


class MomentParts(DateParts):
    """A date and a time to the minute, in London; kept as a moment that knows its zone."""

    widget = MomentBoxes

    def to_python(self, value: Any) -> datetime | None:
        """The moment, aware, or a sentence saying which box to mend."""
        if value in self.empty_values:
            return None
        if isinstance(value, Mapping):
            return self._moment(self._date(value), value.get("time", ""))
        found = value if isinstance(value, datetime) else read_iso(str(value).strip())
        if not isinstance(found, datetime):
            raise self._fault(f"{upper_first(self.name)} must be a date and a time, such as 2026-06-04T16:34", "day")
        self._within(found.date())
        return found.astimezone(UTC) if found.tzinfo else self._moment(found.date(), found.strftime("%H:%M"))

    def validate(self, value: Any) -> None:
        """Refuse an empty required moment, and one on the wrong side of now."""
        forms.Field.validate(self, value)
        if value is not None:
            self._side_of_today(value, now(), "now")

    def _moment(self, day: date, typed: str) -> datetime:
        if not typed.strip():
            raise self._fault(f"{upper_first(self.name)} must include a time, such as 16:34", "time")
        clock = read_time(typed)
        if clock is None:
            raise self._fault(f"{upper_first(self.name)} must have a real time, such as 16:34", "time")
        moment = datetime.combine(day, clock, LONDON)
        if moment.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != moment.replace(tzinfo=None):
            message = f"There was no {clock:%H:%M} that night: the clocks went forward. Give a time from 02:00 on"
            raise self._fault(message, "time")
        return moment.astimezone(UTC)


def read_time(typed: str) -> time | None:
    """A time of day as people write it: 16:34, 16.34, 1634, 4:34pm, 4pm, noon, midnight. Nothing when it is not one."""
    text = typed.strip().lower().replace(" ", "")
    if text in ("noon", "midday", "midnight"):
        return time(0 if text == "midnight" else 12)
    found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?(am|pm|a\.m\.|p\.m\.)?", text)
    if not found or (found[2] is None and found[3] is None):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _split_whole(typed: str) -> dict[str, str]:
    """A whole date pasted into the day box."""
    found = re.fullmatch(r"(\S+?)[\s/.-]+([^\s/.-]+)[\s/.-]+(\S+)", typed)
    return {"day": found[1], "month": found[2], "year": found[3]} if found else {"day": typed, "month": "", "year": ""}


def _number(typed: str, most: int) -> int:
    return int(typed) if re.fullmatch(r"\d{1,4}", typed) and int(typed) <= most else 0


def _day(typed: str) -> int:
    return _number(re.sub(r"(?i)(st|nd|rd|th)$", "", typed), 99)


def _month(typed: str) -> int:
    """A month's number from its number, its name, or the first three letters or more of its name. 0 when it is none."""
    if re.fullmatch(r"\d{1,2}", typed):
        return int(typed) if 1 <= int(typed) <= 12 else 0
    word = typed.lower().rstrip(".")
    return next((n for n, name in enumerate(MONTH_NAMES, 1) if len(word) >= 3 and name.startswith(word)), 0) or (
        9 if word == "sept" else 0
    )
