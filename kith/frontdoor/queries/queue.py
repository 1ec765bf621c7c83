"""The one queue: everything waiting for a decision, the urgent above, least time left first (FD-01, FD-11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from kith.access.models import User
from kith.access.roles import Ability
from kith.frontdoor.models import Contact, ContactChild
from kith.frontdoor.policies import contacts_for, undecided_for
from kith.frontdoor.queries.decision import POLICE
from kith.frontdoor.queries.earlier import Before, before_each
from kith.kernel.now import now
from kith.record import clocks
from kith.record.clocks import ClockFace
from kith.record.models import Clock
from kith.sharing.models import AuthorityAsked, Consent, PoliceTold
from kith.sharing.queries import police_told
from kith.standards.codesets import codes

PAGE = 50
UNAGREED = (Consent.State.NOT_ASKED, Consent.State.REFUSED, Consent.State.WITHDRAWN)


@dataclass
class QueueRow:
    """One contact as the queue shows it."""

    contact: Contact
    children: list[ContactChild]
    clock: ClockFace | None
    before: Before
    agreement: list[tuple[str, bool]] = field(default_factory=list)  # what was said, and whether it leaves it open
    police_told: str = ""
    type_words: str = ""

    @property
    def names(self) -> str:
        return names_of(self.children)

    @property
    def ages(self) -> str:
        known = [age_told(row) for row in self.children]
        return joined([age for age in known if age])

    @property
    def unrecognised(self) -> int:
        return sum(row.recognition == ContactChild.Recognition.WAITING for row in self.children)

    @property
    def known(self) -> str:
        """Whether the household is known, in words."""
        if any(row.recognition == ContactChild.Recognition.UNSURE for row in self.children):
            return "May be known"
        if self.unrecognised:
            return "Not yet compared"
        if not any(row.recognition == ContactChild.Recognition.SAME for row in self.children):
            return "New to us"
        earlier = self.before.contacts
        if not earlier:
            return "Known"
        return f"Known: {earlier} contact{'' if earlier == 1 else 's'} in {self.before.months} months"


def names_of(rows: list[ContactChild]) -> str:
    """ "Amara, Chidi and Noah Okafor": as the records we hold call those who were recognised, the others as told."""
    called = [row.called for row in rows]
    named = [given or family for given, family in called if given or family]
    if not named:
        return "Child, name not known"
    families = {family for given, family in called if given}
    return joined(named) + (f" {next(iter(families))}" if len(families) == 1 else "").rstrip()


def joined(words: list[str]) -> str:
    """ "Amara, Chidi and Noah"."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def age_told(row: ContactChild) -> str:
    """How old, as far as we were told."""
    if row.told_birth_date:
        today = now().date()
        born = row.told_birth_date
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        return str(years) if years else "under 1"
    if row.told_expected_date:
        return f"due {row.told_expected_date:%B}"
    return f"about {row.told_age}" if row.told_age is not None else ""


def waiting(actor: User, *, source: str = "", type: str = "", with_whom: str = "") -> QuerySet[Contact]:
    """Contacts not yet decided that this person may see, filtered as the address says."""
    found = Contact.objects.filter(undecided_for(actor))
    found = found.select_related("matter", "agency", "claimed_by")
    if source:
        found = found.filter(source_code=source)
    if type:
        found = found.filter(type=type)
    if with_whom == "me":
        found = found.filter(claimed_by=actor)
    elif with_whom == "nobody":
        found = found.filter(claimed_by=None)
    elif with_whom == "sign":
        found = found.filter(state=Contact.State.TO_SIGN)
    return found


def pressing() -> Q:
    """What stands above the queue: urgent, or a suspected crime that the police do not know of (FD-11)."""
    told = police_told().filter(matter_id=OuterRef("pk"))
    return Q(urgent=True) | Q(~Q(source_code=POLICE), ~Exists(told), crime_suspected=True)


def page_of(contacts: QuerySet[Contact], page: int) -> tuple[list[QueueRow], list[QueueRow], bool]:
    """Everything pressing, one page of the rest, least time left first, and whether there is more after it."""
    decide = Clock.objects.filter(matter_id=OuterRef("pk"), rule="contact.decide", stopped_at=None)
    found = contacts.annotate(pressing=ExpressionWrapper(pressing(), output_field=BooleanField()))
    found = found.annotate(decide_by=Subquery(decide.values("due_at")[:1]))
    found = found.order_by(F("decide_by").asc(nulls_last=True), "received_at", "pk")
    start = (page - 1) * PAGE
    above, rest = list(found.filter(pressing=True)), list(found.filter(pressing=False)[start : start + PAGE + 1])
    shown = rows([*above, *rest[:PAGE]])
    return shown[: len(above)], shown[len(above) :], len(rest) > PAGE


def every_row(contacts: QuerySet[Contact]) -> Iterator[QueueRow]:
    """The whole queue, page after page, for a spreadsheet."""
    above, rest, more = page_of(contacts, 1)
    yield from [*above, *rest]
    page = 1
    while more:
        page += 1
        _, rest, more = page_of(contacts, page)
        yield from rest


def rows(chosen: list[Contact]) -> list[QueueRow]:
    """Contacts with everything the queue shows of them, in a fixed number of queries."""
    ids = [contact.pk for contact in chosen]
    spoken_of = ContactChild.objects.filter(matter_id__in=ids).exclude(recognition="twice").order_by("proposed", "id")
    spoken_of = spoken_of.select_related("child__person")
    children = _by_matter(spoken_of)
    clock_of = _decide_clocks(ids)
    agreed = _by_matter(Consent.objects.filter(matter_id__in=ids).order_by("recorded_at"))
    told = {p.matter_id: p for p in police_told().filter(matter_id__in=ids).select_related("told_by")}
    before = before_each(chosen)
    types = codes("kith", "ContactType")
    return [
        QueueRow(
            contact,
            children[contact.pk],
            clock_of.get(contact.pk),
            before[contact.pk],
            [(f"{c.asked_of}: {c.get_state_display().lower()}", c.state in UNAGREED) for c in agreed[contact.pk]],
            _police_words(contact, told.get(contact.pk)),
            types.get(contact.type, contact.type),
        )
        for contact in chosen
    ]


def _by_matter(found: QuerySet[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for one in found:
        grouped[one.matter_id].append(one)
    return grouped


def _decide_clocks(ids: list[int]) -> dict[int, ClockFace]:
    running = Clock.objects.filter(matter_id__in=ids, rule="contact.decide", stopped_at=None)
    return {clock.matter_id: clocks.face(clock) for clock in running.select_related("started_by")}


def _police_words(contact: Contact, told: PoliceTold | None) -> str:
    if contact.source_code == POLICE:
        return "Police are the referrer"
    if told is None:
        return ""
    return f"Yes, by {told.told_by.name}, log {told.log_number}"


def tally(actor: User) -> dict[str, int]:
    """The numbers over the queue, in one query."""
    return waiting(actor).aggregate(
        urgent=Count("pk", distinct=True, filter=pressing()),
        undecided=Count("pk", distinct=True),
        to_sign=Count("pk", distinct=True, filter=Q(state=Contact.State.TO_SIGN)),
        untaken=Count("pk", distinct=True, filter=Q(claimed_by=None)),
        late=Count("pk", distinct=True, filter=Q(matter__clocks__rule="contact.decide", matter__clocks__stopped_at=None)
                   & Q(matter__clocks__due_at__lt=now())),
    )  # fmt: skip


def to_sign(actor: User) -> QuerySet[Contact]:
    """Decisions that wait for this person's signature."""
    return waiting(actor, with_whom="sign").exclude(matter__threshold_decision__decider=actor)


def authority_asked(actor: User) -> list[tuple[AuthorityAsked, str]]:
    """Requests to share without consent that wait for this manager, with whom they are about; oldest first."""
    if not actor.may(Ability.AUTHORISE_WITHOUT_CONSENT):
        return []
    waits = AuthorityAsked.objects.filter(answered_at=None).exclude(asked_by=actor)
    open_to_them = waits.filter(matter__contact__in=Contact.objects.filter(contacts_for(actor)))
    found = list(open_to_them.select_related("matter__contact", "asked_by").order_by("asked_at", "pk")[:PAGE])
    rows = ContactChild.objects.filter(matter_id__in=[one.matter_id for one in found]).exclude(recognition="twice")
    children = _by_matter(rows.select_related("child__person").order_by("proposed", "id"))
    return [(one, names_of(children[one.matter_id])) for one in found]
