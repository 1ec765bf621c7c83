"""An exception is never a bypass: who allowed it and why, when, and the day on which it is looked at again.

What is approved with something missing or a child unseen (AS-05, AS-13, AS-19), bed and breakfast (PR-06), and doing
without an interpreter (AS-09).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement, Notice
from kith.assessment.models import Assessment, FollowOn, HomelessApproach
from kith.assessment.paper import sheet
from kith.assessment.queries import reading
from kith.assessment.queries.lacking import Lack, lacking
from kith.assessment.steps import (
    AllowBedAndBreakfast,
    AnswerFollowOn,
    Authorise,
    RecordApproach,
    WaiveInterpreter,
)
from kith.kernel.perform import Invalid, Refused
from kith.record.models import Clock, StepEvent
from kith.standards.engine import end_of_day
from tests.assessment.reading import places, signed_in
from tests.assessment.scene import allocated, child, proposed, referrals
from tests.assessment.test_following import WHY
from tests.assessment.test_pathways_homeless import EXCEPTION, TOLD, near
from tests.assessment.test_work import END, seen
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 12, 10)  # a Friday
USUAL = date(2026, 7, 10)  # four weeks later
BEFORE, ON, AFTER = london(2026, 7, 9, 9), london(2026, 7, 10, 9), london(2026, 7, 13, 9)
GOOD = {"answer": "done", "done_at": "2026-07-10T08:30", "words": "The health visitor wrote: nothing new in it."}
STANDS = {"answer": "not_needed", "words": "Her Nan moved to Leeds; nobody else can tell us of those years."}
WAIVED = {"reason": "No interpreter of Tigrinya is free before next week.", "until": "2026-06-18"}


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


def authorised(cast: Cast, assessment: Assessment, moment: datetime = NOW, **more: Any) -> FollowOn:
    """Sent and approved although something is missing."""
    with at(moment):
        if not waits_for_approval(cast, assessment):
            proposed(cast, assessment, outcome=more.get("outcome", "nfa"))
        take(Authorise, cast.practice_supervisor, assessment, END | WHY | more, request_key="one-click")
    return exception(cast, assessment, "conclusion")


def waits_for_approval(cast: Cast, assessment: Assessment) -> bool:
    with acting(cast.social_worker):
        return bool(assessment.matter.proposed_conclusions.filter(state="sent").exists())


def exception(cast: Cast, assessment: Assessment, kind: str) -> FollowOn:
    """The newest of its kind."""
    with acting(cast.social_worker):
        rows = FollowOn.objects.filter(matter_id=assessment.matter_id, kind=kind)
        return rows.select_related("matter__assessment__child", "begun_by").latest("pk")


def clocks(cast: Cast, rule: str) -> list[Clock]:
    with acting(cast.social_worker):
        return list(Clock.objects.filter(rule=rule).order_by("pk"))


def on_paper(cast: Cast, assessment: Assessment) -> str:
    with acting(cast.social_worker):
        found = reading.find(assessment.ref)
        assert found is not None
        return str(sheet(found))


def asked_of(user: Any) -> list[tuple[str, str, date | None]]:
    """What stands on My work for this manager to answer."""
    return [(one.what, one.href, one.day) for one in signed_in(user).get("/").context["to_answer"]]


def test_as_19_what_was_missing_waits_for_its_day_and_then_for_a_manager(cast: Cast, assessment: Assessment) -> None:
    """By name, with the reason, the time and the day: on the page, on paper, in the chronology and on My work."""
    seen(cast, assessment)
    row = authorised(cast, assessment)
    assert (row.kind, row.why, row.again_on, row.begun_by, row.begun_at) == (
        "conclusion", WHY["why_incomplete"], USUAL, cast.practice_supervisor, NOW,
    )  # fmt: skip
    (clock,) = clocks(cast, "exception.conclusion")
    assert (clock.needed_by, clock.needed_by_set_by_id) == (end_of_day(USUAL), cast.practice_supervisor.pk)
    asked = ("Approved with something missing: look at it again", row.href, USUAL)
    with at(BEFORE):
        assert asked_of(cast.team_manager) == asked_of(cast.practice_supervisor) == []
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        assert "To be looked at again on <strong>10 July 2026</strong>" in page
        assert "Until 10 July 2026" in page
        assert row.href in page
        paper = on_paper(cast, assessment)
        assert "To be looked at again on Friday 10 July 2026." in paper
        assert paper.count(WHY["why_incomplete"]) == 1
        with acting(cast.social_worker):
            line = StepEvent.objects.get(step="assessment.authorised").line
            kept = Assessment.objects.get(pk=assessment.pk).lacked
            named = f". Missing: {kept[0]}; {kept[1]}; and {len(kept) - 2} more"
            assert line.endswith(f"{named}. Looked at again on Friday 10 July 2026")
    with at(ON):
        assert asked_of(cast.team_manager) == asked_of(cast.practice_supervisor) == [asked]
        assert "Due 10 July 2026." in signed_in(cast.team_manager).get("/").content.decode()
        asks = signed_in(cast.team_manager).get(row.href).content.decode()
        for words in (
            WHY["why_incomplete"],
            "To be looked at again on <strong>10 July 2026",
            "No manager has gone through",
        ):
            assert words in asks
        assert asked_of(cast.social_worker) == []


def test_as_19_only_a_manager_who_does_not_lead_it_looks_again(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    row = authorised(cast, assessment)
    with at(ON):
        for nobody in (cast.social_worker, cast.stranger, cast.mash_worker):
            with pytest.raises(Refused):
                take(AnswerFollowOn, nobody, row, GOOD)
        assert signed_in(cast.social_worker).get(row.href).status_code == 403
        assert signed_in(cast.social_worker).post(row.href, GOOD | {"request_key": "no"}).status_code == 403
        take(AnswerFollowOn, cast.team_manager, row, GOOD)
    with at(ON), pytest.raises(Invalid, match="answered a moment ago"):
        take(AnswerFollowOn, cast.practice_supervisor, row, STANDS)


def test_as_19_it_was_made_good_which_stops_its_clock_then(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    row = authorised(cast, assessment)
    with at(ON):
        browser = signed_in(cast.team_manager)
        for left_out in ("answer", "done_at", "words"):
            no = browser.post(row.href, GOOD | {left_out: "", "request_key": left_out})
            assert no.status_code == 422
        assert "Say what was done since" in no.content.decode()
        for _ in range(2):  # safe to send twice
            assert browser.post(row.href, GOOD | {"request_key": "once"}).status_code == 302
        assert asked_of(cast.team_manager) == []
        page = browser.get(f"/assessments/{assessment.ref}/").content.decode()
        for words in ("What was missing was made good", GOOD["words"], "Marcus Bell", "Was to be looked at again on"):
            assert words in page
        assert "To be looked at again" not in page
        assert "To be looked at again" not in on_paper(cast, assessment)
        with acting(cast.practice_supervisor):
            assert Notice.objects.filter(user=cast.practice_supervisor, href=f"/assessments/{assessment.ref}/").exists()
    (clock,) = clocks(cast, "exception.conclusion")
    assert (clock.stopped_at, clock.not_needed_because) == (london(2026, 7, 10, 8, 30), "")


def test_as_19_it_stands_as_it_is_with_the_reason_and_shows_that_its_day_has_passed(
    cast: Cast, assessment: Assessment
) -> None:
    """A breach shows: how long it waited beyond its day is kept, whatever is answered."""
    seen(cast, assessment)
    row = authorised(cast, assessment, outcome="cin_plan")
    with at(AFTER):
        due = [item for group in signed_in(cast.social_worker).get("/").context["groups"] for item in group.items]
        (item,) = [one for one in due if one.clock.clock.rule == "exception.conclusion"]
        assert (item.title, item.href) == (
            "Look again at what was approved with something missing", f"/assessments/{assessment.ref}/#follows",
        )  # fmt: skip
        assert (item.clock.standing.words, item.words) == (
            "Review due since Friday 10 July", "A manager looks at it again.",
        )  # fmt: skip
        take(AnswerFollowOn, cast.practice_supervisor, row, STANDS)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        for words in ("It was looked at again, and stays as it is", STANDS["words"], "Nell Abara"):
            assert words in page
    (clock,) = clocks(cast, "exception.conclusion")
    assert (clock.needed_by, clock.stopped_at, clock.not_needed_because) == (end_of_day(USUAL), AFTER, "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [({}, USUAL), ({"again_on": ""}, USUAL), ({"again_on": "2026-06-26"}, date(2026, 6, 26))],
)
def test_as_19_a_day_may_be_named_and_is_four_weeks_away_where_none_is(
    cast: Cast, assessment: Assessment, typed: dict[str, str], kept: date
) -> None:
    seen(cast, assessment)
    assert authorised(cast, assessment, **typed).again_on == kept


def test_as_19_the_usual_day_is_no_day_off(cast: Cast, assessment: Assessment) -> None:
    """Four weeks after 30 November 2026 is Boxing Day's bank holiday."""
    seen(cast, assessment)
    late = {"late_reason": "The family moved twice.", "late_professionals": "They say so too.", "late_family": "Told."}
    assert authorised(cast, assessment, london(2026, 11, 30, 10), **late).again_on == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-06-11", "The day must be today or in the future"),
        ("2026-06-31", "The day must be a real date"),
        ("2027-06-13", "The day must be within a year"),
    ],
)
def test_as_19_no_other_day_is_taken(cast: Cast, assessment: Assessment, day: str, says: str) -> None:
    seen(cast, assessment)
    with at(NOW):
        proposed(cast, assessment)
        with pytest.raises(Invalid) as no:
            take(Authorise, cast.practice_supervisor, assessment, END | WHY | {"again_on": day})
    assert list(no.value.form.errors) == ["again_on"]
    assert says in str(no.value.form.errors["again_on"])
    with acting(cast.social_worker):
        assert not FollowOn.objects.filter(matter=assessment.matter).exists()


def test_as_05_a_child_who_was_not_seen_is_looked_at_again(cast: Cast, assessment: Assessment) -> None:
    unseen = {"not_seen_because": "The family left the country on the day of the referral."}
    row = authorised(cast, assessment, **unseen)
    assert row.why == f"{unseen['not_seen_because']}\n\n{WHY['why_incomplete']}"
    with acting(cast.social_worker):
        line = StepEvent.objects.get(step="assessment.authorised").line
    assert ". The child was not seen. Missing: " in line


def test_as_05_where_only_the_child_was_not_seen_the_chronology_says_that(
    cast: Cast, assessment: Assessment, monkeypatch: Any
) -> None:
    only = [lack for lack in lacking_now(cast, assessment) if lack.asked_by]
    monkeypatch.setattr("kith.assessment.steps.conclude.lacking", lambda target: only)
    with at(NOW):
        proposed(cast, assessment)
        take(Authorise, cast.practice_supervisor, assessment, END | {"not_seen_because": "Abroad since April."})
    with acting(cast.social_worker):
        line = StepEvent.objects.get(step="assessment.authorised").line
    assert line.endswith(". The child was not seen. Looked at again on Friday 10 July 2026")


def lacking_now(cast: Cast, assessment: Assessment) -> list[Lack]:
    with acting(cast.social_worker):
        return lacking(assessment)


def test_as_19_the_reason_for_an_exception_is_found_once(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    row = authorised(cast, assessment)
    with at(ON):
        take(AnswerFollowOn, cast.team_manager, row, GOOD)
    with acting(cast.social_worker):
        for words in (WHY["why_incomplete"], GOOD["words"]):
            assert len(places([assessment.child_id], f'"{words}"')) == 1, words


def test_as_19_nothing_missing_is_no_exception(cast: Cast, assessment: Assessment, monkeypatch: Any) -> None:
    seen(cast, assessment)
    monkeypatch.setattr("kith.assessment.steps.conclude.lacking", lambda target: [])
    with at(NOW):
        proposed(cast, assessment)
        take(Authorise, cast.practice_supervisor, assessment, END | {"again_on": "2026-06-26"})  # not asked: not heard
    with acting(cast.social_worker):
        assert not FollowOn.objects.filter(matter=assessment.matter).exists()
    assert clocks(cast, "exception.conclusion") == []


def test_as_19_whoever_did_the_work_can_open_a_closed_case_until_its_day(cast: Cast, assessment: Assessment) -> None:
    seen(cast, assessment)
    authorised(cast, assessment, again_on="2026-08-14")
    with acting(cast.social_worker):
        ends = Involvement.objects.filter(matter_id=assessment.matter_id).values_list("until", flat=True)
        assert set(ends) == {end_of_day(date(2026, 8, 14))}
    with at(london(2026, 8, 14, 16)):
        assert signed_in(cast.team_manager).get(asked_of(cast.team_manager)[0][1]).status_code == 200


# The other two, which are allowed for a time and allowed again.


@pytest.fixture
def young(cast: Cast) -> Assessment:
    """Of somebody of 17 who is homeless; a senior manager is near, and the director."""
    leila = child(cast.mash_worker, "Leila Haddad", date(2008, 9, 9))
    found = allocated(cast, referrals(cast, leila)[0])
    with at(london(2026, 6, 4, 15)):
        take(RecordApproach, cast.social_worker, found, TOLD)
    near(cast, leila, "service_manager", "nominated_officer")
    return found


def bed(cast: Cast, young: Assessment, role: str, moment: datetime, **more: Any) -> FollowOn:
    with at(moment):
        with acting(cast.social_worker):
            target = HomelessApproach.objects.select_related("matter__assessment").get(pk=young.pk)
        take(AllowBedAndBreakfast, cast.by_role[role], target, EXCEPTION | more)
    return exception(cast, young, "bed")


def test_pr_06_bed_and_breakfast_is_looked_at_again_on_its_day(cast: Cast, young: Assessment) -> None:
    row = bed(cast, young, "service_manager", london(2026, 6, 4, 16))
    assert (row.why, row.again_on, row.begun_by) == (EXCEPTION["reason"], date(2026, 6, 5), cast.service_manager)
    with at(london(2026, 6, 4, 17)):
        assert asked_of(cast.team_manager) == []
    with at(london(2026, 6, 5, 8)):
        assert asked_of(cast.team_manager) == [("Bed and breakfast: look at it again", row.href, date(2026, 6, 5))]
        assert "it is allowed again, by whoever may" in signed_in(cast.team_manager).get(row.href).content.decode()
        with pytest.raises(Refused):
            take(AnswerFollowOn, cast.social_worker, row, GOOD | {"done_at": "2026-06-05T07:30"})
        take(AnswerFollowOn, cast.team_manager, row, GOOD | {"done_at": "2026-06-05T07:30"})
        assert asked_of(cast.team_manager) == []
        page = signed_in(cast.social_worker).get(f"/assessments/{young.ref}/").content.decode()
        assert "They stay somewhere suitable now" in page
    (clock,) = clocks(cast, "exception.bed_and_breakfast")
    assert clock.stopped_at == london(2026, 6, 5, 7, 30)


def test_pr_06_allowed_again_moves_the_day_and_the_first_keeps_its_own(cast: Cast, young: Assessment) -> None:
    """The director, who answers nothing else, may allow it again as anybody who may allow it."""
    first = bed(cast, young, "service_manager", london(2026, 6, 4, 16))
    again = {"reason": "Her aunt's room is free on Tuesday.", "review_on": "2026-06-09"}
    later = bed(cast, young, "nominated_officer", london(2026, 6, 8, 9), until="2026-06-09T18:00", **again)
    assert (later.again_on, later.why, later.answer) == (date(2026, 6, 9), again["reason"], "")
    with acting(cast.social_worker):
        first.refresh_from_db()
        assert (first.answer_words, first.words, first.answered_by) == (
            "It was allowed again", again["reason"], cast.nominated_officer,
        )  # fmt: skip
    one, other = clocks(cast, "exception.bed_and_breakfast")
    assert (one.needed_by, one.stopped_at) == (end_of_day(date(2026, 6, 5)), london(2026, 6, 8, 9))
    assert (other.needed_by, other.stopped_at) == (end_of_day(date(2026, 6, 9)), None)
    with at(london(2026, 6, 8, 10)):
        assert asked_of(cast.team_manager) == []
    with at(london(2026, 6, 9, 8)):
        assert [href for _, href, _ in asked_of(cast.team_manager)] == [later.href]


def test_as_09_doing_without_an_interpreter_is_looked_at_again_before_approval(
    cast: Cast, assessment: Assessment
) -> None:
    with at(NOW):
        take(WaiveInterpreter, cast.team_manager, assessment, WAIVED)
    row = exception(cast, assessment, "language")
    assert (row.why, row.again_on, row.begun_by) == (WAIVED["reason"], date(2026, 6, 18), cast.team_manager)
    asks = "Without an interpreter: look at it again"

    def missing() -> list[str]:
        with acting(cast.social_worker):
            return [one.label for one in lacking(Assessment.objects.get(pk=assessment.pk))]

    with at(london(2026, 6, 17, 9)):
        assert asked_of(cast.team_manager) == []
        assert asks not in missing()
    with at(london(2026, 6, 18, 9)):
        assert asked_of(cast.practice_supervisor) == [(asks, row.href, date(2026, 6, 18))]
        assert asks in missing()
        take(AnswerFollowOn, cast.practice_supervisor, row, STANDS)
        assert asks not in missing()
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        assert "Nobody is to be seen without one any more" in page
        paper = on_paper(cast, assessment)
        for words in (WAIVED["reason"], "Was to be looked at again on Thursday 18 June 2026.", STANDS["words"]):
            assert words in paper
    (clock,) = clocks(cast, "exception.interpreter")
    assert (clock.stopped_at, clock.not_needed_because) == (london(2026, 6, 18, 9), "")


def test_an_answer_stops_the_clock_of_its_own_exception_alone(cast: Cast, young: Assessment) -> None:
    """AS-09, PR-06: two exceptions of one child are two."""
    row = bed(cast, young, "service_manager", london(2026, 6, 4, 16))
    with at(london(2026, 6, 4, 16, 30)):
        take(WaiveInterpreter, cast.team_manager, young, WAIVED)
    with at(london(2026, 6, 5, 8)):
        take(AnswerFollowOn, cast.team_manager, row, STANDS)
    assert [one.stopped_at for one in clocks(cast, "exception.bed_and_breakfast")] == [london(2026, 6, 5, 8)]
    assert [one.stopped_at for one in clocks(cast, "exception.interpreter")] == [None]
