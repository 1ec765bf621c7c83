"""A child passed to assessment, and the referrer answered (FD-02, AS-01)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, MatterSubject, User
from kith.access.policies import needs
from kith.access.prepared import Prepared
from kith.access.roles import Ability
from kith.frontdoor.models import Contact, ContactChild, Referral, ReferrerMessage
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.people.policies import may_change
from kith.people.queries import not_yet_born
from kith.ui.forms import KithForm, LongText, Select, Tick


class ReferralForm(KithForm):
    """What the contact already says is not asked again."""

    significant_harm = Tick("Significant harm is suspected", required=False)


def follows_a_decision(actor: User, contact_child: Any) -> bool | str:
    """A referral follows a decision in force, and nothing else; whoever brings that into force passes the child on."""
    if contact_child.matter.contact.state != Contact.State.DECIDED:
        return "A referral follows from a decision on a contact. Decide the contact first."
    return needs(Ability.WORK_CONTACTS)(actor, contact_child)


class ReceiveReferral(Step):
    """Pass one child to assessment."""

    name = "frontdoor.referral_received"
    form = ReferralForm
    may = follows_a_decision
    done = "Referral {number} for assessment"

    def apply(self, act: Act, significant_harm: bool) -> Referral:
        """One referral per child; the law's clocks start from it."""
        row: ContactChild = act.target
        contact = row.matter.contact
        if row.child is None:
            raise Breach("Say first whether this is a child we know.")
        matter = Matter.objects.create(kind="referral")
        MatterSubject.objects.create(matter=matter, person=row.child)
        referral = Referral.objects.create(
            matter=matter,
            number=next_number("R", act.now),
            contact=contact,
            child=row.child,
            received_at=act.now,
            source_code=contact.source_code,
            significant_harm=significant_harm,
        )
        act.matter, act.happened_at, act.words = matter, act.now, {"number": referral.number}
        act.unborn = row.told_birth_date is None and not_yet_born(row.child)
        return referral


class DecideReferral(Step):
    """Decide the type of response to a referral."""

    name = "frontdoor.referral_decided"
    form = KithForm
    may = needs(Ability.WORK_CONTACTS)  # it follows the decision in the same act, by whoever brought that into force
    done = "Type of response decided: assessment"

    def apply(self, act: Act) -> Referral:
        """The threshold decision has answered it; the clock shows when."""
        act.matter = act.target.matter
        return act.target


def whoever_recorded_the_birth(actor: User, referral: Any) -> bool | str:
    """It follows the birth in the same act, by whoever may write it down, or by Kith itself from another system."""
    return actor.is_system or may_change(actor, referral.child)


class ReferredChildBorn(Step):
    """Say that a child referred before birth is born."""

    name = "frontdoor.referred_child_born"
    form = KithForm
    may = whoever_recorded_the_birth
    done = "The child of this referral is born: the time to see them begins"

    def apply(self, act: Act) -> Referral:
        """What nobody could do before the birth is due from now on (CL-04)."""
        act.matter = act.target.matter
        return act.target


class AcknowledgeForm(KithForm):
    """What the referrer is told."""

    kind = Select("What they are told", [("received", "We have it"), ("outcome", "What we decided")])
    words = LongText("In these words", max_length=8000)


def may_answer(actor: User, contact: Any) -> bool | str:
    """Kith itself says that a contact came; whoever works the front door says what came of it."""
    if contact is None:
        return "There is nobody to answer."
    return actor.is_system or needs(Ability.WORK_CONTACTS)(actor, contact)


_referrals_of = Prepared(
    lambda contact: Referral.objects.filter(contact_id=contact).select_related("matter"), "contact"
)


class AcknowledgeReferrer(Step):
    """Tell the referrer."""

    name = "frontdoor.referrer_acknowledged"
    form = AcknowledgeForm
    may = may_answer
    done = "Referrer told: {what}"

    def apply(self, act: Act, kind: str, words: str) -> ReferrerMessage:
        """The words wait in the portal; the e-mail that announces them says nothing about anybody."""
        contact: Contact = act.target
        message = ReferrerMessage.objects.create(
            matter=contact.matter, kind=kind, words=words, sent_by=act.actor, sent_at=act.now
        )
        act.matter = contact.matter
        act.clocks_of = [referral.matter for referral in _referrals_of(contact=contact.pk)]
        act.words = {"what": "what was decided" if kind == "outcome" else "that it was received"}
        return message
