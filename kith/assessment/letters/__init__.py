"""A conclusion told in four versions: the family's, the child's, agencies' and the referrer's (AS-20)."""

from __future__ import annotations

from typing import Any

from kith.access.asked_once import once
from kith.access.models import Matter, Subject, User
from kith.access.prepared import lists_of
from kith.assessment import policies
from kith.assessment.letters.facts import assessment_of, came_from, facts_of
from kith.assessment.letters.recipients import recipients
from kith.assessment.letters.unfit import unfit
from kith.assessment.letters.wording import proposed
from kith.assessment.models import NewInformation
from kith.assessment.queries.specialist import danger_unsaid, dangers_noted
from kith.kernel.now import today
from kith.letters.envelopes import Offer, Recipient, Unfit, Wording
from kith.letters.models import Letter
from kith.people.models import NAME_NOT_SUPPLIED
from kith.sharing.models import Authorisation, FamilyWas
from kith.standards.words import local_day, long_date

TO_THE_FAMILY = (Letter.Audience.FAMILY, Letter.Audience.CHILD)


def _may_write(actor: User, matter: Matter) -> bool | str:
    return policies.share(actor, assessment_of(matter))


def _child(matter: Matter) -> Subject:
    return assessment_of(matter).child


def _recipients(matter: Matter) -> list[Recipient]:
    return recipients(facts_of(matter))


def _propose(matter: Matter, to: Recipient) -> Wording:
    facts = facts_of(matter)
    return proposed(facts, to, unfit(facts, to))


def _unfit(matter: Matter, to: Recipient) -> list[Unfit]:
    return unfit(facts_of(matter), to)


def _stops(matter: Matter, to: Recipient) -> str:
    """A conclusion that is in doubt goes to nobody (AS-21). To the family nothing goes while nobody has said whether
    word of a danger that specialists know is dangerous itself (PR-12), nor while an authority to share without asking
    them stands: whoever gave it feared for the child if they got word (IG-03)."""
    if to.name == NAME_NOT_SUPPLIED:
        return "Nobody knows their name yet. Find out who they are, and where, before anything is written to them."
    learned, authorised, noted = once(("what stops a conclusion", matter.pk), lambda: _read(matter))
    if doubt := _in_doubt(learned):
        return doubt
    if to.audience not in TO_THE_FAMILY:
        return ""
    if unsaid := once(("danger unsaid", matter.pk), lambda: danger_unsaid(_child(matter), noted)):
        return (
            f"{unsaid[0]}: nobody has said whether word of it could put the child in danger. Record the referral to "
            "those who know, in the assessment’s “Specialist help and safety”, before the family is written to."
        )
    if not authorised:
        return ""
    one: Authorisation = authorised[0]
    return (
        f"{one.approver.name} authorised sharing without asking the family on {long_date(local_day(one.at))}: asking "
        "could itself bring significant harm. End that authorisation before the family is written to."
    )


def _read(matter: Matter) -> list[list[Any]]:
    """What became known after the conclusion, the authority to share without asking the family that stands, and the
    dangers noted of which specialists know."""
    return lists_of(
        NewInformation.objects.filter(matter=matter).order_by("answered_at", "pk"),
        Authorisation.objects.filter(
            matter__in=came_from(assessment_of(matter)),
            family_was=FamilyWas.NOT_ASKED,
            ended_at=None,
            review_on__gte=today(),
        )
        .select_related("approver")
        .order_by("pk")[:1],
        dangers_noted(_child(matter)),
    )


def _in_doubt(learned: list[NewInformation]) -> str:
    """Whether something new has put the conclusion in doubt, in a sentence; else nothing."""
    if any(not one.answer for one in learned):
        return "Something new was learned, and no manager has said yet whether this conclusion still stands. Ask one."
    if learned and learned[-1].answer == NewInformation.Answer.NOT_ANY_MORE:
        return "A manager has said that this conclusion does not stand any more. Nothing more is sent of it."
    return ""


CONCLUSION = Offer("Share the conclusion", _may_write, _child, _recipients, _propose, _unfit, _stops)
