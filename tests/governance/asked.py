"""Somebody asked to see a record, and how far the answer is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from kith.access.actor import acting, at
from kith.access.models import User
from kith.governance import bundle
from kith.governance.models import AccessRequest, BundleEntry, Withholding
from kith.governance.queries import access_request as queries
from kith.governance.steps import AskForCheck, CheckBundle, GatherBundle, ReceiveRequest
from tests.cast import Cast, london, take
from tests.notes.scene import Family

RECEIVED, NOW = date(2026, 6, 8), london(2026, 6, 9)
ASKED = {
    "asked_as": "agent", "on_behalf": "Her signed authority of 1 June.", "asked_by": "Hale and Wren, solicitors",
    "scope": "Everything.", "received_on": RECEIVED.isoformat(),
}  # fmt: skip


def fresh(actor: User, one: AccessRequest) -> AccessRequest:
    with acting(actor):
        found = queries.by_ref(one.ref)
    assert found is not None
    return found


def received(actor: User, home: Family, **more: Any) -> AccessRequest:
    with at(NOW):
        return fresh(actor, take(ReceiveRequest, actor, home.amara, ASKED | more).result)


def gathered(actor: User, home: Family, **more: Any) -> AccessRequest:
    one = received(actor, home, **more)
    with at(NOW):
        take(GatherBundle, actor, one)
    return fresh(actor, one)


def entry_with(actor: User, one: AccessRequest, words: str) -> BundleEntry:
    with acting(actor):
        (found,) = [row for row in queries.entries(one) if words in row.words and row.part != "chronology"]
        got = queries.entry(one, found.number)
    assert got is not None
    return got


def text_of(actor: User, one: AccessRequest) -> str:
    """Everything that is handed to the printer: what is not here is not in the file."""
    with acting(actor):
        rows: dict[int, list[Withholding]] = {}
        for row in queries.withheld(one):
            rows.setdefault(row.entry_id, []).append(row)
        return json.dumps(bundle.sheet(one, queries.entries(one), rows), ensure_ascii=False)


def checked(cast: Cast, one: AccessRequest) -> AccessRequest:
    officer, manager = cast.information_governance_officer, cast.practice_supervisor
    take(AskForCheck, officer, one, {"checker": manager.ref})
    take(CheckBundle, manager, fresh(officer, one), {"right": "yes", "words": "Every entry."})
    return fresh(officer, one)
