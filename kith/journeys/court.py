"""What follows on the way to court: a plan that does not work, legal advice on care, the gateway, and a case's end."""

from __future__ import annotations

from typing import Any

from kith.access.models import Subject
from kith.conferences.queries import children_of as children_conferred
from kith.journeys.following import after
from kith.kernel.perform import perform
from kith.kernel.step import Act
from kith.legal.queries import gateway_children, open_case_of
from kith.legal.queries import waiting_about as waits_at_the_gateway
from kith.legal.steps import AskForGateway, EndCase, GatewayDecided, OpenCase
from kith.plans.options import GATEWAY


@after("plans.alternative_decided")
def a_plan_that_does_not_work_goes_to_the_gateway(act: Act, one: Any) -> None:
    """Where a manager decides on the legal gateway, its meeting is asked for at once, with its day (CP-10, CP-11)."""
    if one.chosen == GATEWAY:
        _to_the_gateway(act, act.target.matter.plan.child, one.why)


@after("conferences.conference_held")
def legal_advice_on_care_is_taken_at_the_gateway(act: Act, conference: Any) -> None:
    """A plan that ends, or none, for legal advice on care: never only a word in the minutes (CP-11)."""
    for row in children_conferred(conference):
        if row.instead == row.Instead.CARE:
            _to_the_gateway(act, row.child, row.why)


def _to_the_gateway(act: Act, child: Subject, why: str) -> None:
    if waits_at_the_gateway([child]) is None:
        perform(AskForGateway, act.actor, child, {"children": [child.person.ref], "why": why})


@after("legal.gateway_held")
def what_the_gateway_decided_begins(act: Act, gateway: Any) -> None:
    """Each child's decision stands on their own record; a legal step opens one case for those who have none (CP-11)."""
    rows = gateway_children(gateway)
    for row in rows:
        perform(GatewayDecided, act.actor, row, {})
    if any(row.to_court and open_case_of(row.child) is None for row in rows):
        perform(OpenCase, act.actor, gateway, {})


@after("legal.preproceedings_ended")
@after("legal.final_order_recorded")
def a_case_ends_with_its_last_child(act: Act, case: Any) -> None:
    """What ran on it stops (CP-11, CL-10)."""
    if case.closed_at is not None:
        perform(EndCase, act.actor, case, {})
