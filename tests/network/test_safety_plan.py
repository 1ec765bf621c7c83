"""The network's safety plan: promised, tried, broken, looked at again, and safety only once shown over time (FA-04)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import NamedReader, Subject
from kith.assessment.models import Assessment
from kith.assessment.paper import sheet
from kith.assessment.queries.lacking import lacking
from kith.kernel.perform import Invalid, Refused
from kith.network import steps
from kith.network.models import Commitment, CommitmentCheck, NetworkMember
from kith.network.queries import line_of, plan_of
from kith.network.queries.plan import Line
from kith.people.models import Person
from kith.record.models import StepEvent
from tests.assessment import scene
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 20, 15)
NAN = {
    "name": "Nan", "role": "grandmother", "circle": "family", "closeness": 1, "said_by": "Amara",
    "said_on": date(2026, 5, 26),
}  # fmt: skip
PROMISE: dict[str, Any] = {
    "words": "Has all three to sleep.", "when": "Within the hour when Amara rings", "against": "Loud nights",
    "agreed_with": "Nan and Grace", "agreed_on": "2026-06-05", "review_by": "2026-06-30",
}  # fmt: skip


@pytest.fixture
def amara(cast: Cast) -> Person:
    return scene.child(cast.mash_worker)


@pytest.fixture
def assessment(cast: Cast, amara: Person) -> Assessment:
    return scene.allocated(cast, scene.referrals(cast, amara)[0])


@pytest.fixture
def promise(cast: Cast, amara: Person, assessment: Assessment) -> Commitment:
    with at(NOW):
        nan: Any = take(steps.MemberAdded, cast.social_worker, amara, NAN).result
        made = take(steps.CommitmentAdded, cast.social_worker, amara, {**PROMISE, "member": nan.ref}).result
    assert isinstance(made, Commitment)
    return made


def checked(cast: Cast, promise: Commitment, on: str, held: str = "yes", how: str = "tried", **more: Any) -> None:
    said = {"on": on, "held": held, "how": how, "by": "Grace", "words": "Came at once.", "review_by": "2026-07-20"}
    with at(NOW):
        take(steps.CommitmentChecked, cast.social_worker, promise, {**said, **more})


def line(cast: Cast, amara: Person) -> Line:
    with acting(cast.social_worker), at(NOW):
        (found,) = plan_of(amara)
        return found


def test_fa_04_a_promise_is_not_safety_until_it_has_held_on_two_days(
    cast: Cast, amara: Person, promise: Commitment
) -> None:
    assert line(cast, amara).standing == "Not tried yet: a promise, not safety"
    checked(cast, promise, "2026-06-10")
    checked(cast, promise, "2026-06-10", how="needed")  # the same day shows no more
    checked(cast, promise, "2026-06-11", how="talked")  # talk shows nothing
    assert not line(cast, amara).counts
    checked(cast, promise, "2026-06-12", how="needed")
    assert line(cast, amara).counts
    assert line(cast, amara).standing == "Shown over time: it held on 2 days"


def test_fa_04_a_breach_says_what_follows_and_it_is_shown_anew(cast: Cast, amara: Person, promise: Commitment) -> None:
    checked(cast, promise, "2026-06-10")
    checked(cast, promise, "2026-06-12")
    with pytest.raises(Invalid):
        checked(cast, promise, "2026-06-14", held="no")
    checked(cast, promise, "2026-06-14", held="no", follows="Grace was told; Mrs Obi comes instead.")
    found = line(cast, amara)
    assert not found.counts
    assert [one.follows for one in found.breaches] == ["Grace was told; Mrs Obi comes instead."]
    checked(cast, promise, "2026-06-16")
    assert line(cast, amara).standing == "Not shown over time yet: it held on one day since it was broken"


def test_fa_04_a_day_to_look_at_it_again_that_has_passed_is_missing(
    cast: Cast, amara: Person, assessment: Assessment, promise: Commitment
) -> None:
    def missing(when: Any) -> list[tuple[str, str]]:
        with acting(cast.social_worker), at(when):
            return [(lack.words, lack.for_good) for lack in lacking(assessment) if "safety-plan" in lack.href]

    assert missing(NOW) == []
    again = "was to be looked at again by 30 June 2026: say whether it held"
    # What is kept with a conclusion names nobody of the network: its readers come later.
    shown, kept = f"Safety plan: Nan, grandmother {again}", f"Safety plan: a line {again}"
    assert missing(london(2026, 7, 1, 9)) == [(shown, kept)]
    checked(cast, promise, "2026-06-18")
    assert missing(london(2026, 7, 1, 9)) == []


def test_fa_04_it_is_shown_with_the_family_in_the_assessment_and_on_paper(
    cast: Cast, amara: Person, assessment: Assessment, promise: Commitment
) -> None:
    checked(cast, promise, "2026-06-14", held="no", follows="Mrs Obi comes instead.")
    with at(NOW):
        browser = signed_in(cast.social_worker)
        ref = assessment.ref
        for where in (f"people/{amara.ref}/family", f"assessments/{ref}/write/network", f"assessments/{ref}/whole"):
            page = browser.get(f"/{where}/").content.decode()
            assert "Has all three to sleep." in page
            assert "sleep.</bdi>." not in page
            assert "Mrs Obi comes instead." in page
    with acting(cast.social_worker), at(NOW):
        paper = str(sheet(assessment))
        assert "Has all three to sleep." in paper
        assert "sleep.." not in paper
        assert "Mrs Obi comes instead." in paper
        assert [place.title for place in places([amara.pk], "Obi")] == ["Safety plan"]


def test_fa_04_the_board_takes_the_days_of_what_is_shown_over_time_and_of_nothing_else(
    cast: Cast, amara: Person, assessment: Assessment, promise: Commitment
) -> None:
    address = f"/assessments/{assessment.ref}/signs-of-safety/add/safety/"
    checked(cast, promise, "2026-06-10")
    with at(NOW):
        browser = signed_in(cast.social_worker)
        promised = browser.get(f"{address}?plan={promise.ref}").content.decode()
    assert "not shown over time yet" in promised
    assert "Take its days" not in promised
    assert "Has all three to sleep." not in promised
    checked(cast, promise, "2026-06-12", how="needed", words="She came in the night.")
    with at(NOW):
        shown = browser.get(f"{address}?plan={promise.ref}").content.decode()
    assert "Take its days" in browser.get(address).content.decode()
    assert "Has all three to sleep." in shown
    assert "She came in the night." in shown


def test_fa_04_taken_out_with_why_and_its_checks_are_kept(cast: Cast, amara: Person, promise: Commitment) -> None:
    checked(cast, promise, "2026-06-10")
    with at(NOW):
        why = {"ended_on": "2026-06-19", "reason": "Nan moved away."}
        take(steps.CommitmentEnded, cast.social_worker, promise, why)
    with pytest.raises(Invalid, match="taken out of the safety plan already"):
        checked(cast, promise, "2026-06-12")
    with acting(cast.social_worker):
        assert plan_of(amara) == []
        assert line_of(amara, promise.ref) is None
        assert CommitmentCheck.objects.filter(commitment=promise).count() == 1


def test_fa_04_what_was_before_it_was_agreed_shows_nothing_of_it(
    cast: Cast, amara: Person, promise: Commitment
) -> None:
    with pytest.raises(Invalid) as no:
        checked(cast, promise, "2026-06-04")
    assert no.value.form.errors["on"] == ["It was agreed on 5 June 2026. Give that day or a later one."]
    with at(NOW):
        href = f"/people/{amara.ref}/safety-plan/{promise.ref}/check/"
        browser = signed_in(cast.social_worker)
        sent = {"on": "2026-01-01", "how": "tried", "held": "yes", "by": "Grace", "words": "Came."}
        page = browser.post(href, {**sent, "request_key": str(browser.get(href).context["request_key"])})
    assert "It was agreed on 5 June 2026" in page.content.decode()
    assert 'value="Came."' in page.content.decode()
    checked(cast, promise, "2026-06-05")
    assert len(line(cast, amara).checks) == 1


@pytest.mark.parametrize("mistake", ["", "on"])
def test_fa_04_whoever_leaves_the_network_takes_their_lines_with_them(
    cast: Cast, amara: Person, assessment: Assessment, promise: Commitment, mistake: str
) -> None:
    """A line that was shown over time counts no more once nobody is there to do it, and is no day to look at again."""
    checked(cast, promise, "2026-06-10")
    checked(cast, promise, "2026-06-12")
    assert line(cast, amara).counts
    with acting(cast.social_worker):
        nan = NetworkMember.objects.get(commitments=promise)
    with at(NOW):
        browser = signed_in(cast.social_worker)
        href = f"/people/{amara.ref}/network/{nan.ref}/end/"
        asked = browser.get(href)
        assert "What they were to do in the safety plan ends with it" in asked.content.decode()
        sent = {"until": "2026-06-19", "reason": "Moved abroad.", "mistake": mistake}
        answer = browser.post(href, {**sent, "request_key": str(asked.context["request_key"])})
        assert answer.status_code == 302
    with acting(cast.social_worker), at(london(2026, 8, 1)):
        assert plan_of(amara) == []
        ended = Commitment.objects.get(pk=promise.pk)
        assert (ended.ended_on, ended.ended_because) == (date(2026, 6, 19), "Moved abroad.")
        assert not [lack for lack in lacking(assessment) if "safety-plan" in lack.href]
        (told,) = StepEvent.objects.filter(step="network.member_ended").values_list("line", flat=True)
        assert told.endswith("; 1 line of the safety plan ended with it")


def test_fa_04_only_those_to_whom_the_record_is_open_write_in_it(cast: Cast, promise: Commitment) -> None:
    with at(NOW), pytest.raises(Refused):
        take(steps.CommitmentEnded, cast.stranger, promise, {"ended_on": "2026-06-19", "reason": "No."})


def test_fa_04_what_somebody_does_who_is_hidden_is_hidden_with_them(
    cast: Cast, amara: Person, promise: Commitment
) -> None:
    hidden = scene.child(cast.mash_worker, "Zephyrine Quillfeather", date(1990, 1, 1), kind=Person.Kind.ADULT)
    checked(cast, promise, "2026-06-10")
    with acting(cast.social_worker):
        NetworkMember.objects.filter(pk=promise.member_id).update(person_id=hidden.pk)
        Commitment.objects.filter(pk=promise.pk).update(person_id=hidden.pk)
        NamedReader.objects.create(person_id=hidden.pk, user=cast.social_worker, reason="holds the case")
        Subject.objects.filter(pk=hidden.pk).update(restricted=True)
        assert len(plan_of(amara)) == 1
    with acting(cast.practice_supervisor):
        assert plan_of(amara) == []
