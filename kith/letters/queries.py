"""Reading letters. Whatever is hidden from whoever is acting is absent, by the wall."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from kith.access.models import Agency, Matter, RoleGrant, User
from kith.access.policies import open_to
from kith.access.prepared import Prepared
from kith.access.roles import ROLES, Ability
from kith.kernel.now import today
from kith.letters.envelopes import Envelope, Offer, Recipient, offer_of, recipient_of
from kith.letters.models import Letter, SafetyFlag

M = TypeVar("M", bound=Model)
READERS = [role.key for role in ROLES.values() if role.agency and Ability.SUBMIT_REFERRALS in role.abilities]
MANAGERS = [role.key for role in ROLES.values() if Ability.SUPERVISE in role.abilities]
_ROUND = ("matter", "person__person", "agency", "user", "written_by", "sent_by", "acknowledged_by", "withheld_by")


def _whole() -> QuerySet[Letter]:
    return Letter.objects.select_related(*_ROUND, "replaced_by", "replaces")


_by_ref = Prepared(lambda ref: _whole().filter(ref=ref), "ref")


def by_ref(ref: str) -> Letter | None:
    """One version of one letter."""
    return _by_ref.first(ref=ref)


def flag_by_ref(ref: str) -> SafetyFlag | None:
    """What stops letters to a family."""
    return SafetyFlag.objects.select_related("child__person", "raised_by").filter(ref=ref).first()


def work_by_ref(ref: str) -> Matter | None:
    """A piece of work, whatever its kind."""
    return Matter.objects.filter(ref=ref).first()


def envelopes(matter: Matter) -> list[Envelope]:
    """Everybody who is told of a piece of work: those the record proposes, and those who were written to besides."""
    offer = offer_of(matter)
    if offer is None:
        return []
    letters = {one.key: one for one in _whole().filter(matter=matter, replaced_by=None).order_by("pk")}
    found = [Envelope(offer, matter, _as_written(one, letters), letters.pop(one.key, None))
             for one in offer.recipients(matter)]  # fmt: skip
    return found + [Envelope(offer, matter, recipient_of(one), one) for one in letters.values()]


def _as_written(recipient: Recipient, letters: dict[str, Letter]) -> Recipient:
    """A recipient under the name the letter to them has."""
    letter = letters.get(recipient.key)
    return replace(recipient, name=letter.name) if letter else recipient


def envelope(matter: Matter, key: str) -> Envelope | None:
    """One of them; also an agency that nobody proposed: any of the directory may be told."""
    found = next((one for one in envelopes(matter) if one.recipient.key == key), None)
    offer = offer_of(matter)
    if found is not None or offer is None or not key.startswith(AGENCY):
        return found
    agency = Agency.objects.filter(ref=key.removeprefix(AGENCY)).first()
    return Envelope(offer, matter, agency_recipient(agency, "added by the writer")) if agency else None


AGENCY = "agency-"


def agency_recipient(agency: Agency, about: str) -> Recipient:
    """An agency as somebody who is told."""
    return Recipient(f"{AGENCY}{agency.ref}", Letter.Audience.AGENCY, agency.name, about, agency=agency)


def other_agencies(found: list[Envelope]) -> list[Agency]:
    """The agencies that are not told yet, by name."""
    told = {one.recipient.agency.pk for one in found if one.recipient.agency and one.recipient.audience == "agency"}
    return list(Agency.objects.exclude(pk__in=told).order_by("name"))


def offer_for(letter: Letter) -> Offer | None:
    """How the work of a letter is told."""
    return offer_of(letter.matter)


def versions(letter: Letter) -> list[Letter]:
    """Every version of a letter, newest first."""
    return list(_whole().filter(matter=letter.matter_id, key=letter.key).order_by("-edition"))


def readers_at(agency: Agency | None) -> list[User]:
    """Who of an agency reads letters in the portal, by name."""
    if agency is None:
        return []
    held = RoleGrant.objects.filter(RoleGrant.live(), agency=agency, role__in=READERS).values("user_id")
    return list(User.objects.filter(pk__in=held, is_active=True).order_by("name"))


def sent_in_portal(actor: User) -> QuerySet[Letter]:
    """What was sent to somebody in the portal, for an agency they still work for; a corrected version alone."""
    sent = Q(state__in=[Letter.State.SENT, Letter.State.ACKNOWLEDGED], how=Letter.How.PORTAL)
    newer = Letter.objects.filter(sent, matter=OuterRef("matter"), key=OuterRef("key"), edition__gt=OuterRef("edition"))
    found = Letter.objects.filter(sent, ~Exists(newer), user=actor, agency_id__in=actor.agency_ids)
    unread_first = F("acknowledged_on").desc(nulls_first=True)
    return found.select_related("matter", "agency", "sent_by").order_by(unread_first, "-sent_on", "-pk")


def to_review(actor: User) -> QuerySet[Letter]:
    """Withheld letters whose review date has come: due to the manager who withheld each. Where they have left or manage
    nobody any more, to every manager to whom the child's record is open (AS-20)."""
    due = Letter.objects.filter(state=Letter.State.WITHHELD, review_on__lte=today(), replaced_by=None)
    return comes_back_to(actor, due, "withheld_by").select_related("matter").order_by("review_on", "pk")


def comes_back_to(actor: User, due: QuerySet[M], by: str) -> QuerySet[M]:
    """Of what was withheld and is to be looked at again, on work about somebody, what this person looks at.

    Args:
        by: the field that names the manager who withheld it.
    """
    if not actor.may(Ability.SUPERVISE):
        return due.none()
    still = RoleGrant.objects.filter(RoleGrant.live(), user=OuterRef(by), role__in=MANAGERS)
    nobodys = ~Exists(still.filter(user__is_active=True)) & open_to(actor, "matter__subjects__person")
    return due.filter(Q(**{by: actor}) | nobodys).distinct()
