"""An assessment of Amara, led by Farah, whose mother agreed on the contact that her school and GP may be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import User
from kith.assessment.models import Assessment
from kith.checks.kinds import Asking, asking
from kith.checks.models import AgencyCheck
from kith.checks.queries import by_ref
from kith.checks.steps import SendChecks
from kith.frontdoor.models import Contact, Referral
from kith.kernel.perform import perform
from kith.people.models import Person
from kith.sharing.steps import ConsentRecorded
from tests.assessment import scene
from tests.cast import Cast
from tests.people import made

ASKED = scene.ALLOCATED + timedelta(hours=2)  # Thursday 4 June 2026, 11:00
CONCERN = "We are assessing whether Amara needs help: she was very tired at school."
QUESTION = "What do you know of Amara at home?"


@pytest.fixture
def amara(cast: Cast) -> Person:
    """Amara, who lives at 14 Rowan Walk."""
    with at(scene.RECEIVED), acting(cast.mash_worker):
        person = made.amara(cast.mash_worker)
        assert person.ref
        return person


@pytest.fixture
def assessment(cast: Cast, amara: Person) -> Assessment:
    """Her assessment, opened on 4 June; her mother agreed to the school and the GP being asked."""
    referral = scene.referrals(cast, amara)[0]
    agree(cast, referral, ["school", "gp"])
    return scene.allocated(cast, referral)


def agree(cast: Cast, assessed: Referral, agencies: list[str], state: str = "given", **more: Any) -> None:
    """Grace says whether these agencies may be asked."""
    with at(scene.RECEIVED + timedelta(minutes=5)), acting(cast.mash_worker):
        said = {"asked_of": "Grace Okafor, mother", "state": state, "agencies": agencies, "asked_at": scene.RECEIVED}
        contact = Contact.objects.select_related("matter").get(pk=assessed.contact_id)
        perform(ConsentRecorded, cast.mash_worker, contact, said | more)


@pytest.fixture
def work(cast: Cast, assessment: Assessment) -> Asking:
    """The assessment as work on which agencies are asked."""
    with acting(cast.social_worker):
        found = asking(assessment.matter)
        assert found is not None
        return found


@pytest.fixture
def at_work(cast: Cast, assessment: Assessment) -> Iterator[None]:
    """Farah, on the morning she asks."""
    with at(ASKED), acting(cast.social_worker):
        yield


def request(**more: Any) -> dict[str, Any]:
    """What Farah writes when she asks Larkfield Primary, whom she adds by name."""
    return {
        "others": [{"agency_kind": "school", "agency_name": "Larkfield Primary"}],
        "concern": CONCERN,
        "question": QUESTION,
        "due_on": "2026-06-11",
        "lawful_basis": "public_task",
        "why_needed": "Her mother cannot say how she is at school.",
        **more,
    }


Send = Callable[..., AgencyCheck]


@pytest.fixture
def send(cast: Cast, work: Asking) -> Send:
    """Ask as Farah, through the step."""

    def sent(actor: User | None = None, **more: Any) -> AgencyCheck:
        actor = actor or cast.social_worker
        with at(ASKED), acting(actor):
            check = by_ref(perform(SendChecks, actor, work, request(**more)).result.ref)
            assert check is not None
            return check

    return sent


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """A browser somebody is signed in with."""

    def come_in(user: User) -> Client:
        client.force_login(user)
        return client

    return come_in
