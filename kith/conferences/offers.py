"""What the conferences room offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import F

from kith.access.models import Matter, MatterSubject, Subject
from kith.conferences import policies
from kith.conferences.letters import MINUTES
from kith.conferences.models import (
    Conference,
    ConferenceAddition,
    ConferenceAgency,
    ConferenceChild,
    ConferenceFamily,
)
from kith.documents.shelves import offers_shelf
from kith.letters.envelopes import offers_letters
from kith.record.models import StepEvent
from kith.record.registry import Correction, GoingOn, Titled, offers_corrections, offers_matters, offers_tonight, titled
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts
from kith.standards.codesets import codes
from kith.standards.words import full_moment

CATEGORIES = codes("cin", "CategoryOfAbuse")
KIND, TITLE = "conference", "Child protection conference"


def pages(matters: list[int]) -> Titled:
    """How conferences are named and reached."""
    return titled(Conference.objects.filter(matter_id__in=matters), TITLE, "number", "conferences", "matter__ref")


def people(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom a conference is about."""
    rows = MatterSubject.objects.filter(matter=matter, until=None).select_related("person__person").order_by("pk")
    return [(row.person, row.person.person.shown_name) for row in rows]


def texts(ids: list[int]) -> list[Texts]:
    """What was asked, said, decided and added, for finding words in a record."""
    about = MatterSubject.objects.filter(person_id__in=ids).values("matter_id")
    named = {"title": joined(TITLE), "address": joined("/conferences/", F("matter__ref"), "/")}
    at = F("matter__conference__asked_at")
    whole = joined(
        F("why"), "\n", F("advice_words"), "\n", F("again"), "\n", F("discussed"), "\n", F("dissent"), "\n",
        F("rationale"), "\n", F("without_them"), "\n", F("inquorate_because"), "\n", F("basis_why"), "\n",
        F("off_because"),
    )  # fmt: skip
    child = joined(
        F("wishes"), "\n", F("why"), "\n", F("must_change"), "\n", F("working_words"), "\n", F("limbs")
    )  # fmt: skip
    agency = joined(F("agency_name"), "\n", F("report_words"), "\n", F("said"))
    mine = {"matter__in": about}
    return [
        Conference.objects.filter(**mine).annotate(at=F("asked_at"), text=whole, **named),
        ConferenceChild.objects.filter(child__in=ids, **mine).exclude(why="").annotate(at=at, text=child, **named),
        ConferenceAgency.objects.filter(**mine).annotate(at=at, text=agency, **named),
        ConferenceFamily.objects.filter(**mine).annotate(
            text=joined(F("because"), "\n", F("said")), **named
        ),
        ConferenceAddition.objects.filter(**mine).annotate(text=joined(F("source"), "\n", F("words")), **named),
    ]  # fmt: skip


def added_to(events: list[StepEvent]) -> dict[int, Correction]:
    """Conferences whose minutes were added to: what they said then may be said otherwise since."""
    asked = {one.matter_id for one in events if one.step.startswith("conferences.") and one.matter_id}
    rows = ConferenceAddition.objects.filter(matter__in=asked).order_by("pk")
    last = {row.matter_id: row for row in rows.select_related("matter")}
    return {
        one.pk: Correction(row.at, "The minutes were added to", f"/conferences/{row.matter.ref}/")
        for one in events
        if one.matter_id and one.step != "conferences.added_to" and (row := last.get(one.matter_id))
    }


def conferring_tonight(ids: list[int]) -> list[GoingOn]:
    """Conferences that are asked for or to be held, with why."""
    about = MatterSubject.objects.filter(person_id__in=ids, until=None).values("matter_id")
    rows = Conference.objects.filter(matter__in=about, state__in=["asked", "arranged"])
    return [
        GoingOn(str(row), row.href, _stands(row), (row.why,))
        for row in rows.select_related("chair", "adviser", "matter").order_by("planned_at")
    ]


def _stands(row: Conference) -> str:
    if row.planned_at is None or row.chair is None:
        return f"To be arranged by {row.adviser.name}" if row.adviser is not None else "To be arranged"
    return f"To be held {full_moment(row.planned_at)}. Chair: {row.chair.name}"


offers_shelf(KIND, policies.reaches, people)
offers_matters(KIND, pages)
offers_texts(texts)
offers_letters(KIND, MINUTES)
offers_corrections(added_to)
offers_tonight(12, conferring_tonight)
shows_then(
    Part(
        Conference, "conferences", "Child protection conferences",
        ("kind", "state", "why", "advice", "advice_words", "chair", "planned_at", "held_at", "quorate",
         "inquorate_because", "without_them", "discussed", "dissent", "rationale", "next_review_on", "off_because"),
    ),
    Part(
        ConferenceChild, "conferred", "What a conference decided",
        ("outcome", "category", "also", "instead", "must_change", "why", "part", "wishes", "working", "working_words",
         "recognition", "response", "cooperation", "limbs"),
        by="child", name=lambda row, names: names.get(row.child_id, ""),
        words={"category": lambda code: CATEGORIES.get(code, code),
               "also": lambda also: ", ".join(CATEGORIES.get(code, code) for code in also)},
    ),
    Part(ConferenceAgency, "conference_agencies", "What agencies said to a conference",
         ("report_due_on", "report_on", "report_words", "part", "said", "thinks"), name=lambda row, _: row.agency_name),
    Part(ConferenceFamily, "conference_family", "The family in a conference",
         ("relation", "asked", "because", "part", "said"), name=lambda row, names: names.get(row.person_id, "")),
    Part(ConferenceAddition, "conference_added", "Added to minutes of a conference", ("words", "by", "at"), since="at",
         name=lambda row, _: row.source),
)  # fmt: skip
