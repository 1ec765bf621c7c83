"""What the room of agency checks offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Concat

from kith.access.models import MatterSubject
from kith.checks.models import AgencyCheck, AgencyReply
from kith.record.models import StepEvent
from kith.record.registry import Source, Titled, offers_matters, offers_sources
from kith.record.words import Texts, joined, offers_texts


def pages(matters: list[int]) -> Titled:
    """How checks are named and reached."""
    rows = AgencyCheck.objects.filter(matter_id__in=matters).order_by()
    address = Concat(Value("/checks/"), F("matter__ref"), Value("/"))
    return rows.values_list("matter_id", Concat(Value("Check: "), F("agency_name")), address)


def texts(people: list[int]) -> list[Texts]:
    """What agencies were told and asked about somebody, and what they replied."""
    about = MatterSubject.objects.filter(person_id__in=people).values("matter_id")
    asked = AgencyCheck.objects.filter(matter__in=about).annotate(
        at=F("asked_at"),
        title=joined("Request to ", F("agency_name")),
        address=joined("/checks/", F("matter__ref"), "/"),
        text=joined(F("concern"), "\n", F("question"), "\n", F("without_because")),
    )
    replied = AgencyReply.objects.filter(matter__in=about).annotate(
        at=F("said_at"),
        title=joined("Reply from ", F("matter__agency_check__agency_name")),
        address=joined("/checks/", F("matter__ref"), "/"),
        text=joined(F("words"), "\n", F("effect_on_child"), "\n", F("in_confidence")),
    )
    return [asked, replied]


def replied_by(events: list[StepEvent]) -> dict[int, Source]:
    """The agency that replied to a check."""
    asked = AgencyCheck.objects.filter(pk__in=[one.matter_id for one in events if one.matter_id])
    found = {row.pk: Source(row.agency_name, True, row.agency_kind) for row in asked.only("agency_name", "agency_kind")}
    return {one.pk: found[one.matter_id] for one in events if one.matter_id in found}


offers_sources(("checks.replied", "checks.replied_in_portal"), replied_by)
offers_matters("agency_check", pages)
offers_texts(texts)
