"""Two people stand behind a conclusion, and neither behind what they have not read (AS-19)."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.assessment.models import Assessment
from kith.assessment.queries.lacking import Lack
from kith.assessment.steps import Authorise, ProposeConclusion, SendBack
from kith.frontdoor.models import Referral
from kith.kernel.perform import Invalid, Refused
from tests.assessment.reading import signed_in
from tests.assessment.scene import FINDINGS, allocated, child, proposed, referrals
from tests.assessment.test_work import END
from tests.assessment.test_workspace import NOW, take_seen, write
from tests.cast import Cast, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


def test_as_19_worker_and_manager_conclude_together(cast: Cast, assessment: Assessment) -> None:
    """Sent with a reason, sent back, sent again, approved by a manager who says why something may be missing."""
    with at(NOW):
        take_seen(cast, assessment)
        with pytest.raises(Refused, match="sent for approval"):
            take(Authorise, cast.practice_supervisor, assessment, END)
        with pytest.raises(Invalid) as no:
            take(ProposeConclusion, cast.social_worker, assessment, FINDINGS | END | {"why_now": ""})
        assert list(no.value.form.errors) == ["why_now"]
        proposed(cast, assessment)
        with pytest.raises(Invalid, match="waits for approval already"):
            proposed(cast, assessment)
        with pytest.raises(Refused):
            take(SendBack, cast.social_worker, assessment, {"answer": "Mine."})
        back = take(SendBack, cast.practice_supervisor, assessment, {"answer": "Ask Daniel himself."}).result
        assert (back.state, back.answered_by) == ("returned", cast.practice_supervisor)
        proposed(cast, assessment)
        with pytest.raises(Invalid) as no:
            take(Authorise, cast.practice_supervisor, assessment, END)
        assert list(no.value.form.errors) == ["why_incomplete"]
        why = {"why_incomplete": "The family moves tomorrow; Leeds goes on with it."}
        ended = take(Authorise, cast.practice_supervisor, assessment, END | why).result
    assert ended.why_incomplete == why["why_incomplete"]
    assert "Write “Analysis”" in ended.lacked


def test_as_19_the_author_never_approves(cast: Cast, assessment: Assessment) -> None:
    """A manager who wrote the conclusion for an absent worker leaves the approval to another."""
    with at(NOW):
        proposed(cast, assessment, by=cast.practice_supervisor)
        with pytest.raises(Refused, match="sent this conclusion yourself"):
            take(Authorise, cast.practice_supervisor, assessment, END)


def test_nobody_approves_what_was_written_after_they_opened_it(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        take_seen(cast, assessment)
        proposed(cast, assessment)
        browser = signed_in(cast.practice_supervisor)
        read = str(browser.get(f"/assessments/{assessment.ref}/authorise/").context["read_up_to"])
    write(cast.social_worker, assessment, "day", day="Something new.")
    data = END | {"why_incomplete": "Enough is known.", "read_up_to": read}
    with at(NOW), pytest.raises(Invalid, match="wrote in the assessment after you opened"):
        take(Authorise, cast.practice_supervisor, assessment, data)
    with at(NOW):  # the page that refuses shows what is new, and can be sent as it is once that is read
        again = browser.post(f"/assessments/{assessment.ref}/authorise/", data | {"request_key": "once-more"})
        fresh = str(again.context["read_up_to"])
        assert again.status_code == 422
        assert fresh != read
        assert f'name="read_up_to" value="{fresh}"' in again.content.decode()
        assert again.content.decode().count('name="read_up_to"') == 1
        sent = {**data, "read_up_to": fresh, "request_key": "twice"}
        assert browser.post(f"/assessments/{assessment.ref}/authorise/", sent).status_code == 302


def test_a_manager_changes_the_outcome_only_to_one_that_the_findings_bear_out(
    cast: Cast, assessment: Assessment
) -> None:
    with at(NOW):
        take_seen(cast, assessment)
        proposed(cast, assessment, duty="none", need="some", services=[])
        data = END | {"why_incomplete": "Enough is known."}
        for outcome in ("cin_plan", "early_help"):
            with pytest.raises(Invalid, match="Send it back") as no:
                take(Authorise, cast.practice_supervisor, assessment, data | {"outcome": outcome})
            assert list(no.value.form.errors) == ["outcome"]
        take(Authorise, cast.practice_supervisor, assessment, data | {"outcome": "universal"})


def test_as_19_findings_and_outcome_agree(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        for wrong, field in (
            ({"need": "harm", "duty": "s17"}, "duty"),
            ({"outcome": "cin_plan", "duty": "none"}, "duty"),
            ({"outcome": "early_help", "services": []}, "services"),
            ({"outcome": "emergency", "need": "harm", "duty": "s47", "urgent": ""}, "urgent"),
            ({"outcome": "nfa", "need": "harm", "duty": "s47"}, "outcome"),
            ({"outcome": "universal", "duty": "s47"}, "outcome"),
            ({"outcome": "early_help", "duty": "s47"}, "outcome"),
            ({"outcome": "nfa", "accommodation": "s20"}, "outcome"),
            ({"outcome": "early_help", "accommodation": "s31a"}, "outcome"),
        ):
            with pytest.raises(Invalid) as no:
                take(ProposeConclusion, cast.social_worker, assessment, FINDINGS | END | wrong)
            assert field in no.value.form.errors, wrong


@pytest.mark.parametrize("outcome", ["strategy", "emergency", "cin_plan"])
def test_as_19_significant_harm_ends_in_what_protects(cast: Cast, assessment: Assessment, outcome: str) -> None:
    """Neither whoever sends it nor the manager who approves it can let it come to nothing."""
    with at(NOW):
        take_seen(cast, assessment)
        harm = {"need": "harm", "abused": "yes", "duty": "s47", "accommodation": "s20"}
        said = END | {"factors": ["3B"], "outcome": outcome}
        proposed(cast, assessment, **harm, **said, urgent="He sleeps at his Nan's tonight; the police know.")
        data = said | {"why_incomplete": "Enough is known."}
        for closes in ("nfa", "universal", "early_help"):
            with pytest.raises(Invalid, match="Send it back") as no:
                take(Authorise, cast.practice_supervisor, assessment, data | {"outcome": closes})
            assert list(no.value.form.errors) == ["outcome"]
        ended = take(Authorise, cast.practice_supervisor, assessment, data).result
        assert ended.outcome == outcome
        with acting(cast.practice_supervisor):
            assert Referral.objects.get(pk=assessment.referral_id).state == "open"


def test_as_19_a_child_to_be_accommodated_is_not_closed_by_a_manager(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        take_seen(cast, assessment)
        proposed(cast, assessment, accommodation="s20", outcome="cin_plan")
        data = END | {"why_incomplete": "Enough is known.", "outcome": "early_help"}
        with pytest.raises(Invalid, match="to be accommodated is not closed"):
            take(Authorise, cast.practice_supervisor, assessment, data)


def test_what_is_missing_is_kept_however_long_it_is() -> None:
    """A plan's own words may stand in it: too long for the list is no reason to fail."""
    assert len(Lack("Look again: " + "x" * 900, "plan/").for_good) == 300
