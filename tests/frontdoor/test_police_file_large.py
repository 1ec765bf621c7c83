"""A month of police notifications in one file (FD-01)."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.frontdoor import steps
from kith.frontdoor.models import ContactChild
from kith.frontdoor.queries.police_file import preview
from tests.assessment.reading import signed_in
from tests.cast import TODAY, Cast, take
from tests.frontdoor.test_police_file import ROSA, as_csv, changed, matched

pytestmark = pytest.mark.django_db


def test_fd01_two_thousand_rows_are_two_hundred_contacts(cast: Cast) -> None:
    """Speed is for the bench to say; here, that nobody is left out."""
    rows = [
        changed(changed(ROSA, "URN", f"NM/26/{n // 10:04}"), "Forename", f"Child {chr(65 + n % 10)}{n // 10}")
        for n in range(2000)
    ]
    file = matched(cast, as_csv(*rows))
    with at(TODAY), acting(cast.mash_worker):
        found = preview(file)
        assert len(found.incidents) == 200
        assert not found.faults
    with at(TODAY):
        page = signed_in(cast.mash_worker).get(f"/contacts/police-file/{file.ref}/").content.decode()
        assert "This many contacts take a minute or more." in page
    with at(TODAY):
        take(steps.ReceivePoliceFile, cast.mash_worker, file)
    with acting(cast.mash_worker):
        assert ContactChild.objects.count() == 2000
