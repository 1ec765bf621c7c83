"""The interface keeps to its own description, whatever a generator that we did not write sends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import checks

from kith.access.models import ApiToken
from kith.kernel.now import now
from tests.cast import Cast

pytestmark = pytest.mark.django_db
# Not asked: whether a made-up token opens anything, for ours goes in its place (test_contacts asks that); and that
# whatever the description allows is taken. A child with neither name nor age is refused in words.
ASKED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]
SETTINGS = settings(
    max_examples=60, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def description(db: None) -> Iterator[Any]:
    """The interface as it describes itself, asked within the test's transaction, as Django's own client does it."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def key(cast: Cast) -> str:
    return ApiToken.issue(cast.duty_worker, "a generator", now() + timedelta(days=1))[1]


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_every_answer_is_one_that_the_description_names(
    description: Any, key: str, mode: schemathesis.GenerationMode
) -> None:
    """Sixty requests of each kind that keep to the description and sixty that do not, the same ones every time."""
    operations = [found.ok() for found in description.get_all_operations()]
    assert [one.label for one in operations] == ["POST /api/v1/contacts", "GET /api/v1/contacts/{ref}"]
    for one in operations:
        asked = seed(3)(given(case=one.as_strategy(generation_mode=mode))(_keeps_to_it))
        SETTINGS(asked)(key=key)


def _keeps_to_it(case: Any, key: str) -> None:
    case.headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "host"}
    answer = case.call(headers={"Authorization": f"Bearer {key}"})
    case.validate_response(answer, checks=ASKED)
