"""The checks of a piece of work, and what is still waited for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kith.access.asked_once import once
from kith.access.models import Matter, MatterSubject
from kith.access.prepared import Prepared, PreparedLists, lists_of
from kith.checks import kinds
from kith.checks.models import AgencyChaser, AgencyCheck, AgencyReply
from kith.kernel.now import now, today
from kith.record import own_days
from kith.record.clocks import ClockFace
from kith.standards.words import local_day, long_date, plural

State = AgencyCheck.State

# A number of the authority's own, as a rule by which the arithmetic of dates says where a check stands.
_RULE = own_days.rule(
    "agency_checks.reply",
    "Reply to an agency check",
    runs=("request sent", "reply, or gone on without"),
    applies_to="agency checks",
    owner="Lead social worker",
)


@dataclass(frozen=True)
class CheckRow:
    """A check with its chasers and replies, as pages show it."""

    check: AgencyCheck
    chasers: list[AgencyChaser]
    replies: list[AgencyReply]

    @property
    def face(self) -> ClockFace:
        """Where its date stands, as a clock; the due day is the one that was agreed for this request."""
        check = self.check
        stopped = min((one.said_at for one in self.replies), default=check.without_at)
        return own_days.face(_RULE, check.work_id, check.asked_at, check.due_on, stopped)

    @property
    def waits(self) -> bool:
        return self.check.state == State.WAITING

    @property
    def late(self) -> bool:
        return self.waits and self.check.due_on < today()

    @property
    def due_words(self) -> str:
        """ "Asked 3 June 2026. Chased twice, last on 12 June 2026"; that it was not chased only while it waits."""
        asked = f"Asked {long_date(local_day(self.check.asked_at))}"
        chased = self.chased_words or ("Not yet chased" if self.waits else "")
        return f"{asked}. {chased}" if chased else asked

    @property
    def chased_words(self) -> str:
        """How often it was chased and when last; nothing where it was not."""
        if not self.chasers:
            return ""
        number = len(self.chasers)
        often = {1: "once", 2: "twice"}.get(number, plural(number, "time"))
        return f"Chased {often}, last on {long_date(local_day(max(one.at for one in self.chasers)))}"


def _whole() -> QuerySet[AgencyCheck]:
    round_it = ("matter", "work", "agency", "asked_by", "without_by", "adult__person")
    return AgencyCheck.objects.select_related(*round_it, "shared__consent", "shared__authorisation__approver")


def _rows(checks: QuerySet[AgencyCheck]) -> list[CheckRow]:
    """Each with its chasers and replies, in one query however many."""
    return _together(*lists_of(checks, *_followed(checks.order_by().values("pk"))))


def _followed(ids: Any) -> tuple[QuerySet[AgencyChaser], QuerySet[AgencyReply]]:
    chasers = AgencyChaser.objects.filter(matter__in=ids).select_related("by").order_by("at", "pk")
    replies = AgencyReply.objects.filter(matter__in=ids).select_related("recorded_by").order_by("said_at", "pk")
    return chasers, replies


_of_work = PreparedLists(
    found=Prepared(lambda work: _whole().filter(work_id=work).order_by("asked_at", "pk"), "work"),
    chasers=Prepared(lambda work: _followed(AgencyCheck.objects.filter(work_id=work).values("pk"))[0], "work"),
    replies=Prepared(lambda work: _followed(AgencyCheck.objects.filter(work_id=work).values("pk"))[1], "work"),
)


def _together(found: list[AgencyCheck], chasers: list[AgencyChaser], replies: list[AgencyReply]) -> list[CheckRow]:
    return [
        CheckRow(
            one,
            [row for row in chasers if row.matter_id == one.pk],
            [row for row in replies if row.matter_id == one.pk],
        )
        for one in found
    ]


def checks_of(work: Matter | int) -> list[CheckRow]:
    """Every check of a piece of work: those waited for first, the longest due on top, then the others as asked."""
    pk = work if isinstance(work, int) else work.pk
    rows = once(("checks", pk), lambda: _together(**_of_work(work=pk)))
    return sorted(rows, key=lambda row: (not row.waits, row.check.due_on if row.waits else local_day(now())))


def waiting(work: Matter | int) -> list[CheckRow]:
    """The checks of a piece of work that nobody has answered or gone on without: the longest due first."""
    return [row for row in checks_of(work) if row.waits]


def waiting_on(works: Iterable[Any]) -> list[CheckRow]:
    """The same of several pieces of work, by id."""
    return _rows(_whole().filter(work__in=works, state=State.WAITING).order_by("due_on", "asked_at", "pk"))


def waiting_about(people: Iterable[int]) -> list[tuple[int, CheckRow]]:
    """The checks waited for on open work about these people, each with the person: the longest due first."""
    about = MatterSubject.objects.filter(person_id__in=list(people), until=None)
    return waiting_of(dict(about.filter(matter__agency_check__state=State.WAITING).values_list("matter_id", "person")))


def waiting_of(links: dict[int, int]) -> list[tuple[int, CheckRow]]:
    """The same, where the caller knows the matters of the checks waited for, each with the person it is about."""
    rows = _rows(_whole().filter(pk__in=links).order_by("due_on", "asked_at", "pk")) if links else []
    running = kinds.still_open({row.check.work for row in rows})
    return [(links[row.check.pk], row) for row in rows if row.check.work_id in running]


def by_ref(ref: str) -> AgencyCheck | None:
    """One check."""
    return _by_ref.first(ref=ref)


_by_ref = Prepared(lambda ref: _whole().filter(matter__ref=ref), "ref")


def row_of(check: AgencyCheck) -> CheckRow:
    """One check with its chasers and replies."""
    return _together([check], *lists_of(*_followed([check.pk])))[0]


def work_by_ref(ref: str) -> Matter | None:
    """A piece of work, whatever its kind."""
    return Matter.objects.filter(ref=ref).first()
