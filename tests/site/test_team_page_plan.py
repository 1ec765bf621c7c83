"""The team page stays quick in a record of any size: open work is reached without reading what was concluded."""

import pytest
from django.db import connection

from kith.access.actor import acting
from kith.assessment.models import Assessment
from tests.cast import Cast
from tests.query_plans import read_whole

pytestmark = pytest.mark.django_db


def test_open_assessments_of_a_team_have_an_index_of_their_own(cast: Cast) -> None:
    open_now = Assessment.objects.filter(state=Assessment.State.OPEN, team=cast.east)
    with acting(cast.team_manager):
        assert not read_whole(lambda: list(open_now)) & {"assessment_assessment"}
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where indexname = 'assessments_open'")
        assert "WHERE" in cursor.fetchone()[0]
