"""Who may ask for a gateway meeting, hold it, write in a case, issue, and read legal advice (CP-11)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Involvement, Matter, Subject, User
from kith.access.policies import identity_of, live
from kith.access.roles import Ability
from kith.access.working import left_to, whom, works_on, works_with
from kith.legal.models import Gateway, GatewayChild, LegalCase, LegalCaseChild

CLOSED = "This case has ended. What happens since belongs in new work."
NOT_BORN = "Nobody of this case is born yet, and a court decides about a child from birth on. Get ready for it here."
IN_COURT = "It is before the court. Record what is heard there."
State, Outcome = Gateway.State, GatewayChild.Outcome
NEAREST = (Involvement.Kind.KEY_WORKER, Involvement.Kind.SUPERVISOR)


def reaches(actor: User, matter: Matter) -> bool:
    """Whether a meeting is open to somebody whoever it is about: to those who may decide, until it was held."""
    return actor.may(Ability.DECIDE_ON_COURT) and Gateway.objects.filter(matter=matter, state=State.ASKED).exists()


def ask(actor: User, subject: Subject) -> bool | str:
    """May ask for a meeting: whoever holds cases, and to whom the child's record is open."""
    return works_with(actor, subject)


def hold(actor: User, one: Any) -> bool | str:
    """May chair it and decide: a service manager, or whoever is above, who neither leads the work nor asked for it."""
    if one.state != State.ASKED:
        return _over(one)
    if not actor.may(Ability.DECIDE_ON_COURT):
        return left_to(Ability.DECIDE_ON_COURT)
    if one.asked_by_id == actor.pk and not one.follows:
        return "Nobody decides what they asked for. Ask another manager."
    ids = {pk for child in whom(one) for pk in identity_of(child)}
    if Involvement.objects.filter(live(), user=actor, person_id__in=ids, kind__in=NEAREST).exists():
        return "You lead or supervise the work with this family. Ask another manager."
    return True


def call_off(actor: User, one: Any) -> bool | str:
    """May call it off: a manager near the child, or whoever may decide."""
    if one.state != State.ASKED:
        return _over(one)
    if actor.may(Ability.DECIDE_ON_COURT):
        return True
    return works_on(actor, one) if actor.may(Ability.SUPERVISE) else left_to(Ability.SUPERVISE)


def decided(actor: User, row: Any) -> bool | str:
    """What is decided for a child follows in the same act from the meeting (kith.journeys)."""
    one = Gateway.objects.filter(matter=row.matter_id).first()
    if one is None or one.state != State.HELD or not row.outcome:
        return "It is decided at the legal gateway meeting, by whoever chairs it."
    return actor.pk == one.decided_by_id


def open_case(actor: User, one: Any) -> bool | str:
    """A case follows in the same act from the meeting that decides on a legal step (kith.journeys)."""
    if one.state != State.HELD:
        return "A legal gateway meeting decides it."
    return actor.pk == one.decided_by_id or f"It follows from what {one} decided."


def advise(actor: User, one: Any) -> bool | str:
    """May write down what a legal adviser said: whoever may read it, near the child, on a meeting or a case."""
    if not actor.may(Ability.READ_LEGAL_ADVICE):
        return left_to(Ability.READ_LEGAL_ADVICE)
    if isinstance(one, Gateway) and one.state == State.OFF:
        return _over(one)
    if isinstance(one, LegalCase) and not one.is_open:
        return CLOSED
    if isinstance(one, Gateway) and one.state == State.ASKED and actor.may(Ability.DECIDE_ON_COURT):
        return True
    return works_on(actor, one)


def work(actor: User, case: Any) -> bool | str:
    """May write in a case: whoever holds cases and is near one of its children, while it goes on."""
    return works_on(actor, case) if case.is_open else CLOSED


def answer(actor: User, row: Any) -> bool | str:
    """May write down what came of an offer: as in its case, while something is waited for."""
    if not row.offered:
        return "A meeting was not offered here. Offer one first."
    return work(actor, row.matter.legal_case) if row.open else "What came of this offer stands already."


def before_court(actor: User, case: Any) -> bool | str:
    """May write a letter, or what a meeting said: until an application is issued."""
    return IN_COURT if case.is_open and case.issued_on else work(actor, case)


def not_offer(actor: User, case: Any) -> bool | str:
    """May decide that no family meeting is offered: a service manager, near the child (s31ZA)."""
    if not actor.may(Ability.DECIDE_ON_COURT):
        return left_to(Ability.DECIDE_ON_COURT)
    return work(actor, case)


def manage(actor: User, case: Any) -> bool | str:
    """May give pre-proceedings more time, or end them for a child: a manager near the child."""
    if not actor.may(Ability.SUPERVISE):
        return left_to(Ability.SUPERVISE)
    return before_court(actor, case)


def issue(actor: User, case: Any) -> bool | str:
    """May record the application: once a gateway meeting has decided on it for each child who is left."""
    may = before_court(actor, case)
    if may is not True:
        return may
    rows = LegalCaseChild.objects.filter(matter=case.matter_id, ended_on=None)
    left = list(rows.select_related("child__person"))
    if left and all(row.child.person.is_unborn for row in left):
        return NOT_BORN
    if all(_newest(row.child) == Outcome.ISSUE for row in left):
        return True
    return (
        "No legal gateway meeting has decided to issue proceedings for every child here. Ask for one, or end "
        "pre-proceedings for those who stay out of court."
    )


def in_court(actor: User, case: Any) -> bool | str:
    """May record a hearing, or what the court decided: once an application was issued."""
    if case.is_open and not case.issued_on:
        return "Nothing is before the court yet. Record the application first."
    return work(actor, case)


def end(actor: User, case: Any) -> bool | str:
    """A case ends with its last child, in the same act (kith.journeys)."""
    if case.closed_at is None:
        return "It ends once it has ended for each child."
    return actor.pk == case.closed_by_id


def _newest(child: Subject) -> str:
    rows = GatewayChild.objects.filter(child__in=identity_of(child)).exclude(outcome="").order_by("-pk")
    return rows.values_list("outcome", flat=True).first() or ""


def _over(one: Gateway) -> str:
    held = one.state == State.HELD
    return "It was held, and what it decided stands." if held else "It was called off. Ask for another one."
