"""What another system held comes in by one step each: once, to its own child, never over what was written here since
(CP-04, CP-06, CP-09; decision 24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import MatterSubject, User
from kith.access.system import system_user
from kith.conferences.models import Conference, ConferenceChild
from kith.conferences.steps import BringInConference
from kith.kernel.perform import Invalid, Refused, perform
from kith.people.models import Person
from kith.plans.models import Plan
from kith.plans.steps import BringInPlan
from kith.protection.models import Enquiry
from kith.protection.steps import BringInEnquiry
from kith.record.models import Clock, StepEvent
from tests.cast import Cast, london, take
from tests.people import made

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 9)
FROM = {"brought_in_from": "CIN census"}
ENQUIRY = {"started_on": "2025-06-10", "conference_on": "2025-06-25", "not_required": "no", "import_key": "e1", **FROM}
CONFERENCE = {
    "held_on": "2025-06-25", "kind": "initial", "outcome": "plan", "category": "NEG", "why": "An enquiry led to it.",
    "import_key": "c1", **FROM,
}  # fmt: skip
PLAN = {"kind": "need", "opened_on": "2025-06-25", "import_key": "p1", **FROM}
STEPS: list[tuple[Any, Any, dict[str, Any]]] = [
    (BringInEnquiry, Enquiry, ENQUIRY),
    (BringInConference, ConferenceChild, CONFERENCE),
    (BringInPlan, Plan, PLAN),
]

# What somebody may have written in each since.
WORDS: dict[Any, str] = {Enquiry: "safe_now", ConferenceChild: "why", Plan: "child_says"}


@pytest.fixture
def machine() -> Iterator[User]:
    """Kith itself, which imports on the authority's behalf."""
    with acting(system_user()), at(NOW):
        yield system_user()


@pytest.fixture
def amara(cast: Cast, machine: User) -> Person:
    return made.person(machine, "Amara", "Okafor", date(2018, 2, 12))


@pytest.fixture
def chidi(cast: Cast, machine: User) -> Person:
    return made.person(machine, "Chidi", "Okafor", date(2021, 3, 4))


def bring(step: Any, child: Person, said: dict[str, Any], **more: Any) -> Any:
    return perform(step, system_user(), child.subject, said | more).result


def no(step: Any, child: Person, said: dict[str, Any]) -> str:
    with pytest.raises(Invalid) as refused:
        bring(step, child, said)
    return str(refused.value.form.errors)


@pytest.mark.parametrize(("step", "model", "said"), STEPS)
def test_cp_04_it_comes_in_once_however_often_it_is_sent_and_each_child_has_their_own(
    amara: Person, chidi: Person, step: Any, model: Any, said: dict[str, Any]
) -> None:
    first = bring(step, amara, said)
    again = bring(step, amara, said)
    assert (first.pk, model.objects.count()) == (again.pk, 1)
    other = bring(step, chidi, said, import_key="of another child")
    assert (other.pk != first.pk, model.objects.count()) == (True, 2)
    assert not Clock.objects.exists()  # its days are the other system's to account for
    assert StepEvent.objects.filter(matter=first.matter).first().happened_at.date() < NOW.date()  # type: ignore[union-attr]  # written above
    assert [row.person_id for row in MatterSubject.objects.filter(matter=first.matter)] == [amara.pk]


@pytest.mark.parametrize(("step", "model", "said"), STEPS)
def test_cp_04_what_somebody_wrote_here_since_stays(amara: Person, step: Any, model: Any, said: dict[str, Any]) -> None:
    first = bring(step, amara, said)
    field = WORDS[model]
    model.objects.filter(pk=first.pk).update(**{field: "Written here."})
    assert "changed in Kith since" in no(step, amara, said)
    assert getattr(model.objects.get(pk=first.pk), field) == "Written here."


@pytest.mark.parametrize(("step", "model", "said"), STEPS)
def test_ig_03_nobody_but_who_imports_brings_anything_in(
    cast: Cast, amara: Person, step: Any, model: Any, said: dict[str, Any]
) -> None:
    for actor in (cast.social_worker, cast.service_manager, cast.system_administrator):
        with pytest.raises(Refused):
            take(step, actor, amara.subject, said)
    assert not model.objects.exists()


def test_cp_06_a_conference_is_linked_to_its_own_childs_enquiry_and_to_no_others(amara: Person, chidi: Person) -> None:
    own, other = bring(BringInEnquiry, amara, ENQUIRY), bring(BringInEnquiry, chidi, ENQUIRY, import_key="e2")
    assert bring(BringInConference, amara, CONFERENCE, enquiry=own.ref).enquiry == own
    assert bring(BringInConference, amara, CONFERENCE, enquiry=other.ref, import_key="c2").enquiry is None
    first = ConferenceChild.objects.get(matter__conference__import_key="c1")
    review = CONFERENCE | {"kind": "review", "outcome": "continues", "held_on": "2025-09-20"}
    assert bring(BringInConference, amara, review, reviews=first.ref, import_key="c3").reviews == first
    assert bring(BringInConference, chidi, review, reviews=first.ref, import_key="c4").reviews is None
    assert Conference.objects.count() == 4


def test_cp_09_a_plan_rests_on_its_own_childs_conference_and_ends_after_it_began(amara: Person, chidi: Person) -> None:
    own = bring(BringInConference, amara, CONFERENCE)
    protection = PLAN | {"kind": "protection"}
    assert "begins with the conference" in no(BringInPlan, amara, protection)
    assert "ends after it began" in no(BringInPlan, amara, PLAN | {"closed_on": "2025-06-24"})
    assert "in the past" in no(BringInPlan, amara, PLAN | {"opened_on": "2026-06-10"})
    assert bring(BringInPlan, amara, protection, conference=own.ref).conference == own
    assert "is the plan of this child for that time" in no(BringInPlan, amara, PLAN | {"import_key": "p2"})
    assert Plan.objects.count() == 1
    assert bring(BringInPlan, chidi, PLAN, conference=own.ref, import_key="p3").conference is None


@pytest.mark.parametrize(("step", "model", "said"), STEPS)
def test_cp_04_what_is_one_childs_is_never_anothers(
    amara: Person, chidi: Person, step: Any, model: Any, said: dict[str, Any]
) -> None:
    """A key names its child as well; where one is given to two, the database refuses the second."""
    first = bring(step, amara, said)
    with pytest.raises(IntegrityError, match="imported_once"), transaction.atomic():
        bring(step, chidi, said)
    assert model.objects.get().pk == first.pk


def test_cp_04_an_enquiry_ends_with_its_conference_or_without_one(amara: Person) -> None:
    open_one = ENQUIRY | {"conference_on": "", "import_key": "e2"}
    one = bring(BringInEnquiry, amara, open_one)
    assert (one.state, one.not_convened_because) == ("open", "")
    one = bring(BringInEnquiry, amara, open_one, not_required="yes")
    assert one.state == "ended"
    assert "No initial conference was required" in one.not_convened_because
    assert "in the past" in no(BringInEnquiry, amara, ENQUIRY | {"started_on": "2026-06-10"})
