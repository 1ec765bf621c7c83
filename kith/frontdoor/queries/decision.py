"""What a decision still lacks, computed by the rules that accept it; the page shows the same (FD-04 to FD-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kith.access.models import User
from kith.access.policies import identity_of
from kith.access.prepared import Prepared
from kith.access.roles import Ability
from kith.frontdoor.models import Contact, ContactChild, ThresholdDecision
from kith.frontdoor.queries.earlier import how_many_before, open_referrals
from kith.kernel.now import LONDON
from kith.kernel.perform import Breach
from kith.record.models import Clock
from kith.record.own_numbers import number
from kith.sharing.models import Consent
from kith.sharing.queries import live_authorisations, police_told, standing, whether_sought
from kith.standards import consent as consents
from kith.standards import thresholds

Outcome = ContactChild.Outcome
NEEDS_AGREEMENT = {Outcome.REFERRAL, Outcome.EARLY_HELP}
PASSED_ON = {Outcome.REFERRAL, Outcome.STRATEGY}
POLICE = "6"


def document_for(contact: Contact) -> thresholds.ThresholdDocument:
    """The threshold document that a contact is decided by: the one in force when it reached us (FD-09)."""
    return thresholds.document_on(contact.received_at.astimezone(LONDON).date())


def signature_needed(contact: Contact, rows: list[ContactChild], level: str) -> bool:
    """Whether a manager signs: whenever a child is passed on for assessment or more, and at the specialist level."""
    return level == ThresholdDecision.Level.SPECIALIST or any(row.outcome in PASSED_ON for row in rows)


def unrecognised(rows: list[ContactChild]) -> list[ContactChild]:
    """Children nobody has yet compared with the records we hold."""
    return [row for row in rows if row.recognition == ContactChild.Recognition.WAITING]


def crime_untold(contact: Contact) -> bool:
    """Whether a crime is suspected and it was not the police who told us."""
    return contact.crime_suspected and contact.source_code != POLICE


def police_owed(contact: Contact) -> bool:
    """Whether a suspected crime has not reached the police; when they told us, it has (FD-11)."""
    return crime_untold(contact) and not police_told().filter(matter=contact.matter).exists()


def may_act(contact: Contact, answers: Sequence[Consent] | None = None) -> bool:
    """Whether somebody agreed, or a manager authorised acting without asking (FD-04, FD-05)."""
    answers = standing(contact.matter) if answers is None else answers
    return any(one.state == Consent.State.GIVEN for one in answers) or bool(live_authorisations(contact.matter))


def refused(contact: Contact, answers: Sequence[Consent] | None = None) -> bool:
    """Whether help was refused or agreement withdrawn.

    Args:
        answers: those standing, where the caller has asked already; so for `may_act`.
    """
    states = (Consent.State.REFUSED, Consent.State.WITHDRAWN)
    return any(one.state in states for one in (standing(contact.matter) if answers is None else answers))


def is_late(contact: Contact, moment: datetime) -> bool:
    """Whether the time to decide has passed."""
    return any(clock.due_at is not None and clock.due_at < moment for clock in _to_decide(matter=contact.pk))


_to_decide = Prepared(
    lambda matter: Clock.objects.filter(matter_id=matter, rule="contact.decide", stopped_at=None), "matter"
)


def check(
    contact: Contact,
    rows: list[ContactChild],
    actor: User,
    level: str,
    moment: datetime,
    *,
    criteria: list[str],
    significant_harm: str,
    repeat_comment: str,
    late_reason: str,
    **rest: Any,
) -> None:
    """Refuse a decision that the rules do not allow, with the sentence and the field that mend it.

    Raises:
        Breach: see the sentences.
    """
    if waiting := unrecognised(rows):
        names = " and ".join(row.told_name for row in waiting)
        raise Breach(f"Say first whether we know {names}.")
    if police_owed(contact):
        raise Breach("A crime is suspected. Tell the police first, and record the time and their log number.")
    answers = standing(contact.matter)
    _check_agreement(contact, rows, level, answers)
    if refused(contact, answers):
        document = document_for(contact)
        try:
            consents.refusal_alone_cannot_raise(level, document, criteria, significant_harm)
        except ValueError as no:
            raise Breach(str(no), "significant_harm") from no
    if added := [row.name for row in rows if not row.outcome]:
        raise Breach(f"{' and '.join(added)} came to this contact after the decision. Decide for them too.")
    _check_open_work(rows)
    if any(row.outcome == Outcome.STRATEGY for row in rows) and level != ThresholdDecision.Level.SPECIALIST:
        raise Breach(
            "A strategy discussion belongs to the specialist level. Choose that level or another outcome.", "level"
        )
    _check_repeats(contact, rows, actor, repeat_comment)
    if is_late(contact, moment) and not late_reason:
        raise Breach("This decision is late. Say why: the reason stays with the contact.", "late_reason")


def _check_agreement(contact: Contact, rows: list[ContactChild], level: str, answers: Sequence[Consent]) -> None:
    rule = consents.consent_needed(level)
    if rule.required and any(row.outcome in NEEDS_AGREEMENT for row in rows) and not may_act(contact, answers):
        raise Breach(
            f"{rule.intervention} needs the family's agreement. Record who was asked and what they said, or ask a "
            "manager to authorise going ahead without asking."
        )
    if rule.to_be_said and not whether_sought(contact.matter, answers):
        raise Breach(
            f"{rule.rule} Record on the contact who was asked and what they said, or why nobody was.",
            "not_sought_because",
        )


def _check_open_work(rows: list[ContactChild]) -> None:
    """What is added to open work needs some (FD-12)."""
    for row in (one for one in rows if one.outcome == Outcome.ADD_TO_OPEN):
        if row.child is None or not open_referrals(identity_of(row.child)).exists():
            raise Breach(f"Nothing is open for {row.name} to add this to. Choose another outcome.")


def _check_repeats(contact: Contact, rows: list[ContactChild], actor: User, comment: str) -> None:
    several = number("repeat_contact.prior_contacts", contact.received_at)
    nothing = all(row.outcome in (Outcome.NFA, Outcome.ADVICE, Outcome.NOT_HERE) for row in rows)
    if not nothing or how_many_before(contact) < several:
        return
    if not comment or not actor.may(Ability.SIGN_DECISIONS):
        raise Breach(
            f"There were {several} or more contacts before this one. A manager decides on no further action, and says "
            "what they make of them.",
            "repeat_comment",
        )
