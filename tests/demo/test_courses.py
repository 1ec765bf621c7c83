"""What is done by hand in the made-up authority: pathways, agencies, letters, drawings (AS-08, AS-20, PR-01 to 12)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from kith.access.actor import acting
from kith.access.system import working
from kith.assessment.cohorts import BORN
from kith.assessment.models import Assessment, ChildPathway, FollowOn, InterpreterWaiver, NewInformation, Prebirth
from kith.assessment.sections import sections
from kith.checks.models import AgencyChaser, AgencyCheck
from kith.disagreements.models import Disagreement
from kith.documents.models import Document
from kith.kernel.step import step
from kith.letters.models import Letter, SafetyFlag
from kith.network.models import Commitment, CommitmentCheck
from kith.site.demo.build.crew import lived_through
from kith.site.demo.build.drawing import drawing
from kith.site.demo.build.order import Order
from kith.site.demo.build.place import set_up
from kith.site.demo.build.targets import TARGETS
from kith.site.demo.plan.courses import courses
from kith.site.demo.plan.events import AssessmentConcluded, ReferralAllocated, SectionWritten, StepTaken
from kith.site.demo.plan.staff import staff
from kith.site.demo.plan.writing import phrases
from kith.spread.models import ChildAtRisk, SpreadCheck
from tests.demo.northmere import DAY, NOW, northmere, of

OUTCOMES = set(Assessment.Outcome.values)
BY_HAND_ONLY = ("prebirth", "homeless", "abroad", "outside_home", "plan")
FAMILIES = {"hollis", "kerslake", "woldu", "pascoe", "qadir", "ludlow", "tredgold", "okafor", "fennimore"}


def test_every_act_is_a_step_of_the_product_taken_on_something_it_knows() -> None:
    who = {"worker", "manager", "supervisor"} | {one.key for one in staff()}
    people = northmere(size=0.02).people
    for child, by_hand in courses().items():
        assert child in people
        for act in by_hand.acts:
            assert step(act["step"]).name == act["step"]
            assert act.get("on", "").partition(":")[0] in TARGETS
            assert act["by"] in who


def test_words_by_hand_stand_in_fields_that_are_asked() -> None:
    """A section's own fields, or the lines that the board, the network and a supervision are made of."""
    asked = {one.key: set(one.fields) for one in sections()}
    also = {"board": {"source", "said_by", "times", "began"}}
    for by_hand in courses().values():
        for key, said in by_hand.sections.items():
            known = asked.get(key) or {*phrases()[key], *also.get(key, ())}
            assert set(said) <= known, key


def test_what_is_chosen_by_hand_is_among_what_is_offered() -> None:
    for one in sections():
        for question in one.questions:
            offered = {inner.key: dict(inner.options) for inner in question.questions if inner.kind == "choice"}
            for child, by_hand in courses().items():
                for entry in by_hand.sections[one.key].get(question.key, ()) if one.key in by_hand.sections else ():
                    chosen = {key: entry[key] for key in offered if isinstance(entry, dict) and key in entry}
                    assert all(value in offered[key] for key, value in chosen.items()), (child, question.key, chosen)


@pytest.mark.parametrize("age", range(-1, 18))
def test_as_13_a_line_is_there_for_a_child_of_any_age(age: int) -> None:
    """Also where a family has nobody beside the carer: nothing that must be answered stays blank by accident."""
    for one in sections():
        if (one.when and one.when != BORN) or (one.when == BORN and age < 0):
            continue
        for question in one.questions:
            if question.kind == "blocks" or question.when or one.blank or question.key == "child_response":
                continue
            if question.is_needed("in_depth"):
                lines = phrases()[one.key][question.key]
                named = [line for line in lines if "{other}" not in line.text and "{helper}" not in line.text]
                assert any(line.suits(age) for line in named), (one.key, question.key)


def test_as_19_every_outcome_of_an_assessment_occurs_lately_in_every_size() -> None:
    authority = northmere(size=0.02)
    ended = of(authority, AssessmentConcluded)
    outcomes = {one.outcome for one in ended if one.when > NOW - 30 * DAY}
    assert outcomes == OUTCOMES
    assert all(one.concern and one.how_and_why and one.concern != one.findings for one in ended)


def test_acts_keep_their_order_within_an_assessment() -> None:
    authority = northmere(size=0.02)
    opened = {(one.contact, one.child): one.when for one in of(authority, ReferralAllocated)}
    taken = of(authority, StepTaken)
    assert {one.child.partition(".")[0] for one in taken} >= FAMILIES
    assert all(one.when > opened[one.contact, one.child] for one in taken)


def test_a_drawing_is_the_same_every_time_and_another_for_another_name() -> None:
    made = [drawing(f"drawing:{name}") for name in ("home", "home", "school")]
    one, again, other = (file.read() for file in made)
    for file in made:
        file.close()
    assert one == again != other
    assert one.startswith(b"\x89PNG")


@pytest.mark.django_db(transaction=True)
def test_the_families_by_hand_are_lived_through_and_nothing_is_refused(settings: Any, tmp_path: Any) -> None:
    """AS-08, AS-09, AS-17 to AS-20, EX-06, FA-04, PR-01 to PR-07, PR-10, PR-12: through the product's own steps."""
    settings.DOCUMENTS = tmp_path
    whole = northmere(size=0.02)
    contacts = {one.contact for one in whole.happened if getattr(one, "family", "") in FAMILIES}
    ours = [
        one
        for one in whole.happened
        if getattr(one, "contact", "") in contacts or getattr(one, "child", "").partition(".")[0] in FAMILIES
    ]
    board = {SectionWritten}
    kept = [one for one in ours if type(one) not in board or one.section in BY_HAND_ONLY]
    authority = replace(whole, happened=tuple(kept))
    with acting(None):
        place = set_up(authority)
    assert not lived_through(authority, Order(authority), place, hands=1)
    with transaction.atomic(), working():
        assert set(Assessment.objects.exclude(outcome="").values_list("outcome", flat=True)) == OUTCOMES
        keys = set(ChildPathway.objects.values_list("key", flat=True))
        assert keys == {"prebirth", "homeless", "abroad", "young_carer", "honour"}
        assert Prebirth.objects.get().matter.assessment.child.person.shown_name == "Ada Hollis"  # born since
        assert NewInformation.objects.get().answer == "stands"
        assert InterpreterWaiver.objects.exists()
        assert set(AgencyCheck.objects.values_list("state", flat=True)) == {"replied", "without", "waiting"}
        assert AgencyChaser.objects.exists()
        assert SafetyFlag.objects.get().child.person.shown_name == "Lana Qadir"
        told = Letter.objects.values_list("audience", "state")
        assert {audience for audience, _ in told} == {"family", "child", "agency", "referrer"}
        assert {state for _, state in told} == {"sent", "acknowledged", "withheld"}
        assert set(Document.objects.values_list("kind", flat=True)) == {"drawing"}
        assert apps.get_model("assessment", "PrebirthDisclosure").objects.get().answered_on is not None
        _protected_promised_and_seen_differently()


def _protected_promised_and_seen_differently() -> None:
    """AS-17, AS-18, EX-06, FA-04: emergency action that was taken, a safety plan shown over time and one broken, a
    disagreement that waits, and another child who waits for a contact."""
    protected = FollowOn.objects.get(kind=FollowOn.Kind.EMERGENCY)
    assert protected.answer == FollowOn.Answer.DONE
    (shown,) = Commitment.objects.filter(who__startswith="Patience")
    assert [one.held for one in shown.checks.order_by("on")] == [True, True]
    assert CommitmentCheck.objects.get(held=False).follows
    assert Disagreement.objects.get().resolved_at is None
    assert set(SpreadCheck.objects.values_list("found", "standing")) == {("others", 2), ("none", 0)}
    assert ChildAtRisk.objects.get(not_raised_because="").contact_id is None
