"""Reading legal gateway meetings and cases, and what was tried before."""

from kith.legal.queries.facts import facts_of
from kith.legal.queries.family import FAMILY_RULE, offer_needed, offered_or_excepted, relatives_of
from kith.legal.queries.reading import (
    CaseView,
    GatewayView,
    asked_for,
    case_by_ref,
    case_children,
    case_view,
    cases_about,
    family_meeting,
    gateway_by_ref,
    gateway_children,
    gateway_view,
    gateways_about,
    open_case_of,
    to_hold,
    waiting_about,
)

__all__ = [
    "FAMILY_RULE",
    "CaseView",
    "GatewayView",
    "asked_for",
    "case_by_ref",
    "case_children",
    "case_view",
    "cases_about",
    "facts_of",
    "family_meeting",
    "gateway_by_ref",
    "gateway_children",
    "gateway_view",
    "gateways_about",
    "offer_needed",
    "offered_or_excepted",
    "open_case_of",
    "relatives_of",
    "to_hold",
    "waiting_about",
]
