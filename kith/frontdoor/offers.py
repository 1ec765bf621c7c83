"""What the front door offers the pages that gather a child's story."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from kith.access.models import Agency, Matter, MatterSubject, Subject, User
from kith.checks.kinds import Known, offers_known_agencies
from kith.documents.shelves import offers_shelf
from kith.frontdoor import policies
from kith.frontdoor.models import Contact, ContactChild, Referral, ThresholdDecision
from kith.record.models import StepEvent
from kith.record.registry import GoingOn, Source, Titled, offers_matters, offers_sources, offers_tonight, titled
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts
from kith.standards.codesets import agency_kinds
from kith.standards.words import local_day, long_date

# What people write in the box for a school when there is none (AS-11).
NO_SCHOOL = {
    "-", "?", "excluded", "home educated", "home education", "home schooled", "n/a", "na", "nil", "no", "no school",
    "none", "not at school", "not attending", "not in education", "not in school", "not known", "out of school",
    "unknown",
}  # fmt: skip

# Sources of the census that are people and no agency: family, neighbours, the child, the public, nobody known.
NO_AGENCY = ("1A", "1B", "1C", "1D", "9", "10")


def contacts(matters: list[int]) -> Titled:
    """How contacts are named and reached."""
    return titled(Contact.objects.filter(matter_id__in=matters), "Contact", "number", "contacts", "matter__ref")


def referrals(matters: list[int]) -> Titled:
    """How referrals are named; each is read with the contact it came from. One brought in without has no page."""
    came = Referral.objects.filter(matter_id__in=matters).exclude(contact=None)
    return titled(came, "Referral", "number", "contacts", "contact__matter__ref")


def reaches(actor: User, matter: Matter) -> bool:
    """Whether somebody may read a contact, for whatever reason: it waits in their queue, or they wrote it down."""
    return Contact.objects.filter(policies.contacts_for(actor), matter=matter).exists()


def children(matter: Matter) -> list[tuple[Subject, str]]:
    """The children of a contact that were recognised."""
    rows = ContactChild.objects.filter(matter=matter).exclude(child=None).select_related("child__person")
    return [(row.child, row.child.person.shown_name) for row in rows.order_by("pk") if row.child]


def agencies(people: Iterable[int]) -> list[Known]:
    """The schools we were told of for somebody, and the agencies that told us of them, the newest first."""
    rows = ContactChild.objects.filter(child_id__in=list(people)).select_related("child__person")
    rows = rows.select_related("matter__contact__agency").order_by("-matter__contact__received_at")
    found: dict[tuple[str, str], Known] = {}
    for row in rows:
        contact, name = row.matter.contact, row.called[0] or "The child"
        day = long_date(local_day(contact.received_at))
        if row.told_school and row.told_school.strip().casefold() not in NO_SCHOOL:
            school = Agency.objects.filter(kind="school", name__iexact=row.told_school.strip()).first()
            said = Known("school", row.told_school, f"{name}'s school, as we were told on {day}", school)
            found.setdefault((said.kind, said.name.casefold()), said)
        if contact.agency is not None:
            told = Known(contact.agency.kind, contact.agency.name, f"They told us of {name} on {day}", contact.agency)
            found.setdefault((told.kind, told.name.casefold()), told)
    return list(found.values())


def waiting_tonight(ids: list[int]) -> list[GoingOn]:
    """Contacts about somebody that wait for a decision: what we were told."""
    about = MatterSubject.objects.filter(person_id__in=ids, until=None).values("matter_id")
    rows = Contact.objects.filter(matter__in=about).exclude(state=Contact.State.DECIDED).select_related("matter")
    return [
        GoingOn(f"Contact {row.number}", f"/contacts/{row.ref}/", row.get_state_display(), (row.worry,))
        for row in rows.order_by("-received_at")
    ]


def texts(people: list[int]) -> list[Texts]:
    """What was told to the front door about somebody."""
    about = Contact.objects.filter(matter__in=MatterSubject.objects.filter(person_id__in=people).values("matter_id"))
    worries = about.annotate(
        at=F("received_at"),
        title=joined("Contact ", F("number")),
        address=joined("/contacts/", F("matter__ref"), "/"),
        text=F("worry"),
    )
    return [worries]


def told_by(events: list[StepEvent]) -> dict[int, Source]:
    """Who told us of a contact: the agency, or what kind of person they were."""
    found = {
        row.pk: row for row in Contact.objects.filter(pk__in=[one.matter_id for one in events]).select_related("agency")
    }
    return {one.pk: _source(found[one.matter_id]) for one in events if one.matter_id in found}


def _source(contact: Contact) -> Source:
    if contact.method == Contact.Method.OWN_WORK:
        return Source(contact.get_method_display())
    kinds = {kind.referral_source: kind for kind in agency_kinds().values()}
    kind = kinds.get(contact.source_code)
    name = contact.agency.name if contact.agency else kind.label if kind else "Not known"
    key = contact.agency.kind if contact.agency else kind.key if kind else "unknown"
    return Source(name, contact.agency is not None or contact.source_code not in NO_AGENCY, key)


offers_texts(texts, policies.reads_about_children)
offers_sources(("frontdoor.contact_received", "frontdoor.referral_submitted"), told_by)
offers_known_agencies(agencies)
offers_shelf("contact", reaches, children)
offers_matters("contact", contacts)
offers_tonight(15, waiting_tonight, policies.reads_about_children)
offers_matters("referral", referrals)
shows_then(
    Part(
        Contact, "contacts", "Contacts",
        ("received_at", "agency", "worry", "harm", "childs_words", "safe_words", "state"), place=30,
        may=policies.reads_about_children,
    ),
    Part(
        ThresholdDecision, "decisions", "Threshold decisions",
        ("level", "rationale", "decider", "signed_by", "decided_at"), name=lambda row, _: "Decision", place=31,
        may=policies.reads_about_children,
    ),
    Part(Referral, "referrals", "Referrals", ("received_at", "state", "closed_on"), by="child", place=32),
)  # fmt: skip
