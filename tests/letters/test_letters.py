"""Writing, sending, acknowledging and withholding, and what stops a letter (AS-20, FA-08, PR-12, IG-05)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Agency, Notice, RoleGrant, SameSubject, User
from kith.kernel.perform import Invalid, Refused, Stale, perform
from kith.letters import queries, steps
from kith.letters.models import Letter, SafetyFlag
from kith.people.models import Address, Relationship
from kith.record.models import StepEvent
from kith.sharing.models import Authorisation
from tests.cast import Cast, london, take
from tests.letters.scene import DAY, Scene, words
from tests.people import made

pytestmark = pytest.mark.django_db
WITHHELD = {"reason": "An enquiry would be prejudiced.", "review_on": "2026-06-29"}
STOP = {"kind": "honour", "reason": "Her brothers have threatened her"}


def again(scene: Scene, letter: Letter) -> Letter:
    with acting(scene.worker):
        return Letter.objects.select_related("matter").get(pk=letter.pk)


def faults(scene: Scene, step: Any, target: Any, data: dict[str, Any], who: User | None = None) -> str:
    """What is said against it."""
    with pytest.raises(Invalid) as caught:
        scene.take(step, target, data, who)
    return " ".join(text for texts in caught.value.form.errors.values() for text in texts)


def refusal(scene: Scene, step: Any, target: Any, data: dict[str, Any], who: User | None = None) -> str:
    with pytest.raises(Refused) as caught:
        scene.take(step, target, data, who)
    return str(caught.value)


def test_as20_a_letter_is_drafted_sent_and_acknowledged_and_each_stands_in_the_story(scene: Scene) -> None:
    letter = scene.written(scene.key(scene.grace))
    assert (letter.state, letter.edition, letter.name) == ("drafted", 1, "Grace Okafor")
    scene.take(steps.SendLetter, letter, {"how": "hand", "sent_on": "2026-06-15"})
    letter = again(scene, letter)
    assert (letter.state, letter.how, letter.sent_on, letter.sent_by) == (
        "sent",
        "hand",
        date(2026, 6, 15),
        scene.worker,
    )
    with at(london(2026, 6, 16)):
        known = {"acknowledged_on": "2026-06-16", "words": "We read it together."}
        take(steps.AcknowledgeLetter, scene.worker, letter, known)
    letter = again(scene, letter)
    assert (letter.state, letter.acknowledged_on, letter.acknowledged_words) == (
        "acknowledged", date(2026, 6, 16), "We read it together.",
    )  # fmt: skip
    with acting(scene.worker):
        lines = [one.line for one in StepEvent.objects.filter(step__startswith="letters.").order_by("pk")]
    assert lines == [
        "Letter to the family written", "Letter to the family sent, by hand", "Letter to the family acknowledged",
    ]  # fmt: skip


def test_as20_a_sent_letter_never_changes_a_new_version_is_written(scene: Scene) -> None:
    first = scene.sent(scene.key(scene.grace))
    second = scene.take(steps.ReviseLetter, again(scene, first), words("We were wrong about the date."))
    assert (second.edition, second.replaces_id, second.state) == (2, first.pk, "drafted")
    assert again(scene, first).sections == [{"heading": "", "text": "We have finished our work."}]
    assert again(scene, first).state == "sent"
    assert "newer version" in refusal(scene, steps.ReviseLetter, again(scene, first), words("Again"))
    with acting(scene.worker):
        assert [one.edition for one in queries.versions(second)] == [2, 1]


def test_two_who_write_at_once_make_one_letter(scene: Scene) -> None:
    envelope = scene.envelope("child")
    scene.take(steps.WriteLetter, envelope, words("One"))
    assert "Somebody wrote to them a moment ago" in faults(scene, steps.WriteLetter, envelope, words("Two"))
    letter = scene.envelope("child").letter
    assert letter
    seen = letter.version
    scene.take(steps.SendLetter, letter, {"how": "hand", "sent_on": "2026-06-15"})
    with pytest.raises(Stale), at(DAY), acting(scene.worker):
        perform(steps.ReviseLetter, scene.worker, again(scene, letter), words("Three"), seen_version=seen)


def test_nothing_is_sent_before_it_was_written_nor_acknowledged_before_it_went(scene: Scene) -> None:
    letter = scene.written("child")
    early = {"how": "hand", "sent_on": "2026-06-14"}
    assert "It was written on Monday 15 June 2026" in faults(scene, steps.SendLetter, letter, early)
    assert "past" in faults(scene, steps.SendLetter, letter, {"how": "hand", "sent_on": "2026-06-20"})
    known = {"acknowledged_on": "2026-06-15", "words": "She said so."}
    assert "has not been sent" in refusal(scene, steps.AcknowledgeLetter, letter, known)
    scene.take(steps.SendLetter, letter, {"how": "hand", "sent_on": "2026-06-15"})
    early = {"acknowledged_on": "2026-06-12", "words": "She said so."}
    assert "It went on Monday 15 June" in faults(scene, steps.AcknowledgeLetter, again(scene, letter), early)


def test_what_cannot_be_printed_is_refused_while_it_can_still_be_mended(scene: Scene) -> None:
    said = faults(scene, steps.WriteLetter, scene.envelope("child"), words("Her friend নাম helps."))
    assert "“ন” cannot be printed" in said
    with acting(scene.worker):
        assert not Letter.objects.exists()


@pytest.mark.parametrize("who", ["lead_practitioner", "data_analyst", "referrer", "stranger"])
def test_those_not_involved_write_nothing(scene: Scene, who: str) -> None:
    actor = getattr(scene.cast, who)
    assert "not involved" in refusal(scene, steps.WriteLetter, scene.envelope("child"), words(), actor)


def test_fa08_a_limit_on_contact_stops_a_letter_and_one_that_is_drafted(scene: Scene) -> None:
    letter = scene.written(scene.key(scene.emeka))
    with acting(scene.worker):
        rows = Relationship.objects.filter(person_id=scene.emeka.pk)
        rows.update(letters="never", safe_contact="He may not learn where they live")
    said = refusal(scene, steps.SendLetter, letter, {"how": "post", "sent_on": "2026-06-15"})
    assert said == "No letters and no invitations may go to Emeka Okafor: He may not learn where they live."
    with acting(scene.worker):
        rows.update(letters="ask", safe_contact="")
    assert "Ask the key worker" in refusal(scene, steps.ReviseLetter, letter, words("More"))
    assert scene.written(scene.key(scene.grace)).state == "drafted"


def test_pr12_a_safety_flag_stops_letters_to_family_and_child_until_a_manager_lifts_it(scene: Scene) -> None:
    letter = scene.written("child")
    flag: SafetyFlag = scene.take(steps.StopLetters, scene.amara, STOP)
    for step, target, data in (
        (steps.SendLetter, letter, {"how": "hand", "sent_on": "2026-06-15"}),
        (steps.WriteLetter, scene.envelope(scene.key(scene.grace)), words()),
    ):
        said = refusal(scene, step, target, data)
        assert "No letters may go to this family" in said
        assert "Her brothers have threatened her. A manager" in said
    assert scene.written("referrer").state == "drafted"  # professionals are told
    assert "Practice supervisor" in refusal(scene, steps.LetLettersGo, flag, {"reason": "Over"})
    scene.take(steps.LetLettersGo, flag, {"reason": "They moved away."}, scene.manager)
    assert scene.sent(scene.key(scene.grace)).state == "sent"
    with acting(scene.manager):
        flag.refresh_from_db()
    assert (flag.lifted_by, flag.lifted_because) == (scene.manager, "They moved away.")


def test_pr12_a_flag_on_a_record_joined_with_the_childs_counts(scene: Scene) -> None:
    with acting(scene.manager):
        other = made.person(scene.manager, "Amara", "Okafour", date(2018, 2, 12))
        SafetyFlag.objects.create(child_id=other.pk, kind="fgm", reason="Travel", raised_by=scene.manager)
        SameSubject.objects.create(kept_id=scene.amara.pk, other_id=other.pk, reason="One child")
    assert "female genital mutilation" in refusal(scene, steps.WriteLetter, scene.envelope("child"), words())


def test_ig03_authority_to_share_without_asking_the_family_stops_letters_while_it_stands(scene: Scene) -> None:
    assert scene.assessment.referral
    with acting(scene.manager):
        contact = scene.assessment.referral.contact
        assert contact
        one = Authorisation.objects.create(
            kind="share_without_consent", matter=contact.matter, approver=scene.cast.mash_manager, agencies=["police"],
            reason="He would be violent", may_be_shared="The worry", review_on=date(2026, 7, 1), at=london(2026, 6, 3),
        )  # fmt: skip
    said = refusal(scene, steps.WriteLetter, scene.envelope("child"), words())
    assert "Ruth Delaney authorised sharing without asking the family on 3 June 2026" in said
    assert scene.written("referrer").state == "drafted"
    with acting(scene.manager):
        Authorisation.objects.filter(pk=one.pk).update(ended_at=DAY, ended_because="Asked")
    assert scene.written("child").state == "drafted"


def test_as20_a_manager_withholds_in_writing_until_a_day_even_what_is_not_written(scene: Scene) -> None:
    envelope = scene.envelope(scene.key(scene.emeka))
    assert "Practice supervisor" in refusal(scene, steps.WithholdLetter, envelope, WITHHELD)
    assert "a year" in faults(
        scene, steps.WithholdLetter, envelope, WITHHELD | {"review_on": "2028-01-01"}, scene.manager
    )
    letter: Letter = scene.take(steps.WithholdLetter, envelope, WITHHELD, scene.manager)
    assert (letter.state, letter.withheld_by, letter.review_on, letter.sections) == (
        "withheld", scene.manager, date(2026, 6, 29), [],
    )  # fmt: skip
    assert "withheld" in refusal(scene, steps.WriteLetter, scene.envelope(scene.key(scene.emeka)), words())
    assert "withheld" in refusal(scene, steps.SendLetter, again(scene, letter), {"how": "post"})
    assert "withheld" in refusal(scene, steps.ReviseLetter, again(scene, letter), words())


def test_as20_withheld_comes_back_on_its_day_and_is_let_go_or_withheld_longer(scene: Scene) -> None:
    letter: Letter = scene.take(steps.WithholdLetter, scene.envelope("child"), WITHHELD, scene.manager)
    due = london(2026, 6, 29)
    with acting(scene.manager):
        with at(london(2026, 6, 28)):
            assert not queries.to_review(scene.manager)
        with at(due):
            assert [one.pk for one in queries.to_review(scene.manager)] == [letter.pk]
            assert not queries.to_review(scene.worker)
    with at(due):
        take(steps.WithholdLetter, scene.manager, scene.envelope("child"), WITHHELD | {"review_on": "2026-07-20"})
        with acting(scene.manager):
            assert not queries.to_review(scene.manager)
        take(steps.ReleaseLetter, scene.manager, again(scene, letter), {"reason": "The enquiry is over."})
    letter = again(scene, letter)
    assert (letter.state, letter.withheld_reason, letter.released_because) == ("drafted", "", "The enquiry is over.")
    assert "There are no words" in refusal(scene, steps.SendLetter, letter, {"how": "hand"})
    assert scene.take(steps.ReviseLetter, letter, words("Hello")).edition == 2


@pytest.mark.parametrize("how", ["left", "no manager any more"])
def test_as20_what_a_manager_withheld_who_has_left_is_due_to_every_manager_of_the_child(scene: Scene, how: str) -> None:
    letter: Letter = scene.take(steps.WithholdLetter, scene.envelope("child"), WITHHELD, scene.manager)
    with acting(scene.cast.team_manager):
        with at(london(2026, 6, 30)):
            assert not queries.to_review(scene.cast.team_manager)
        if how == "left":
            User.objects.filter(pk=scene.manager.pk).update(is_active=False)
        else:
            RoleGrant.objects.filter(user=scene.manager).update(until=date(2026, 6, 20))
        with at(london(2026, 6, 30)):
            assert [one.pk for one in queries.to_review(scene.cast.team_manager)] == [letter.pk]
            assert not queries.to_review(scene.worker)
            assert not queries.to_review(scene.cast.mash_manager)


def test_what_was_sent_cannot_be_withheld(scene: Scene) -> None:
    scene.sent("child")
    said = refusal(scene, steps.WithholdLetter, scene.envelope("child"), WITHHELD, scene.manager)
    assert said == "This letter has been sent. What was sent cannot be withheld."


def test_ig05_in_the_portal_one_named_reader_of_the_agency_gets_it_and_word_of_it(scene: Scene, cast: Cast) -> None:
    letter = scene.written(f"agency-{cast.school.ref}")
    assert "Who reads it?" in faults(scene, steps.SendLetter, letter, {"how": "portal", "sent_on": "2026-06-15"})
    sent = {"how": "portal", "reader": cast.referrer.ref, "sent_on": "2026-06-15"}
    scene.take(steps.SendLetter, letter, sent)
    with acting(cast.referrer):
        assert [one.pk for one in queries.sent_in_portal(cast.referrer)] == [letter.pk]
        assert not queries.sent_in_portal(cast.other_referrer)
    assert Notice.objects.get(user=cast.referrer).href == f"/portal/letters/{letter.ref}/"
    letter = again(scene, letter)
    assert "somebody else" in refusal(scene, steps.AcknowledgeOwn, letter, {}, cast.other_referrer)
    scene.take(steps.AcknowledgeOwn, letter, {}, cast.referrer)
    letter = again(scene, letter)
    assert (letter.state, letter.acknowledged_by) == ("acknowledged", cast.referrer)


def test_ig08_an_address_hidden_since_the_letter_was_written_stops_it(scene: Scene) -> None:
    letter = scene.written(scene.key(scene.grace), "You moved to 8 Quiet Lane.")
    with acting(scene.worker):
        Address.objects.create(person_id=scene.amara.pk, line="8 Quiet Lane", confidential=True)
    said = faults(scene, steps.SendLetter, letter, {"how": "hand", "sent_on": "2026-06-15"})
    assert said == "Take “8 Quiet Lane” out first: it is an address that is kept confidential"
    assert again(scene, letter).state == "drafted"


def test_an_agency_without_the_portal_gets_it_by_post_or_by_hand(scene: Scene) -> None:
    with acting(scene.worker):
        surgery = Agency.objects.create(name="Harbour Surgery", kind="gp")
    letter = scene.written(f"agency-{surgery.ref}")
    assert "portal" not in str(steps.SendLetter.build_form(scene.worker, letter)["how"])
    scene.take(steps.SendLetter, letter, {"how": "post", "sent_on": "2026-06-15"})
    assert again(scene, letter).how == "post"
