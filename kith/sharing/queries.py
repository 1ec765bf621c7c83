"""What was agreed, what was authorised, and what a conversation with an agency may rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from kith.access.models import Matter, RoleGrant, User
from kith.access.prepared import Prepared
from kith.access.roles import ROLES, Ability
from kith.kernel.now import now, today
from kith.sharing.kinds import ANY, kind_words
from kith.sharing.models import AgencyDiscussion, Authorisation, AuthorityAsked, Consent, CrimeTakenBack, PoliceTold
from kith.standards.calendar import england
from kith.standards.words import local_day, long_date

State = Consent.State
ANSWERED = (State.GIVEN, State.REFUSED, State.WITHDRAWN)
UNASKED = (State.NOT_SOUGHT, State.NOT_REQUIRED)  # nobody was asked, and the record says why
REVIEW_WITHIN = 10  # working days for which an authorisation holds at most before a manager looks at it again


def folded(asked_of: str) -> str:
    """Whom a record of consent is about, without regard to capitals and spaces."""
    return " ".join(asked_of.casefold().split())


def asked_when(consent: Consent) -> datetime:
    """When somebody gave this answer; when it was written down where nobody was asked."""
    return consent.asked_at or consent.recorded_at


_answers_of = Prepared(lambda matter: Consent.objects.filter(matter_id=matter), "matter")


def standing(matter: Matter, at: datetime | None = None) -> list[Consent]:
    """The answer of each person asked that stands now, or stood at a moment: their newest."""
    newest: dict[str, Consent] = {}
    for consent in sorted(_answers_of(matter=matter.pk), key=lambda one: (asked_when(one), one.pk)):
        if at is None or asked_when(consent) <= at:
            newest[folded(consent.asked_of)] = consent
    return list(newest.values())


def police_told() -> QuerySet[PoliceTold]:
    """What the police were told of that is suspected still: what was taken back since counts no more (FD-11)."""
    since = CrimeTakenBack.objects.filter(matter_id=OuterRef("matter_id"), at__gte=OuterRef("told_at"))
    return PoliceTold.objects.filter(~Exists(since))


def authorisations(matter: Matter) -> list[Authorisation]:
    """Every authorisation on a piece of work, newest first."""
    return _authorised(matter=matter.pk)


_authorised = Prepared(
    lambda matter: (
        Authorisation.objects.filter(matter_id=matter).select_related("approver", "asked_by").order_by("-at")
    ),
    "matter",
)


def live_authorisations(matter: Matter, at: datetime | None = None) -> list[Authorisation]:
    """Authorisations in force now, or at a moment: given before it, not ended, and not past their review."""
    moment = at or now()
    return [one for one in authorisations(matter) if is_live(one, moment)]


def is_live(one: Authorisation, moment: datetime) -> bool:
    """Whether an authorisation was in force at a moment. One that is past its review date is not."""
    ended = one.ended_at is not None and one.ended_at <= moment
    return one.at <= moment and not ended and local_day(moment) <= one.review_on


def requests(matter: Matter) -> list[AuthorityAsked]:
    """Requests for a manager's authority that gave none: not answered yet, or turned down; oldest first."""
    found = AuthorityAsked.objects.filter(matter=matter, authorisation=None)
    return list(found.select_related("asked_by", "answered_by").order_by("asked_at", "pk"))


def help_was_refused(matter: Matter) -> bool:
    """Whether somebody who was asked refused, or withdrew what they had agreed to, and it stands."""
    return any(one.state in (State.REFUSED, State.WITHDRAWN) for one in standing(matter))


def covers(ground: Consent | Authorisation, kind: str) -> bool:
    """Whether this agreement or authority names this kind of agency."""
    return kind in ground.agencies or ANY in ground.agencies


def ground_for(matters: Sequence[Matter], kind: str, at: datetime) -> Consent | Authorisation | None:
    """What speaking to this kind of agency rests on at a moment: an agreement first, else an authorisation.

    Args:
        matters: the work whose agreements and authorisations count.
        kind: the key of the kind of agency.
        at: when it was spoken to.
    """
    return next((one for one in grounds_among(matters, at) if covers(one, kind)), None)


def grounds_among(matters: Sequence[Matter], at: datetime | None = None) -> list[Consent | Authorisation]:
    """What sharing may rest on now, or at a moment, for work that relies on what was agreed on several pieces of work:
    the newest answer of each person among them all, where they agreed, then each authorisation in force."""
    newest: dict[str, Consent] = {}
    answers = [one for matter in matters for one in standing(matter, at)]
    for consent in sorted(answers, key=lambda one: (asked_when(one), one.pk)):
        newest[folded(consent.asked_of)] = consent
    agreed = [one for one in newest.values() if one.state == State.GIVEN]
    return [*agreed, *(one for matter in matters for one in live_authorisations(matter, at))]


def covered_now(matter: Matter) -> str:
    """Who may be spoken to now, in words, for the hint above the question."""
    keys = [key for one in grounds_among([matter]) for key in one.agencies]
    return kind_words(list(dict.fromkeys(keys)))


def discussions(matter: Matter) -> list[AgencyDiscussion]:
    """Conversations with agencies on a piece of work, newest first."""
    return list(AgencyDiscussion.objects.filter(matter=matter).select_related("by").order_by("-at"))


def whether_sought(matter: Matter, answers: Sequence[Consent] | None = None) -> list[str]:
    """Whether anybody was asked to agree, and if not why not, in words; nothing where nobody has said (FD-06).

    A manager's authority says why asking could harm the child: that is a reason not to have asked.

    Args:
        answers: those `standing`, where the caller has asked already.
    """
    answers = standing(matter) if answers is None else answers
    words = [f"Sought. {said(one)}" for one in answers if one.state in ANSWERED]
    words += [f"Not sought. {one.asked_of}: {one.why_not}" for one in answers if one.state in UNASKED]
    return words + [
        f"Not sought. Authorised without asking by {one.approver.name}: {one.reason}"
        for one in live_authorisations(matter)
    ]


def said(consent: Consent) -> str:
    """ "Grace Okafor, mother: asked and agreed, 3 June 2026"."""
    when = f", {long_date(local_day(consent.asked_at))}" if consent.asked_at else ""
    return f"{consent.asked_of}: {consent.get_state_display().lower()}{when}"


def review_by() -> date:
    """The latest day on which an authorisation given today is looked at again."""
    return england().add_working_days(today(), REVIEW_WITHIN)


def may_ask(actor: User) -> list[User]:
    """The workers who may have asked this manager for an authorisation: never the manager themselves."""
    roles = [key for key, role in ROLES.items() if role.abilities & {Ability.WORK_CONTACTS, Ability.HOLD_CASES}]
    grants = RoleGrant.objects.filter(RoleGrant.live(), role__in=roles)
    found = User.objects.filter(pk__in=grants.values("user_id"), is_active=True, is_system=False)
    return list(found.exclude(pk=actor.pk).order_by("name"))
