"""Police notifications that come as a file: bring it, say what each column holds, look, and receive (FD-01)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.frontdoor import steps
from kith.frontdoor.queries import police_file as reading
from kith.kernel.perform import Outcome
from kith.ui.gates import needs_ability
from kith.ui.step_page import step_page

BACK = {"href": "/contacts/police-file/", "label": "Police notifications"}


def _look(outcome: Outcome) -> str:
    return reverse("frontdoor:police-file-look", args=[outcome.result.ref])


def _columns(outcome: Outcome) -> str:
    return reverse("frontdoor:police-file-columns", args=[outcome.result.ref])


@login_required
@needs_ability(Ability.WORK_CONTACTS)
def bring(request: SignedIn) -> HttpResponse:
    """Choose a file. One that waits to be confirmed, and the last ones received, stand beside it."""
    return step_page(
        request,
        steps.PutFileBy,
        None,
        template="frontdoor/police_bring.html",
        context={
            "waiting": reading.waiting(request.user),
            "received": reading.received(request.user),
            "back": {"href": reverse("frontdoor:queue"), "label": "Front door"},
        },
        forward=_columns,
    )


@login_required
@needs_ability(Ability.WORK_CONTACTS)
def columns(request: SignedIn, ref: str) -> HttpResponse:
    """Say what each column holds: guessed, or as it was answered last time."""
    file = reading.find(request.user, ref)
    if file is None:
        raise Http404
    if file.received_at is not None:
        return redirect("frontdoor:police-file-look", ref)
    return step_page(
        request,
        steps.MatchColumns,
        file,
        template="frontdoor/police_columns.html",
        context={"file": file, "table": reading.read(file.text), "back": BACK},
        initial=reading.columns_for(file),
        forward=_look,
    )


@login_required
@needs_ability(Ability.WORK_CONTACTS)
def look(request: SignedIn, ref: str) -> HttpResponse:
    """What confirming would do, and every cell that must be mended first; afterwards, the report of each row."""
    file = reading.find(request.user, ref)
    if file is None:
        raise Http404
    if file.received_at is not None:  # a second click finds it received, and reads the report
        return render(request, "frontdoor/police_report.html", {"file": file, "back": BACK})
    if not file.columns:
        return redirect("frontdoor:police-file-columns", ref)
    return step_page(
        request,
        steps.ReceivePoliceFile,
        file,
        template="frontdoor/police_look.html",
        context={"file": file, "preview": reading.preview(file), "back": BACK},
        forward=_look,
        said="Received. This is what became of each row.",
    )


@login_required
@needs_ability(Ability.WORK_CONTACTS)
def throw_away(request: SignedIn, ref: str) -> HttpResponse:
    """Nothing of the file stays."""
    file = reading.find(request.user, ref)
    if file is None:
        raise Http404
    here = reverse("frontdoor:police-file")
    return step_page(
        request,
        steps.ThrowFileAway,
        file,
        context={"back": BACK, "caption": file.name},
        forward=here,
        said="Thrown away. Nothing of it stays in Kith.",
    )
