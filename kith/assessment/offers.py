"""What the assessment room offers the pages that gather a child's story."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet

from kith.access.models import Matter, Subject, User
from kith.access.prepared import Prepared
from kith.assessment import letters, policies
from kith.assessment.models import Assessment, ProposedConclusion, SectionText, Visit
from kith.assessment.queries.texts import texts
from kith.assessment.sections import sections
from kith.checks.kinds import Kind, offers_checks
from kith.documents.shelves import offers_shelf
from kith.frontdoor.models import Contact, Referral
from kith.letters.envelopes import offers_letters
from kith.people.queries import Badge, offers_badges
from kith.people.queries.badges import NEED
from kith.record.registry import GoingOn, Titled, offers_matters, offers_tonight, titled
from kith.record.then import Names, Part, shows_then
from kith.record.words import offers_texts
from kith.standards.words import long_date


def pages(matters: list[int]) -> Titled:
    """How assessments are named and reached."""
    return titled(
        Assessment.objects.filter(matter_id__in=matters), "Assessment", "number", "assessments", "matter__ref"
    )


def in_need(people: list[int]) -> QuerySet[Any, Any]:
    """Children in need: an assessment ended in a child in need plan, and the referral is still open."""
    planned = Assessment.objects.filter(child_id__in=people, outcome="cin_plan", state=Assessment.State.AUTHORISED)
    return planned.filter(referral__state=Referral.State.OPEN).values(pk=F("child_id"))


def child(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom an assessment is about."""
    return [(one.child, one.child.person.shown_name) for one in _of(matter=matter.pk)]


_of = Prepared(lambda matter: Assessment.objects.filter(matter_id=matter).select_related("child__person"), "matter")


def works(actor: User, matter: Matter) -> bool | str:
    """Whether somebody may ask agencies on an assessment and follow them: whoever may write in it."""
    return policies.work(actor, Assessment.objects.select_related("child").get(matter=matter))


def near(actor: User, matter: Matter) -> bool | str:
    """Whether somebody is near an assessment, concluded or not: what it left open is followed by them."""
    return policies.involved(actor, Assessment.objects.select_related("child").get(matter=matter))


def still_open(matters: Iterable[int]) -> set[int]:
    """Of these assessments those not authorised yet: what their agencies say is still waited for."""
    found = Assessment.objects.filter(matter_id__in=list(matters), state=Assessment.State.OPEN)
    return set(found.values_list("matter_id", flat=True))


def lead(matter: Matter) -> User | None:
    """Who leads it today."""
    return Assessment.objects.select_related("lead").get(matter=matter).lead


def rests_on(matter: Matter) -> list[Matter]:
    """What the family agreed to, or a manager authorised, in the assessment or on the contact it came from."""
    contact = _contact_of(matter)
    return [matter, contact.matter] if contact else [matter]


def mend(matter: Matter) -> list[tuple[str, str]]:
    """Agreement is recorded, and authority asked for, on the contact it came from; without one, agreement here."""
    contact = _contact_of(matter)
    if contact is None:
        return [("Record what the family says", f"/checks/to/{matter.ref}/agreement/")]
    return [
        ("Record what the family says", f"/contacts/{contact.ref}/consent/"),
        ("Ask a manager to authorise it", f"/contacts/{contact.ref}/ask-authority/"),
    ]


def _contact_of(matter: Matter) -> Contact | None:
    found = Assessment.objects.select_related("referral__contact__matter").get(matter=matter)
    return found.referral.contact if found.referral else None


def assessed_tonight(ids: list[int]) -> list[GoingOn]:
    """Assessments that are open, with who leads them."""
    rows = Assessment.objects.filter(child__in=ids, state=Assessment.State.OPEN).select_related("lead", "matter")
    return [
        GoingOn(
            f"Assessment, {row.get_legal_basis_display().lower()}", f"/assessments/{row.ref}/",
            f"Since {long_date(row.started_on)}. Lead: {row.lead.name if row.lead else 'nobody yet'}",
        )
        for row in rows.order_by("-started_on")
    ]  # fmt: skip


def section_title(row: Any, names: Names) -> str:
    """What the section is called, with which version of it stood."""
    title = next((one.title for one in sections() if one.key == row.key), row.key)
    return f"{title}, version {row.version}"


def written(row: Any, names: Names) -> list[tuple[str, str]]:
    """What was written in a section, question by question."""
    asked = [one for section in sections() if section.key == row.key for one in section.questions]
    labels = {name: one.label for one in asked for name in one.fields[:1]}
    return [(labels.get(key, "How we know"), _plain(value)) for key, value in row.answers.items()]


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(text for one in value.values() if (text := _plain(one)))
    if isinstance(value, list):
        return "\n".join(text for one in value if (text := _plain(one)))
    return "" if value is None else str(value)


offers_checks("assessment", Kind(child, works, near, still_open, lead, rests_on, mend))
offers_shelf("assessment", policies.reaches, child)
offers_matters("assessment", pages)
offers_tonight(20, assessed_tonight)
offers_texts(texts)
offers_letters("assessment", letters.CONCLUSION)
offers_badges(Badge(NEED, "need", "Child in need"), in_need)
shows_then(
    Part(
        Assessment, "assessments", "Assessments",
        ("started_on", "lead", "supervisor", "legal_basis", "direction", "state", "authorised_on", "outcome",
         "conclusion"),
        by="child", place=40, words={"outcome": lambda code: dict(Assessment.Outcome.choices).get(code, code)},
    ),
    Part(
        SectionText, "sections", "Sections of assessments", written, since="written_at", place=41,
        newest_of=("matter_id", "key"), name=section_title,
    ),
    Part(
        Visit, "visits", "Visits", ("at", "seen", "alone", "place", "words", "observed", "why_not_seen", "recorded_by"),
        by="child", place=42, name=lambda row, _: "Child seen" if row.seen else "Child not seen",
    ),
    Part(
        ProposedConclusion, "conclusions", "Conclusions sent to a manager",
        ("concern", "how_and_why", "need", "outcome", "conclusion", "sent_by", "sent_at", "state", "answer"),
        place=43,
    ),
)  # fmt: skip
