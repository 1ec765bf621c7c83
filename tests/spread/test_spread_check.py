"""Which other children are at risk: answered before the end, each followed, nobody shown who is hidden (EX-06)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import NamedReader, Subject
from kith.assessment.models import Assessment
from kith.assessment.paper import sheet
from kith.assessment.queries.lacking import lacking
from kith.assessment.steps import SayWhatApplies
from kith.checks.kinds import Asking, asking
from kith.frontdoor.models import Contact, ContactChild
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from kith.record.models import StepEvent
from kith.spread.models import ChildAtRisk, SpreadCheck
from kith.spread.queries import spread_of
from kith.spread.steps import AnswerSpread, ListChild, RaiseContact, SayWhyNot, TakeOff
from tests.assessment import scene
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take
from tests.people import made

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 4, 15)
FOUND: dict[str, Any] = {
    "found": "others",
    "words": "School, police and Kai's mother: three boys are seen in the park.",
}
TOLD: dict[str, Any] = {
    "given": "Jay", "age": "15", "school": "Northmere Academy", "type": "exploitation", "safe_now": "not_known",
    "worry": "Seen in the park with men who give out telephones.",
}  # fmt: skip
PLAN: dict[str, Any] = {
    "outcome": "cin_plan",
    "conclusion": "A plan.",
    "factors": ["3B"],
    "not_seen_because": "With his aunt.",
}


@pytest.fixture
def kai(cast: Cast) -> Person:
    return scene.child(cast.mash_worker, "Kai Brennan", date(2011, 2, 12))


@pytest.fixture
def assessment(cast: Cast, kai: Person) -> Assessment:
    found = scene.allocated(cast, scene.referrals(cast, kai)[0])
    with at(NOW):
        take(SayWhatApplies, cast.social_worker, found, {"applies": ["outside_home"]})
    return found


@pytest.fixture
def work(cast: Cast, assessment: Assessment) -> Asking:
    with acting(cast.social_worker):
        found = asking(assessment.matter)
        assert found is not None
        return found


def did(cast: Cast, step: Any, target: Any, **data: Any) -> Any:
    with at(NOW):
        return take(step, cast.social_worker, target, data).result


def listed(cast: Cast, work: Asking, **data: Any) -> ChildAtRisk:
    row = did(cast, ListChild, work, **{"described": "Jay, about 15, red coat", "why": "Seen with them.", **data})
    assert isinstance(row, ChildAtRisk)
    return row


def missing(reader: Any, assessment: Assessment) -> list[str]:
    """What the panel says of the spread check."""
    with acting(reader), at(NOW):
        return [lack.words for lack in lacking(assessment) if lack.href.startswith("/spread/")]


def test_ex_06_who_else_is_at_risk_is_asked_before_the_end_and_of_each_child(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    assert missing(cast.social_worker, assessment) == [
        "Which other children are at risk?: say who was asked, and what was looked at"
    ]
    did(cast, AnswerSpread, work, **FOUND)
    assert missing(cast.social_worker, assessment) == ["Other children may be at risk: list each of them"]
    row = listed(cast, work)
    assert missing(cast.social_worker, assessment) == [
        "Jay, about 15, red coat may be at risk: raise a contact, or say why not"
    ]
    did(cast, SayWhyNot, row, reason="Nobody can say who he is; PC Lark goes on looking.")
    assert missing(cast.social_worker, assessment) == []


def test_ex_06_a_conclusion_is_refused_until_it_is_answered_or_a_reason_is_given(
    cast: Cast, assessment: Assessment
) -> None:
    with at(NOW), pytest.raises(Invalid) as no:
        scene.proposed(cast, assessment, why_now="")
    assert "why_now" in no.value.form.errors


def test_ex_06_nobody_else_is_an_answer_with_what_was_looked_at(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    with pytest.raises(Invalid):
        did(cast, AnswerSpread, work, found="none", words="")
    did(cast, AnswerSpread, work, found="none", words="His friends are known, and none of them goes there.")
    assert missing(cast.social_worker, assessment) == []
    listed(cast, work)  # and then somebody is seen after all
    with acting(cast.social_worker):
        assert SpreadCheck.objects.get(matter=assessment.matter).found == "others"
    with pytest.raises(Invalid, match="Take them off first"):
        did(cast, AnswerSpread, work, found="none", words="It was a mistake.")


def test_ex_06_a_contact_is_raised_through_the_front_door_and_linked(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    did(cast, AnswerSpread, work, **FOUND)
    row = listed(cast, work)
    raised = did(cast, RaiseContact, row, **TOLD)
    with acting(cast.mash_worker):
        contact = Contact.objects.get(pk=raised.contact_id)
        child = ContactChild.objects.get(matter=contact.matter)
        events = [event.step for event in StepEvent.objects.filter(matter=contact.matter)]
    assert (contact.state, contact.method, contact.referrer_name) == (
        "waiting", "own_work", cast.social_worker.name
    )  # fmt: skip
    assert (child.told_given, child.told_age, child.told_school) == ("Jay", 15, "Northmere Academy")
    assert "frontdoor.contact_received" in events
    assert missing(cast.social_worker, assessment) == []
    with at(NOW):
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/write/outside_home/").content.decode()
    assert f"/contacts/{contact.ref}/" in page
    assert contact.number in page
    with pytest.raises(Invalid, match="raised for this child meanwhile"):
        did(cast, RaiseContact, row, **TOLD)
    with pytest.raises(Refused, match="raised for this child already"):
        did(cast, RaiseContact, raised, **TOLD)


def test_ex_06_what_is_missing_for_a_contact_is_said_and_nothing_typed_is_lost(cast: Cast, work: Asking) -> None:
    row = listed(cast, work)
    with at(NOW):
        answer = signed_in(cast.social_worker).post(
            f"/spread/{work.ref}/child/{row.ref}/contact/", {"worry": "Seen with them.", "request_key": "k1"}
        )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say at least a name" in page
    assert "Seen with them." in page
    with acting(cast.mash_worker):
        assert not Contact.objects.filter(method="own_work").exists()


def test_ex_06_a_child_found_in_the_records_is_listed_once_and_their_record_says_nothing_of_it(
    cast: Cast, kai: Person, work: Asking
) -> None:
    with acting(cast.mash_worker):
        friend = made.person(cast.mash_worker, "Leon", "Marsh", date(2012, 5, 1))
    row = listed(cast, work, other=friend.ref)
    assert (row.child_id, row.described) == (friend.pk, "")
    with pytest.raises(Invalid, match="listed already"):
        listed(cast, work, other=friend.ref)
    with pytest.raises(Invalid, match="about that child already"):
        listed(cast, work, other=kai.ref)
    with acting(cast.social_worker):
        assert not StepEvent.objects.filter(people__person_id=friend.pk, step__startswith="spread").exists()
        told = [place.href for place in places([kai.pk], "seen")]
        assert f"/spread/{work.ref}/" in told
        assert places([friend.pk], "seen") == []
    with at(NOW):
        page = signed_in(cast.social_worker).get(f"/spread/{work.ref}/child/?q=Leon").content.decode()
    assert f"?other={friend.ref}" in page


def test_ex_06_whoever_may_not_know_of_a_child_does_not_see_that_they_are_listed(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    did(cast, AnswerSpread, work, **FOUND)
    secret = scene.child(cast.mash_worker, "Zephyrine Quillfeather", date(2012, 5, 4))
    row = listed(cast, work, other=secret.ref, why="Zephyrine was named by a friend.")
    with acting(cast.mash_manager):
        NamedReader.objects.create(person_id=secret.pk, user=cast.social_worker, reason="holds the case")
        Subject.objects.filter(pk=secret.pk).update(restricted=True)
    assert any("Zephyrine" in words for words in missing(cast.social_worker, assessment))
    assert missing(cast.practice_supervisor, assessment) == []
    with at(NOW):
        browser = signed_in(cast.practice_supervisor)
        for where in (
            f"/spread/{work.ref}/",
            f"/assessments/{assessment.ref}/write/outside_home/",
            f"/assessments/{assessment.ref}/whole/",
        ):
            answer = browser.get(where)
            assert answer.status_code == 200
            assert "Zephyrine" not in answer.content.decode()
        assert browser.get(f"/spread/{work.ref}/child/{row.ref}/contact/").status_code == 404
    with acting(cast.practice_supervisor), at(NOW):
        paper = str(sheet(assessment))
    assert "Zephyrine" not in paper
    assert "names other children" not in paper


def test_ex_06_no_other_child_is_no_answer_while_one_stands_listed_whom_the_reader_may_not_know(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    secret = scene.child(cast.mash_worker, "Zephyrine Quillfeather", date(2012, 5, 4))
    hidden, shown = listed(cast, work, other=secret.ref), listed(cast, work)
    with acting(cast.mash_manager):
        NamedReader.objects.create(person_id=secret.pk, user=cast.social_worker, reason="holds the case")
        Subject.objects.filter(pk=secret.pk).update(restricted=True)
    nobody = {"found": "none", "words": "His friends are known, and none of them goes there."}
    with at(NOW):
        take(TakeOff, cast.practice_supervisor, shown, {"reason": "It is his cousin."})
        with pytest.raises(Invalid, match="Somebody else listed a child"):
            take(AnswerSpread, cast.practice_supervisor, work, nobody)
        browser = signed_in(cast.practice_supervisor)
        answer = browser.post(f"/spread/{work.ref}/answer/", {**nobody, "request_key": "k1"})
        said = answer.content.decode()
        assert answer.status_code == 422
        assert nobody["words"] in said
        assert "Zephyrine" not in said
    with acting(cast.social_worker):
        check = SpreadCheck.objects.get(matter=assessment.matter)
        assert (check.found, check.standing) == ("others", 1)
    did(cast, TakeOff, hidden, reason="She lives elsewhere now.")
    with at(NOW):
        take(AnswerSpread, cast.practice_supervisor, work, nobody)
    with acting(cast.social_worker):
        check = SpreadCheck.objects.get(matter=assessment.matter)
        assert (check.found, check.standing) == ("none", 0)


def test_ex_06_what_was_missing_is_kept_with_the_conclusion_and_names_no_listed_child(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    did(cast, AnswerSpread, work, **FOUND)
    secret = scene.child(cast.mash_worker, "Zephyrine Quillfeather", date(2012, 5, 4))
    listed(cast, work, other=secret.ref)
    with acting(cast.mash_manager):
        for reader in (cast.social_worker, cast.team_manager):
            NamedReader.objects.create(person_id=secret.pk, user=reader, reason="holds the case")
        Subject.objects.filter(pk=secret.pk).update(restricted=True)
    with acting(cast.team_manager):
        assert any("Zephyrine" in words for words in missing(cast.team_manager, assessment))
    with at(NOW):
        scene.concluded(cast, cast.team_manager, assessment, **PLAN)
        page = signed_in(cast.practice_supervisor).get(f"/assessments/{assessment.ref}/").content.decode()
    with acting(cast.practice_supervisor), at(NOW):
        ended = Assessment.objects.get(pk=assessment.pk)
        kept = [ended.lacked, *(one.lacked for one in ended.matter.proposed_conclusions.all())]
        paper = str(sheet(ended))
    assert all("Another child may be at risk: raise a contact, or say why not" in lacked for lacked in kept)
    assert "Another child may be at risk" in page
    assert "Zephyrine" not in f"{kept}{page}{paper}"


def test_ex_06_a_child_described_at_length_does_not_keep_the_conclusion_from_being_sent(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    listed(cast, work, described="A boy of about 14, " + "red coat and a scar, " * 20)
    with at(NOW):
        scene.proposed(cast, assessment)


def test_ex_06_it_is_printed_and_the_first_page_says_for_whom_it_is_not(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    did(cast, AnswerSpread, work, **FOUND)
    did(cast, SayWhyNot, listed(cast, work), reason="PC Lark goes on looking.")
    with acting(cast.social_worker), at(NOW):
        paper = sheet(assessment)
    assert "not for the family" in paper["draft"]
    (section,) = [one for one in paper["sections"] if one["heading"] == "Harm outside the home"]
    said = str(section)
    assert "three boys are seen in the park" in said
    assert "Jay, about 15, red coat" in said
    assert "PC Lark goes on looking" in said


def test_ex_06_taken_off_with_why_and_no_contact_can_follow(cast: Cast, work: Asking) -> None:
    row = listed(cast, work)
    did(cast, TakeOff, row, reason="It is the same boy as Leon.")
    with acting(cast.social_worker):
        spread = spread_of(work.matter)
        assert spread.children == []
        assert spread.check is not None
        assert not spread.check.standing
    with pytest.raises(Invalid, match="taken off the list meanwhile"):
        did(cast, SayWhyNot, row, reason="Nobody knows him.")


def test_ex_06_it_is_kept_by_the_piece_of_work_so_that_other_rooms_can_ask_it(cast: Cast, work: Asking) -> None:
    """Strategy discussions and return-home interviews ask the same of a matter of theirs; nothing names assessments."""
    with acting(cast.social_worker):
        gaps = list(spread_of(work.matter).gaps)
    assert [gap.href for gap in gaps] == [f"/spread/{work.ref}/answer/"]


def test_ex_06_a_child_whom_nobody_answered_before_the_approval_is_answered_after_it(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    first, second = listed(cast, work), listed(cast, work, described="Leon, about 14")
    with at(NOW):
        scene.concluded(cast, cast.team_manager, assessment, **PLAN)
        browser = signed_in(cast.social_worker)
        page = browser.get(f"/spread/{work.ref}/").content.decode()
        for row in (first, second):
            assert f"/child/{row.ref}/contact/" in page
            assert f"/child/{row.ref}/no-contact/" in page
        assert "take-off" not in page
        assert browser.get(f"/spread/{work.ref}/child/{first.ref}/take-off/").status_code == 403
    did(cast, SayWhyNot, first, reason="He was found; the front door knows him.")
    assert did(cast, RaiseContact, second, **TOLD).contact_id
    with at(NOW):
        page = browser.get(f"/spread/{work.ref}/").content.decode()
    assert "Nobody has said yet" not in page
    assert "/no-contact/" not in page


def test_ex_06_whoever_is_not_near_a_concluded_assessment_does_not_follow_its_children(
    cast: Cast, assessment: Assessment, work: Asking
) -> None:
    row = listed(cast, work)
    with at(NOW):
        scene.concluded(cast, cast.team_manager, assessment, **PLAN)
        with pytest.raises(Refused, match="not involved with this child"):
            take(SayWhyNot, cast.mash_worker, row, {"reason": "Nobody knows him."})


def test_ex_06_a_concluded_assessment_is_read_and_not_written(cast: Cast, assessment: Assessment, work: Asking) -> None:
    did(cast, AnswerSpread, work, **FOUND)
    with at(NOW):
        scene.concluded(cast, cast.team_manager, assessment, **PLAN)
    with at(NOW):
        browser = signed_in(cast.social_worker)
        page = browser.get(f"/spread/{work.ref}/")
        assert "three boys" in page.content.decode()
        assert "List a child" not in page.content.decode()
        assert browser.get(f"/spread/{work.ref}/answer/").status_code == 403
        assert browser.get(f"/spread/{work.ref}/child/").status_code == 403
