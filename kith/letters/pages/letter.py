"""One letter: to read, to save as a PDF, to change, to send, and to write down that it was received."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.documents.pages import SHUT
from kith.kernel.now import today
from kith.kernel.perform import allowed
from kith.kernel.step import Step
from kith.letters import policies, queries, steps
from kith.letters.envelopes import Envelope, Wording, offer_of, recipient_of
from kith.letters.gate import opens_letter
from kith.letters.pages.work import about, initial, words_for
from kith.letters.sheet import printed, sheet
from kith.ui.step_page import step_page

# What the page of a letter may lead to: the step, its address, and what its button says.
NEXT: list[tuple[type[Step], str, str]] = [
    (steps.SendLetter, "send", "Send it"),
    (steps.AcknowledgeLetter, "acknowledge", "They have it"),
    (steps.ReviseLetter, "change", "Change it"),
    (steps.ReleaseLetter, "release", "Let it go"),
]


@opens_letter("Letter")
def letter(request: SignedIn, found: Any, child: Any) -> HttpResponse:
    """As it is printed, with what became of it beside it."""
    envelope = _envelope(found)
    older = hasattr(found, "replaced_by")
    shown = {
        "letter": found,
        "sheet": sheet(found),
        "back": _back(envelope),
        "may": [(where, label) for step, where, label in NEXT if allowed(step, request.user, found) is True],
        "may_withhold": not older and allowed(steps.WithholdLetter, request.user, envelope) is True,
        "withhold": f"{envelope.own_href}withhold/",
        "versions": queries.versions(found),
        "newer": found.replaced_by if older else None,
        "stopped": "" if found.was_sent or older else policies.stopped_letter(found),
    }
    return render(request, "letters/letter.html", about(child, found.matter, **shown))


@opens_letter("Letter, saved as a PDF")
def pdf(request: SignedIn, found: Any, child: Any) -> HttpResponse:
    """The same, for paper and for a screen reader."""
    return as_file(found)


def as_file(found: Any) -> HttpResponse:
    """A letter to be saved, under a name that says nothing of whom it is about.

    Raises:
        Http404: there is nothing written in it.
    """
    if not found.sections:
        raise Http404
    answer = HttpResponse(printed(found), content_type="application/pdf", headers=SHUT)
    answer["Content-Disposition"] = f'attachment; filename="letter-{found.ref}.pdf"'
    return answer


def _envelope(found: Any) -> Envelope:
    offer = offer_of(found.matter)
    assert offer is not None  # the gate has opened it
    return Envelope(offer, found.matter, recipient_of(found), found)


def _back(envelope: Envelope) -> dict[str, str]:
    return {"href": envelope.href, "label": envelope.offer.called}


@opens_letter("Letter")
def change(request: SignedIn, found: Any, child: Any) -> HttpResponse:
    """A new version, from the words of this one; from proposed ones where it was withheld before it had any."""
    envelope = _envelope(found)
    proposed = envelope.offer.propose(found.matter, envelope.recipient)
    if found.sections:
        parts = tuple((one["heading"], one["text"]) for one in found.sections)
        proposed = Wording(found.title, found.greeting, parts, proposed.left_out, proposed.in_confidence)
    return step_page(
        request,
        steps.ReviseLetter,
        found,
        template="letters/write.html",
        context=about(child, found.matter, **words_for(envelope, proposed), was_sent=found.was_sent),
        initial=initial(proposed),
        forward=lambda outcome: outcome.result.href,
        said=lambda outcome: f"Version {outcome.result.edition} is a draft until you send it.",
    )


def _step(
    request: SignedIn, step: type[Step], found: Any, child: Any, said: str, says: str, **more: Any
) -> HttpResponse:
    envelope = _envelope(found)
    context = about(child, found.matter, back=_back(envelope), to=envelope.recipient, says=says)
    return step_page(
        request, step, found, template="letters/step.html", context=context, forward=envelope.href, said=said, **more
    )


@opens_letter("Letter")
def send(request: SignedIn, found: Any, child: Any) -> HttpResponse:
    """Out it goes."""
    says = "It cannot be called back. A mistake is put right in a new version."
    initial = {"sent_on": today()} | ({"reader": found.user.ref} if found.user else {})
    return _step(request, steps.SendLetter, found, child, "Sent.", says, initial=initial)


@opens_letter("Letter")
def acknowledge(request: SignedIn, found: Any, child: Any) -> HttpResponse:
    """It arrived."""
    return _step(request, steps.AcknowledgeLetter, found, child, "That it was received is written down.", "")


@opens_letter("Letter")
def release(request: SignedIn, found: Any, child: Any) -> HttpResponse:
    """It may go after all."""
    says = f"Withheld by {found.withheld_by.name}: {found.withheld_reason}" if found.withheld_by else ""
    return _step(request, steps.ReleaseLetter, found, child, "It may be sent now.", says)
