"""A page asks the database at most fifteen things, signing in, the session and the stamp counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kith.access.actor import acting, at
from kith.access.models import ReasonedAccess, User
from kith.assessment.models import Assessment
from kith.assessment.steps import AgreePlan, RecordSeen, Supervise
from kith.checks.kinds import asking
from kith.checks.steps import SendChecks
from kith.disagreements.steps import RaiseDisagreement
from kith.frontdoor import steps
from kith.frontdoor.models import ContactChild
from kith.kernel.now import now
from kith.people.models import Person
from kith.people.steps import MatchAnswered
from tests.assessment.scene import allocated, child, proposed, referrals
from tests.assessment.test_plan import POINT
from tests.assessment.test_workspace import CHECKED, write
from tests.cast import AMARA, Cast, contact_about, london, take
from tests.checks.conftest import agree, request
from tests.disagreements.test_disagreements import VIEWS
from tests.people import made
from tests.practice import board
from tests.site.people import signed_in

pytestmark = pytest.mark.django_db
MOST = 15
SWING = london(2026, 6, 12, 11)
NOT_QUESTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@pytest.fixture
def record(cast: Cast) -> dict[str, str]:
    """A brother and a sister referred and being assessed, and a contact about them that waits for a decision."""
    amara, chidi = child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor")
    take(MatchAnswered, cast.mash_worker, amara, {"other": chidi.ref, "answer": "unsure"})
    first, second = referrals(cast, amara, chidi)
    assessment = allocated(cast, first)
    agree(cast, second, ["school"])
    busy = in_full_swing(cast, allocated(cast, second), chidi)
    brother = {"given": "Noah", "family": "Okafor", "parents": "Grace Okafor, mother"}
    contact = take(steps.ReceiveContact, cast.mash_worker, None, contact_about(AMARA, brother)).result
    with acting(cast.mash_worker):
        # Who may be her, likely and less so.
        alike = [made.person(cast.mash_worker, one, "Okafor", date(2018, 2, 12)) for one in ("Amara", "Amarah", "Mara")]
        told = ContactChild.objects.filter(matter=contact.matter).order_by("id")[0]
    with acting(cast.mash_manager):  # who had no part in what was decided, and has said why they need it
        ReasonedAccess.objects.create(
            person_id=amara.pk, user=cast.mash_manager, why="review", words="Asked.", until=now() + timedelta(hours=1)
        )
    return {
        "child": f"/people/{amara.ref}/",
        "assessment": f"/assessments/{assessment.ref}/",
        "busy": f"/assessments/{busy.ref}/",
        "his": f"/people/{chidi.ref}/",
        "match": f"/people/{amara.ref}/match/{alike[0].ref}/",
        "contact": f"/contacts/{contact.ref}/",
        "decided": f"/contacts/{first.contact.ref}/",
        "compared": f"/contacts/{contact.ref}/children/{told.ref}/",
    }


def in_full_swing(cast: Cast, assessment: Assessment, his: Person) -> Assessment:
    """The same with all that one has in its third week: a family, a visit, sections, a plan that is agreed and to be
    looked at again, a check that waits, a board, supervision with an action, a disagreement, a conclusion that waits
    for approval."""
    with acting(cast.mash_worker):
        grace = made.person(cast.mash_worker, "Grace", "Okafor", date(1991, 5, 4), kind="adult")
        made.related(grace, "mother", his)
    with at(SWING):
        visit = {"at": "2026-06-08T10:00", "place": "Home", "alone": "yes", "words": "I like it when it is quiet."}
        take(RecordSeen, cast.social_worker, assessment, visit)
        with acting(cast.social_worker):
            work = asking(assessment.matter)
        take(SendChecks, cast.social_worker, work, request(due_on="2026-06-19"))
        take(RaiseDisagreement, cast.social_worker, assessment.matter, {"issue": "Early help?", "views": VIEWS})
    write(cast.social_worker, assessment, "plan", which_family="Grace", checkpoints=[POINT])
    write(cast.social_worker, assessment, "network", each_sibling="Amara and Chidi need other things.")
    board.write(cast.social_worker, assessment, "harm")
    with at(SWING):
        take(AgreePlan, cast.practice_supervisor, assessment, {})
        action = {"what": "Ring her school", "owner": cast.social_worker.ref, "due_on": "2026-06-19"}
        take(Supervise, cast.practice_supervisor, assessment, CHECKED | {"actions": [action]})
        proposed(cast, assessment, left_undone="The rest is told in the letter.")
    return assessment


def asked(browser: Client, href: str) -> list[str]:
    """The statements of a page opened by somebody who has been at work for a while."""
    assert browser.get(href).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(href).status_code == 200
    return [one["sql"] for one in seen if not one["sql"].startswith(NOT_QUESTIONS)]


# Each page, who opens it, and what it asks of the sample above: a page that comes to ask more says so here.
PAGES = [
    ("mash_worker", "/front-door/", 11),
    ("mash_worker", "contact", 13),
    ("mash_manager", "decided", 14),
    ("mash_worker", "compared", 14),
    ("social_worker", "match", 14),
    ("social_worker", "child", 13),
    ("social_worker", "his", 14),
    ("social_worker", "his/chronology/", 15),
    ("social_worker", "his/family/", 17),
    ("social_worker", "assessment", 15),
    ("social_worker", "busy", 19),
    ("practice_supervisor", "busy", 19),
    ("social_worker", "/", 15),
    ("practice_supervisor", "/", 18),
    ("team_manager", "/", 13),
    ("mash_worker", "/", 8),
    ("mash_manager", "/", 10),
    ("practice_supervisor", "/team/", 11),
    ("team_manager", "/team/", 11),
    ("social_worker", "/search/?q=Amara+Okafor", 8),
    ("head_of_service", "/conversion/", 4),
    ("head_of_service", "/abuse-categories/", 11),
    ("head_of_service", "/agency-contributions/", 8),
]


@pytest.mark.parametrize(("role", "href", "most"), PAGES)
def test_a_page_asks_at_most_fifteen_things(
    cast: Cast, record: dict[str, str], role: str, href: str, most: int
) -> None:
    who: User = getattr(cast, role)
    name, _, tail = href.partition("/")
    statements = asked(signed_in(who), record[name] + tail if name else href)
    assert len(statements) <= most, "\n".join(statements)


def test_who_is_signed_in_and_what_they_may_costs_three(cast: Cast) -> None:
    """The session, the person with their roles, and the stamp: no write, and nothing twice."""
    statements = asked(signed_in(cast.social_worker), "/help/")
    assert [kind for kind in ("django_session", "access_rolegrant", "set_config") if _in(kind, statements)]
    assert not [one for one in statements if one.startswith(("UPDATE", "INSERT"))]
    assert len(statements) <= 3


def _in(kind: str, statements: list[Any]) -> bool:
    return sum(kind in one for one in statements) == 1
