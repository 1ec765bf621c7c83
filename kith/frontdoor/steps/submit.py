"""A partner tells us of a worry, and reads what became of it (FD-03, FD-04, FD-08)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Agency, Matter, User
from kith.access.roles import ROLES, Ability
from kith.directory.models import LocalService, SignPost
from kith.directory.steps import ServiceSignposted
from kith.frontdoor import policies
from kith.frontdoor.models import Contact, ReferrerMessage, ServiceShown
from kith.frontdoor.portal_form import ServicesFirstForm, WorryForm
from kith.frontdoor.steps.receive import open_contact
from kith.kernel.perform import perform
from kith.kernel.step import Act, Step
from kith.sharing.steps import keep_consent
from kith.standards.codesets import agency_kinds
from kith.ui.forms import KithForm


def agencies_of(actor: User) -> list[Agency]:
    """The agencies that somebody may send a referral for today."""
    sends = [grant for grant in actor.grants if Ability.SUBMIT_REFERRALS in ROLES[grant.role].abilities]
    return [grant.agency for grant in sends if grant.agency is not None]


def submit(actor: User, target: Any) -> bool | str:
    """May send a referral: somebody who refers, for an agency we know."""
    may = policies.submit_referrals(actor, target)
    if may is not True:
        return may
    return bool(agencies_of(actor)) or "Your log-in names no agency. Ask the person who made it to add yours."


class SubmitReferral(Step):
    """Send a referral."""

    name = "frontdoor.referral_submitted"
    event = "frontdoor.contact_received"
    form = WorryForm
    may = submit
    done = "Contact received from {kind} through the portal, {when}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"agencies": agencies_of(actor)}

    def apply(self, act: Act, from_agency: Agency, **said: Any) -> Contact:
        """Write the contact with its children, what the family was asked, and the services that were looked at."""
        children, consents = said.pop("children"), said.pop("consents")
        services: list[LocalService] = said.pop("services")
        choice, reason = said.pop("services_choice"), said.pop("services_reason")
        kind = from_agency.kind if from_agency.kind in agency_kinds() else "unknown"
        about = {
            "referrer_role": said.pop("referrer_role") or act.actor.job_title,
            "referrer_phone": said.pop("referrer_phone") or act.actor.phone,
        }
        contact = open_contact(
            act,
            children,
            source_kind=kind,
            agency=from_agency,
            received_at=act.now,
            method=Contact.Method.PORTAL,
            referrer=act.actor,
            referrer_name=act.actor.name,
            **about,
            **said,
        )
        for consent in consents:
            keep_consent(act, contact.matter, **consent)
        if services and not contact.urgent:
            names = [service.name for service in services]
            ServiceShown.objects.create(
                matter=contact.matter, services=names, choice=choice or "not_said", reason=reason
            )
        return contact


class ServicesComeFirst(Step):
    """Try local help first."""

    name = "frontdoor.services_came_first"
    form = ServicesFirstForm
    may = submit
    done = "A family was told of local help before any referral"

    def apply(self, act: Act, services: list[LocalService], needs: list[str]) -> None:
        """Each is counted; nobody wrote down who the family is."""
        for service in services:
            perform(ServiceSignposted, act.actor, service, {"needs": needs, "where": SignPost.Where.PORTAL})


def own(actor: User, matter: Matter) -> bool | str:
    """May do this with a contact of their own only."""
    return matter.contact.referrer_id == actor.pk or "Only the person who sent this reads the answer here."


class AnswerRead(Step):
    """Read the answer."""

    name = "frontdoor.answer_read"
    form = KithForm
    may = own
    done = "The referrer read our message"

    def apply(self, act: Act) -> None:
        """Those who decided can see that their words arrived."""
        ReferrerMessage.objects.filter(matter=act.target, read_at=None).update(read_at=act.now)
        act.matter = act.target
