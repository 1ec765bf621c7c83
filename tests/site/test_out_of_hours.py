"""What whoever is on duty at 3 a.m. reads in a minute, and prints on one sheet (issue: the out-of-hours page)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import ReasonedAccess
from kith.network.models import Commitment, NetworkMember
from kith.people.models import Address
from kith.record.models import Sighting
from tests.assessment import scene
from tests.assessment.reading import signed_in
from tests.cast import Cast, london
from tests.people import made
from tests.protection.test_strategy_discussion import called, held

pytestmark = pytest.mark.django_db
NIGHT = london(2026, 6, 6, 3)


def test_it_says_who_is_not_safe_what_goes_on_what_to_do_and_whom_to_ring(cast: Cast) -> None:
    amara = scene.child(cast.mash_worker, "Amara Okafor", date(2018, 2, 12))
    scene.allocated(cast, scene.referrals(cast, amara)[0])
    with at(london(2026, 6, 4)), acting(cast.mash_worker):
        daniel = made.person(
            cast.mash_worker, "Daniel", "Okafor", date(1988, 3, 3), kind="adult", phone="01632 960 001"
        )
        made.related(daniel, "father", amara, safe_contact="Never alone with her", letters="never")
        Address.objects.create(person_id=amara.pk, line="14 Rowan Walk", confidential=True)
    one = called(cast, amara)
    before = read(cast, cast.social_worker, amara)
    assert "Strategy discussion: Physical abuse" in before
    assert "Until it is held: She stays at school with Mrs Hale" in before
    held(cast, one, amara)
    page = read(cast, cast.social_worker, amara)
    limits = page.partition("Who is not safe")[2].partition("</section>")[0]
    assert "Daniel Okafor" in limits
    assert "Never alone with her" in limits
    for words in (
        "Section 47 enquiry, jointly with the police", "Seen today by both.", "Assessment, section 17",
        "See her with DS Wright", "DS Ana Wright", cast.social_worker.name, "Last seen", "No visit is recorded",
        "Strategy discussion held",
    ):  # fmt: skip
        assert words in page, words
    assert "Rowan Walk" not in page
    assert "Confidential: see Details" in page
    duty = signed_in(cast.duty_worker)
    with at(NIGHT):
        where = f"/people/{amara.ref}/out-of-hours/"
        assert "/reason/" in duty.get(where)["Location"]
        with acting(cast.duty_worker):
            ReasonedAccess.objects.create(
                person_id=amara.pk,
                user=cast.duty_worker,
                why="danger",
                words="Police rang.",
                until=london(2026, 6, 6, 9),
            )
        shown = duty.get(where).content.decode()
        assert "Never alone with her" in shown
        assert "Rowan Walk" not in shown
        with acting(cast.duty_worker):
            assert Sighting.objects.get(actor=cast.duty_worker, person_id=amara.pk).page == "Out of hours"
            made.restrict(cast.duty_worker, daniel)
        assert "Daniel" not in signed_in(cast.social_worker).get(where).content.decode()


def test_nothing_that_keeps_a_child_safe_is_left_out_unsaid(cast: Cast) -> None:
    """Limits hold though the relationship has ended (FA-08), and a long safety plan says how much more there is."""
    with at(london(2026, 6, 4)), acting(cast.social_worker):
        amara = made.amara(cast.social_worker)
        made.involve(cast.social_worker, amara)
        rob = made.person(cast.social_worker, "Rob", "Hensley", kind="adult")
        said = {"safe_contact": "Must not be told where she lives", "until": date(2026, 5, 1)}
        made.related(rob, "step_parent", amara, **said)
        nan = NetworkMember.objects.create(
            child_id=amara.pk, name="Nan", role="grandmother", circle="family", closeness=1, said_by="Amara",
            said_on=date(2026, 6, 4),
        )  # fmt: skip
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"):
            Commitment.objects.create(
                child_id=amara.pk, member=nan, who="Nan", words="Fetches her", when=day, against="Going home alone",
                agreed_with="Nan", agreed_on=date(2026, 6, 4), review_by=date(2026, 7, 4),
                written_by=cast.social_worker,
            )  # fmt: skip
    page = read(cast, cast.social_worker, amara)
    limits = page.partition("Who is not safe")[2].partition("</section>")[0]
    assert "Must not be told where she lives" in limits
    assert "until 1 May 2026" in limits
    tonight = page.partition("What to do if something happens tonight")[2].partition("</section>")[0]
    assert tonight.count("Fetches her") == 4
    assert "and 2 more" in tonight


def read(cast: Cast, who: Any, child: Any) -> str:
    with at(NIGHT):
        answer = signed_in(who).get(f"/people/{child.ref}/out-of-hours/")
    assert answer.status_code == 200
    return str(answer.content.decode())
