"""What applies to a child is said, other countries are asked, specialists are told (PR-07 to PR-12)."""

from __future__ import annotations

from typing import Any

from kith.access.policies import identity_of
from kith.assessment import policies
from kith.assessment.cohorts import ABROAD, pathways
from kith.assessment.countries import named
from kith.assessment.forms.pathways import AppliesForm, EnquiryForm, OverseasAnswerForm, SpecialistForm, TravelForm
from kith.assessment.models import Assessment, ChildPathway, OverseasEnquiry, SpecialistReferral
from kith.assessment.queries.pathways import lives_with_no_relative, noted
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step


class SayWhatApplies(Step):
    """Say what applies to this child."""

    name = "assessment.pathways_noted"
    form = AppliesForm
    may = policies.work
    done = "What applies to the child: {what}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"no_relative": lives_with_no_relative(target.child.person)}

    def apply(self, act: Act, applies: list[str]) -> Assessment:
        """What is ticked adds its questions from now on; what no longer is ends, and its answers stay (PR-10).

        Raises:
            Breach: nothing is different.
        """
        assessment: Assessment = lock(act.target)
        act.matter, act.people = assessment.matter, [assessment.child_id]
        before = set(noted(act.target))
        if before == set(applies):
            raise Breach("Nothing is different from what we hold. Tick what applies, or go back.", "applies")
        for key in [one for one in applies if one not in before]:
            note(act, assessment, key)
        gone = ChildPathway.objects.filter(child_id__in=identity_of(act.target.child), ended_at=None)
        gone.filter(key__in=before - set(applies)).update(ended_at=act.now, ended_by=act.actor)
        titles = [pathways()[key].title.lower() for key in applies]
        act.words = {"what": ", ".join(titles) or "nothing more than the usual"}
        return assessment


def note(act: Act, assessment: Assessment, key: str) -> None:
    """A pathway applies to the child of an assessment from now on."""
    ChildPathway.objects.create(
        matter=assessment.matter, child_id=assessment.child_id, key=key, noted_by=act.actor, noted_at=act.now
    )


class AskOverseas(Step):
    """Ask the authority of another country."""

    name = "assessment.overseas_asked"
    form = EnquiryForm
    may = policies.work
    done = "The authority in {country} was asked whether it can assess"

    def apply(self, act: Act, **said: Any) -> OverseasEnquiry:
        """Before anybody travels the authority there is asked; that there is family abroad is noted with it (PR-07)."""
        assessment: Assessment = lock(act.target)
        if ABROAD not in noted(act.target):
            note(act, assessment, ABROAD)
        act.matter, act.words = assessment.matter, {"country": named(said["country"])}
        return OverseasEnquiry.objects.create(matter=assessment.matter, asked_by=act.actor, asked_at=act.now, **said)


class RecordOverseasAnswer(Step):
    """Record what they answered."""

    name = "assessment.overseas_answered"
    form = OverseasAnswerForm
    may = policies.take_overseas_answer
    done = "The authority in {country} answered: {answer}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"enquiry": target}

    def apply(self, act: Act, **said: Any) -> OverseasEnquiry:
        """Their answer, what is lawful there, and what of the country's list was checked (PR-07, PR-08)."""
        enquiry: OverseasEnquiry = lock(act.target)
        for name, value in said.items():
            setattr(enquiry, name, value)
        enquiry.save(update_fields=list(said))
        act.matter = enquiry.matter
        act.words = {"country": named(enquiry.country), "answer": enquiry.get_can_assess_display().lower()}
        return enquiry


class ApproveTravel(Step):
    """Approve that somebody travels there."""

    name = "assessment.travel_approved"
    form = TravelForm
    may = policies.approve_travel
    done = "Travel to {country} to assess approved"

    def apply(self, act: Act, **said: Any) -> OverseasEnquiry:
        """A manager's exception, never before the authority there was asked and what is lawful is known (PR-07)."""
        enquiry: OverseasEnquiry = lock(act.target)
        for name, value in said.items():
            setattr(enquiry, name, value)
        enquiry.travel_approved_by, enquiry.travel_approved_at = act.actor, act.now
        enquiry.save(update_fields=[*said, "travel_approved_by", "travel_approved_at"])
        act.matter, act.words = enquiry.matter, {"country": named(enquiry.country)}
        return enquiry


class ReferToSpecialist(Step):
    """Record a referral to a specialist service."""

    name = "assessment.specialist_referred"
    form = SpecialistForm
    may = policies.involved
    done = "Referred to a specialist service"

    def apply(self, act: Act, **said: Any) -> SpecialistReferral:
        """The line of the timeline names neither the danger nor the service. Where word of it is dangerous, letters to
        the family stop in the same act (PR-12)."""
        assessment: Assessment = lock(act.target)
        if said["kind"] not in noted(act.target):
            note(act, assessment, said["kind"])
        act.matter, act.happened_at = assessment.matter, said["referred_at"]
        return SpecialistReferral.objects.create(matter=assessment.matter, by=act.actor, at=act.now, **said)
