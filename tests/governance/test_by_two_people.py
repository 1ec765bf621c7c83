"""What two people may do at once, or only one of them may do at all: requests, holds and findings (IG-03, IG-06)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from kith.access.actor import acting, at
from kith.access.models import User
from kith.governance import steps
from kith.governance.models import LegalHold, UnusualAnswer
from kith.governance.queries import access_request as queries
from kith.kernel.perform import Breach, Invalid
from kith.people.models import Person
from tests.cast import Cast, london, take, user
from tests.governance.asked import ASKED, NOW, checked, entry_with, fresh, gathered
from tests.governance.scene import found_as, gone_through, look_with_reason
from tests.governance.test_retention import HELD, child
from tests.notes.scene import Family, family, written
from tests.people import made

pytestmark = pytest.mark.django_db
LOOKED, LATER = london(2026, 6, 8, 10), london(2026, 6, 9, 10)


@pytest.fixture
def home(cast: Cast) -> Family:
    found = family(cast)
    with at(london(2026, 6, 4)):
        written(cast.social_worker, found.amara, words="The neighbour rang twice.")
    return found


def second(step: Any, actor: User, target: Any, **said: Any) -> None:
    """Somebody who opened the page before another went on is told, and nothing of theirs is written."""
    act = made.act(actor)
    act.target = target
    with acting(actor), at(NOW), transaction.atomic(), pytest.raises(Breach, match="a moment ago"):
        step().apply(act, **said)


def test_ig_03_whoever_kept_something_back_does_not_check_it(cast: Cast, home: Family) -> None:
    """Not even where another officer sends it: both of them prepared it."""
    officer, other = cast.information_governance_officer, user("Ivo Marlin", "information_governance_officer")
    one = gathered(officer, home)
    with acting(officer):
        assert other in queries.checkers(one, officer)
    whole = {"where": "whole", "reason": "serious_harm", "why": "He is looking for her."}
    with at(NOW):
        take(steps.Withhold, other, entry_with(officer, one, "The neighbour"), whole)
        with acting(officer):
            (row,) = [each for each in queries.withheld(one) if each.by_id == other.pk]
            assert other not in queries.checkers(one, officer)
        with pytest.raises(Invalid) as no:
            take(steps.AskForCheck, officer, fresh(officer, one), {"checker": other.ref})
        assert list(no.value.form.errors) == ["checker"]
        with acting(officer):
            kept_back = queries.withholding_by_ref(row.ref)
        take(steps.GiveAfterAll, cast.information_governance_officer, kept_back, {"because": "She knows."})
        with acting(officer):
            assert other not in queries.checkers(one, officer)
            assert officer not in queries.checkers(one, other)  # who gave it after all
            assert cast.practice_supervisor in queries.checkers(one, officer)


def test_ig_01_what_was_answered_is_not_answered_again(cast: Cast, home: Family) -> None:
    officer = cast.information_governance_officer
    one = gathered(officer, home)
    before = one
    with at(NOW):
        one = checked(cast, one)
        take(steps.IdentityKnown, officer, one, {"identity_how": "Known to her adviser.", "identity_on": "2026-06-08"})
        take(steps.SendBundle, officer, fresh(officer, one), {"to": "Hale and Wren", "how": "By hand"})
    second(steps.SendBundle, officer, before, to="Somebody else", how="By post")
    second(steps.CloseRequest, officer, before, because="They took it back.")
    second(steps.IdentityKnown, officer, before, identity_how="A card.", identity_on=date(2026, 6, 9))
    second(steps.ExtendRequest, officer, before, because="It is complex.")
    second(steps.GatherBundle, officer, before)
    second(steps.AskForCheck, officer, before, checker=cast.practice_supervisor)
    second(steps.CheckBundle, cast.practice_supervisor, before, right="no", words="No.")
    second(steps.ReopenBundle, officer, before)
    one = fresh(officer, one)
    assert (one.state, one.closed_because, one.identity_how) == ("sent", "", "Known to her adviser.")
    with at(NOW):  # they may ask again
        take(steps.ReceiveRequest, officer, home.amara, ASKED)


def test_ig_07_a_hold_that_was_released_is_released_once(cast: Cast) -> None:
    officer, one = cast.information_governance_officer, child(cast, date(1995, 3, 1))
    with at(NOW):
        hold: Any = take(steps.PlaceHold, officer, one, HELD).result
        with acting(officer):
            before = LegalHold.objects.get(pk=hold.pk)
        take(steps.ReleaseHold, officer, hold, {"because": "The Inquiry has ended."})
    second(steps.ReleaseHold, officer, before, because="Again.")
    second(steps.ReviewHold, officer, before, words="It stands.", review_on=date(2027, 6, 9))
    with acting(officer):
        assert LegalHold.objects.get(pk=hold.pk).released_because == "The Inquiry has ended."


def test_ig_06_an_explanation_is_given_once(cast: Cast) -> None:
    officer, manager = cast.information_governance_officer, cast.team_manager
    with at(london(2026, 6, 1)), acting(cast.social_worker):
        amara: Person = made.amara(cast.social_worker)
    look_with_reason(cast.social_worker, amara, LOOKED, "on duty")
    gone_through(LATER)
    (found,) = found_as(officer)
    with at(LATER):
        take(steps.AnswerReading, officer, found, {"said": "explain", "manager": manager.ref, "words": "Why?"})
        (before,) = found_as(officer)
        take(steps.ExplainReading, manager, before, {"words": "She covered the visit."})
    second(steps.ExplainReading, manager, before, words="She did not.")
    with acting(officer):
        assert UnusualAnswer.objects.filter(said="explained").count() == 1
