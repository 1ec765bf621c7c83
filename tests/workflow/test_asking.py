"""While what was typed is checked, what is asked twice is asked once; what the step then does looks afresh."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.asked_once import once
from kith.assessment.steps import AgreePlan
from tests.assessment.scene import allocated, child, referrals
from tests.assessment.test_workspace import write
from tests.cast import Cast, take

pytestmark = pytest.mark.django_db


def test_a_step_asks_once_while_it_checks_and_afresh_when_it_writes(cast: Cast, monkeypatch: Any) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    write(cast.social_worker, assessment, "plan", which_family="Grace")
    asked: list[str] = []
    kwargs, apply = AgreePlan.form_kwargs, AgreePlan.apply

    def checking(actor: Any, target: Any) -> dict[str, Any]:
        for _ in range(3):
            once("of a plan", lambda: asked.append("while it is checked"))
        return kwargs(actor, target)

    def writing(step: Any, act: Any, **cleaned: Any) -> Any:
        once("of a plan", lambda: asked.append("as it is written"))
        return apply(step, act, **cleaned)

    monkeypatch.setattr(AgreePlan, "form_kwargs", checking)
    monkeypatch.setattr(AgreePlan, "apply", writing)
    take(AgreePlan, cast.practice_supervisor, assessment, {})
    assert asked == ["while it is checked", "as it is written"]
