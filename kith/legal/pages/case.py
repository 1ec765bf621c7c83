"""One case: pre-proceedings, the family's own meeting, the letter, meetings, and the court."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.kernel.now import now, today
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.legal import queries, steps
from kith.legal.offers import reads_advice
from kith.legal.pages.gateway import about, may, opens, step_of

PAGE = "Pre-proceedings"
# What it may lead to: the step, its address, and what its button says. Those that end it stand apart.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.WriteLetter, "letter", "Write the letter before proceedings"),
    (steps.HoldPreMeeting, "meeting", "Record a meeting"),
    (steps.RecordHearing, "hearing", "Record a hearing"),
    (steps.RecordAdvice, "advice", "Write down legal advice"),
]
ENDS: list[tuple[type[Step], str, str]] = [
    (steps.Extend, "more-time", "Give it more time"),
    (steps.EndPreProceedings, "end", "End pre-proceedings"),
    (steps.IssueProceedings, "issue", "Issue proceedings"),
    (steps.FinalOrder, "decided", "Record what the court decided"),
]
FAMILY: list[tuple[type[Step], str, str]] = [
    (steps.OfferFamilyMeeting, "family-meeting", "Record the offer of a family meeting"),
    (steps.DoNotOffer, "family-meeting/none", "Decide that none is offered"),
]

opens_case = opens(queries.case_by_ref, PAGE)


@opens_case
def case(request: SignedIn, found: Any) -> HttpResponse:
    """Where it stands for each child, what was offered and written, and what may be done next."""
    view = queries.case_view(found)
    waits = view.waits_for_answer
    if waits is not None:
        waits.matter, waits.matter.legal_case = found.matter, found
    needed = queries.offer_needed(now())
    family = [one for one in may(request, found, FAMILY) if waits is None or one[0] != "family-meeting"]
    # Nobody writes what is then not taken: the offer stands before the letter, and the letter before a meeting.
    too_early = {"letter"} if needed and view.offer is None else set()
    too_early |= set() if view.letter else {"meeting"}
    may_next = [one for one in may(request, found, NEXT) if one[0] not in too_early]
    if "letter" in too_early:
        may_next, family = family[:1] + may_next, family[1:]
    shown = {
        **about(found),
        "view": view,
        "may": may_next,
        "ends": may(request, found, ENDS),
        "family": family,
        "may_answer": waits if waits and allowed(steps.AnswerOffer, request.user, waits) is True else None,
        "rule": queries.FAMILY_RULE,
        "needed": needed,
        "reads_advice": reads_advice(request.user),
    }
    return render(request, "legal/case.html", shown)


@opens_case
def advise(request: SignedIn, found: Any) -> HttpResponse:
    """What a legal adviser said."""
    return step_of(
        request, found, steps.RecordAdvice, "Written down. Only those who hold or manage the case read it.",
        initial={"given_on": today()},
    )  # fmt: skip


@opens_case
def offer(request: SignedIn, found: Any) -> HttpResponse:
    """A family meeting was offered."""
    return step_of(
        request, found, steps.OfferFamilyMeeting, "Written down. The letter says it.", initial={"on": today()}
    )


@opens_case
def not_offer(request: SignedIn, found: Any) -> HttpResponse:
    """A manager decides that none is offered, with why."""
    return step_of(request, found, steps.DoNotOffer, "Written down, with your name and your reason.")


@opens_case
def answer(request: SignedIn, found: Any, one: str) -> HttpResponse:
    """What came of the offer."""
    row = queries.family_meeting(found, one)
    if row is None:
        raise Http404
    known = {name: getattr(row, name) for name in ("answer", "answered_on", "answer_words")}
    initial = {name: value for name, value in known.items() if value} or {"answered_on": today()}
    return step_of(request, found, steps.AnswerOffer, "Written down.", target=row, initial=initial)


@opens_case
def letter(request: SignedIn, found: Any) -> HttpResponse:
    """What the letter before proceedings says; a further one begins with the words of the newest."""
    before = queries.case_view(found).letter
    names = ("worries", "must_change", "help", "place")
    initial = {"dated_on": today(), **({name: getattr(before, name) for name in names} if before else {})}
    return step_of(
        request, found, steps.WriteLetter, "Written. Send it to the parents from here as you send any letter.",
        initial=initial,
    )  # fmt: skip


@opens_case
def meeting(request: SignedIn, found: Any) -> HttpResponse:
    """Who came, what changed, and when it is reviewed."""
    return step_of(
        request, found, steps.HoldPreMeeting, "Written down. The day of the review runs.", initial={"held_at": now()}
    )


@opens_case
def extend(request: SignedIn, found: Any) -> HttpResponse:
    """More time, and why."""
    return step_of(request, found, steps.Extend, "Written down. The day that was to be kept stays as it was.")


@opens_case
def end(request: SignedIn, found: Any) -> HttpResponse:
    """Without court, for these children."""
    initial = {"ended_on": today(), "children": [row.child.ref for row in queries.case_view(found).left]}
    return step_of(request, found, steps.EndPreProceedings, "Ended. All of it stays to be read.", initial=initial)


@opens_case
def issue(request: SignedIn, found: Any) -> HttpResponse:
    """An application was made."""
    return step_of(
        request,
        found,
        steps.IssueProceedings,
        "Written down. The twenty-six weeks run.",
        initial={"issued_on": today()},
    )


@opens_case
def hearing(request: SignedIn, found: Any) -> HttpResponse:
    """What was heard on a day."""
    return step_of(request, found, steps.RecordHearing, "Written down.", initial={"on": today()})


@opens_case
def decided(request: SignedIn, found: Any) -> HttpResponse:
    """What the court decided in the end, and where the child lives from then on."""
    left = [row.child.ref for row in queries.case_view(found).left]
    initial = {"ended_on": today(), "children": left if len(left) == 1 else []}
    return step_of(request, found, steps.FinalOrder, "Written down.", initial=initial)
