"""What is learned after the decision, and whether the conclusion still stands (AS-21, PR-03)."""

from __future__ import annotations

from datetime import datetime

from kith.access.notices import tell
from kith.assessment import policies
from kith.assessment.forms.afterwards import NewInformationForm, StillStandsForm
from kith.assessment.models import Assessment, FollowOn, NewInformation
from kith.assessment.queries.following import waiting
from kith.assessment.steps.following import those_who_act
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step


class RecordNewInformation(Step):
    """Record something new."""

    name = "assessment.new_information"
    form = NewInformationForm
    may = policies.learn_more
    done = "New information after the conclusion"

    def apply(self, act: Act, learned_at: datetime, **said: str) -> NewInformation:
        """It waits for a manager, who says whether the conclusion still stands; they are told."""
        assessment: Assessment = lock(act.target)
        act.matter, act.people, act.happened_at = assessment.matter, [assessment.child_id], learned_at
        for manager in {assessment.supervisor, assessment.authorised_by}:
            if manager is not None and manager != act.actor:
                tell(manager, f"/assessments/{assessment.ref}/")
        return NewInformation.objects.create(
            matter=assessment.matter, learned_at=learned_at, recorded_by=act.actor, recorded_at=act.now, **said
        )


class AnswerWhetherItStands(Step):
    """Say whether the conclusion still stands."""

    name = "assessment.still_stands_answered"
    form = StillStandsForm
    may = policies.answer_new
    done = "Conclusion looked at again: {answer}"

    def apply(self, act: Act, answer: str, why: str) -> NewInformation:
        """The answer and its reason stay beside the conclusion, which is never written over. Where it stands no more,
        whoever would answer what it asked for is told.

        Raises:
            Breach: somebody answered a moment ago.
        """
        new: NewInformation = lock(act.target)
        if new.answer:
            raise Breach("This was answered a moment ago. Record what is new since, if it changes more.")
        new.answer, new.why, new.answered_by, new.answered_at = answer, why, act.actor, act.now
        new.save(update_fields=["answer", "why", "answered_by", "answered_at"])
        told = {new.recorded_by}
        if answer == NewInformation.Answer.NOT_ANY_MORE:  # what it asked for is in question, and ends only by an answer
            for one in waiting().filter(matter=new.matter):
                told |= those_who_act(new.matter.assessment, FollowOn.Kind(one.kind))
        for user in told - {act.actor} | {new.recorded_by}:
            tell(user, f"/assessments/{new.matter.ref}/")
        act.matter, act.words = new.matter, {"answer": new.get_answer_display().lower()}
        return new
