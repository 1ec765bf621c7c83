"""What should happen, for each child alone, by whose judgement and on which criteria (FD-02, FD-06 to FD-12)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Involvement
from kith.frontdoor import policies
from kith.frontdoor.decision_form import ConcludeForm, DecisionForm, SendBackForm
from kith.frontdoor.models import Contact, ContactChild, ThresholdDecision
from kith.frontdoor.queries import decision as asked
from kith.frontdoor.queries.recognition import children_of
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.sharing.models import Consent
from kith.sharing.queries import whether_sought
from kith.sharing.steps.consent import keep_consent


class DecideContact(Step):
    """Decide what should happen."""

    name = "frontdoor.decision_made"
    form = DecisionForm
    may = policies.work_contact
    done = "Decided at the level {level}{to_sign}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"contact": target, "document": asked.document_for(target), "actor": actor}

    def apply(
        self, act: Act, children: dict[str, dict[str, str]], level: str, not_sought_because: str, **cleaned: Any
    ) -> Contact:
        """Write each child's outcome and the decision; a manager is asked to sign where the rule asks."""
        contact: Contact = lock(act.target)
        if contact.state == Contact.State.DECIDED:
            raise Breach("This contact was decided while you were writing.")
        rows = _considered(contact)
        _write_outcomes(rows, children)
        if not_sought_because:
            if whether_sought(contact.matter):  # what was said stands: nothing typed here takes the place of a refusal
                raise Breach("Leave this empty: whether anybody was asked is recorded already.", "not_sought_because")
            not_needed = Consent.State.NOT_REQUIRED
            keep_consent(act, contact.matter, "The family", not_needed, why_not=not_sought_because)
        asked.check(contact, rows, act.actor, level, act.now, **cleaned)
        decision = _written(
            ThresholdDecision(
                matter=contact.matter,
                level=level,
                document_version=str(asked.document_for(contact).version),
                decider=act.actor,
                decided_at=act.now,
                **cleaned,
            )
        )
        sign = asked.signature_needed(contact, rows, level)
        contact.state = Contact.State.TO_SIGN if sign else Contact.State.WAITING
        contact.save(update_fields=["state"])
        contact.matter.threshold_decision = decision
        act.matter = contact.matter
        act.words = {
            "level": decision.get_level_display().lower(),
            "to_sign": ", waiting for a manager's signature" if sign else "",
        }
        return contact


def _considered(contact: Contact) -> list[ContactChild]:
    return [row for row in children_of(contact=contact.pk) if row.recognition != ContactChild.Recognition.TWICE]


def _write_outcomes(rows: list[ContactChild], children: dict[str, dict[str, str]]) -> None:
    for row in rows:
        said = children[row.ref]
        row.means, row.outcome, row.not_here_evidence = said["means"], said["outcome"], said["not_here_evidence"]
        row.save(update_fields=["means", "outcome", "not_here_evidence"])


def _written(decision: ThresholdDecision) -> ThresholdDecision:
    """A contact has one decision: a new one takes the place of that which was sent back, signature and all."""
    fields = [one.name for one in ThresholdDecision._meta.concrete_fields if one.name not in ("id", "matter")]
    kept = ThresholdDecision.objects.bulk_create(
        [decision], update_conflicts=True, unique_fields=["matter"], update_fields=fields
    )
    return kept[0]


class ConcludeContact(Step):
    """Sign this decision."""

    name = "frontdoor.contact_decided"
    form = ConcludeForm
    may = policies.conclude
    done = "Decision in force{signed}{note}"

    def apply(self, act: Act, note: str, late_reason: str) -> Contact:
        """Bring the decision into force, once more held against the rules: children and crimes may have come since.

        Its consequences follow in other rooms (see `kith.journeys`).
        """
        contact: Contact = act.target if act.follows else lock(act.target)  # what it follows from holds it already
        if contact.state == Contact.State.DECIDED:
            raise Breach("This was signed a moment ago.")
        decision: ThresholdDecision = contact.matter.threshold_decision
        decision.late_reason = decision.late_reason or late_reason
        if not act.follows:  # else it was held against the same rules a moment ago
            _check_again(contact, decision, act)
        if contact.state == Contact.State.TO_SIGN:
            decision.signed_by, decision.signed_at = act.actor, act.now
            decision.save(update_fields=["signed_by", "signed_at", "late_reason"])
        contact.state, contact.decided_at = Contact.State.DECIDED, act.now
        contact.save(update_fields=["state", "decided_at"])
        front_door = Involvement.Kind.FRONT_DOOR
        Involvement.objects.filter(matter=contact.matter, kind=front_door, until=None).update(until=act.now)
        act.matter = contact.matter
        signed = ", signed by a manager" if decision.signed_by_id else ""
        act.words = {"signed": signed, "note": f": “{note}”" if note else ""}
        return contact


def _check_again(contact: Contact, decision: ThresholdDecision, act: Act) -> None:
    rows = _considered(contact)
    asked.check(
        contact, rows, decision.decider, decision.level, act.now, criteria=decision.criteria,
        significant_harm=decision.significant_harm, repeat_comment=decision.repeat_comment,
        late_reason=decision.late_reason,
    )  # fmt: skip


class SendBack(Step):
    """Send this decision back."""

    name = "frontdoor.decision_sent_back"
    form = SendBackForm
    may = policies.conclude
    done = "Decision sent back to its decider"

    def apply(self, act: Act, reason: str) -> Contact:
        """The manager says what is missing; the clock runs on."""
        contact: Contact = lock(act.target)
        if contact.state != Contact.State.TO_SIGN:
            raise Breach("There is nothing waiting for a signature here.")
        ThresholdDecision.objects.filter(matter=contact.matter).update(sent_back_reason=reason)
        contact.state = Contact.State.WAITING
        contact.save(update_fields=["state"])
        act.matter = contact.matter
        return contact
