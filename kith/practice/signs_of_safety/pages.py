"""The board's pages: a section of the assessment like the others, with a page for each thing that is written on it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from kith.access.request import SignedIn
from kith.assessment.pages.assessment import opens_assessment
from kith.assessment.pages.workspace import around
from kith.assessment.queries.workspace import draft_key
from kith.kernel.now import today
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.network import queries as network
from kith.practice.signs_of_safety import queries, steps
from kith.practice.signs_of_safety.domains import DOMAIN, NEIGHBOURS, NO_DANGER
from kith.practice.signs_of_safety.queries.board import linked_now
from kith.practice.signs_of_safety.queries.gaps import KEY, TITLE
from kith.record import presence
from kith.standards.language import another_look
from kith.ui.step_page import step_page

NO_DANGER_ADD = "Say that no danger was found"
# Fields of an entry that its form begins with when it is changed.
WRITTEN = (
    "words", "source", "actor", "place", "began_on", "ended_on", "times", "severity", "effect", "shown", "said_by",
    "said_on", "indicator", "owner", "due_on", "progress", "progress_words",
)  # fmt: skip


@opens_assessment("Signs of Safety")
def board(request: SignedIn, found: Any) -> HttpResponse:
    """The board as it stands, to read and to print; to write on, for those who may."""
    presence.here(request.user, draft_key(found, KEY))
    shown_board = queries.board_of(found)
    shown = {
        "board": shown_board,
        "scale": queries.scale_of(found),
        "may_write": allowed(steps.AddEntry, request.user, steps.Blank(found)) is True,
        "another_look": another_look(card.entry.words for card in shown_board.cards.values() if not card.is_quoted),
        "heading": TITLE,
    }
    return render(request, "signs_of_safety/board.html", {**around(request, found, KEY), **shown})


@opens_assessment("Signs of Safety")
def earlier(request: SignedIn, found: Any) -> HttpResponse:
    """Everything that was ever on the board: who wrote, changed and ended it, and when."""
    shown = {
        "rows": queries.story_of_entries(found),
        "links": queries.links_taken_away(found),
        "scale": queries.scale_of(found),
        "heading": TITLE,
    }
    return render(request, "signs_of_safety/earlier.html", {**around(request, found, KEY), **shown, **_back(found)})


def add(request: SignedIn, ref: str, kind: str) -> HttpResponse:
    """A new entry; `?for=` is what it is to be linked to."""
    if kind not in DOMAIN and kind != NO_DANGER:
        raise Http404

    @opens_assessment("Signs of Safety")
    def opened(request: SignedIn, found: Any) -> HttpResponse:
        to = queries.find_entry(found, request.GET.get("for", ""))
        initial: dict[str, Any] = {to.kind: [to.ref]} if to else {}
        plan = network.plan_of(found.child.person) if kind == "safety" else []
        initial |= queries.from_plan(plan, request.GET.get("plan", ""))
        heading = DOMAIN[kind].add if kind in DOMAIN else NO_DANGER_ADD
        domain = DOMAIN.get(kind)
        return _step(
            request, found, steps.AddEntry, steps.Blank(found, kind), f"add.{kind}", heading, "Written on the board.",
            initial=initial,
            more={"teach": domain.teach if domain else "", "kind": kind, "plan": plan,
                  "board": queries.board_of(found)},
        )  # fmt: skip

    return opened(request, ref)


@opens_assessment("Signs of Safety")
def score(request: SignedIn, found: Any) -> HttpResponse:
    """How safe somebody finds it."""
    return _step(
        request, found, steps.ScoreSafety, steps.Blank(found), "score", "How safe is it?",
        "The number is written down.", initial={"on": today()},
    )  # fmt: skip


def _entry(
    request: SignedIn, ref: str, entry: str, step: type[Step], key: str, heading: str, said: str
) -> HttpResponse:
    @opens_assessment("Signs of Safety")
    def opened(request: SignedIn, found: Any) -> HttpResponse:
        target = queries.find_entry(found, entry)
        if target is None or (step is steps.LinkEntries and target.kind not in NEIGHBOURS):
            raise Http404
        initial: dict[str, Any] = {name: getattr(target, name) for name in WRITTEN}
        if step is steps.LinkEntries:
            initial = linked_now(target)
        return _step(
            request, found, step, target, f"{key}.{target.ref}", heading.format(entry=target.named), said,
            initial=initial, more={"entry": target},
        )  # fmt: skip

    return opened(request, ref)


def change(request: SignedIn, ref: str, entry: str) -> HttpResponse:
    """What an entry says."""
    said = "Changed. What it said before is kept."
    return _entry(request, ref, entry, steps.ChangeEntry, "change", "Change {entry}", said)


def end(request: SignedIn, ref: str, entry: str) -> HttpResponse:
    """An entry that no longer stands."""
    said = "It is off the board, and kept among its earlier versions."
    return _entry(request, ref, entry, steps.EndEntry, "end", "Take {entry} off the board", said)


def link(request: SignedIn, ref: str, entry: str) -> HttpResponse:
    """What an entry is linked to."""
    return _entry(request, ref, entry, steps.LinkEntries, "link", "Link {entry}", "The links are as you ticked them.")


def take_back(request: SignedIn, ref: str, score: str) -> HttpResponse:
    """A score that should never have been written."""

    @opens_assessment("Signs of Safety")
    def opened(request: SignedIn, found: Any) -> HttpResponse:
        target = queries.find_score(found, score)
        if target is None:
            raise Http404
        return _step(
            request, found, steps.TakeBackScore, target, f"take-back.{target.ref}", "Take back a score",
            "The score is taken back, and kept with why.", more={"score": target},
        )  # fmt: skip

    return opened(request, ref)


def _step(
    request: SignedIn, found: Any, step: type[Step], target: Any, key: str, heading: str, said: str,
    *, initial: Any = None, more: Any = None,
) -> HttpResponse:  # fmt: skip
    home = reverse("signs_of_safety:board", args=[found.ref])
    draft = f"{draft_key(found, KEY)}.{key}"
    if request.method == "GET":
        presence.here(request.user, draft)
    shown = {**around(request, found, KEY), **_back(found), "heading": heading, **(more or {})}
    return step_page(
        request, step, target, template="signs_of_safety/write.html", context=shown, forward=home, said=said,
        draft=draft, initial=initial,
    )  # fmt: skip


def _back(found: Any) -> dict[str, Any]:
    return {"back": {"href": reverse("signs_of_safety:board", args=[found.ref]), "label": TITLE}}


def guide(request: HttpRequest) -> HttpResponse:
    """Help: how the board is written and read."""
    return render(request, "signs_of_safety/help.html")


# What the first page of help lists.
HELP = (TITLE, "/help/signs-of-safety/")

urls = [
    path("help/signs-of-safety/", guide, name="help"),
    path("assessments/<slug:ref>/signs-of-safety/", board, name="board"),
    path("assessments/<slug:ref>/signs-of-safety/earlier/", earlier, name="earlier"),
    path("assessments/<slug:ref>/signs-of-safety/score/", score, name="score"),
    path("assessments/<slug:ref>/signs-of-safety/score/<slug:score>/take-back/", take_back, name="take-back"),
    path("assessments/<slug:ref>/signs-of-safety/add/<slug:kind>/", add, name="add"),
    path("assessments/<slug:ref>/signs-of-safety/<slug:entry>/change/", change, name="change"),
    path("assessments/<slug:ref>/signs-of-safety/<slug:entry>/end/", end, name="end"),
    path("assessments/<slug:ref>/signs-of-safety/<slug:entry>/link/", link, name="link"),
]
