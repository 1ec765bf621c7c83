"""The safety scale: each person's own number, never made one of several (SS-07)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.db import IntegrityError

import kith.practice.signs_of_safety as model
from kith.access.actor import acting, at
from kith.assessment.models import Assessment
from kith.kernel.perform import Invalid
from kith.network.steps import MemberAdded
from kith.people.steps import RelationshipAdded
from kith.practice.signs_of_safety.models import SafetyScore
from kith.practice.signs_of_safety.queries import Scale, raters, scale_of
from kith.practice.signs_of_safety.steps import Blank, ScoreSafety, TakeBackScore
from tests.assessment.reading import signed_in
from tests.assessment.scene import child
from tests.cast import Cast, london, take
from tests.practice.board import NOW, score

pytestmark = pytest.mark.django_db
FOLDER = Path(str(model.__file__)).parent
AMARA = "child|Amara|"
# Whatever makes one number of several.
MADE_OF_SEVERAL = {
    "Avg",
    "Sum",
    "StdDev",
    "Variance",
    "sum",
    "mean",
    "fmean",
    "median",
    "mode",
    "statistics",
    "average",
}


def scale(cast: Cast, assessment: Assessment) -> Scale:
    with at(NOW), acting(cast.social_worker):
        return scale_of(assessment)


def test_each_person_has_a_line_with_what_they_said_before(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    score(worker, assessment, f"worker|{worker.name}|social worker", 3, on="2026-05-22")
    for number, day in ((4, "2026-05-01"), (6, "2026-06-10"), (2, "2026-04-22")):
        score(worker, assessment, AMARA, number, on=day)
    amara, farah = scale(cast, assessment).lines
    assert [one.score for one in amara.scores] == [6, 4, 2]  # by the day it was said, not the day it was typed
    assert (amara.at, amara.reach) == ("59.2%", ("22.4%", "59.2%"))
    assert [mark.at for mark in amara.earlier] == ["40.8%", "22.4%"]
    assert [mark.size for mark in amara.earlier] == [5, 3]
    assert (farah.who, farah.earlier) == (f"{worker.name}, social worker", [])


def test_everybody_of_the_family_and_network_is_offered_by_name(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    grace = child(cast.mash_worker, "Grace Okafor", born=london(1991, 3, 2).date(), kind="adult", sex="F")
    with acting(worker):
        person = assessment.child.person
    take(RelationshipAdded, worker, person, {"other": grace.subject.ref, "kind": "mother"})
    nan = {"name": "Patience", "role": "Nan", "circle": "family", "closeness": "1", "said_by": "Amara"}
    hale = nan | {"name": "Mrs Hale", "role": "school", "circle": "school", "closeness": "2"}
    with at(NOW):
        for one in (nan, hale):
            take(MemberAdded, worker, person, one | {"said_on": "2026-06-09"})
        with acting(worker):
            assert list(raters(assessment, worker)) == [
                AMARA,
                "parent|Grace Okafor|mother",
                "network|Patience|Nan",
                "agency|Mrs Hale|school",
                f"worker|{worker.name}|social worker",
            ]


def test_somebody_else_is_named_and_offered_from_then_on(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        with pytest.raises(Invalid) as no:
            take(ScoreSafety, cast.social_worker, Blank(assessment), {"rater": "other", "score": "5"})
        assert {"who", "relation", "role"} <= set(no.value.form.errors)
    obi = {"who": "Obi", "relation": "uncle", "role": "network"}
    score(cast.social_worker, assessment, "other", 5, **obi)
    score(cast.social_worker, assessment, "network|Obi|uncle", 7)
    [line] = scale(cast, assessment).lines
    assert [one.score for one in line.scores] == [7, 5]


@pytest.mark.parametrize("wrong", ["-1", "11", "5.5", "", "ten"])
def test_a_score_is_a_whole_number_from_0_to_10(cast: Cast, assessment: Assessment, wrong: str) -> None:
    with at(NOW), pytest.raises(Invalid) as no:
        take(
            ScoreSafety, cast.social_worker, Blank(assessment),
            {"rater": AMARA, "score": wrong, "reason": "Quieter.", "on": "2026-06-10"},
        )  # fmt: skip
    assert list(no.value.form.errors) == ["score"]


def test_a_score_says_why_and_when_and_the_database_knows_its_ends(cast: Cast, assessment: Assessment) -> None:
    data = {"rater": AMARA, "score": "4", "reason": "", "on": "2026-07-10"}
    with at(NOW):
        with pytest.raises(Invalid) as no:
            take(ScoreSafety, cast.social_worker, Blank(assessment), data)
        assert list(no.value.form.errors) == ["reason", "on"]
        with acting(cast.social_worker), pytest.raises(IntegrityError, match="safety_from_0_to_10"):
            SafetyScore.objects.create(
                matter=assessment.matter, role="child", rater="Amara", score=11, reason="Loud.", on="2026-06-10",
                written_by=cast.social_worker,
            )  # fmt: skip


def test_a_score_written_by_mistake_is_taken_back_and_kept(cast: Cast, assessment: Assessment) -> None:
    wrong = score(cast.social_worker, assessment, AMARA, 10)
    score(cast.social_worker, assessment, AMARA, 1, on="2026-06-01")
    with at(NOW):
        take(TakeBackScore, cast.social_worker, wrong, {"reason": "She said one, not ten."})
        with pytest.raises(Invalid, match="taken back already"):
            take(TakeBackScore, cast.social_worker, wrong, {"reason": "Again."})
    found = scale(cast, assessment)
    assert [one.score for line in found.lines for one in line.scores] == [1]
    assert [one.taken_back_because for one in found.taken_back] == ["She said one, not ten."]


def test_ss_07_no_line_of_the_model_makes_one_number_of_several() -> None:
    """Neither in its code nor in its templates."""
    for file in FOLDER.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        names |= {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        assert not names & MADE_OF_SEVERAL, file
    for file in FOLDER.rglob("*.html"):
        assert not re.search(r"\{[{%][^}]*(avg|average|mean|sum)\b", file.read_text(encoding="utf-8")), file


def test_ss_07_the_page_shows_the_numbers_that_were_said_and_no_other(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    for rater, number in ((AMARA, 2), (f"worker|{worker.name}|social worker", 9)):
        score(worker, assessment, rater, number)
    with at(NOW):
        html = signed_in(worker).get(f"/assessments/{assessment.ref}/signs-of-safety/").content.decode()
    figure = re.search(r'<figure class="kith-figure.*?</figure>', html, re.DOTALL)
    assert figure is not None
    assert re.findall(r"<text[^>]*>(\d+)</text>", figure[0]) == ["0", "5", "10", "2", "9"]
    table = html[html.index("Safety scores by person") :]
    assert re.findall(r'data-label="Score">(\d+)<', table) == ["2", "9"]
    assert "5.5" not in html[html.index('class="kith-board"') :]
    assert "never averaged" in html
