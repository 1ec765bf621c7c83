"""A power is used for a child, and written down at once (CP-05)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.notices import tell
from kith.access.policies import identity_of
from kith.emergency import law, policies, queries
from kith.emergency.forms import AgreementForm, OrderForm, PoliceForm
from kith.emergency.models import EmergencyProtection, LegalAdvice
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.steps import those_who_hold
from kith.protection.queries import by_ref as discussion_by_ref
from kith.protection.queries import those_who_may_chair
from kith.standards.words import full_moment

Power = EmergencyProtection.Power


def _asked(actor: User, child: Subject) -> dict[str, Any]:
    return {"managers": those_who_may_chair(), "discussions": queries.discussions_for(child)}


class BeginPoliceProtection(Step):
    """Record police protection."""

    name = "emergency.police_protection_began"
    form = PoliceForm
    may = policies.begin
    done = "Police protection began: it ends {ends} at the latest"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        return _asked(actor, target)

    def apply(self, act: Act, began_at: datetime, **said: Any) -> EmergencyProtection:
        """It runs for 72 hours from when the constable took the child, and no longer (s46(6)).

        Raises:
            Breach: one runs already, or one of which nobody has said how it ended.
        """
        latest = law.latest_of_police(began_at)
        return _begun(act, Power.POLICE, began_at, ends_at=latest, latest_at=latest, **said)


class BeginOrder(Step):
    """Record an emergency protection order."""

    name = "emergency.order_made"
    form = OrderForm
    may = policies.begin
    done = "Emergency protection order made: it ends {ends}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        return _asked(actor, target) | {"police": queries.police_before(target)}

    def apply(
        self, act: Act, began_at: datetime, ends_at: datetime, on_police_application: bool, **said: Any
    ) -> EmergencyProtection:
        """It ends as the court wrote it; where the police applied, its days begin with those of police protection.

        Raises:
            Breach: one runs already, or one of which nobody has said how it ended.
        """
        follows = queries.police_before(act.target) if on_police_application else None
        latest = law.latest_of_order(began_at, follows.began_at if follows else None)
        act.aim = ends_at
        return _begun(
            act, Power.ORDER, began_at, ends_at=ends_at, latest_at=latest, follows=follows,
            on_police_application=on_police_application, **said,
        )  # fmt: skip


class BeginAgreement(Step):
    """Record an agreement that protects the child."""

    name = "emergency.agreement_made"
    form = AgreementForm
    may = policies.begin
    done = "An agreement with the family protects the child"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        return _asked(actor, target)

    def apply(self, act: Act, began_at: datetime, **said: Any) -> EmergencyProtection:
        """No power of the law: whoever agreed may take it back, and then something else protects the child.

        Raises:
            Breach: one runs already.
        """
        return _begun(act, Power.AGREEMENT, began_at, **said)


def _begun(
    act: Act,
    power: EmergencyProtection.Power,
    began_at: datetime,
    *,
    decided_by: str,
    discussion: str,
    adviser: str,
    given_at: datetime | None,
    words: str,
    **said: Any,
) -> EmergencyProtection:
    child: Subject = act.target
    lock(child)
    running = EmergencyProtection.objects.filter(child__in=identity_of(child), power=power, ended_at=None)
    if (other := running.select_related("matter").first()) is not None:
        raise Breach(f"{other} is open already. Say how that one ended first.", "began_at")
    manager = User.objects.get(ref=decided_by)
    act.matter, act.people, act.happened_at = Matter.objects.create(kind="emergency"), [child], began_at
    MatterSubject.objects.create(matter=act.matter, person=child)
    one = EmergencyProtection.objects.create(
        matter=act.matter, number=next_number("X", act.now), child=child, power=power, began_at=began_at,
        discussion=discussion_by_ref(discussion) if discussion else None, decided_by=manager,
        confirmed_at=act.now if manager == act.actor else None, recorded_by=act.actor, recorded_at=act.now, **said,
    )  # fmt: skip
    if words and given_at:  # the form has both, or neither
        LegalAdvice.objects.create(
            matter=act.matter, adviser=adviser, given_at=given_at, words=words, by=act.actor, at=act.now
        )
    act.words = {"ends": full_moment(one.ends_at) if one.ends_at else ""}
    for user in {manager, *those_who_hold(child.person)} - {act.actor}:
        tell(user, one.href)
    return one
