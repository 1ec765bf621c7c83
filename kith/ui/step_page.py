"""One page for one step: shows its form, keeps the draft, sends it through the only write path, says what happened."""

from __future__ import annotations

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
) -> HttpResponse:
    """Answer a GET with the step's form and a POST by taking the step.

    Args:
        step, target: what is done to what; the target has been fetched through the access policy.
        template: draws `form`, `step`, and the hidden fields of `{% include "ui/parts/step_fields.html" %}`.
        initial: what the record already knows (facts are entered once).
        forward: where to go when it is done: an address, or a function of the outcome.
        said: the sentence shown there.
        draft: the key under which what is typed is kept until it is accepted.
    """
    verdict = allowed(step, request.user, target)
    if verdict is not True and request.method != "POST":
        return render(request, "site/refused.html", {"why": verdict or "You may not do this."}, status=403)
    shown: dict[str, Any] = {
        **(context or {}),
        "step": step,
        "target": target,
        "title": step.title(),
        "draft_key": draft,
    }
    if request.method == "POST":
        return _taken(request, step, target, template, shown, forward, said, draft)
    held = _held(request, draft)
    typed = MultiValueDict(held.data) if held else None
    form = step.build_form(request.user, target, typed, initial=dict(initial or {}))
    form.unchecked = held is not None  # type: ignore[attr-defined]  # KithForm's: a draft is drawn without faults
    shown |= {"form": form, "request_key": str(uuid4()), "seen_version": getattr(target, "version", "")}
    shown["draft"] = held
    return render(request, template, shown)


def _taken(
    request: SignedIn,
    step: type[Step],
    target: Any,
    template: str,
    shown: dict[str, Any],
    forward: Forward,
    said: str | Callable[[Outcome], str],
    draft: str | None,
) -> HttpResponse:
    seen = request.POST.get("seen_version", "")
    kept = {"request_key": request.POST.get("request_key") or str(uuid4()), "seen_version": seen}

    def once_more(form: Any, status: int, **more: Any) -> HttpResponse:
        held = _held(request, draft)
        return render(request, template, {**shown, **kept, "form": form, "draft": held, **more}, status=status)

    try:
        outcome = perform(
            step,
            request.user,
            target,
            request.POST,
            request_key=request.POST.get("request_key", "")[:80] or None,
            seen_version=int(seen) if seen.isdecimal() else None,
            files=request.FILES,
        )
    except Refused as refused:
        return render(request, "site/refused.html", {"why": str(refused)}, status=403)
    except Stale as stale:
        form = step.build_form(request.user, target, request.POST, files=request.FILES)
        kept["seen_version"] = str(stale.target.version)  # type: ignore[attr-defined]  # Stale is only raised with one
        return once_more(form, 409, stale=stale.target)
    except Invalid as invalid:
        status = 200 if getattr(invalid.form, "rearranged", False) else 422
        return once_more(invalid.form, status)
    words = said(outcome) if callable(said) else said
    if words:
        messages.success(request, words)
    if draft:
        drafts.accepted(request.user, draft)
        request.session["draft_accepted"] = draft  # the next page tells the browser to forget its copy too
    return HttpResponseRedirect(forward(outcome) if callable(forward) else forward)


def _held(request: SignedIn, key: str | None) -> Draft | None:
    """What this person has typed in this form before and not yet sent."""
    return drafts.kept(request.user, key) if key and request.user.is_authenticated else None
