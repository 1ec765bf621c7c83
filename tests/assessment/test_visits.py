"""Visits: where the child sleeps, in which language, and in a way the child can use (AS-05, AS-09, AS-10)."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.assessment.models import Assessment
from kith.assessment.steps import RecordSeen, WaiveInterpreter
from kith.kernel.perform import Invalid, Refused
from kith.people.steps import RelationshipAdded
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.assessment.test_work import VISIT
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 5, 18)


def opened(cast: Cast, **about: Any) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker, **about))[0])


def test_as_05_a_visit_says_whether_the_childs_bedroom_was_seen(cast: Cast) -> None:
    assessment = opened(cast)
    with at(NOW):
        visit = take(RecordSeen, cast.social_worker, assessment, VISIT | {"bedroom": "yes"}).result
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert visit.bedroom is True
    assert "Saw where the child sleeps." in page


def test_as_09_ig_03_nobody_is_seen_in_a_language_not_shared_without_an_interpreter_or_a_waiver(cast: Cast) -> None:
    assessment = opened(cast, first_language="POL", interpreter_needed=True)
    with at(NOW):
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT)
        assert "interpreted" in no.value.form.errors
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT | {"interpreted": "waived"})
        assert "interpreted" in no.value.form.errors
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT | {"interpreted": "professional"})
        assert "interpreter" in no.value.form.errors
        waiver = {"reason": "Her aunt's Polish is the worker's own.", "until": "2026-06-30"}
        for nobody in (cast.social_worker, cast.practice_supervisor):
            with pytest.raises(Refused, match="Team manager"):
                take(WaiveInterpreter, nobody, assessment, waiver)
        take(WaiveInterpreter, cast.team_manager, assessment, waiver)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        for said in ("Seen without an interpreter until 30 June 2026", "own.</bdi> Agreed by Marcus Bell"):
            assert said in page
        visit = take(RecordSeen, cast.social_worker, assessment, VISIT | {"interpreted": "waived"}).result
    assert visit.interpreted == "waived"
    with at(london(2026, 7, 1)), pytest.raises(Invalid):
        take(RecordSeen, cast.social_worker, assessment, VISIT | {"interpreted": "waived"})


def test_as_09_a_parents_language_counts_and_a_relative_who_interprets_is_flagged(cast: Cast) -> None:
    assessment = opened(cast)
    mother = child(
        cast.mash_worker, "Grace Okafor", born=london(1991, 3, 2).date(), kind="adult", first_language="POL",
        interpreter_needed=True,
    )  # fmt: skip
    with acting(cast.social_worker):
        person = assessment.child.person
    with at(NOW):
        take(RelationshipAdded, cast.social_worker, person, {"other": mother.subject.ref, "kind": "mother"})
        said = {"interpreted": "family", "interpreter": "Chidi, her brother"}
        take(RecordSeen, cast.social_worker, assessment, VISIT | said)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert "Not independent: check what was said" in page


def test_as_10_how_a_child_communicates_is_shown_and_how_it_went_is_asked(cast: Cast) -> None:
    assessment = opened(cast, communication_needs=["makaton"])
    with at(NOW):
        form = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/seen/").context["form"]
        assert "Makaton" in form.fields["communication"].help_text
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT)
        assert list(no.value.form.errors) == ["communication"]
        said = {"communication": "Makaton, with Mrs Hale from school"}
        assert (
            take(RecordSeen, cast.social_worker, assessment, VISIT | said).result.communication == said["communication"]
        )
