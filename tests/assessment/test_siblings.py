"""Brothers and sisters who are assessed together: one text for several, and each behind a door (AS-01, IG-05)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from kith.access.actor import acting, at
from kith.access.models import ReasonedAccess, Subject, User
from kith.assessment.models import Assessment, SectionText
from kith.assessment.queries.written import written
from kith.assessment.steps import WriteSection
from kith.kernel.now import now
from kith.kernel.perform import Invalid
from kith.people.models import Person
from kith.practice.signs_of_safety.steps import AddEntry, Blank
from kith.record.models import Sighting, StepEvent
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.assessment.test_workspace import NOW, page, write
from tests.cast import Cast, take
from tests.people import made
from tests.people.test_people_at_once import at_once

HOME = "environment"


@pytest.fixture
def together(cast: Cast) -> tuple[Assessment, Assessment]:
    first, second = referrals(cast, child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor"))
    amara = allocated(cast, first, with_siblings=[second.ref])
    with acting(cast.social_worker):
        chidi = Assessment.objects.select_related("matter", "child__person").get(referral=second)
    return amara, chidi


def newest(actor: User, assessment: Assessment, key: str = HOME) -> SectionText:
    with acting(actor):
        return SectionText.objects.filter(matter=assessment.matter, key=key).latest("version")


@pytest.mark.django_db
def test_ig_05_beside_a_brother_stands_only_a_brother_whose_record_is_open(
    cast: Cast, together: tuple[Assessment, Assessment]
) -> None:
    """A reason given for one child opens nothing of the other's; who may read both is written down on both."""
    amara, chidi = together
    write(cast.social_worker, amara, HOME, housing="Two rooms.")
    write(cast.social_worker, chidi, HOME, housing="He sleeps in the kitchen.")
    href = f"/assessments/{amara.ref}/write/{HOME}/beside/"
    with at(NOW):
        with acting(cast.stranger):
            ReasonedAccess.objects.create(
                person_id=amara.child_id, user=cast.stranger, why="review", until=now() + timedelta(hours=1)
            )
        shown = signed_in(cast.stranger).get(href).content.decode()
        assert "Two rooms." in shown
        assert "kitchen" not in shown
        assert "He sleeps in the kitchen." in signed_in(cast.social_worker).get(href).content.decode()
    with acting(cast.social_worker):
        looked = Sighting.objects.filter(person_id=chidi.child_id, page__contains="beside brothers")
        assert [one.actor for one in looked] == [cast.social_worker]


@pytest.mark.django_db
def test_as_01_a_brother_of_whom_nothing_is_written_gets_the_whole_text_and_no_clash(
    cast: Cast, together: tuple[Assessment, Assessment]
) -> None:
    amara, chidi = together
    write(cast.social_worker, amara, HOME, housing="Two rooms.\nDamp.", income="Wages.", housing_source="Visit")
    write(
        cast.social_worker, amara, HOME, housing="Two rooms.\nVery damp.", income="Wages.", housing_source="Visit",
        base="1", also=[chidi.ref],
    )  # fmt: skip
    theirs = newest(cast.social_worker, chidi)
    assert theirs.answers["housing"] == "Two rooms.\nVery damp."
    assert theirs.answers["income"] == "Wages."
    assert theirs.clashes == []


@pytest.mark.django_db
def test_as_01_what_does_not_fit_a_brothers_text_is_said_in_ones_own(
    cast: Cast, together: tuple[Assessment, Assessment]
) -> None:
    """The page must never come back with the brother's text in the boxes: the next save would write it here."""
    amara, chidi = together
    long = "word " * 3990
    write(cast.social_worker, chidi, HOME, housing=f"His own. {long}")
    with at(NOW), pytest.raises(Invalid) as no:
        take(WriteSection, cast.social_worker, page(amara, HOME), {"housing": f"Hers. {long}", "also": [chidi.ref]})
    assert no.value.form.data["housing"].startswith("Hers.")
    assert "Chidi" in str(no.value.form.errors["also"])
    with acting(cast.social_worker):
        assert not SectionText.objects.filter(matter=amara.matter)


@pytest.mark.django_db
def test_two_texts_in_a_brothers_section_stay_two_until_somebody_makes_them_one(
    cast: Cast, together: tuple[Assessment, Assessment]
) -> None:
    amara, chidi = together
    write(cast.social_worker, chidi, HOME, housing="Calm.")
    write(cast.practice_supervisor, chidi, HOME, housing="Calm at night.", base="1")
    assert write(cast.social_worker, chidi, HOME, housing="Loud.", base="1").clashes
    write(cast.social_worker, amara, HOME, income="Wages.", also=[chidi.ref])
    theirs = newest(cast.social_worker, chidi)
    assert theirs.answers["income"] == "Wages."
    assert [one["question"] for one in theirs.clashes] == ["housing"]


@pytest.mark.django_db
def test_two_texts_stay_two_when_a_third_writes_who_had_neither_before_them(
    cast: Cast, together: tuple[Assessment, Assessment]
) -> None:
    amara, _ = together
    write(cast.social_worker, amara, HOME, housing="Calm.")
    write(cast.practice_supervisor, amara, HOME, housing="Calm at night.", base="1")
    assert write(cast.social_worker, amara, HOME, housing="Loud.", base="1").clashes
    third = write(cast.team_manager, amara, HOME, housing="Calm.", income="Wages.", base="1")
    assert [one["question"] for one in third.clashes] == ["housing"]


@pytest.mark.django_db
def test_a_restricted_childs_text_is_not_carried_to_an_open_record_unless_somebody_says_so(
    cast: Cast, together: tuple[Assessment, Assessment]
) -> None:
    amara, chidi = together
    with acting(cast.social_worker):
        made.restrict(cast.social_worker, Person.objects.get(pk=amara.child_id))
        assert Subject.objects.get(pk=amara.child_id).restricted
    with at(NOW):
        opened = signed_in(cast.social_worker).get(f"/assessments/{amara.ref}/write/{HOME}/")
        form = opened.context["form"]
    assert [ref for ref, _ in form.fields["also"].choices] == [chidi.ref]
    assert form["also"].value() == []


@pytest.mark.django_db
def test_the_timeline_names_no_child(cast: Cast, together: tuple[Assessment, Assessment]) -> None:
    """Its lines can never be changed; a child's name can."""
    amara, _ = together
    write(cast.social_worker, amara, "day", day="She gets up alone.")
    with acting(cast.social_worker):
        lines = StepEvent.objects.filter(step=WriteSection.name).values_list("line", flat=True)
        assert not [line for line in lines if "Amara" in line]


def text(actor: User, own: Assessment, other: Assessment, n: int) -> None:
    stands = written(own, page(own, HOME).section)
    said = {**stands.answers, "housing": f"{n} {own.ref}", "base": str(stands.version)}
    take(WriteSection, actor, page(own, HOME), said | {"also": [other.ref]})


def entry(actor: User, own: Assessment, other: Assessment, n: int) -> None:
    said = {"words": f"{n} {own.ref}", "effect": "Nobody is awake at six.", "also": [other.ref]}
    take(AddEntry, actor, Blank(own, "complicating"), said)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("writes", [text, entry])
def test_two_who_write_for_each_others_child_at_once_both_get_through(
    cast: Cast, writes: Callable[[User, Assessment, Assessment, int], None]
) -> None:
    with transaction.atomic():
        first, second = referrals(cast, child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor"))
        amara = allocated(cast, first, with_siblings=[second.ref])
    with transaction.atomic(), acting(cast.social_worker):
        chidi = Assessment.objects.select_related("matter", "child__person").get(referral=second)
    mine = {cast.social_worker.pk: (amara, chidi), cast.practice_supervisor.pk: (chidi, amara)}

    def many(actor: User) -> int:
        for n in range(8):
            with transaction.atomic(), acting(actor), at(NOW):
                whole = Assessment.objects.select_related("matter", "child__person")
                own, other = (whole.get(pk=one.pk) for one in mine[actor.pk])
                writes(actor, own, other, n)
        return 8

    assert at_once(many, cast.social_worker, cast.practice_supervisor) == [8, 8]
