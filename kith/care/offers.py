"""What the room of care offers the pages that gather a child's story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from kith.access.models import Matter, Subject
from kith.care import policies
from kith.care.models import CareEpisode, CareReview, PeriodOfCare
from kith.care.queries import looked_after
from kith.care.statuses import badge_words, words_of
from kith.documents.shelves import offers_shelf
from kith.people.queries import Badge, offers_badges
from kith.people.queries.badges import LOOKED_AFTER
from kith.record.registry import GoingOn, Titled, offers_matters, offers_tonight, titled
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts
from kith.standards.codesets import codes
from kith.standards.words import full_moment, long_date

KIND, TITLE = "care", "Period of care"


def pages(matters: list[int]) -> Titled:
    """How periods of care are named and reached."""
    return titled(PeriodOfCare.objects.filter(matter_id__in=matters), TITLE, "number", "care", "matter__ref")


def people(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom it is about: one child."""
    child = PeriodOfCare.objects.select_related("child__person").get(matter=matter).child
    return [(child, child.person.shown_name)]


def wears(ids: list[int]) -> QuerySet[Any, Any]:
    """Of these records those of a child who is looked after, with the legal status."""
    return looked_after(ids).values(pk=F("matter__period_of_care__child_id"), says=F("status"))


def texts(ids: list[int]) -> Iterator[Texts]:
    """Why care, with whose consent, by which plan, what the review said and how it ended, for finding words."""
    title, address = joined(TITLE), joined("/care/", F("matter__ref"), "/")
    mine = {"matter__period_of_care__child__in": ids}
    yield PeriodOfCare.objects.filter(child__in=ids).annotate(
        at=F("began_at"), title=title, address=address,
        text=joined(
            F("why"), "\n", F("consent_by"), "\n", F("understood"), "\n", F("holders"), "\n", F("child_says"), "\n",
            F("lives"), "\n", F("plan_words"), "\n", F("plan_ref"), "\n", F("decided_words"), "\n", F("ended_words"),
        ),
    )  # fmt: skip
    yield CareEpisode.objects.filter(**mine).annotate(
        at=F("began_at"), title=title, address=address, text=joined(F("rests_on"))
    )
    yield CareReview.objects.filter(**mine).annotate(
        title=title, address=address, text=joined(F("child_part"), "\n", F("said"))
    )


def tonight(ids: list[int]) -> list[GoingOn]:
    """Under which status the child is looked after, where they live, who has parental responsibility, and the plan."""
    rows = PeriodOfCare.objects.filter(child__in=ids, state__in=["asked", "open"]).select_related("matter")
    status = {row.matter_id: row for row in looked_after(ids)}
    return [
        GoingOn(
            badge_words(status[row.pk].status) if row.pk in status else "Care by agreement is asked for", row.href,
            row.stands,
            (f"Lives: {row.lives}", f"Parental responsibility: {row.holders}")
            + ((f"It rests on: {status[row.pk].rests_on}",) if row.pk in status else ())
            + (f"Care plan of {long_date(row.plan_on)}: {row.plan_words}",),
        )
        for row in rows
    ]  # fmt: skip


offers_shelf(KIND, policies.nobody, people)
offers_matters(KIND, pages)
offers_texts(texts)
offers_badges(Badge(LOOKED_AFTER, "looked-after", "Looked after"), wears, badge_words)
offers_tonight(6, tonight)
shows_then(
    Part(
        PeriodOfCare, "care", "Periods of care",
        ("state", "route", "entered_from", "began_at", "need", "why", "consent", "consent_by", "consent_at",
         "understood", "holders", "child_says", "lives", "plan_words", "plan_ref", "plan_on", "decided_by",
         "decided_words", "officer", "ended_at", "ended_as", "ended_words"),
        by="child",
        words={"need": lambda code: codes("ssda903", "CIN").get(code, code),
               "ended_as": lambda code: codes("ssda903", "REC").get(code, code)},
    ),
    Part(
        CareEpisode, "care_episodes", "Legal statuses",
        ("status", "began_at", "began_as", "rests_on", "ended_at", "ended_as"),
        words={"status": words_of, "began_as": lambda code: codes("ssda903", "RNE").get(code, code),
               "ended_as": lambda code: codes("ssda903", "REC").get(code, code)},
        name=lambda row, _: f"Since {full_moment(row.began_at)}",
    ),
    Part(
        CareReview, "care_reviews", "First reviews of looked-after children",
        ("held_at", "chaired_by", "child_part", "said"), since="at",
    ),
)  # fmt: skip
