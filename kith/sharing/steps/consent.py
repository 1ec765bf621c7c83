"""What each person asked said, one record an answer; a new answer stands beside the old (FD-04, FD-07, IG-02)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.sharing import policies
from kith.sharing.forms import ConsentForm
from kith.sharing.models import Consent
from kith.sharing.queries import ANSWERED, folded, live_authorisations, standing

State = Consent.State


def keep_consent(act: Act, matter: Matter, asked_of: str, state: str, asked_by: str = "", **told: Any) -> Consent:
    """Write one answer down: shared by the worker's step and by a referral that brings its own.

    Args:
        told: the rest of what `ConsentTold` cleans.
    """
    by = asked_by or (act.actor.name if state in ANSWERED else "")
    return Consent.objects.create(
        matter=matter, asked_of=asked_of, state=state, asked_by=by, recorded_by=act.actor, recorded_at=act.now, **told
    )


class ConsentRecorded(Step):
    """Record what somebody said."""

    name = "sharing.consent_recorded"
    form = ConsentForm
    may = policies.record_consent
    done = "Agreement to help: {state}"

    def apply(self, act: Act, state: str, asked_of: str, **told: Any) -> Consent:
        """Keep the answer of one person; a refusal keeps what was offered instead, and raises nothing by itself."""
        matter = act.target.matter
        before = next((one for one in standing(matter) if folded(one.asked_of) == folded(asked_of)), None)
        if state == State.WITHDRAWN and (before is None or before.state != State.GIVEN):
            raise Breach("They had not agreed, so there is nothing to withdraw. Say that they refused.", "state")
        if state == State.NOT_SOUGHT and not live_authorisations(matter):
            raise Breach("No manager has authorised this. Ask one to authorise it first, or ask the family.", "state")
        consent = keep_consent(act, matter, before.asked_of if before else asked_of, state, **told)
        act.matter, act.happened_at = matter, consent.asked_at or act.now
        act.words = {"state": consent.get_state_display().lower()}
        return consent
