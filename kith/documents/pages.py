"""A document's own page, its bytes, and adding to a piece of work. A child's list of documents stands in `site`."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.request import SignedIn
from kith.documents import content, queries, steps, store
from kith.documents.gate import enter, opens_document
from kith.documents.policies import about
from kith.documents.shelves import Shelf, shelf_of
from kith.kernel.perform import Outcome, allowed
from kith.record.registry import pages_of
from kith.ui.step_page import step_page

# Nothing of it runs, loads or is framed, whatever it turns out to be; nobody between us and the reader keeps a copy.
SHUT = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@opens_document("Document")
def document(request: SignedIn, found: Any) -> HttpResponse:
    """What is known of a document, with the picture where it is one."""
    work = pages_of([(found.work_id, found.work.kind)]).get(found.work_id) if found.work else None
    shown = {
        "document": found,
        "type": content.TYPES[found.media_type].called,
        "misnamed": content.misnamed(found.original_name, found.media_type),
        "people": [(one, one.person.shown_name) for one in about(found)],
        "work": work,
        "may_scan": allowed(steps.DocumentScanned, request.user, found) is True,
        "may_take_back": allowed(steps.DocumentTakenBack, request.user, found) is True,
    }
    return render(request, "documents/document.html", shown)


@opens_document("Document, saved a copy")
def whole(request: SignedIn, found: Any) -> HttpResponse:
    """The file as it came, to be saved and never opened in the browser's own page."""
    name = content.download_name(found.title, found.media_type)
    return _sent(_bytes(found, store.WHOLE), found.media_type, as_attachment=True, filename=name)


@opens_document("Document, picture")
def picture(request: SignedIn, found: Any) -> HttpResponse:
    """The picture, drawn anew."""
    return _sent(_bytes(found, store.SHOWN), "image/jpeg")


@opens_document("")
def small(request: SignedIn, found: Any) -> HttpResponse:
    """The picture, small, for a list."""
    return _sent(_bytes(found, store.SMALL), "image/jpeg")


def _bytes(found: Any, part: str) -> BinaryIO:
    if not found.opens or (part and not found.pictured):
        raise Http404
    try:
        return store.read(found.key, part)
    except store.Missing as gone:
        raise Http404 from gone


def _sent(file: BinaryIO, media_type: str, **more: Any) -> HttpResponse:
    answer = FileResponse(file, content_type=media_type, **more)
    for name, value in SHUT.items():
        answer.headers[name] = value
    return answer  # type: ignore[return-value]  # a response in pieces, which Django's own views give back as well


@opens_document("Document")
def scan(request: SignedIn, found: Any) -> HttpResponse:
    """Ask the scanner now."""
    said = "The scanner has looked at it."
    return step_page(request, steps.DocumentScanned, found, context=_back(found), forward=found.href, said=said)


@opens_document("Document")
def take_back(request: SignedIn, found: Any) -> HttpResponse:
    """It was added by mistake."""
    return step_page(
        request,
        steps.DocumentTakenBack,
        found,
        context=_back(found),
        forward=found.href,
        said="Taken back. It is shown to nobody any more.",
        draft=f"documents.taken_back.{found.ref}",
    )


def _back(found: Any) -> dict[str, Any]:
    return {"back": {"href": found.href, "label": found.title}, "caption": found.title}


@login_required
def add_to_work(request: SignedIn, ref: str) -> HttpResponse:
    """Add to a contact, an assessment or other work."""
    work = queries.work_by_ref(ref)
    shelf = shelf_of(work) if work else None
    if work is None or shelf is None:
        raise Http404
    home = pages_of([(work.pk, work.kind)]).get(work.pk)
    if home is None:
        raise Http404
    shut = enter(request, [one for one, _ in shelf.people], work, "Document", home.href)
    return shut or add_page(request, shelf, home.href, home.title, template="documents/add.html")


def add_page(
    request: SignedIn, shelf: Shelf, home: str, title: str, *, template: str = "ui/step.html", **context: Any
) -> HttpResponse:
    """The page that adds documents to a shelf, and goes back to where they are listed.

    Args:
        shelf: where they go; that it is open to the reader has been seen to.
        home: the page that lists them.
        title: what that page is called.
        template: draws the form, within the frame of whatever page it belongs to.
    """
    return step_page(
        request,
        steps.DocumentsAdded,
        shelf,
        template=template,
        context={"back": {"href": home, "label": title}, "caption": title, **context},
        initial={"about": [one.ref for one, _ in shelf.people]} if shelf.work else {"about": [shelf.people[0][0].ref]},
        forward=home,
        said=_said,
    )


def _said(outcome: Outcome) -> str:
    unscanned = outcome.result.scan != "clean" if outcome.result else False
    return f"{outcome.event.line}." + (f" {outcome.result.get_scan_display()}." if unscanned else "")


urls = [
    path("documents/to/<slug:ref>/", add_to_work, name="add"),
    path("documents/<slug:ref>/", document, name="document"),
    path("documents/<slug:ref>/file/", whole, name="file"),
    path("documents/<slug:ref>/picture/", picture, name="picture"),
    path("documents/<slug:ref>/small/", small, name="small"),
    path("documents/<slug:ref>/scan/", scan, name="scan"),
    path("documents/<slug:ref>/take-back/", take_back, name="take-back"),
]
