"""What has been written in assessments about somebody, for finding words in it."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, Model, OuterRef, TextField, Value, When

from kith.assessment.models import (
    Assessment,
    BedAndBreakfast,
    FollowOn,
    HomelessApproach,
    HomelessDuties,
    InterpreterWaiver,
    LengthReview,
    NewInformation,
    OverseasEnquiry,
    ParentSeen,
    PlanAgreement,
    Prebirth,
    PrebirthDisclosure,
    ProposedConclusion,
    SectionText,
    SpecialistReferral,
    StrategyConsidered,
    Supervision,
    Visit,
)
from kith.assessment.sections import sections
from kith.record.words import JsonTexts, Texts, joined
from kith.sharing.models import CrimeTakenBack, PoliceTold

# What is kept beside the sections: what it is called, where on the assessment's pages it is read, when, its texts.
# Why something follows is a copy of what was written where it was asked for or allowed, and is found there.
Kept = tuple[type[Model], str, str, str, tuple[str, ...]]
KEPT: tuple[Kept, ...] = (
    (Visit, "Visit", "#visits", "at",
     ("words", "observed", "why_not_alone", "why_not_seen", "communication", "why_not_followed", "next_step")),
    (ParentSeen, "A parent or carer was seen", "#visits", "at", ("views", "told", "why_together")),
    (InterpreterWaiver, "No interpreter, agreed by a manager", "#visits", "at", ("reason",)),
    (ProposedConclusion, "Findings", "", "sent_at",
     ("concern", "how_and_why", "urgent", "conclusion", "why_now", "answer")),
    (PlanAgreement, "Plan agreed", "write/plan/", "at", ("words",)),
    (Supervision, "Supervision", "", "at", ("protect_why", "reflection", "challenge", "direction")),
    (LengthReview, "Review of the length", "#review", "at", ("protect_why", "words")),
    (NewInformation, "Learned after the conclusion", "", "recorded_at", ("what", "source", "meaning", "why")),
    (FollowOn, "What follows", "#follows", "begun_at", ("words",)),
    (Prebirth, "Before the birth", "#prebirth", "opened_at", ("begun_late_because", "proceedings_because")),
    (PrebirthDisclosure, "A parent on the pre-birth assessment", "#prebirth", "sent_at",
     ("solicitor", "response", "amendments")),
    (HomelessApproach, "Homeless at 16 or 17", "#homeless", "recorded_at", ("words",)),
    (HomelessDuties, "Duties to a homeless young person", "#homeless", "recorded_at",
     ("duty_why", "understanding", "advice", "arrangement_words", "housing_not_told_because", "intentional")),
    (BedAndBreakfast, "Bed and breakfast, by exception", "#homeless", "at", ("reason",)),
    (OverseasEnquiry, "Authority abroad", "write/abroad/", "asked_at",
     ("whom", "authority", "question", "answer", "lawful", "travel_because", "travel_terms")),
    (StrategyConsidered, "Strategy discussion considered", "#police", "at", ("why",)),
    (CrimeTakenBack, "A suspected crime, taken back", "#police", "at", ("why",)),
    (PoliceTold, "Police told", "#police", "told_at", ("crime", "officer", "log_number", "interim_safety")),
    (SpecialistReferral, "Specialist referral", "write/specialist_danger/", "at", ("whom", "words", "danger")),
)  # fmt: skip


def texts(people: list[int]) -> list[Texts]:
    """Sections as they stand, directions and conclusions, visits, findings, and what special pathways keep (AS-13)."""
    return [_sections(people), _assessments(people), *(_kept(people, *one) for one in KEPT)]


def _sections(people: list[int]) -> Texts:
    later = SectionText.objects.filter(
        matter_id=OuterRef("matter_id"), key=OuterRef("key"), version__gt=OuterRef("version")
    )
    named = [When(key=one.key, then=Value(one.title.replace("{name}", "the child"))) for one in sections()]
    section = Case(*named, default=F("key"), output_field=TextField())
    return SectionText.objects.filter(~Exists(later), matter__assessment__child_id__in=people).annotate(
        at=F("written_at"),
        title=joined("Assessment ", F("matter__assessment__number"), ": ", section),
        address=joined("/assessments/", F("matter__ref"), "/write/", F("key"), "/"),
        text=JsonTexts(F("answers")),
    )


def _assessments(people: list[int]) -> Texts:
    said = (
        "conclusion",
        "direction",
        "review_words",
        "not_seen_because",
        "late_family",
        "late_professionals",
        "why_incomplete",
    )
    return Assessment.objects.filter(child_id__in=people).annotate(
        at=F("opened_at"),
        title=joined("Assessment ", F("number")),
        address=joined("/assessments/", F("matter__ref"), "/"),
        text=_lines(said),
    )


def _kept(people: list[int], model: Any, title: str, where: str, at: str, columns: tuple[str, ...]) -> Texts:
    since = {} if at == "at" else {"at": F(at)}
    rows = model.objects.filter(matter__assessment__child_id__in=people)
    if model is FollowOn:  # allowed again, its answer is the reason given for that
        rows = rows.exclude(answer=FollowOn.Answer.AGAIN)
    return rows.annotate(
        title=joined(title),
        address=joined("/assessments/", F("matter__ref"), f"/{where}"),
        text=_lines(columns),
        **since,
    )


def _lines(columns: tuple[str, ...]) -> Any:
    return joined(*(part for column in columns for part in (F(column), "\n")))
