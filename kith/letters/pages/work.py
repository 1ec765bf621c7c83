"""Who is told of a piece of work, and where the letter to each stands; writing and withholding."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.kernel.perform import allowed
from kith.letters import policies, queries, steps
from kith.letters.envelopes import Envelope, offer_of
from kith.letters.gate import opens_work
from kith.people import queries as people
from kith.people.policies import read_limits
from kith.record.registry import pages_of
from kith.ui.step_page import step_page


def about(child: Any, matter: Any, **more: Any) -> dict[str, Any]:
    """What every page of letters shows: whom it is about, and the work it belongs to."""
    home = pages_of([(matter.pk, matter.kind)]).get(matter.pk)
    badges = people.badges_of([child])[child.pk]
    return {"person": child, "badges": badges, "home": home, "caption": home.title if home else "", **more}


@opens_work("Who is told")
def work(request: SignedIn, matter: Any, child: Any) -> HttpResponse:
    """Everybody who is told, with where each letter stands and what may be done next."""
    if chosen := request.GET.get("agency", ""):
        found = queries.envelope(matter, f"{queries.AGENCY}{chosen[:20]}")
        return HttpResponseRedirect(found.own_href if found else request.path)
    offer = offer_of(matter)
    assert offer is not None  # the gate has opened it
    envelopes = queries.envelopes(matter)
    read_limits([one.recipient.person for one in envelopes if one.recipient.person], child)
    may = offer.may_write(request.user, matter)
    shown = {
        "title": offer.called,
        "rows": [_row(request, one) for one in envelopes],
        "why_not": "" if may is True else may,
        "agencies": queries.other_agencies(envelopes) if may is True else [],
    }
    return render(request, "letters/work.html", about(child, matter, **shown))


def _row(request: SignedIn, one: Envelope) -> dict[str, Any]:
    letter = one.letter
    gone = letter is not None and letter.was_sent
    return {
        "envelope": one,
        "letter": letter,
        "stopped": "" if gone else policies.stopped(one.matter, one.recipient),
        "may_write": letter is None and allowed(steps.WriteLetter, request.user, one) is True,
        "may_send": letter is not None and allowed(steps.SendLetter, request.user, letter) is True,
        "may_acknowledge": letter is not None and allowed(steps.AcknowledgeLetter, request.user, letter) is True,
        "may_withhold": allowed(steps.WithholdLetter, request.user, one) is True,
        "may_release": letter is not None and allowed(steps.ReleaseLetter, request.user, letter) is True,
    }


def _envelope(matter: Any, key: str) -> Envelope:
    found = queries.envelope(matter, key)
    if found is None:
        raise Http404
    return found


@opens_work("Letter")
def write(request: SignedIn, matter: Any, child: Any, key: str) -> HttpResponse:
    """The first version, from words that the record proposes."""
    found = _envelope(matter, key)
    if found.letter is not None and request.method == "GET":
        return HttpResponseRedirect(found.letter.href)
    proposed = found.offer.propose(matter, found.recipient)
    return step_page(
        request,
        steps.WriteLetter,
        found,
        template="letters/write.html",
        context=about(child, matter, **words_for(found, proposed)),
        initial=initial(proposed),
        forward=lambda outcome: outcome.result.href,
        said="Written. It is a draft until you send it.",
        draft=f"letters.written.{matter.ref}.{key}",
    )


def initial(proposed: Any) -> dict[str, Any]:
    """Proposed words as the form takes them."""
    parts = [{"heading": heading, "text": text} for heading, text in proposed.sections]
    return {"called": proposed.title, "greeting": proposed.greeting, "parts": parts}


def words_for(found: Envelope, proposed: Any) -> dict[str, Any]:
    """What a writer has to know of their reader, and what was left out for them."""
    return {
        "back": {"href": found.href, "label": found.offer.called},
        "to": found.recipient,
        "left_out": proposed.left_out,
        "in_confidence": proposed.in_confidence,
        "submit": "Save this letter",
    }


@opens_work("Letter")
def withhold(request: SignedIn, matter: Any, child: Any, key: str) -> HttpResponse:
    """Not told, in writing, until a day."""
    found = _envelope(matter, key)
    letter = found.letter
    withheld = letter is not None and letter.state == "withheld"
    return step_page(
        request,
        steps.WithholdLetter,
        found,
        template="letters/step.html",
        context=about(
            child,
            matter,
            back={"href": found.href, "label": found.offer.called},
            to=found.recipient,
            says="Everybody to whom the record is open sees that it is withheld, by whom, why, and until when.",
        ),
        initial={"reason": letter.withheld_reason} if withheld and letter else {},
        forward=found.href,
        said="Withheld. It comes back to you on the day you gave.",
        draft=f"letters.withheld.{matter.ref}.{key}",
    )
