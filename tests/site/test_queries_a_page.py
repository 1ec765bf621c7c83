"""A page asks the database at most fifteen things, signing in, the session and the stamp counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kith.access.actor import acting
from kith.access.models import ReasonedAccess, User
from kith.frontdoor import steps
from kith.frontdoor.models import ContactChild
from kith.kernel.now import now
from kith.people.steps import MatchAnswered
from tests.assessment.scene import allocated, child, referrals
from tests.cast import AMARA, Cast, contact_about, take
from tests.people import made
from tests.site.people import signed_in

pytestmark = pytest.mark.django_db
MOST = 15
# An assessment says what is missing before approval, who supervised it and what was proposed: that is asked as well.
# My work and the team page ask beyond dates: replies owed, disagreements, days on which a plan says to look again.
MORE = {"assessment": 26, "/": 17, "/team/": 16}
NOT_QUESTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@pytest.fixture
def record(cast: Cast) -> dict[str, str]:
    """A brother and a sister referred and being assessed, and a contact about them that waits for a decision."""
    amara, chidi = child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor")
    take(MatchAnswered, cast.mash_worker, amara, {"other": chidi.ref, "answer": "unsure"})
    first, second = referrals(cast, amara, chidi)
    assessment = allocated(cast, first)
    allocated(cast, second)
    brother = {"given": "Noah", "family": "Okafor", "parents": "Grace Okafor, mother"}
    contact = take(steps.ReceiveContact, cast.mash_worker, None, contact_about(AMARA, brother)).result
    with acting(cast.mash_worker):
        for given in ("Amara", "Amarah", "Mara"):  # who may be her, likely and less so
            made.person(cast.mash_worker, given, "Okafor", date(2018, 2, 12))
        told = ContactChild.objects.filter(matter=contact.matter).order_by("id")[0]
    with acting(cast.mash_manager):  # who had no part in what was decided, and has said why they need it
        ReasonedAccess.objects.create(
            person_id=amara.pk, user=cast.mash_manager, why="review", words="Asked.", until=now() + timedelta(hours=1)
        )
    return {
        "child": f"/people/{amara.ref}/",
        "assessment": f"/assessments/{assessment.ref}/",
        "contact": f"/contacts/{contact.ref}/",
        "decided": f"/contacts/{first.contact.ref}/",
        "compared": f"/contacts/{contact.ref}/children/{told.ref}/",
    }


def asked(browser: Client, href: str) -> list[str]:
    """The statements of a page opened by somebody who has been at work for a while."""
    assert browser.get(href).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(href).status_code == 200
    return [one["sql"] for one in seen if not one["sql"].startswith(NOT_QUESTIONS)]


@pytest.mark.parametrize(
    ("role", "href"),
    [
        ("mash_worker", "/front-door/"),
        ("mash_worker", "contact"),
        ("mash_manager", "decided"),
        ("mash_worker", "compared"),
        ("social_worker", "child"),
        ("social_worker", "child/chronology/"),
        ("social_worker", "assessment"),
        ("practice_supervisor", "assessment"),
        ("social_worker", "/"),
        ("mash_worker", "/"),
        ("mash_manager", "/"),
        ("practice_supervisor", "/team/"),
        ("social_worker", "/search/?q=Amara+Okafor"),
        ("head_of_service", "/conversion/"),
    ],
)
def test_a_page_asks_at_most_fifteen_things(cast: Cast, record: dict[str, str], role: str, href: str) -> None:
    who: User = getattr(cast, role)
    name, _, tail = href.partition("/")
    statements = asked(signed_in(who), record[name] + tail if name else href)
    assert len(statements) <= MORE.get(name or href, MOST), "\n".join(statements)


def test_who_is_signed_in_and_what_they_may_costs_three(cast: Cast) -> None:
    """The session, the person with their roles, and the stamp: no write, and nothing twice."""
    statements = asked(signed_in(cast.social_worker), "/help/")
    assert [kind for kind in ("django_session", "access_rolegrant", "set_config") if _in(kind, statements)]
    assert not [one for one in statements if one.startswith(("UPDATE", "INSERT"))]
    assert len(statements) <= 3


def _in(kind: str, statements: list[Any]) -> bool:
    return sum(kind in one for one in statements) == 1
