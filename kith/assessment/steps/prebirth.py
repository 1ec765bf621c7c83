"""Before a birth: begun at once, finished in time, given to the parents for challenge (PR-01 to PR-04)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.assessment import policies
from kith.assessment.cohorts import PREBIRTH
from kith.assessment.forms.prebirth import AnswerForm, DiscloseForm, PapersForm, PrebirthForm, ProceedingsForm
from kith.assessment.models import Assessment, ChildPathway, Prebirth, PrebirthDisclosure
from kith.assessment.queries.prebirth import may_read_it
from kith.assessment.steps.visits import also
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.queries import expected_date_of, find_by_ref
from kith.people.steps import expect_birth
from kith.standards.words import full_day


class BeginPrebirth(Step):
    """Begin the pre-birth assessment."""

    name = "assessment.prebirth_opened"
    form = PrebirthForm
    may = policies.begin_prebirth
    done = "Pre-birth assessment begun, birth expected on {day}"

    def apply(self, act: Act, expected_date: date, **said: Any) -> Prebirth:
        """The clock of beginning it stops; that of finishing it is counted back from the expected date (PR-01, PR-02).

        Raises:
            Breach: somebody began it a moment ago.
        """
        assessment: Assessment = lock(act.target)
        if Prebirth.objects.filter(pk=assessment.pk).exists():
            raise Breach("Somebody began it a moment ago.")
        person = act.target.child.person
        if person.expected_date != expected_date:
            expect_birth(person, expected_date)
        ChildPathway.objects.create(
            matter=assessment.matter, child_id=assessment.child_id, key=PREBIRTH, noted_by=act.actor, noted_at=act.now
        )
        act.matter, act.people, act.clocks_of = assessment.matter, [assessment.child_id], also(assessment)
        act.words = {"day": full_day(expected_date)}
        return Prebirth.objects.create(matter=assessment.matter, opened_by=act.actor, opened_at=act.now, **said)


class PlanProceedings(Step):
    """Plan proceedings for the birth."""

    name = "assessment.proceedings_planned"
    form = ProceedingsForm
    may = policies.plan_proceedings
    done = "Proceedings planned for the birth"

    def apply(self, act: Act, proceedings_because: str) -> Prebirth:
        """From now on the papers are due with the legal team a week before the birth is expected (PR-04)."""
        prebirth: Prebirth = lock(act.target)
        if prebirth.proceedings_planned_at is not None:
            raise Breach("Proceedings were planned a moment ago.")
        prebirth.proceedings_because, prebirth.proceedings_planned_by = proceedings_because, act.actor
        prebirth.proceedings_planned_at = act.now
        prebirth.save(update_fields=["proceedings_because", "proceedings_planned_by", "proceedings_planned_at"])
        act.matter, act.counts_from = prebirth.matter, expected_date_of(act.target.matter.assessment.child)
        return prebirth


class LodgePapers(Step):
    """Record that the papers went to the legal team."""

    name = "assessment.papers_lodged"
    form = PapersForm
    may = policies.lodge_papers
    done = "Papers with the legal team since {day}"

    def apply(self, act: Act, papers_lodged_on: date) -> Prebirth:
        """The clock of the papers stops (PR-04)."""
        prebirth: Prebirth = lock(act.target)
        prebirth.papers_lodged_on = papers_lodged_on
        prebirth.save(update_fields=["papers_lodged_on"])
        act.matter, act.words = prebirth.matter, {"day": full_day(papers_lodged_on)}
        return prebirth


class DisclosePrebirth(Step):
    """Record that a parent was given the pre-birth assessment."""

    name = "assessment.prebirth_disclosed"
    form = DiscloseForm
    may = policies.disclose
    done = "Pre-birth assessment given to a parent{solicitor}, {how}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        assessment = target.matter.assessment
        parents, kept_from = may_read_it(assessment)
        return {"parents": parents, "kept_from": kept_from, "since": assessment.authorised_on}

    def apply(self, act: Act, parent: str, **said: Any) -> PrebirthDisclosure:
        """To whom, when and how; never to somebody whom a letter may not reach (PR-04, FA-08).

        Raises:
            Breach: whoever records it may not find this parent.
        """
        person = find_by_ref(act.actor, parent)
        if person is None:
            raise Breach("Choose the parent again: the record you chose is not there.", "parent")
        act.matter = act.target.matter
        given = PrebirthDisclosure.objects.create(
            matter=act.target.matter, parent=person.subject, sent_by=act.actor, sent_at=act.now, **said
        )
        solicitor = " and their solicitor" if given.solicitor else ""
        act.words = {"solicitor": solicitor, "how": given.get_how_display().lower()}
        return given


class AnswerPrebirth(Step):
    """Record what a parent says to it."""

    name = "assessment.prebirth_answered"
    form = AnswerForm
    may = policies.take_answer
    done = "A parent has answered the pre-birth assessment"

    def apply(self, act: Act, **said: Any) -> PrebirthDisclosure:
        """What they say, and what was changed in answer, beside what they were given (PR-04).

        Raises:
            Breach: the answer is dated before it was sent.
        """
        given: PrebirthDisclosure = lock(act.target)
        if said["answered_on"] < given.sent_on:
            raise Breach(f"It was given to them on {full_day(given.sent_on)}. Check the day", "answered_on")
        for name, value in said.items():
            setattr(given, name, value)
        given.answered_by = act.actor
        given.save(update_fields=[*said, "answered_by"])
        act.matter = given.matter
        return given
