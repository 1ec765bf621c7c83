"""Where a clock stands, in the words people see. Worked out from dates each time; never stored."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kith.standards.calendar import WorkingCalendar, england
from kith.standards.due import effective_due, whole_day
from kith.standards.rule import Bound, Deadline, Unit
from kith.standards.words import Moment, capital, full_day, local, local_day, near_day, plural, span, utc, utc_time

SOON = 10  # working days
SHIFT = 9  # hours: an hour clock with no more than 8 whole hours left is today's work
HOUR = timedelta(hours=1)
FAR_AHEAD = timedelta(days=6)


class State(StrEnum):
    """How a clock looks; the names are those of the chips."""

    LATER = "later"
    SOON = "soon"
    TODAY = "today"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"
    ELAPSED = "elapsed"


@dataclass(frozen=True)
class Standing:
    """Where a clock stands.

    `words` say it all; `used_percent` is 0, 25, 50, 75 or 100, rounded down. `left` counts `unit` ("hours", "working
    days" or "days") until it is due, negative once late, None when there is no date. `within_limit` tells a missed
    needed-by date, which is a target, from a missed limit, which is a breach; None when there is no limit.
    """

    state: State
    words: str
    used_percent: int
    left: int | None = None
    unit: str = ""
    within_limit: bool | None = None

    @property
    def order(self) -> int:
        """Late on top, then today and what has no date but is owed at once, then the rest, then what is done."""
        return {"late": 0, "today": 1, "elapsed": 1, "soon": 2, "later": 2}.get(self.state.value, 3)


def standing(
    rule: Deadline,
    started: Moment,
    due_at: datetime | None,
    now: datetime,
    stopped_at: Moment | None = None,
    needed_by: Moment | None = None,
    *,
    calendar: WorkingCalendar | None = None,
) -> Standing:
    """Where a clock stands at `now` (an aware time), or stood when it stopped.

    `due_at` is `Due.at`, or None when the rule gives no number. `needed_by` is a manager's earlier date (CL-07). Hour
    clocks speak hours, working-day clocks working days, the others days. The words are those of the design.
    """
    calendar = calendar or england()
    calendar = calendar.statutory if rule.binding else calendar
    started, now, stopped_at = utc(started), utc_time(now), stopped_at and utc(stopped_at)
    due_at, aim = effective_due(due_at, None), effective_due(due_at, needed_by)
    if aim is None:
        return _elapsed(started, now, stopped_at)
    clock = _Clock(rule, started, aim, calendar)
    if stopped_at is not None:
        return _done(clock, due_at, stopped_at)
    if rule.bound is Bound.REVIEW_AT and clock.passed(now):
        words = f"Review due since {near_day(clock.day, local_day(now))}"
        return Standing(State.TODAY, words, 100, clock.left(now), clock.unit, None)
    found = _hours(clock, now) if clock.in_hours else _days(clock, now)
    return Standing(*found, clock.left(now), clock.unit, None if due_at is None else not _after(rule, due_at, now))


@dataclass(frozen=True)
class _Clock:
    """A rule with the moment being worked to."""

    rule: Deadline
    started: Moment
    aim: datetime
    calendar: WorkingCalendar

    @property
    def in_hours(self) -> bool:
        return self.rule.unit is Unit.CLOCK_HOURS

    @property
    def unit(self) -> str:
        if self.in_hours:
            return "hours"
        return "working days" if self.rule.unit is Unit.WORKING_DAYS else "days"

    @property
    def day(self) -> date:
        return local_day(self.aim)

    def days(self, start: date, end: date) -> int:
        """Days after `start` up to `end`, in the clock's own kind of day."""
        if self.rule.unit is Unit.WORKING_DAYS:
            return self.calendar.working_days_between(start, end)
        return (end - start).days

    def left(self, now: datetime) -> int:
        if self.in_hours:
            return int((self.aim - now) / HOUR)
        return self.days(local_day(now), self.day)

    def passed(self, moment: Moment) -> bool:
        return _after(self.rule, self.aim, moment)

    def used(self, now: datetime) -> int:
        """The share of the time used, in quarters rounded down."""
        if self.in_hours and isinstance(self.started, datetime):
            spent, total = (now - self.started) / HOUR, (self.aim - self.started) / HOUR
        else:
            begun = local_day(self.started)
            spent, total = float(self.days(begun, local_day(now))), float(self.days(begun, self.day))
        if total <= 0:
            return 100
        return max(0, min(4, int(4 * spent / total))) * 25


def _after(rule: Deadline, aim: datetime, moment: Moment) -> bool:
    """Whether `moment` is too late for `aim`: by the day, unless hours count or the aim is a time of day."""
    if not isinstance(moment, datetime) or (whole_day(aim) and rule.unit is not Unit.CLOCK_HOURS):
        return local_day(moment) > local_day(aim)
    return moment >= aim if rule.limit_number == 0 else moment > aim


def _hours(clock: _Clock, now: datetime) -> tuple[State, str, int]:
    left = clock.aim - now
    if left < timedelta(0):
        return State.LATE, f"Late by {span(-left)}", 100
    used = clock.used(now)
    hours = int(left / HOUR)
    begun = State.SOON if used >= 25 else State.LATER
    state = State.TODAY if hours < SHIFT else begun
    if not hours:
        return state, capital(f"{span(left)} left"), used
    words = f"{plural(hours, 'hour')} left"
    if hours >= 24:
        there = local(clock.aim)
        day = f"{there:%A}" if left < FAR_AHEAD else near_day(there.date(), local_day(now))
        words += f", {day} {there:%H:%M}"
    return state, words, used


def _days(clock: _Clock, now: datetime) -> tuple[State, str, int]:
    today = local_day(now)
    verb = "Review" if clock.rule.bound is Bound.REVIEW_AT else "Due"
    if clock.passed(now):
        return State.LATE, _overdue(clock, now), 100
    if today == clock.day:
        time = "" if whole_day(clock.aim) else f" at {local(clock.aim):%H:%M}"
        return State.TODAY, f"{verb} today{time}", _day_dial(clock, now, State.TODAY)
    if clock.calendar.working_days_between(today, clock.day) > SOON:
        return State.LATER, near_day(clock.day, today), _day_dial(clock, now, State.LATER)
    number = clock.days(today, clock.day)
    when = f"in {_counted(clock, number)}" if number else f"on {near_day(clock.day, today)}"
    return State.SOON, f"{verb} {when}", _day_dial(clock, now, State.SOON)


def _day_dial(clock: _Clock, now: datetime, state: State) -> int:
    """The dial of a day clock. One that counts back has no start to measure from, so it goes by how near it is."""
    if clock.rule.counts_back:
        return {State.LATER: 0, State.SOON: 50}.get(state, 100)
    return clock.used(now)


def _overdue(clock: _Clock, now: datetime) -> str:
    today = local_day(now)
    if today == clock.day:
        return f"Late by {span(now - clock.aim)}"
    number = clock.days(clock.day, today)
    return f"Overdue by {_counted(clock, number)}" if number else f"Overdue since {near_day(clock.day, today)}"


def _done(clock: _Clock, due_at: datetime | None, stopped_at: Moment) -> Standing:
    limit = due_at or clock.aim
    left = None
    if not _after(clock.rule, limit, stopped_at):
        words = "Done within the limit, after needed by" if clock.passed(stopped_at) else "Done on time"
        return Standing(State.DONE, words, 100, left, clock.unit, None if due_at is None else True)
    late = _Clock(clock.rule, clock.started, limit, clock.calendar)
    if clock.rule.bound is Bound.REVIEW_AT:
        words = f"Done {_lateness(late, stopped_at) or 'soon'} after it was asked for"
        return Standing(State.DONE, words, 100, left, clock.unit, None)
    number = _lateness(late, stopped_at)
    words = f"Done {number} late" if number else f"Done late, on {full_day(local_day(stopped_at))}"
    return Standing(State.DONE_LATE, words, 100, left, clock.unit, None if due_at is None else False)


def _lateness(clock: _Clock, stopped_at: Moment) -> str:
    """How late, in the clock's own unit; empty when no whole working day passed."""
    same_day = local_day(stopped_at) == clock.day
    if isinstance(stopped_at, datetime) and (clock.in_hours or same_day):
        return span(stopped_at - clock.aim)
    number = clock.days(clock.day, local_day(stopped_at))
    return _counted(clock, number) if number else ""


def _counted(clock: _Clock, number: int) -> str:
    return plural(number, "working day" if clock.rule.unit is Unit.WORKING_DAYS else "day")


def _elapsed(started: Moment, now: datetime, stopped_at: Moment | None) -> Standing:
    """A duty with no number: how long it has taken so far, and no date."""
    end: Moment = now if stopped_at is None else stopped_at
    if isinstance(started, datetime) and isinstance(end, datetime):
        length = max(end - started, timedelta(0))
        hours = int(length / HOUR)
        words = plural(hours // 24, "day") if hours >= 48 else span(length)
    else:
        words = plural(max((local_day(end) - local_day(started)).days, 0), "day")
    if stopped_at is None:
        return Standing(State.ELAPSED, capital(f"{words} so far"), 0)
    return Standing(State.DONE, f"Done after {words}", 100)
