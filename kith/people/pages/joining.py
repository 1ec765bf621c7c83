"""Are these one person? The answer, the preview before joining, and the way back (screen 6, decision 10)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kith.access.policies import Door, door
from kith.access.request import SignedIn
from kith.kernel.perform import Outcome
from kith.people import policies, queries
from kith.people.gate import opens_record
from kith.people.pages.changing import about
from kith.people.steps import MatchAnswered, RecordsJoined, RecordsParted
from kith.record.sightings import saw
from kith.ui.step_page import step_page


def _other(request: SignedIn, person: Any, ref: str) -> Any:
    found = queries.find_by_ref(request.user, ref)
    if found is None or found.pk == person.pk:
        raise Http404
    return found


def _beside(request: SignedIn, person: Any, second: Any) -> dict[str, Any]:
    """The two records side by side. The second shows in full to whoever it opens to, and to those who join records,
    which is written down on it too (IG-06); anybody else sees only how the two compare."""
    preview = queries.preview_of(person, second)
    shown = {"person": person, "badges": preview.kept_badges, "caption": person.shown_name, "back": _back(person)}
    met = door(request.user, second.subject)
    if met.state != "open" and policies.may_join(request.user, second) is not True:
        return {**shown, "preview": replace(preview, comparison=queries.guarded(preview.comparison, held="left"))}
    if met.state != "open":
        met = Door("open", "Compared with another record, to say whether they are one person")
    saw(request.user, second.subject, "Comparison with another record", met)
    return {**shown, "preview": preview}


def _back(person: Any) -> dict[str, str]:
    return {"href": f"/people/{person.ref}/edit/", "label": "What we know"}


@opens_record("Comparison with another record")
def match(request: SignedIn, person: Any, other: str) -> HttpResponse:
    """Two records side by side, and the question."""
    second = _other(request, person, other)

    def forward(outcome: Outcome) -> str:
        same = getattr(outcome.result, "answer", "") == "same"
        return f"/people/{person.ref}/join/{second.ref}/" if same else f"/people/{person.ref}/edit/"

    return step_page(
        request,
        MatchAnswered,
        person,
        template="people/match.html",
        context=_beside(request, person, second),
        initial={"other": second.ref},
        forward=forward,
        said="Your answer is kept.",
        draft=f"people.match.{person.ref}.{second.ref}",
    )


@opens_record("Preview of joining with another record")
def join(request: SignedIn, person: Any, other: str) -> HttpResponse:
    """What joining brings together; joining happens at once, and can be undone."""
    second = _other(request, person, other)
    return step_page(
        request,
        RecordsJoined,
        person,
        template="people/join.html",
        context=_beside(request, person, second),
        initial={"other": second.ref},
        forward=f"/people/{person.ref}/edit/",
        said="The two records are joined. You can part them again at any time.",
        draft=f"people.join.{person.ref}.{second.ref}",
    )


@opens_record("Parting of joined records")
def part(request: SignedIn, person: Any, other: str) -> HttpResponse:
    """Both as they were before; what was written since is listed, for somebody to sort."""
    joined = next((one for one in queries.joined_records(person) if one.other.ref == other), None)
    if joined is None:
        raise Http404
    return step_page(
        request,
        RecordsParted,
        person,
        template="people/part.html",
        context={**about(person), "joined": joined, "since": queries.entries_since(joined.link), "back": _back(person)},
        initial={"other": other},
        forward=f"/people/{joined.kept.ref}/parted/{joined.other.ref}/",
        said="The records are parted. Each is as it was before they were joined.",
        draft=f"people.part.{person.ref}.{other}",
    )


@opens_record("Entries written while two records were joined")
def parted(request: SignedIn, person: Any, other: str) -> HttpResponse:
    """What was written while the two were one, for somebody to sort: each entry leads to its own page."""
    second = _other(request, person, other)
    link = queries.parted_from(person, second)
    if link is None:
        raise Http404
    shown = {"other": second, "link": link, "since": queries.entries_since(link), "back": _back(person)}
    return render(request, "people/parted.html", {**about(person), **shown})
