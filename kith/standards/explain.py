"""Why a date is what it is, in sentences anyone can check: the rule, where it comes from, and what was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kith.standards.calendar import BankHoliday, WorkingCalendar, england
from kith.standards.due import Due
from kith.standards.rule import Bound, Counting, Deadline, Force, Profile, Unit, Verified
from kith.standards.words import Moment, full_day, full_moment, listed, local_day, long_date, plural

STANDS_ON = {
    Force.STATUTE: "Law",
    Force.STATUTORY_GUIDANCE: "Statutory guidance",
    Force.GUIDANCE: "Guidance",
    Force.COURT_GOOD_PRACTICE: "Good practice set out by a court",
    Force.LOCAL: "Local standard, which the authority may set",
    Force.SOURCE_DOCUMENT: "The published procedure this profile follows",
    Force.PROPOSAL: "A proposal that was never law",
    Force.PROSPECTIVE: "Law made but not shown to be in force: switched off",
}
CHECKED = {
    Verified.TEXT_READ: "The text itself was read",
    Verified.SECONDARY_SOURCE: "Taken from a document that describes it",
    Verified.GENERAL_KNOWLEDGE: "As the field knows it; its text has not been set beside it yet",
}


@dataclass(frozen=True)
class Explanation:
    """One clock in plain words. `rows()` gives the terms in the order they are shown."""

    says: str
    source: str
    url: str
    stands_on: str
    checked: str
    version: str
    starts: str
    stops: str
    started: str
    limit: str
    needed_by: str
    counted: str
    calendar: str
    owner: str
    exceptions: str
    assumptions: tuple[str, ...]
    warning: str

    def rows(self) -> list[tuple[str, str]]:
        """(term, text) pairs for the page, empty ones left out."""
        pairs = [
            ("Rule", self.says),
            ("Source", self.source),
            ("Stands on", self.stands_on),
            ("Version", self.version),
            ("Starts", self.starts),
            ("Stops", self.stops),
            ("Started by", self.started),
            ("Limit", self.limit),
            ("Needed by", self.needed_by),
            ("Counted", self.counted),
            ("Calendar", self.calendar),
            ("Owner", self.owner),
            ("If it will be late", self.exceptions),
            ("Take care", self.warning),
        ]
        return [(term, text) for term, text in pairs if text]


def says(rule: Deadline) -> str:
    """The rule in a line: `Conclude the assessment: within 45 working days. Counted from: referral received`."""
    start = rule.starts.removesuffix(", counted back")
    if rule.counts_back:
        when = f"at least {rule.limit} before" if rule.limit_number else "before"
        return f"{rule.title}: {when} the {start}"
    if rule.counting is Counting.CALENDAR_PERIOD:
        return f"{rule.title}: at least once in each {start}"
    if rule.limit_number is None and rule.bound is Bound.REVIEW_AT:
        allows = "on the day that was set"
    elif rule.limit_number is None:
        allows = "at once, with no number of hours or days given"
    elif rule.counting is Counting.BEGINNING_WITH:
        allows = f"within {rule.limit}, beginning with that day"
    else:
        allows = {Bound.INTERVAL: "at least every", Bound.REVIEW_AT: "at"}.get(rule.bound, "within") + f" {rule.limit}"
    return f"{rule.title}: {allows}. Counted from: {start}"


def explain(
    rule: Deadline,
    started: Moment,
    due: Due,
    *,
    started_by: str = "",
    needed_by: Moment | None = None,
    needed_by_reason: str = "",
    today: date | None = None,
    calendar: WorkingCalendar | None = None,
) -> Explanation:
    """Why a clock is due when it is.

    `due` is what `engine.due` gave. `started_by` names the piece of work that began it ("Referral R-26-01182");
    `needed_by` and its reason are a manager's earlier date; with `today` the count says how much is used.
    """
    calendar = calendar or england()
    return Explanation(
        says=says(rule),
        source=rule.source,
        url=rule.url,
        stands_on=STANDS_ON[rule.force],
        checked=CHECKED[rule.verified],
        version=version(rule),
        starts=rule.starts,
        stops=rule.stops,
        started=", ".join(part for part in (started_by, _began(rule, started)) if part),
        limit=_limit(rule, due),
        needed_by=_needed_by(needed_by, needed_by_reason),
        counted=_counted(rule, due, today, calendar.statutory if rule.binding else calendar),
        calendar=_calendar(due, calendar),
        owner=rule.owner_role,
        exceptions=_exceptions(rule),
        assumptions=_assumptions(rule, started, due, calendar),
        warning=_warning(rule, due),
    )


def version(rule: Deadline) -> str:
    """Which rule-book and since when: `In force from 1 April 2011`."""
    if rule.profile is Profile.AS_DESCRIBED:
        return "As the source describes it"
    book = "In force" if rule.profile is Profile.IN_FORCE else "In force and as the source describes it"
    since = f" from {long_date(rule.in_force_from)}" if rule.in_force_from else ""
    until = f" to {long_date(rule.in_force_to)}" if rule.in_force_to else ""
    return f"{book}{since}{until}"


def left_out_words(days: Sequence[BankHoliday]) -> str:
    """`4 and 25 May 2026 were bank holidays` without the verb: the days, gathered by month."""
    months = [list(group) for _, group in groupby(days, key=lambda one: (one.day.year, one.day.month))]
    return listed([f"{listed([str(one.day.day) for one in month])} {month[0].day:%B %Y}" for month in months])


def _began(rule: Deadline, started: Moment) -> str:
    """The moment it counts from; only the day where it counts back from one."""
    return full_day(local_day(started)) if rule.counts_back and rule.limit_number else full_moment(started)


def _limit(rule: Deadline, due: Due) -> str:
    if due.at is None or due.day is None:
        return "No date: the law gives no number"
    if rule.unit is Unit.CLOCK_HOURS or (rule.counting is Counting.COURT_NOON and due.rolled_from):
        return full_moment(due.at)
    if rule.limit_number == 0 and due.at == due.started:
        return f"Before {full_moment(due.at)}"
    return full_day(due.day)


def _needed_by(needed_by: Moment | None, reason: str) -> str:
    if needed_by is None:
        return ""
    return f"{full_moment(needed_by)}: {reason}" if reason else full_moment(needed_by)


def _counted(rule: Deadline, due: Due, today: date | None, calendar: WorkingCalendar) -> str:
    if due.at is None or rule.limit_number == 0:
        return ""
    if rule.counting is Counting.CALENDAR_PERIOD:
        return f"Due on the last day of the {rule.starts}."
    if rule.unit is Unit.CLOCK_HOURS:
        return "Every hour counts: nights, weekends and bank holidays too."
    if rule.unit is not Unit.WORKING_DAYS:
        return "Weekends and bank holidays count. " + _first_day(rule, due)
    sentences = [_used(rule, due, today, calendar)]
    if due.left_out:
        sentences.append(_left_out(due.left_out))
    return " ".join(sentences)


def _left_out(days: Sequence[BankHoliday]) -> str:
    noun = "day off" if any(one.note == "local closure" for one in days) else "bank holiday"
    if len(days) == 1:
        return f"{left_out_words(days)} was a {noun}."
    return f"{left_out_words(days)} were {noun.replace('day off', 'days off').replace('holiday', 'holidays')}."


def _used(rule: Deadline, due: Due, today: date | None, calendar: WorkingCalendar) -> str:
    total = abs(rule.limit_number or 0)
    if today is None or rule.counts_back:
        return f"{plural(total, 'working day')}. {_first_day(rule, due)}"
    used = max(0, calendar.working_days_between(due.counted_from, today))
    if used > total:
        return f"All {plural(total, 'working day')} used, and {plural(used - total, 'working day')} since."
    return f"{used} of {plural(total, 'working day')} used."


def _first_day(rule: Deadline, due: Due) -> str:
    if rule.counts_back:
        return f"Counted back from {full_day(due.counted_from)}."
    if rule.counting is Counting.BEGINNING_WITH:
        return f"{full_day(local_day(due.started))} is day 1."
    return f"{full_day(due.counted_from)} is left out; counting begins the next day that counts."


def _calendar(due: Due, calendar: WorkingCalendar) -> str:
    if due.at is None:
        return ""
    edition, _, by_rule = due.calendar_version.partition("+rule:")
    words = f"England bank holidays, {edition.rpartition('-')[2]} edition"
    return f"{words}; {by_rule.replace(',', ', ')} worked out by rule" if by_rule else words


def _exceptions(rule: Deadline) -> str:
    if rule.approver.startswith("none"):
        reason = rule.approver.removeprefix("none").lstrip(":; ")
        return "Nobody can extend it; lateness is recorded with its reason" + (f" ({reason})" if reason else "")
    return f"{rule.approver} may agree to lateness, with a reason"


def _assumptions(rule: Deadline, started: Moment, due: Due, calendar: WorkingCalendar) -> tuple[str, ...]:
    found = [rule.notes] if rule.notes else []
    if rule.in_force_from and local_day(started) < rule.in_force_from:
        found.append(
            f"This clock began before {long_date(rule.in_force_from)}, the first date we hold for the rule; "
            "the same rule is used."
        )
    if "+rule:" in due.calendar_version:
        found.append(
            "Bank holidays of later or earlier years are worked out by rule; a one-off holiday may be missing."
        )
    if rule.binding and calendar.closures:
        found.append("Days on which the council closes are counted: a local closure cannot extend this limit.")
    if due.counted_from > local_day(started):
        found.append("It came after hours, so by local rule it counts as received the next day.")
    return tuple(found)


def _warning(rule: Deadline, due: Due) -> str:
    if due.day is None:
        return ""
    if due.rolled_from and rule.counting is Counting.COURT_NOON:
        return (
            f"{full_day(due.rolled_from)} is a Sunday or a holiday, so the court may say noon on the first day after "
            "it that is neither."
        )
    if due.rolled_from:
        return f"{full_day(due.rolled_from)} is not a working day, so this rule rolls forward to the next one."
    if due.warn_on:
        return (
            f"{full_day(due.day)} is not a working day, and the limit is not extended. "
            f"The last working day before it is {full_day(due.warn_on)}."
        )
    return ""
