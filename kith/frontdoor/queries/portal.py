"""What a referrer may read: what they sent, where it stands in kind words, and what we told them (FD-03)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from kith.access.models import Team, User
from kith.frontdoor.models import Contact, ContactChild, ReferrerMessage, ServiceShown
from kith.frontdoor.queries.queue import age_told, joined
from kith.sharing.models import Consent
from kith.standards.codesets import codes

PAGE = 50


def sent_by(actor: User) -> Q:
    """The contacts that somebody sent themselves, for an agency they still write for. A colleague's are not theirs."""
    return Q(referrer=actor, agency_id__in=actor.agency_ids)


def standing_words(contact: Contact) -> str:
    """Where it stands, and no more than the referrer may know."""
    if contact.state == Contact.State.DECIDED:
        decision = getattr(contact.matter, "threshold_decision", None)
        told = decision is not None and decision.tell_referrer == "outcome"
        return "Decided: read our answer" if told else "We have it and are acting on it"
    return "Somebody is reading it" if contact.claimed_by_id or contact.state == Contact.State.TO_SIGN else "We have it"


@dataclass
class SentRow:
    """One contact in a referrer's list."""

    contact: Contact
    names: str
    standing: str
    unread: int


def rows(actor: User, page: int = 1) -> tuple[list[SentRow], bool]:
    """What somebody sent: those with something to read first, then the newest. And whether there are more."""
    unread = Count("matter__referrer_messages", filter=Q(matter__referrer_messages__read_at=None))
    found = Contact.objects.filter(sent_by(actor)).annotate(unread=unread)
    found = found.select_related("matter__threshold_decision").order_by(F("unread").desc(), "-received_at")
    start = (page - 1) * PAGE
    chosen = list(found[start : start + PAGE + 1])
    children = ContactChild.objects.filter(matter_id__in=[one.pk for one in chosen], proposed=False).order_by("id")
    named: dict[int, list[str]] = {}
    for child in children:
        named.setdefault(child.matter_id, []).append(child.told_given or child.told_family or "a child")
    shown = [
        SentRow(one, joined(named.get(one.pk, [])) or "A child", standing_words(one), one.unread)
        for one in chosen[:PAGE]
    ]
    return shown, len(chosen) > PAGE


@dataclass
class Sent:
    """One contact as its referrer reads it: their own words, and ours to them."""

    contact: Contact
    children: list[tuple[ContactChild, str]]
    consents: list[Consent]
    messages: list[ReferrerMessage]
    services: ServiceShown | None

    @property
    def standing(self) -> str:
        return standing_words(self.contact)

    @property
    def type_words(self) -> str:
        return codes("kith", "ContactType").get(self.contact.type, self.contact.type)

    @property
    def unread(self) -> bool:
        return any(message.read_at is None for message in self.messages)


def sent(actor: User, ref: str) -> Sent | None:
    """One contact that this person sent; nothing for anybody else's."""
    found = Contact.objects.filter(sent_by(actor), matter__ref=ref)
    contact = found.select_related("matter__threshold_decision", "agency").first()
    if contact is None:
        return None
    children = ContactChild.objects.filter(matter=contact.matter, proposed=False).order_by("id")
    return Sent(
        contact,
        [(child, age_told(child)) for child in children],
        list(Consent.objects.filter(matter=contact.matter, recorded_by=actor).order_by("pk")),
        list(ReferrerMessage.objects.filter(matter=contact.matter).order_by("-sent_at", "-pk")),
        ServiceShown.objects.filter(matter=contact.matter).first(),
    )


def numbers_to_ring() -> list[Team]:
    """Who answers the phone about a worry: the hub by day, the duty team at night."""
    kinds = [Team.Kind.MASH, Team.Kind.DUTY]
    return sorted(
        Team.objects.filter(kind__in=kinds).exclude(phone=""), key=lambda team: kinds.index(Team.Kind(team.kind))
    )


def received_words(contact: Contact) -> dict[str, str]:
    """The acknowledgement a referrer has at once, in the portal."""
    words = (
        f"Thank you for telling us. We have it, and its number is {contact.number}. A worker reads it, and "
        "we tell you here what we decide. If anything changes, ring us. If a child is in danger now, call 999."
    )
    return {"kind": "received", "words": words}
