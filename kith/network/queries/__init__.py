"""Reading a child's family and network. Everything is walled to whoever is acting."""

from kith.network.queries.asked import Asked, asked_about
from kith.network.queries.frozen import Frozen, frozen
from kith.network.queries.genogram import FamilyRow, Genogram, genogram_of
from kith.network.queries.network import (
    Member,
    NetworkMap,
    may_be_placed,
    member_for,
    member_target,
    network_of,
    said_before,
)
from kith.network.queries.plan import Line, line_of, on_paper, plan_of

__all__ = [
    "Asked",
    "FamilyRow",
    "Frozen",
    "Genogram",
    "Line",
    "Member",
    "NetworkMap",
    "asked_about",
    "frozen",
    "genogram_of",
    "line_of",
    "may_be_placed",
    "member_for",
    "member_target",
    "network_of",
    "on_paper",
    "plan_of",
    "said_before",
]
