"""Requests to see a record: received, gathered, prepared entry by entry, checked by a second person, and sent."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from kith.access.policies import Door
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.governance import bundle, policies, steps
from kith.governance.queries import access_request as queries
from kith.governance.queries.retention import by_ref as person_by_ref
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.record.sightings import saw
from kith.ui.gates import refused
from kith.ui.step_page import step_page

HOME = {"href": "/subject-access/", "label": "Requests to see records"}
PAGE, PRINTED = "Subject access bundle", "Subject access bundle, as a PDF"
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.CheckBundle, "check", "Say whether it may be sent"),
    (steps.SendBundle, "send", "Record that it was given"),
    (steps.GatherBundle, "gather", "Gather the bundle"),
    (steps.AskForCheck, "ask-check", "Send it to a second person"),
    (steps.IdentityKnown, "identity", "Say how we know who they are"),
    (steps.ExtendRequest, "extend", "Take two more months"),
    (steps.ReopenBundle, "change", "Change it once more"),
    (steps.CloseRequest, "close", "Close it without a bundle"),
]


@login_required
def listed(request: SignedIn) -> HttpResponse:
    """What is to be answered, with its date; what this person is to check; and what was answered."""
    answers = request.user.may(Ability.ANSWER_REQUESTS)
    to_check = queries.to_check(request.user)
    if not (answers or to_check):
        return refused(request, "Requests to see a record are for an information governance officer.")
    wanted = request.GET.get("person", "").strip()[:40].replace("\x00", "")
    found = person_by_ref(wanted) if wanted and answers else None
    if found is not None:
        return HttpResponseRedirect(f"/subject-access/new/{found.ref}/")
    shown = {
        "answers": answers,
        "wanted": wanted,
        "to_check": to_check,
        "open": [(row, _shown(face)) for row, face in queries.requests(open_still=True)] if answers else [],
        "ended": [row for row, _ in queries.requests(open_still=False)] if answers else [],
    }
    return render(request, "governance/requests.html", shown)


@login_required
def receive(request: SignedIn, ref: str) -> HttpResponse:
    """Somebody asks to see this record."""
    found: Any = person_by_ref(ref)
    if found is None or not request.user.may(Ability.ANSWER_REQUESTS):
        raise Http404
    return step_page(
        request,
        steps.ReceiveRequest,
        found,
        context={"back": HOME, "caption": f"Record {found.ref}"},
        forward=lambda outcome: str(outcome.result.href),
        said="Received. The date by which it is answered stands on the page.",
    )


# What the date says for itself. Its own page opens to those to whom the record does, and so not to an officer.
_SAID = ("words", "state", "used", "rule", "source", "started_by", "due", "counted", "needed_by")


def _shown(face: Any) -> dict[str, Any] | None:
    return {name: getattr(face, name) for name in _SAID} if face else None


def _opened(request: SignedIn, ref: str, page: str = PAGE) -> Any:
    """One request, if it is theirs to work on or to check. That they opened it is a look at the record."""
    found = queries.by_ref(ref)
    if found is None or not policies.read_request(request.user, found):
        raise Http404
    saw(request.user, found.person, page, Door("open", "You answer, or check, a request to see this record"))
    return found


@login_required
def one(request: SignedIn, ref: str) -> HttpResponse:
    """Who asks for what, how far it is, and the bundle."""
    found = _opened(request, ref)
    shown = {
        "one": found,
        "clock": _shown(queries.clocks_of([found.pk]).get(found.pk)),
        "listed": queries.listed(found),
        "sent": getattr(found.matter, "bundle_sent", None),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
        "back": HOME,
    }
    return render(request, "governance/request.html", shown)


@login_required
def printed(request: SignedIn, ref: str) -> HttpResponse:
    """The bundle as it is given, or a draft of it."""
    found = _opened(request, ref, PRINTED)
    if found.gathered_at is None:
        raise Http404
    file = bundle.printed(found, queries.entries(found), queries.withheld(found))
    response = HttpResponse(file, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="subject-access-{found.ref}.pdf"'
    return response


@login_required
def entry(request: SignedIn, ref: str, number: int) -> HttpResponse:
    """One entry, with what is kept back of it marked."""
    found = _opened(request, ref)
    row = queries.entry(found, number)
    if row is None:
        raise Http404
    kept = [each for each in queries.withheld(found) if each.entry_id == row.pk]
    shown = {
        "one": found,
        "entry": row,
        "spans": bundle.spans(row, kept),
        "kept": [(each, row.words[each.begins : each.ends], allowed(steps.GiveAfterAll, request.user, each) is True)
                 for each in kept],
        "others": queries.others_named(found, row.words),
        "may_withhold": allowed(steps.Withhold, request.user, row) is True,
        "earlier": number - 1,
        "later": number + 1 if queries.entry(found, number + 1) else 0,
        "back": {"href": found.href, "label": "The request"},
    }  # fmt: skip
    return render(request, "governance/entry.html", shown)


@login_required
def withhold(request: SignedIn, ref: str, number: int) -> HttpResponse:
    """Keep something of it back."""
    found = _opened(request, ref)
    row = queries.entry(found, number)
    if row is None:
        raise Http404
    home = f"{found.href}{number}/"
    return step_page(
        request,
        steps.Withhold,
        row,
        template="governance/withhold.html",
        context={"back": {"href": home, "label": "The entry"}, "caption": row.title, "entry": row},
        forward=home,
        said="Kept back. It will not be in the file.",
        draft=f"governance.withheld.{found.ref}.{number}",
    )


@login_required
def give(request: SignedIn, ref: str) -> HttpResponse:
    """Give something after all."""
    row: Any = queries.withholding_by_ref(ref)
    if row is None:
        raise Http404
    found = _opened(request, row.matter.ref)
    home = f"{found.href}{row.entry.number}/"
    return step_page(
        request,
        steps.GiveAfterAll,
        row,
        context={"back": {"href": home, "label": "The entry"}, "caption": row.entry.title},
        forward=home,
        said="It is given.",
    )


def _step(request: SignedIn, ref: str, step: type[Step], said: str) -> HttpResponse:
    found = _opened(request, ref)
    return step_page(
        request,
        step,
        found,
        context={"back": {"href": found.href, "label": "The request"}, "caption": f"Asked for by {found.asked_by}"},
        forward=found.href,
        said=said,
    )


@login_required
def identity(request: SignedIn, ref: str) -> HttpResponse:
    """It is known who asks."""
    return _step(request, ref, steps.IdentityKnown, "Written down.")


@login_required
def extend(request: SignedIn, ref: str) -> HttpResponse:
    """Two more months."""
    return _step(request, ref, steps.ExtendRequest, "Extended. Tell them, and why, within the first month.")


@login_required
def gather(request: SignedIn, ref: str) -> HttpResponse:
    """Everything the rooms hold."""
    return _step(request, ref, steps.GatherBundle, "Gathered. Protected addresses are kept back already.")


@login_required
def ask_check(request: SignedIn, ref: str) -> HttpResponse:
    """A second person looks at it."""
    return _step(request, ref, steps.AskForCheck, "They have been told.")


@login_required
def check(request: SignedIn, ref: str) -> HttpResponse:
    """What the second person says."""
    return _step(request, ref, steps.CheckBundle, "Whoever prepared it has been told.")


@login_required
def change(request: SignedIn, ref: str) -> HttpResponse:
    """It is changed once more."""
    return _step(request, ref, steps.ReopenBundle, "It can be changed, and is checked again after that.")


@login_required
def send(request: SignedIn, ref: str) -> HttpResponse:
    """It was given."""
    return _step(request, ref, steps.SendBundle, "What was given, to whom and how is kept with the request.")


@login_required
def close(request: SignedIn, ref: str) -> HttpResponse:
    """There is no bundle."""
    return _step(request, ref, steps.CloseRequest, "Closed. Tell them why, and what they may do about it.")


urls = [
    path("subject-access/", listed, name="requests"),
    path("subject-access/new/<slug:ref>/", receive, name="access-receive"),
    path("subject-access/withheld/<slug:ref>/", give, name="access-give"),
    path("subject-access/<slug:ref>/", one, name="access"),
    path("subject-access/<slug:ref>/bundle.pdf", printed, name="access-printed"),
    path("subject-access/<slug:ref>/<int:number>/", entry, name="access-entry"),
    path("subject-access/<slug:ref>/<int:number>/withhold/", withhold, name="access-withhold"),
    path("subject-access/<slug:ref>/identity/", identity, name="access-identity"),
    path("subject-access/<slug:ref>/extend/", extend, name="access-extend"),
    path("subject-access/<slug:ref>/gather/", gather, name="access-gather"),
    path("subject-access/<slug:ref>/ask-check/", ask_check, name="access-ask-check"),
    path("subject-access/<slug:ref>/check/", check, name="access-check"),
    path("subject-access/<slug:ref>/change/", change, name="access-change"),
    path("subject-access/<slug:ref>/send/", send, name="access-send"),
    path("subject-access/<slug:ref>/close/", close, name="access-close"),
]
