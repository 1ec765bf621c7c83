"""What the room of emergency protection offers the pages that gather a child's story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from kith.access.models import Matter, Subject
from kith.assessment.models import FollowOn
from kith.assessment.queries.following import takes_over
from kith.documents.shelves import offers_shelf
from kith.emergency import policies
from kith.emergency.models import EmergencyProtection, LegalAdvice
from kith.emergency.queries import protecting
from kith.people.queries import Badge, offers_badges
from kith.people.queries.badges import PROTECTION
from kith.record.registry import GoingOn, Titled, offers_matters, offers_tonight, titled
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts
from kith.standards.words import full_moment

KIND, TITLE = "emergency", "Emergency protection"


def pages(matters: list[int]) -> Titled:
    """How they are named and reached."""
    rows = EmergencyProtection.objects.filter(matter_id__in=matters)
    return titled(rows, TITLE, "number", "emergency-protection", "matter__ref")


def people(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom it is about: one child."""
    child = EmergencyProtection.objects.select_related("child__person").get(matter=matter).child
    return [(child, child.person.shown_name)]


def protected(ids: list[int]) -> QuerySet[Any, Any]:
    """Of these records those of a child whom a power protects now."""
    return protecting(ids).values(pk=F("child_id"))


def texts(ids: list[int]) -> Iterator[Texts]:
    """What made it necessary, what was agreed or ordered, what was advised and what followed, for finding words."""
    title, address = joined(TITLE), joined("/emergency-protection/", F("matter__ref"), "/")
    yield EmergencyProtection.objects.filter(child__in=ids).annotate(
        at=F("began_at"), title=title, address=address,
        text=joined(
            F("why"), "\n", F("used_by"), "\n", F("designated_officer"), "\n", F("exclusion"), "\n", F("terms"), "\n",
            F("understood"), "\n", F("where"), "\n", F("told"), "\n", F("child_says"), "\n", F("no_advice_because"),
            "\n", F("extended_why"), "\n", F("ended_words"),
        ),
    )  # fmt: skip
    rows = LegalAdvice.objects.filter(matter__emergency__child__in=ids)
    yield rows.annotate(title=title, address=address, text=joined(F("adviser"), "\n", F("words")))


def tonight(ids: list[int]) -> list[GoingOn]:
    """What protects the child now, until when, where they are, and who decided; or that it ran out unanswered."""
    rows = EmergencyProtection.objects.filter(child__in=ids, ended_at=None).select_related("matter", "decided_by")
    return [
        GoingOn(
            str(row), row.href, _stands(row), (f"Where the child is: {row.where}", f"Who was told: {row.told}"),
            tuple(filter(None, (row.exclusion, row.terms))),
        )
        for row in rows.order_by("began_at")
    ]  # fmt: skip


def _stands(row: EmergencyProtection) -> str:
    who = f"Decided by {row.decided_by.name}"
    if row.ends_at is None:
        return f"Since {full_moment(row.began_at)}. {who}"
    if row.has_run_out:
        return f"It ended by itself {full_moment(row.ends_at)}, and nobody has said what followed. {who}"
    return f"It ends {full_moment(row.ends_at)}. {who}"


offers_shelf(KIND, policies.nobody, people)
offers_matters(KIND, pages)
offers_texts(texts)
offers_badges(Badge(PROTECTION, "protection", TITLE), protected)
offers_tonight(5, tonight)
takes_over(FollowOn.Kind.EMERGENCY, "Record what protects the child", lambda child: f"/people/{child.ref}/emergency/")
shows_then(
    Part(
        EmergencyProtection, "emergencies", TITLE,
        ("power", "began_at", "why", "used_by", "designated_officer", "exclusion", "terms", "where", "told",
         "child_says", "no_advice_because", "decided_by", "confirmed_at", "ends_at", "extended_at", "ended_at",
         "followed", "ended_words"),
        by="child",
    ),
    Part(
        LegalAdvice, "emergency_advice", "Legal advice on emergency protection", ("words", "given_at", "by"),
        since="at", name=lambda row, _: row.adviser, privileged=True,
    ),
)  # fmt: skip
