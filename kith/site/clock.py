"""Why a date is what it is: the counting, the rule, and what has happened to it (screen 12, promise 4)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from kith.access.models import User
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.assessment.gate import whose_work
from kith.assessment.steps import ExplainLate
from kith.kernel.now import today
from kith.kernel.perform import allowed
from kith.people.gate import door_of
from kith.record.clocks import ClockFace, face
from kith.record.models import Clock
from kith.record.registry import pages_of
from kith.site.calendar_months import picture
from kith.site.child import queries as child
from kith.standards import engine
from kith.standards.rule import Deadline, Unit
from kith.standards.words import capital, full_day, full_moment, local_day


@dataclass(frozen=True)
class Change:
    """Something that happened to a date, as the list of events draws it."""

    title: str
    by: str
    when: Any
    words: str = ""


@login_required
def clock(request: SignedIn, ref: str) -> HttpResponse:
    """One date, explained."""
    found = Clock.objects.select_related("matter", "started_by__actor", "stopped_by__actor").filter(ref=ref).first()
    if found is None:
        raise Http404
    opened = whose_work(request, found.matter, "Why a date is what it is")
    if isinstance(opened, HttpResponseRedirect):
        return opened
    shown = face(found)
    # A door that has opened answers the step's own policy, which would ask the database for it again.
    may_explain = opened is not None or allowed(ExplainLate, request.user, found) is True
    return render(
        request,
        "site/clock.html",
        {
            "bar": opened and child.slim_bar(opened, door_of(request)),
            "clock": found,
            "face": shown,
            "page": pages_of([(found.matter_id, found.matter.kind)]).get(found.matter_id),
            "question": question(shown),
            "limit": limit_words(shown),
            "rows": _rows(shown),
            "picture": picture(
                engine.count(shown.deadline, found.started_at, found.due_at, today(), needed_by=found.needed_by)
            ),
            "counted": _counted(shown),
            "changes": changes(shown),
            "may_bring_forward": may_explain and found.stopped_at is None and request.user.may(Ability.SUPERVISE),
            "may_explain": may_explain,
        },
    )


def question(shown: ClockFace) -> str:
    """The page's heading: what is asked of this date."""
    aim = shown.clock.effective_due
    title = shown.title[:1].lower() + shown.title[1:]
    if aim is None:
        return f"Why is there no date for “{title}”?"
    when = full_moment(aim) if shown.deadline.unit is Unit.CLOCK_HOURS else full_day(local_day(aim))
    verb = "was" if shown.clock.stopped_at else "is"
    return f"Why {verb} “{title}” due on {when}?"


def limit_words(shown: ClockFace) -> str:
    """The limit in a sentence, and that it is the latest date."""
    rule, due = shown.deadline, shown.clock.due_at
    if due is None:
        return "The law gives no number here: it is done at once. What is shown is how long it has taken."
    when = full_moment(due) if rule.unit is Unit.CLOCK_HOURS else full_day(local_day(due))
    span = f"{rule.limit} {'before' if rule.counts_back else 'after'} {_start_of(rule)}" if rule.limit else ""
    sentence = f"The outer limit is {when}{', ' + span if span else ''}."
    if shown.clock.needed_by and shown.clock.needed_by_set_by:
        sentence += f" {shown.clock.needed_by_set_by.name} asked for it sooner."
    return f"{sentence} Limits are the latest date, not the target."


def _start_of(rule: Deadline) -> str:
    return rule.starts.removesuffix(", counted back")


def _counted(shown: ClockFace) -> str:
    return shown.explanation.counted if shown.explanation else ""


def _rows(shown: ClockFace) -> list[dict[str, str]]:
    """The rule's panel: what it says, where it comes from, who owns it."""
    why = shown.explanation
    if why is None:
        return []
    kept = "" if shown.clock.stopped_at else ". This case keeps this version if it changes"
    pairs = [
        ("Says", why.says),
        ("Source", why.source),
        ("Stands on", why.stands_on),
        ("Checked", why.checked),
        ("Version", f"{why.version}{kept}"),
        ("Starts", capital(why.starts)),
        ("Stops", capital(why.stops)),
        ("Calendar", why.calendar),
        ("Owner", why.owner),
        ("If it will be late", why.exceptions),
        ("Take care", why.warning),
    ]
    return [{"key": key, "value": value} for key, value in pairs if value]


def changes(shown: ClockFace) -> list[Change]:
    """What has happened to this date, newest first, read from its history: who set it, moved it or explained it."""
    clock = shown.clock
    found = [_started(shown)]
    rows = list(clock.history.order_by("pgh_id"))  # type: ignore[attr-defined]  # added by the history triggers' library
    names = dict(User.objects.filter(pk__in=_people_in(rows)).values_list("pk", "name"))
    for before, after in pairwise(rows):
        by = names.get(_actor_of(after) or 0, "")
        if after.needed_by and (after.needed_by, after.needed_by_reason) != (before.needed_by, before.needed_by_reason):
            instead = f" instead of {full_day(local_day(clock.due_at))}" if clock.due_at else ""
            title = f"Needed by {full_day(local_day(after.needed_by))}{instead}"
            rule = "A manager may bring a date forward, never past the limit."
            found.append(Change(title, by, after.pgh_created_at, f"“{after.needed_by_reason}” {rule}"))
        if after.late_reason and after.late_reason != before.late_reason:
            found.append(Change("The reason for lateness recorded", by, after.pgh_created_at, f"“{after.late_reason}”"))
        if after.due_at != before.due_at:
            found.append(Change("Computed again from its start", by, after.pgh_created_at))
    if clock.stopped_at and clock.stopped_by:
        found.append(Change(shown.words, clock.stopped_by.actor.name, clock.stopped_at, clock.stopped_by.line))
    return sorted(found, key=lambda change: change.when, reverse=True)


def _started(shown: ClockFace) -> Change:
    rule, event = shown.deadline, shown.clock.started_by
    words = "Every hour counts from then." if rule.unit is Unit.CLOCK_HOURS else ""
    if rule.unit is Unit.WORKING_DAYS:
        words = f"Counting begins on the next working day after {full_day(local_day(shown.clock.started_at))}."
    return Change("Clock started", event.line, shown.clock.started_at, words)


def _actor_of(row: Any) -> int | None:
    context = row.pgh_context or {}
    return context.get("actor")


def _people_in(rows: list[Any]) -> set[int]:
    return {pk for pk in map(_actor_of, rows) if pk}


urls = [path("clock/<slug:ref>/", clock, name="clock")]
