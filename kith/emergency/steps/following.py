"""What comes after: a manager confirms, advice and a discussion come, the court extends, and it ends (CP-05)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kith.access.models import User
from kith.access.notices import tell
from kith.emergency import law, policies, queries
from kith.emergency.forms import AdviceForm, DiscussionForm, EndForm, ExtendForm
from kith.emergency.models import EmergencyProtection, LegalAdvice
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.steps import those_who_hold
from kith.protection.queries import by_ref as discussion_by_ref
from kith.record.models import Clock
from kith.standards.words import full_moment, local_day
from kith.ui.forms import KithForm
from kith.ui.forms.words import lower_first


class ConfirmDecision(Step):
    """Confirm that you decided it."""

    name = "emergency.decision_confirmed"
    form = KithForm
    may = policies.confirm
    done = "Emergency protection: the manager confirmed the decision"

    def apply(self, act: Act) -> EmergencyProtection:
        """Whoever recorded it is not whoever decided: the manager says so themselves (IG-03)."""
        one: EmergencyProtection = lock(act.target)  # also of what has ended since
        act.matter, act.people = one.matter, [one.child]
        one.confirmed_at = act.now
        one.save(update_fields=["confirmed_at"])
        return one


class AddAdvice(Step):
    """Add legal advice."""

    name = "emergency.advised"
    form = AdviceForm
    may = policies.work
    done = "Emergency protection: legal advice from {adviser}"

    def apply(self, act: Act, **said: Any) -> LegalAdvice:
        """It stands below what came before; none of it is changed."""
        one = _held(act)
        act.happened_at, act.words = said["given_at"], {"adviser": said["adviser"]}
        return LegalAdvice.objects.create(matter=one.matter, by=act.actor, at=act.now, **said)


class LinkDiscussion(Step):
    """Say which strategy discussion it is part of."""

    name = "emergency.discussed"
    form = DiscussionForm
    may = policies.follow
    done = "Emergency protection is part of {discussion}"

    @classmethod
    def form_kwargs(cls, actor: User, target: EmergencyProtection) -> dict[str, Any]:
        return {"discussions": queries.discussions_for(target.child)}

    def apply(self, act: Act, discussion: str) -> EmergencyProtection:
        """A discussion comes before, or as soon as possible after (Working Together); one that is held says so here."""
        one = _held(act)
        one.discussion = discussion_by_ref(discussion)
        one.save(update_fields=["discussion"])
        act.words = {"discussion": str(one.discussion)}
        return one


class ExtendOrder(Step):
    """Record that the court extended the order."""

    name = "emergency.order_extended"
    form = ExtendForm
    may = policies.extend
    done = "Emergency protection order extended by the court: it ends {ends}"

    @classmethod
    def form_kwargs(cls, actor: User, target: EmergencyProtection) -> dict[str, Any]:
        return {"ends_at": target.ends_at}

    def apply(self, act: Act, until: datetime, extended_why: str) -> EmergencyProtection:
        """Once, and no longer than the law lets the court say; the extension counts from the end that stood.

        Raises:
            Breach: somebody recorded it, or the order's end, a moment ago; or the order had run out.
        """
        one = _held(act)
        if one.extended_at is not None:
            raise Breach("Somebody was quicker: this was recorded a moment ago. Look at it again.")
        assert one.ends_at is not None  # an order has its end
        first = Clock.objects.filter(matter=one.matter, rule=law.ORDER, stopped_at=None)
        first.update(not_needed_because=f"The court extended it until {full_moment(until)}", stopped_at=act.now)
        act.counts_from, act.aim = local_day(one.ends_at), until
        one.latest_at, one.ends_at = law.latest_of_extension(one.ends_at), until
        one.extended_at, one.extended_why = act.now, extended_why
        one.save(update_fields=["latest_at", "ends_at", "extended_at", "extended_why"])
        act.words = {"ends": full_moment(until)}
        return one


class _End(Step):
    @classmethod
    def form_kwargs(cls, actor: User, target: EmergencyProtection) -> dict[str, Any]:
        rule = law.EXTENSION if target.extended_at else law.POLICE if target.power == "police" else law.ORDER
        return {"began_at": target.began_at, "ends_at": target.ends_at, "law_of": rule}

    def apply(self, act: Act, **said: Any) -> EmergencyProtection:
        """When, what followed, and what keeps the child safe now. All of it stays to be read."""
        one = _held(act)
        for name, value in said.items():
            setattr(one, name, value)
        one.ended_by = act.actor
        one.save(update_fields=[*said, "ended_by"])
        act.happened_at, act.words = one.ended_at, {"followed": lower_first(one.get_followed_display())}
        for user in {one.decided_by, *those_who_hold(one.child.person)} - {act.actor}:
            tell(user, one.href)
        return one


class EndPoliceProtection(_End):
    """Say how police protection ended."""

    name = "emergency.police_protection_ended"
    form = EndForm
    may = policies.end_police
    done = "Police protection ended: {followed}"


class EndOrder(_End):
    """Say how the order ended."""

    name = "emergency.order_ended"
    form = EndForm
    may = policies.end_order
    done = "Emergency protection order ended: {followed}"


class EndAgreement(_End):
    """Say how the agreement ended."""

    name = "emergency.agreement_ended"
    form = EndForm
    may = policies.end_agreement
    done = "The agreement that protected the child ended: {followed}"


def _held(act: Act) -> EmergencyProtection:
    one: EmergencyProtection = lock(act.target)
    act.matter, act.people = one.matter, [one.child]
    if one.ended_at is not None:
        raise Breach("Somebody was quicker: how it ended was recorded a moment ago. Look at it again.")
    return one
