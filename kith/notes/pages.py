"""Case notes: written, read, printed, corrected, and recalled. The list is among the child's pages, in `site`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.documents.gate import enter
from kith.kernel.now import now
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.notes import policies, queries, steps
from kith.people import queries as people
from kith.people.gate import opens_record
from kith.standards.language import another_look
from kith.ui.gates import needs_ability
from kith.ui.step_page import step_page

View = Callable[..., HttpResponse]
RECALLED = "Recalled note"
# What a note may lead to: the step, its address, and what its link says.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.CorrectNote, "correct", "Correct it"),
    (steps.RecallNote, "recall", "It is on the wrong record"),
    (steps.NoteGiven, "sent", "Somebody was given a copy"),
    (steps.WithholdNote, "withhold", "Keep it back from the family"),
    (steps.ReleaseNote, "release", "Let the family read it"),
]


def opens_note(*, printed: bool = False) -> Callable[[View], View]:
    """A view of one note: its reference in the address becomes it, once the child's record is open to the reader.

    That they did is written down with the note's reference, so that whoever read one on the wrong record can be told.
    """

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: SignedIn, ref: str) -> HttpResponse:
            found: Any = queries.by_ref(ref)
            if found is None:
                raise Http404
            page = RECALLED if found.recall else queries.page_name(found, printed=printed)
            return enter(request, [found.person], None, page, found.href) or view(request, found)

        return opened

    return wrap


def _about(person: Any, href: str, label: str) -> dict[str, Any]:
    badges = people.badges_of([person])[person.pk]
    return {"person": person, "badges": badges, "back": {"href": href, "label": label}}


def _of(note: Any) -> dict[str, Any]:
    return _about(note.person.person, note.href, "The note")


@opens_record("Case notes")
def write(request: SignedIn, person: Any) -> HttpResponse:
    """Write one, for this child and for brothers and sisters at once."""
    home = f"{person.href}notes/"
    return step_page(
        request,
        steps.WriteNote,
        person,
        template="notes/write.html",
        context={**_about(person, home, "Case notes"), "submit": "Save the note"},
        initial={"happened_at": now()},
        forward=lambda outcome: str(outcome.result.href),
        said="The note is on the record.",
    )


@opens_note()
def note(request: SignedIn, found: Any) -> HttpResponse:
    """What it says, what it corrects, what corrects it, and for whom else it was written."""
    if found.recall is not None:
        return _recalled(request, found)
    shown = {
        **_about(found.person.person, f"{found.person.person.href}notes/", "Case notes"),
        "note": found,
        "beside": queries.written_with(found),
        "sent": queries.sent([found]),
        "kept": queries.kept_back([found.pk]).get(found.pk),
        "kept_before": queries.kept_before(found),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
        "another_look": another_look([found.shared, found.own]) if found.written_by == request.user else [],
    }
    return render(request, "notes/note.html", shown)


def _recalled(request: SignedIn, found: Any) -> HttpResponse:
    """That a note was recalled; to a manager who, when, why, and who must be told."""
    recall = queries.recall_by_ref(queries.chain(found)[-1].ref)
    assert recall is not None  # all of a chain is recalled together
    reads = policies.read_recall(request.user, recall)
    shown = {**_about(found.person.person, f"{found.person.person.href}notes/", "Case notes"), "reads": reads is True}
    if reads is True:
        shown |= _what_became(recall) | {"may_place": allowed(steps.PlaceNote, request.user, recall) is True}
    else:
        shown |= {"may_place": allowed(steps.PlaceNote, request.user, recall) is True, "recall": recall}
    return render(request, "notes/recalled.html", shown)


def _what_became(recall: Any) -> dict[str, Any]:
    return {"recall": recall, "readers": queries.readers(recall.matter.note), "stands_as": recall.stands_as}


@opens_note(printed=True)
def printed(request: SignedIn, found: Any) -> HttpResponse:
    """The note alone, for paper. That it was printed is written down."""
    if found.recall is not None:
        return _recalled(request, found)
    return render(
        request, "notes/print.html", {**_of(found), "note": found, "kept": queries.kept_back([found.pk]).get(found.pk)}
    )


def _step(request: SignedIn, found: Any, step: type[Step], said: str, template: str, **more: Any) -> HttpResponse:
    return step_page(
        request,
        step,
        found,
        template=template,
        context={**_of(found), "note": found, "kept": queries.kept_back([found.pk]).get(found.pk)},
        said=said,
        draft=f"{step.name}.{found.ref}",
        **more,
    )


@opens_note()
def correct(request: SignedIn, found: Any) -> HttpResponse:
    """The whole note as it should have been, beside the one that it puts right."""
    initial = {name: getattr(found, name) for name in ("kind", "happened_at", "present", "own", "significant_because")}
    initial |= {"words": found.shared, "significant": "yes" if found.significant_because else "no"}
    beside = steps.correctable_with(request.user, found)
    if beside:
        initial |= {"also": [one.person.ref for one in beside]}
        initial |= {f"only_{one.person.ref}": one.own for one in beside}
    else:
        initial["words"] = found.words
    said = "Corrected. The note before stays readable, struck as corrected."
    forward: Any = lambda outcome: str(outcome.result.href)  # noqa: E731  (one expression)
    return _step(request, found, steps.CorrectNote, said, "notes/correct.html", initial=initial, forward=forward)


@opens_note()
def sent(request: SignedIn, found: Any) -> HttpResponse:
    """A copy of it went to somebody outside."""
    said = "Recorded. If the note is recalled, they are listed as somebody to tell."
    initial = {"at": now()}
    return _step(request, found, steps.NoteGiven, said, "notes/recall.html", initial=initial, forward=found.href)


@opens_note()
def withhold(request: SignedIn, found: Any) -> HttpResponse:
    """It is kept back from the family, until a day."""
    kept = queries.kept_back([found.pk]).get(found.pk)
    said = "Kept back. It comes back to you on the day you gave."
    initial = {"reason": kept.reason} if kept else {}
    return _step(request, found, steps.WithholdNote, said, "notes/recall.html", initial=initial, forward=found.href)


@opens_note()
def release(request: SignedIn, found: Any) -> HttpResponse:
    """The family may read it after all."""
    said = "Recorded. It is not kept back any more."
    return _step(request, found, steps.ReleaseNote, said, "notes/recall.html", forward=found.href)


@opens_note()
def recall(request: SignedIn, found: Any) -> HttpResponse:
    """It stands on the wrong child's record."""
    said = "Recalled. It is not shown on this record any more."
    return _step(request, found, steps.RecallNote, said, "notes/recall.html", forward=found.href)


@opens_note()
def place(request: SignedIn, found: Any) -> HttpResponse:
    """On whose record a recalled note belongs, where that was not known."""
    recalled: Any = queries.recall_by_ref(found.ref)
    if recalled is None:
        raise Http404
    return step_page(
        request,
        steps.PlaceNote,
        recalled,
        template="notes/recall.html",
        context={**_of(found), "note": found},
        forward=found.href,
        said="It stands where it belongs now.",
        draft=f"notes.placed.{found.ref}",
    )


@login_required
@needs_ability(Ability.SEE_ACCESS)
def recalls(request: SignedIn) -> HttpResponse:
    """Every note recalled from a record, for whoever watches over who reads what; no record opens from here."""
    found = Paginator(queries.recalls(), queries.RECALLS).get_page(request.GET.get("page"))
    return render(
        request, "notes/recalls.html", {"found": found, "back": {"href": "/access/", "label": "Who has looked"}}
    )


@login_required
@needs_ability(Ability.SEE_ACCESS)
def one_recall(request: SignedIn, ref: str) -> HttpResponse:
    """Who recalled it, when and why, and who read it before: nobody's name who it is about, and none of its words."""
    recall = queries.recall_by_ref(ref)
    if recall is None:
        raise Http404
    back = {"href": "/notes/recalls/", "label": "Recalled notes"}
    return render(
        request, "notes/recalled.html", {**_what_became(recall), "reads": True, "watches": True, "back": back}
    )


urls = [
    path("people/<slug:ref>/notes/write/", write, name="write"),
    path("notes/recalls/", recalls, name="recalls"),
    path("notes/recalls/<slug:ref>/", one_recall, name="one-recall"),
    path("notes/<slug:ref>/", note, name="note"),
    path("notes/<slug:ref>/print/", printed, name="print"),
    path("notes/<slug:ref>/correct/", correct, name="correct"),
    path("notes/<slug:ref>/sent/", sent, name="sent"),
    path("notes/<slug:ref>/withhold/", withhold, name="withhold"),
    path("notes/<slug:ref>/release/", release, name="release"),
    path("notes/<slug:ref>/recall/", recall, name="recall"),
    path("notes/<slug:ref>/place/", place, name="place"),
]
