"""One page for one step: shows its form, keeps the draft, sends it through the only write path, says what happened."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from kith.access.request import SignedIn
from kith.kernel.perform import Invalid, Outcome, Refused, Stale, allowed, perform
from kith.kernel.step import Step
from kith.record import drafts
from kith.record.models import Draft
from kith.ui import gates

NOT_WRITTEN = ("csrfmiddlewaretoken", "request_key", "seen_version")
SENT_KEPT = 20  # forms sent in one session that are still told apart
Forward = str | Callable[[Outcome], str]


def step_page(
    request: SignedIn,
    step: type[Step],
    target: Any,
    *,
    template: str = "ui/step.html",
    context: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    forward: Forward,
    said: str | Callable[[Outcome], str] = "",
    draft: str | None = None,
    begun: Mapping[str, Draft] | None = None,
    same_words_once: bool = False,
) -> HttpResponse:
    """Answer a GET with the step's form and a POST by taking the step.

    Args:
        step, target: what is done to what; the target has been fetched through the access policy.
        template: draws `form`, `step`, and the hidden fields of `{% include "ui/parts/step_fields.html" %}`.
        initial: what the record already knows (facts are entered once).
        forward: where to go when it is done: an address, or a function of the outcome.
        said: the sentence shown there.
        same_words_once: the very words that were sent from this form before are that same thing, sent again.
        draft: the key under which what is typed is kept until it is accepted; unless it is given, the step's own name
            with the references in the address. Nothing need be asked for: whatever is typed is kept (promise 1).
        begun: this person's drafts by key, where the page has read them already.
    """
    draft = draft or _own_key(request, step)
    verdict = allowed(step, request.user, target)
    if verdict is not True and request.method != "POST":
        return refused(request, str(verdict or "You may not do this."), draft)
    shown: dict[str, Any] = {
        **(context or {}),
        "step": step,
        "target": target,
        "title": step.title(),
        "draft_key": draft,
    }
    if request.method == "POST":
        key = (same_words_once and _sent_as(request)) or usable_key(request.POST.get("request_key", ""))
        return _taken(request, step, target, template, shown, forward, said, draft, key)
    held = _held(request, draft) if begun is None else begun.get(draft)
    typed = MultiValueDict(held.data) if held else None
    form = step.build_form(request.user, target, typed, initial=dict(initial or {}))
    form.unchecked = held is not None  # type: ignore[attr-defined]  # KithForm's: a draft is drawn without faults
    # One draft is one thing to be sent, in however many windows it is open: all of them send it under its own key.
    shown |= {
        "form": form,
        "request_key": (held and held.form_key) or str(uuid4()),
        "seen_version": getattr(target, "version", ""),
    }
    shown["draft"] = held
    return render(request, template, shown)


def _own_key(request: SignedIn, step: type[Step]) -> str:
    refs = request.resolver_match.kwargs.values() if request.resolver_match else ()
    return ".".join([step.name, *(str(ref) for ref in refs)])


def _taken(
    request: SignedIn,
    step: type[Step],
    target: Any,
    template: str,
    shown: dict[str, Any],
    forward: Forward,
    said: str | Callable[[Outcome], str],
    draft: str | None,
    key: str | None,
) -> HttpResponse:
    seen = request.POST.get("seen_version", "")
    kept = {"request_key": key or str(uuid4()), "seen_version": seen}

    def once_more(form: Any, status: int, **more: Any) -> HttpResponse:
        held = _held(request, draft)
        return render(request, template, {**shown, **kept, "form": form, "draft": held, **more}, status=status)

    try:
        outcome = perform(
            step,
            request.user,
            target,
            request.POST,
            request_key=key,
            seen_version=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            files=request.FILES,
        )
    except Refused as no:
        return refused(request, str(no), draft, noted=True)
    except Stale as stale:
        form = step.build_form(request.user, target, request.POST, files=request.FILES)
        kept["seen_version"] = str(stale.target.version)  # type: ignore[attr-defined]  # Stale is only raised with one
        return once_more(form, 409, stale=stale.target)
    except Invalid as invalid:
        status = 200 if getattr(invalid.form, "rearranged", False) else 422
        return once_more(invalid.form, status)
    if outcome.repeated:
        if outcome.result is None:  # done before, and hidden from them since
            return HttpResponseRedirect("/")
        if _changed_since(request, key):
            form = step.build_form(request.user, target, request.POST, files=request.FILES)
            kept["request_key"] = str(uuid4())
            return once_more(form, 409, already=forward(outcome) if callable(forward) else forward)
    words = said(outcome) if callable(said) else said
    _remember(request, key)
    if words:
        messages.success(request, words)
    if draft:
        drafts.accepted(request.user, draft)
        request.session["draft_accepted"] = draft  # the next page tells the browser to forget its copy too
    return HttpResponseRedirect(forward(outcome) if callable(forward) else forward)


def usable_key(sent: str) -> str | None:
    """The key a form was drawn with, or nothing when somebody wrote it themselves."""
    return sent if re.fullmatch(r"[\w.:-]{1,80}", sent, re.ASCII) else None


def refused(request: SignedIn, why: str, draft: str | None = None, *, noted: bool = False) -> HttpResponse:
    """They may not, or no longer: what they wrote is shown to them, so that it can be used elsewhere (promise 1)."""
    held = _held(request, draft)
    sent = request.POST if request.method == "POST" else MultiValueDict(held.data if held else {})
    wrote = [text for name in sent if name not in NOT_WRITTEN for text in sent.getlist(name) if " " in text.strip()]
    return gates.refused(request, why, noted=noted, wrote=wrote)


def _digest(request: SignedIn) -> str:
    said = [(name, values) for name, values in sorted(request.POST.lists()) if name not in NOT_WRITTEN]
    return hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:20]


def _remember(request: SignedIn, key: str | None) -> None:
    """What was sent under a key, told apart but not told: for somebody who goes back, changes it and sends it again."""
    if key:
        sent = request.session.get("sent", {})
        request.session["sent"] = {**dict(list(sent.items())[-(SENT_KEPT - 1) :]), key: _digest(request)}


def _sent_as(request: SignedIn) -> str | None:
    """The key under which these very words were sent before: the browser filled a form that was drawn anew."""
    digest = _digest(request)
    return next((key for key, sent in request.session.get("sent", {}).items() if sent == digest), None)


def _changed_since(request: SignedIn, key: str | None) -> bool:
    before = request.session.get("sent", {}).get(key)
    return before is not None and before != _digest(request)


def _held(request: SignedIn, key: str | None) -> Draft | None:
    """What this person has typed in this form before and not yet sent."""
    return drafts.kept(request.user, key) if key and request.user.is_authenticated else None
