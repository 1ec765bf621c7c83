"""The child's page (screen 5) and its sub-pages. An adult has the same page, with less on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from kith.access.policies import door
from kith.access.prepared import lists_of
from kith.access.request import SignedIn
from kith.access.roles import Ability
from kith.assessment.queries import reading
from kith.assessment.steps import RecordSeen
from kith.care.queries import periods_about
from kith.conferences.queries import conferences_about
from kith.conferences.steps import AskForConference
from kith.documents import queries as documents
from kith.documents.pages import add_page
from kith.documents.shelves import Shelf
from kith.emergency.queries import emergencies_about
from kith.emergency.steps import BeginPoliceProtection
from kith.kernel.now import today
from kith.kernel.perform import allowed
from kith.legal.queries import cases_about, gateways_about
from kith.legal.steps import AskForGateway
from kith.network import queries as network
from kith.notes import queries as case_notes
from kith.notes.kinds import kinds
from kith.notes.steps import WriteNote
from kith.people import queries as people
from kith.people.gate import door_of, opens_record
from kith.people.policies import may_change
from kith.people.queries.chronology import entries
from kith.plans.queries import of_people as plans_of
from kith.protection.queries import discussions_about, enquiries_about
from kith.protection.steps import CallDiscussion
from kith.record import sightings
from kith.record.registry import events_of
from kith.record.words import LONGEST, places
from kith.site.child import chronology, night, queries, then
from kith.site.child.frame import frame
from kith.site.child.ribbon import ribbon

# The widest genogram, of the most people, that has its table beside it: more words need the width of the page.
SIDE_BY_SIDE, FEW = 720, 3


@opens_record("Overview")
def overview(request: SignedIn, person: Any) -> HttpResponse:
    """The story on one page."""
    ids, door = queries.identity(person), door_of(request)
    known = queries.small(ids)
    family = people.family_of(person, housemates=known.housemates)
    plan = [known.plan.matter_id] if known.plan else []
    way = reading.pathway_of(ids, known.seen, [*known.open_work, *plan, *known.dated])
    home = [f"{one.person.first_name} ({one.words})" for one in family if one.lives_here]
    latest = entries(list(events_of(ids).order_by("-happened_at", "-pk")[:6]))
    due = queries.due_rows(way, known.dated)
    return render(
        request,
        "site/child_overview.html",
        {
            **frame(person, ""),
            "bar": queries.full_bar(person, door, known, home),
            "way": way,
            "steps": ribbon(way, today(), unborn=person.is_unborn),
            "due": due,
            "plan": known.plan,
            "care": known.care,
            "events": latest,
            "ring": [*people.who_to_ring(family), *people.who_to_ask(door.involved, known.duty)],
            "family": family,
            "why": queries.why(door, known.lookers),
            "may_visit": bool(way.assessment and allowed(RecordSeen, request.user, way.assessment) is True),
        },
    )


@opens_record(case_notes.LIST)
def notes(request: SignedIn, person: Any) -> HttpResponse:
    """Every case note that stands on the record, newest first."""
    asked = case_notes.Asked.of(request.GET)
    found = case_notes.listed(request.user, queries.identity(person), asked)
    context = {"bar": queries.slim_bar(person, door_of(request)), "found": found, "filtered": asked,
               "kinds": kinds().values(), "shown": case_notes.SHOWN.items(),
               "may_write": allowed(WriteNote, request.user, person) is True}  # fmt: skip
    return render(request, "site/child_notes.html", {**frame(person, "notes/"), **context})


@opens_record(case_notes.WORDS)
def words(request: SignedIn, person: Any) -> HttpResponse:
    """Where certain words stand in everything written about this child."""
    asked = request.GET.get("q", "")
    found = places(queries.identity(person), asked, request.user)
    shown = {"asked": asked[:LONGEST], "found": found, "bar": queries.slim_bar(person, door_of(request))}
    return render(request, "site/child_words.html", {**frame(person, "chronology/"), **shown})


@opens_record("Family and network")
def family(request: SignedIn, person: Any) -> HttpResponse:
    """Everybody round them: the genogram, and the same in words."""
    drawn = network.genogram_of(person)
    return render(
        request,
        "site/child_family.html",
        {
            **frame(person, "family/"),
            "bar": queries.slim_bar(person, door_of(request)),
            "genogram": drawn,
            "wide": drawn.width > SIDE_BY_SIDE or len(drawn.rows) > FEW,
            "network": network.network_of(person, _day(request.GET.get("on", ""))),
            "plan": network.plan_of(person),
            "may_plan": may_change(request.user, person) is True,
            "ring": people.who_to_ask(door_of(request).involved),
        },
    )


def _day(text: str) -> date | None:
    """The past day whose map is asked for; today's for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < today() else None


@opens_record("Family and network")
def network_map(request: SignedIn, person: Any) -> HttpResponse:
    """The network map as a picture to keep."""
    answer = HttpResponse(network.network_of(person).svg, content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="network-{person.ref}.svg"'
    return answer


@opens_record("Family and network")
def genogram(request: SignedIn, person: Any) -> HttpResponse:
    """The genogram as a picture to keep."""
    answer = HttpResponse(network.genogram_of(person).svg, content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="genogram-{person.ref}.svg"'
    return answer


@opens_record("Assessments")
def assessments(request: SignedIn, person: Any) -> HttpResponse:
    """Every assessment, plan, discussion and conference of the child, what protected them, and care; newest first."""
    ids = queries.identity(person)
    found = reading.assessments_of(ids)
    discussions, enquiries, conferences, emergencies, periods, gateways, cases = lists_of(
        discussions_about(ids),
        enquiries_about(ids),
        conferences_about(ids),
        emergencies_about(ids),
        periods_about(ids),
        gateways_about(ids),
        cases_about(ids),
    )
    context = {
        "bar": queries.slim_bar(person, door_of(request)),
        "found": found,
        "plans": plans_of(ids),
        "discussions": discussions,
        "enquiries": enquiries,
        "conferences": conferences,
        "emergencies": emergencies,
        "periods": periods,
        "gateways": gateways,
        "cases": cases,
        "may_go": allowed(AskForGateway, request.user, person.subject) is True,
        "may_ask": allowed(AskForConference, request.user, person.subject) is True,
        "may_protect": allowed(BeginPoliceProtection, request.user, person.subject) is True,
        "may_call": allowed(CallDiscussion, request.user, person.subject) is True,
    }
    return render(request, "site/child_assessments.html", {**frame(person, "assessments/"), **context})


@opens_record("Documents")
def all_documents(request: SignedIn, person: Any) -> HttpResponse:
    """Every drawing, photograph, letter and report, newest first, whatever work it was added to."""
    found = Paginator(documents.documents_of(queries.identity(person)), 50).get_page(request.GET.get("page"))
    context = {"bar": queries.slim_bar(person, door_of(request)), "documents": found}
    return render(request, "site/child_documents.html", {**frame(person, "documents/"), **context})


@opens_record("Documents")
def add_documents(request: SignedIn, person: Any) -> HttpResponse:
    """Add to the record; and to those of the family whose records are open to whoever adds."""
    around = {one.person.pk: one.person for one in people.family_of(person)}.values()
    theirs = [(one.subject, one.shown_name) for one in around if door(request.user, one.subject).state == "open"]
    shelf = Shelf(((person.subject, person.shown_name), *theirs))
    shared = {**frame(person, "documents/"), "bar": queries.slim_bar(person, door_of(request))}
    home = f"{person.href}documents/"
    return add_page(request, shelf, home, "Documents", template="site/child_documents_add.html", **shared)


@opens_record("Who has looked")
def access(request: SignedIn, person: Any) -> HttpResponse:
    """Who has opened this record, and why they could."""
    looked = Paginator(sightings.who_has_looked(person.subject), 100).get_page(request.GET.get("page"))
    return render(
        request,
        "site/child_access.html",
        {
            **frame(person, "access/"),
            "bar": queries.slim_bar(person, door_of(request)),
            "looked": looked,
            "rows": [(row, queries.because_said(row, request.user)) for row in looked],
            "lookers": sightings.lookers(person.subject),
            "reasons": queries.reasons_given(queries.identity(person)),
            "because": door_of(request).because,
            "may_hold": request.user.may(Ability.RESTRICT),
        },
    )


@login_required
def under_people(request: SignedIn, rest: str) -> HttpResponse:
    """Addresses that say "children" lead to the same page: a child's record stays theirs when they grow up."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"/people/{rest}" + (f"?{query}" if query else ""))


urls = [
    path("people/<slug:ref>/", overview, name="overview"),
    *chronology.urls,
    *then.urls,
    *night.urls,
    path("people/<slug:ref>/notes/", notes, name="notes"),
    path("people/<slug:ref>/words/", words, name="words"),
    path("people/<slug:ref>/family/", family, name="family"),
    path("people/<slug:ref>/family/genogram.svg", genogram, name="genogram"),
    path("people/<slug:ref>/family/network.svg", network_map, name="network"),
    path("people/<slug:ref>/assessments/", assessments, name="assessments"),
    path("people/<slug:ref>/documents/", all_documents, name="documents"),
    path("people/<slug:ref>/documents/add/", add_documents, name="documents-add"),
    path("people/<slug:ref>/access/", access, name="access"),
    path("children/<path:rest>", under_people, name="under-people"),
]
