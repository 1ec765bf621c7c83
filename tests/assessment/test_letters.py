"""What an assessment concluded, proposed to each reader and no more than they may know (AS-20, FA-08, IG-08)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Matter
from kith.assessment.letters.recipients import READS_FROM
from kith.assessment.letters.words import AGENCY, CHILD, FAMILY
from kith.assessment.models import Assessment, NewInformation, ProposedConclusion, SectionText
from kith.checks.models import AgencyCheck, AgencyReply
from kith.frontdoor.models import Contact, ThresholdDecision
from kith.kernel.perform import Invalid, Refused
from kith.letters import queries, steps
from kith.letters.envelopes import Wording
from kith.letters.forms import stands_in
from kith.people.models import NAME_NOT_SUPPLIED, Address, Person, Relationship
from kith.sharing.models import AgencyDiscussion
from tests.assessment.reading import signed_in
from tests.cast import Cast
from tests.letters.scene import DAY, Scene, told, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return told(cast)


def proposed(scene: Scene, key: str) -> Wording:
    envelope = scene.envelope(key)
    with acting(scene.worker), at(DAY):
        return envelope.offer.propose(envelope.matter, envelope.recipient)


def said(wording: Wording) -> str:
    return " ".join([wording.title, wording.greeting, *(f"{heading} {text}" for heading, text in wording.sections)])


def who(scene: Scene) -> list[tuple[str, str]]:
    with acting(scene.worker), at(DAY):
        return [(one.recipient.name, one.recipient.about) for one in queries.envelopes(scene.assessment.matter)]


def change(scene: Scene, model: Any, about: dict[str, Any], **to: Any) -> None:
    with acting(scene.worker):
        assert model.objects.filter(**about).update(**to)


def test_as20_those_with_responsibility_the_child_the_referrer_and_agencies_are_proposed(scene: Scene) -> None:
    assert who(scene) == [
        ("Grace Okafor", "Mother, parental responsibility"),
        ("Emeka Okafor", "Father, parental responsibility not yet known"),
        ("Amara Okafor", "The child, 8"),
        ("Mrs Hale", "Told us, Larkfield Primary"),
        ("Rowan Surgery", "Spoken to about the child"),
    ]


def test_fa08_a_parent_without_responsibility_is_not_told_and_one_who_died_is_not_written_to(scene: Scene) -> None:
    change(scene, Relationship, {"person_id": scene.emeka.pk}, parental_responsibility=False)
    change(scene, Person, {"pk": scene.grace.pk}, died_on=date(2026, 6, 1))
    assert [name for name, _ in who(scene)] == ["Amara Okafor", "Mrs Hale", "Rowan Surgery"]


def test_as20_a_child_is_written_to_by_age(scene: Scene) -> None:
    change(scene, Person, {"pk": scene.amara.pk}, date_of_birth=date(2026 - READS_FROM + 1, 1, 1))
    assert "Amara Okafor" not in [name for name, _ in who(scene)]
    change(scene, Person, {"pk": scene.amara.pk}, date_of_birth=date(2026 - READS_FROM, 1, 1))
    assert "Amara Okafor" in [name for name, _ in who(scene)]
    assert "ask a grown-up to read this with you" in said(proposed(scene, "child"))


@pytest.mark.parametrize(("born", "says", "never"), [
    (date(2024, 1, 1), "your health visitor", "school nurse"),
    (date(2017, 1, 1), "the school nurse", "nursery"),
    (date(2009, 1, 1), "college", "nursery"),
])  # fmt: skip
def test_as20_what_every_family_can_use_fits_the_age_of_the_child(
    scene: Scene, born: date, says: str, never: str
) -> None:
    change(scene, Person, {"pk": scene.amara.pk}, date_of_birth=born)
    change(scene, Assessment, {"pk": scene.assessment.pk}, outcome="universal")
    text = said(proposed(scene, scene.key(scene.grace)))
    assert says in text
    assert never not in text


def test_as20_a_teenager_is_written_to_as_one(scene: Scene) -> None:
    assert "grown-up" in said(proposed(scene, "child"))
    change(scene, Person, {"pk": scene.amara.pk}, date_of_birth=date(2012, 1, 1))
    for outcome in CHILD:
        change(scene, Assessment, {"pk": scene.assessment.pk}, outcome=outcome)
        text = said(proposed(scene, "child"))
        assert "an adult you trust" in text
        assert "grown-up" not in text


def test_fa08_nobody_is_written_to_by_a_name_that_nobody_knows(scene: Scene) -> None:
    """They stay on the list, so that somebody finds out who they are."""
    change(scene, Person, {"pk": scene.emeka.pk}, shown_name=NAME_NOT_SUPPLIED)
    assert NAME_NOT_SUPPLIED in [name for name, _ in who(scene)]
    with pytest.raises(Refused, match="Nobody knows their name yet"):
        scene.take(steps.WriteLetter, scene.envelope(scene.key(scene.emeka)), words("We have finished."))


def test_pr12_what_is_planned_while_enquiries_are_made_is_not_put_before_the_family_unasked(scene: Scene) -> None:
    change(scene, Assessment, {"pk": scene.assessment.pk}, outcome="strategy")
    change(scene, ProposedConclusion, {}, outcome="strategy")
    wording = proposed(scene, scene.key(scene.grace))
    assert "Homelands" not in said(wording)
    assert any("Homelands" in one and "a manager says what the family may know" in one for one in wording.left_out)
    assert "Homelands" in said(proposed(scene, f"spoken-{_talk(scene)}"))


def test_as20_whoever_disagrees_is_told_the_manager_who_signed(scene: Scene) -> None:
    change(scene, Assessment, {"pk": scene.assessment.pk}, authorised_by=scene.cast.team_manager)
    assert f"ask for the manager, {scene.cast.team_manager.name}" in said(proposed(scene, scene.key(scene.grace)))


def test_as20_a_member_of_the_public_who_told_us_is_not_told_and_never_named(scene: Scene) -> None:
    change(scene, Contact, {}, agency=None, referrer=None, referrer_name="Mr Next-Door")
    change(scene, Assessment, {"pk": scene.assessment.pk}, conclusion="Mr Next-Door heard shouting. It has stopped.")
    assert "Mr Next-Door" not in [name for name, _ in who(scene)]
    wording = proposed(scene, scene.key(scene.grace))
    assert "It has stopped." in said(wording)
    assert "Next-Door" not in said(wording)
    with pytest.raises(Invalid) as caught:
        scene.take(steps.WriteLetter, scene.envelope("child"), words("mr next-door told us", checked="on"))
    assert "Take “Mr Next-Door” out" in str(caught.value.form.errors)


def test_as20_the_family_reads_what_was_found_without_what_it_may_not_know(scene: Scene) -> None:
    wording = proposed(scene, scene.key(scene.grace))
    text = said(wording)
    for there in ("Dear Grace Okafor", "child in need plan", "Nights at home are hard", "Grace wants help",
                  "Farah Siddiqui on 01632 960 140", "Nell Abara", "complaint"):  # fmt: skip
        assert there in text
    for hidden in ("Chidi", "Mrs Hale", "Refuge", "NM4 9ZZ"):
        assert hidden not in text
    assert len(wording.left_out) == 3
    assert "“Chidi has stopped sleeping as well.” (another child)" in wording.left_out


def test_as20_agencies_read_the_decision_and_are_asked_for_actions_dates_and_outcomes(scene: Scene) -> None:
    wording = proposed(scene, f"spoken-{_talk(scene)}")
    assert dict(wording.sections)["What we decided"].startswith(
        "On 12 June 2026 we finished our assessment of Amara Okafor"
    )
    empty = [heading for heading, text in wording.sections if not text]
    assert empty == ["When we look at it again", "What should be different for the child, and by when"]
    assert "- Family support. Two evenings a week. Homelands, from Monday" in said(wording)
    assert "Nights at home" not in said(wording)


def _talk(scene: Scene) -> int:
    with acting(scene.worker):
        return AgencyDiscussion.objects.get().pk


def test_as20_what_was_planned_is_told_without_what_names_another_child(scene: Scene) -> None:
    both = [
        {"service": "Mentor for Chidi", "how": "weekly", "who": "Homelands."},
        {"service": "family support", "how": "two evenings", "who": "Homelands"},
    ]
    change(scene, ProposedConclusion, {}, services=both)
    wording = proposed(scene, scene.key(scene.grace))
    assert dict(wording.sections)["The help we have planned"] == "- Family support. Two evenings. Homelands"
    assert "“Mentor for Chidi. Weekly. Homelands” (another child)" in wording.left_out


def test_as20_the_referrer_reads_the_outcome_and_nothing_of_what_was_found(scene: Scene) -> None:
    text = said(proposed(scene, "referrer"))
    assert "The outcome: child in need plan." in text
    for hidden in ("Nights", "Chidi", "Grace", "Refuge"):
        assert hidden not in text


def test_fd03_where_the_referrer_was_not_told_the_decision_they_are_not_told_the_outcome(scene: Scene) -> None:
    assert scene.assessment.referral
    with acting(scene.worker):
        ThresholdDecision.objects.create(
            matter_id=scene.assessment.referral.contact_id, level="intensive", criteria=[], document_version="1",
            rationale="Because", decider=scene.worker, tell_referrer="received", withhold_reason="Risk",
        )  # fmt: skip
    text = said(proposed(scene, "referrer"))
    assert "child in need" not in text
    assert "To keep people safe we cannot tell you more." in text


def test_another_child_is_named_only_by_somebody_who_has_checked(scene: Scene) -> None:
    envelope = scene.envelope(scene.key(scene.grace))
    with pytest.raises(Invalid) as caught:
        scene.take(steps.WriteLetter, envelope, words("Chidi and Amara go to the club together."))
    assert "It says “Chidi” (another child)" in str(caught.value.form.errors)
    made = scene.take(steps.WriteLetter, envelope, words("Chidi and Amara go to the club together.", checked="on"))
    assert made.state == "drafted"


def test_ig08_the_town_of_a_hidden_address_is_checked_unless_somebody_lives_there_openly(scene: Scene) -> None:
    change(scene, Address, {}, town="Harbourton")
    change(scene, Assessment, {"pk": scene.assessment.pk}, conclusion="Grace is in Harbourton now. It is calm.")
    assert "Harbourton" not in said(proposed(scene, scene.key(scene.emeka)))
    with acting(scene.worker):
        Address.objects.create(person_id=scene.emeka.pk, line="1 Quay", town="Harbourton")
    assert "Harbourton" in said(proposed(scene, scene.key(scene.emeka)))


def test_one_of_the_family_who_told_us_may_be_named_once_somebody_has_checked(scene: Scene) -> None:
    change(scene, Contact, {}, agency=None, referrer=None, referrer_name="Grace Okafor")
    to_emeka = scene.envelope(scene.key(scene.emeka))
    with pytest.raises(Invalid):
        scene.take(steps.WriteLetter, to_emeka, words("Grace Okafor is her mother."))
    assert scene.take(steps.WriteLetter, to_emeka, words("Grace Okafor is her mother.", checked="on"))
    assert scene.take(steps.WriteLetter, scene.envelope(scene.key(scene.grace)), words("Dear Grace Okafor"))


def test_as21_a_conclusion_in_doubt_is_sent_to_nobody_until_a_manager_has_answered(scene: Scene) -> None:
    letter = scene.written("referrer")
    sent = {"how": "post", "sent_on": "2026-06-15"}
    with acting(scene.worker):
        new = NewInformation.objects.create(
            matter=scene.assessment.matter, what="A bruise", source="School", learned_at=DAY, meaning="Harm?",
            recorded_by=scene.worker, recorded_at=DAY,
        )  # fmt: skip
    for answer, said_of_it in (("", "no manager has said yet"), ("not_any_more", "does not stand any more")):
        change(scene, NewInformation, {"pk": new.pk}, answer=answer, why="Why", answered_by=scene.manager)
        with pytest.raises(Refused, match=said_of_it):
            scene.take(steps.SendLetter, letter, sent)
        with pytest.raises(Refused, match=said_of_it):
            scene.take(steps.WriteLetter, scene.envelope("child"), words())
    change(scene, NewInformation, {"pk": new.pk}, answer="stands")
    assert scene.take(steps.SendLetter, letter, sent).state == "sent"


def test_as21_every_doubt_is_answered_before_anything_goes_and_the_last_answer_counts(scene: Scene) -> None:
    letter = scene.written("referrer")
    about = {"source": "School", "meaning": "Harm?", "learned_at": DAY, "recorded_by": scene.worker}
    with acting(scene.worker):
        matter = scene.assessment.matter
        first, second = (NewInformation.objects.create(matter=matter, what=what, **about) for what in ("A", "B"))
    by = {"why": "Why", "answered_by": scene.manager}
    change(scene, NewInformation, {"pk": second.pk}, answer="stands", answered_at=DAY, **by)
    with pytest.raises(Refused, match="no manager has said yet"):
        scene.take(steps.SendLetter, letter, {"how": "post", "sent_on": "2026-06-15"})
    later = DAY + timedelta(minutes=5)
    change(scene, NewInformation, {"pk": first.pk}, answer="not_any_more", answered_at=later, **by)
    with pytest.raises(Refused, match="does not stand any more"):
        scene.take(steps.SendLetter, letter, {"how": "post", "sent_on": "2026-06-15"})


def test_as07_the_plan_that_keeps_the_harmed_adult_safe_stands_before_whoever_writes_to_the_family(
    scene: Scene,
) -> None:
    with acting(scene.worker):
        SectionText.objects.create(
            matter=scene.assessment.matter, key="adult_safety", version=1, written_by=scene.worker,
            answers={"adult_plan": "She goes to the refuge in Elm Street.", "not_told": ""},
        )  # fmt: skip
    told_of = ("She goes to the refuge in Elm Street. (Keeping the harmed adult safe)",)
    assert proposed(scene, scene.key(scene.emeka)).in_confidence == told_of
    assert proposed(scene, "referrer").in_confidence == ()
    with at(DAY):
        page = signed_in(scene.worker).get(f"{scene.home}{scene.key(scene.emeka)}/").content.decode()
    assert "This reader must not be told:" in page
    assert told_of[0] in page


def test_as20_a_plan_that_the_manager_did_not_follow_is_told_to_nobody(scene: Scene) -> None:
    """A child in need plan was proposed, and no further action authorised: its services are not what is planned."""
    change(scene, Assessment, {"pk": scene.assessment.pk}, outcome="nfa")
    assert "Family support" not in said(proposed(scene, scene.key(scene.grace)))


def test_ig04_what_an_agency_said_in_confidence_stands_before_whoever_writes_to_the_family(scene: Scene) -> None:
    with acting(scene.worker):
        matter, talk = Matter.objects.create(kind="agency_check"), AgencyDiscussion.objects.get()
        AgencyCheck.objects.create(
            matter=matter, work=scene.assessment.matter, agency_kind="gp", agency_name="Rowan Surgery", concern="Tired",
            question="What do you know?", shared=talk, asked_by=scene.worker, due_on=date(2026, 6, 11),
        )  # fmt: skip
        AgencyReply.objects.create(
            matter=matter, words="Seen twice.", said_by="Dr Amin", said_at=DAY, recorded_by=scene.worker,
            in_confidence="Grace is being treated; he does not know",
        )  # fmt: skip
    told_of = ("Grace is being treated; he does not know (Rowan Surgery)",)
    assert proposed(scene, scene.key(scene.emeka)).in_confidence == told_of
    assert proposed(scene, "referrer").in_confidence == ()
    with at(DAY):
        page = signed_in(scene.worker).get(f"{scene.home}{scene.key(scene.emeka)}/").content.decode()
    assert "This reader must not be told:" in page
    assert told_of[0] in page


@pytest.mark.parametrize(
    ("kind", "name", "called"),
    [("unborn", "Baby Okafor", "the baby"), ("child", "Name not supplied", "the child"), ("child", "Amara O", "Amara")],
)
def test_a_child_without_a_name_is_called_what_they_are(scene: Scene, kind: str, name: str, called: str) -> None:
    born = None if kind == "unborn" else date(2018, 2, 12)
    change(scene, Person, {"pk": scene.amara.pk}, kind=kind, shown_name=name, date_of_birth=born)
    assert f"our assessment of {called}." in said(proposed(scene, scene.key(scene.grace)))


@pytest.mark.parametrize(
    ("text", "found"),
    [("She lives at 3 refuge\n Row now", True), ("13 Refuge Rows", False), ("3 REFUGE ROW.", True), ("Refuge", False)],
)
def test_hidden_words_are_found_as_words_however_they_are_typed(text: str, found: bool) -> None:
    assert stands_in("3 Refuge Row", text) is found
    assert stands_in("NM4 9ZZ", "They are at nm49zz, she said.")


def test_every_outcome_has_its_words_for_every_reader() -> None:
    for mapping in (FAMILY, CHILD, AGENCY):
        assert set(mapping) == set(Assessment.Outcome.values)


@pytest.mark.parametrize("outcome", Assessment.Outcome.values)
def test_families_and_children_read_plain_words(scene: Scene, outcome: str) -> None:
    """No initials, no sections of Acts, and sentences that a child can hold in mind."""
    change(scene, Assessment, {"pk": scene.assessment.pk}, outcome=outcome, conclusion="")
    for key in ("child", scene.key(scene.grace)):
        text = said(proposed(scene, key))
        assert not [
            word for word in ("MASH", "CIN", "s17", "s47", "section", "threshold", "multi-agency") if word in text
        ]
    sentences = [one for heading, text in proposed(scene, "child").sections for one in text.split(". ")]
    assert max(len(one.split()) for one in sentences) <= 22
