"""Putting right what the record says of somebody: one page for each kind of detail, each showing what is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kith.access.request import SignedIn
from kith.kernel.perform import Outcome
from kith.kernel.step import Step
from kith.people import queries, steps
from kith.people.gate import door_of, opens_record
from kith.ui.step_page import step_page

STEP = "people/step.html"


def about(person: Any) -> dict[str, Any]:
    """What every page about somebody shows of them."""
    return {"person": person, "badges": queries.badges_of([person])[person.pk], "caption": person.shown_name}


def change(
    request: SignedIn,
    person: Any,
    step: type[Step],
    key: str,
    said: str | Callable[[Outcome], str],
    *,
    template: str = STEP,
    initial: Mapping[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """A step on somebody's record: back to what is known of them, once it is done."""
    home = f"/people/{person.ref}/edit/"
    return step_page(
        request,
        step,
        person,
        template=template,
        context={**about(person), "back": {"href": home, "label": "What we know"}, **context},
        initial=initial,
        forward=home,
        said=said,
        draft=f"people.{key}.{person.ref}",
    )


@opens_record("Details")
def edit(request: SignedIn, person: Any) -> HttpResponse:
    """What is known of somebody, each detail with the way to put it right."""
    known = queries.known_of(person, door_of(request))
    return render(request, "people/edit.html", {**about(person), "known": known})


@opens_record("Details")
def details(request: SignedIn, person: Any) -> HttpResponse:
    """Birth, sex, ethnicity, language, and how to reach them."""
    fields = steps.DetailsCorrected.build_form(request.user, person).fields
    initial = {name: getattr(person, name) for name in fields}
    return change(request, person, steps.DetailsCorrected, "details", "The details are changed.", initial=initial)


@opens_record("In a few words")
def few_words(request: SignedIn, person: Any) -> HttpResponse:
    """Who they are, for whoever opens the record first."""
    initial = {"in_few_words": person.in_few_words}
    return change(request, person, steps.FewWordsWritten, "few-words", "Saved.", initial=initial)


@opens_record("Names")
def name(request: SignedIn, person: Any) -> HttpResponse:
    """Another name."""
    return change(request, person, steps.NameAdded, "name", "The name is added. Search finds them by it from now on.")


@opens_record("Numbers")
def number(request: SignedIn, person: Any) -> HttpResponse:
    """An NHS number, UPN, child id or Home Office reference."""
    return change(request, person, steps.IdentifierAdded, "number", "The number is added.")


@opens_record("Addresses")
def address(request: SignedIn, person: Any) -> HttpResponse:
    """Where they live now, or lived."""
    return change(request, person, steps.AddressAdded, "address", "The address is added.")


@opens_record("Birth")
def born(request: SignedIn, person: Any) -> HttpResponse:
    """A child whose record began before birth."""
    return change(request, person, steps.UnbornBorn, "born", "The birth is recorded. The same record goes on.")


@opens_record("Details")
def take_back(request: SignedIn, person: Any) -> HttpResponse:
    """Something written down by mistake."""

    def said(outcome: Outcome) -> str:
        return f"{outcome.event.line}. The mistake stays in the history, and is neither shown nor searched any more."

    return change(request, person, steps.EntryWithdrawn, "take-back", said)


@opens_record("Family")
def family(request: SignedIn, person: Any) -> HttpResponse:
    """Somebody of the family: first who, then what they are; or what is said of them now, to be put right."""
    other = _chosen(request)
    if other is None:
        return _choose(request, person, "Who belongs to the family?", queries.household_of(person))
    held = queries.relationship_between(other, person, request.GET.get("kind", ""))
    return change(
        request, person, steps.RelationshipAdded, "family", "The family is changed.",
        initial={**held, "other": other.ref}, other=other, template="people/with_other.html",
        submit="Save" if held else "",
    )  # fmt: skip


@opens_record("Family")
def unknown_parent(request: SignedIn, person: Any) -> HttpResponse:
    """A parent whom nobody could name."""
    return change(
        request, person, steps.UnknownParentWritten, "unknown-parent",
        "Written down, and shown in the genogram. Add a name as soon as somebody says one.",
        initial={"kind": request.GET.get("kind", "")},
    )  # fmt: skip


@opens_record("Family")
def family_ended(request: SignedIn, person: Any) -> HttpResponse:
    """A relationship that has ended."""
    return change(request, person, steps.RelationshipEnded, "family-ended", "Saved. It stays in the history.")


@opens_record("Household")
def household(request: SignedIn, person: Any) -> HttpResponse:
    """Whose home they share: first whose, then since when."""
    other = _chosen(request)
    if other is None:
        near = [one.person for one in queries.family_of(person) if not one.lives_here]
        return _choose(request, person, "Who do they live with?", near)
    return change(
        request, person, steps.HouseholdJoined, "household", "The household is changed.",
        initial={"other": other.ref}, other=other, template="people/with_other.html",
    )  # fmt: skip


@opens_record("Household")
def household_left(request: SignedIn, person: Any) -> HttpResponse:
    """A home they have left."""
    return change(request, person, steps.HouseholdLeft, "household-left", "Saved. It stays in the history.")


def _chosen(request: SignedIn) -> Any:
    """The second person, from the address or from the form."""
    ref = request.POST.get("other") or request.GET.get("other") or ""
    return queries.find_by_ref(request.user, ref) if ref else None


def _choose(request: SignedIn, person: Any, title: str, near: list[Any]) -> HttpResponse:
    """Pick somebody: those near at hand, or found by name."""
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    typed = request.GET.get("q", "").replace("\x00", "").strip()[: queries.LONGEST_SEARCH]
    found = [one for one in queries.search(request.user, typed, 10) if one.person.pk != person.pk] if typed else []
    back = {"href": f"/people/{person.ref}/edit/", "label": "What we know"}
    shown = {"title": title, "near": near, "typed": typed, "found": found, "back": back}
    return render(request, "people/choose.html", {**about(person), **shown})
