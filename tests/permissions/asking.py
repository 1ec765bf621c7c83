"""Asking the product what the matrix asks, and putting its answer in the matrix's five words."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from kith.access.actor import acting
from kith.access.models.token import ApiToken
from kith.access.roles import ROLES
from kith.kernel.now import now
from tests.permissions.governance import governed
from tests.permissions.world import Story, World
from tests.site.markup import clean

HERE = Path(__file__).parent
ANSWERS = {"open", "asks why", "not there", "may not", "sign in"}
SIGNED_OUT = "signed out"
# The head of a column, and the role whose answers stand under it.
COLUMNS = {SIGNED_OUT: "", **{role.title: role.key for role in ROLES.values()}}


@dataclass(frozen=True)
class Row:
    """One line of the matrix."""

    asked: str
    about: str
    method: str
    address: str
    page: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.page} ({self.about or 'no child'})"


@cache
def rows() -> list[Row]:
    """The matrix as its keepers wrote it."""
    with (HERE / "matrix.csv").open(newline="", encoding="utf-8") as file:
        return [
            Row(
                *(line[name] for name in ("asked", "about", "method", "address", "page")),
                {column: line[column] for column in COLUMNS},
            )
            for line in csv.DictReader(file)
        ]


def _of(*names: str) -> Callable[[Any], dict[str, Any]]:
    """Public references of these parts of a story, under the names that the address gives them."""
    pairs = [name.split("=") for name in names]

    def kwargs(story: Story) -> dict[str, Any]:
        return {key: getattr(story, part).ref for key, part in pairs}

    return kwargs


# Which piece of a child's story stands in an address; the longest beginning of the page's name decides.
PARTS: dict[str, Callable[[Story], dict[str, Any]]] = {
    "people:": _of("ref=person"),
    "people:match": _of("ref=person", "other=other"),
    "people:join": _of("ref=person", "other=other"),
    "people:part": _of("ref=person", "other=other"),
    "people:parted": _of("ref=person", "other=parted"),
    "people:restricted-match": lambda story: {"match": story.match.ref},
    "network:": _of("ref=person", "member=member"),
    **dict.fromkeys(("network:add", "network:commit"), _of("ref=person")),
    **dict.fromkeys(("network:tested", "network:uncommit"), _of("ref=person", "commitment=promise")),
    "child:": _of("ref=person"),
    "child:under-people": lambda story: {"rest": f"{story.person.ref}/"},
    "frontdoor:": _of("ref=contact"),
    "frontdoor:recognise": _of("ref=contact", "child=row"),
    "frontdoor:sign": _of("ref=to_sign"),
    "frontdoor:send-back": _of("ref=to_sign"),
    "frontdoor:end-authority": _of("ref=contact", "authority=authority"),
    "frontdoor:refuse-authority": _of("ref=contact", "asked=asked"),
    "frontdoor:portal-contact": _of("ref=contact"),
    "api-v1:": _of("ref=contact"),
    "assessment:allocate": lambda story: {"ref": story.referral.matter.ref},
    "assessment:": _of("ref=assessment"),
    "assessment:write": lambda story: {"ref": story.assessment.ref, "key": "day"},
    "assessment:earlier": lambda story: {"ref": story.assessment.ref, "key": "day"},
    "assessment:beside": lambda story: {"ref": story.assessment.ref, "key": "day"},
    "assessment:still-stands": lambda story: {"ref": story.assessment.ref, "new": "nothing"},
    "assessment:came-of-it": lambda story: {"ref": story.assessment.ref, "one": "nothing"},
    **dict.fromkeys(("assessment:abroad-answer", "assessment:travel"), _of("ref=assessment", "asked=abroad")),
    "assessment:answered": _of("ref=assessment", "given=disclosed"),
    "assessment:needed-by": _of("ref=clock"),
    **dict.fromkeys(("child:summary", "child:summary-anew"), _of("ref=person", "summary=summed")),
    "child:summary-write": _of("ref=person"),
    "child:mark": lambda story: {"ref": story.person.ref, "entry": story.happened.ref},
    "spread:": _of("ref=assessment"),
    **dict.fromkeys(("spread:raise", "spread:why-not", "spread:take-off"), _of("ref=assessment", "child=at_risk")),
    "signs_of_safety:": _of("ref=assessment"),
    "signs_of_safety:add": lambda story: {"ref": story.assessment.ref, "kind": "harm"},
    **dict.fromkeys(
        ("signs_of_safety:change", "signs_of_safety:end", "signs_of_safety:link"),
        _of("ref=assessment", "entry=danger"),
    ),
    "signs_of_safety:take-back": _of("ref=assessment", "score=safety_score"),
    "assessment:late": _of("ref=clock"),
    "checks:": _of("ref=check"),
    "checks:send": _of("ref=assessment"),
    "checks:agreement": _of("ref=assessment"),
    "clock:": _of("ref=clock"),
    "disagreements:": _of("ref=differing"),
    "disagreements:raised": _of("ref=assessment"),
    "protection:": _of("ref=discussion"),
    "protection:call": _of("ref=person"),
    **dict.fromkeys(
        (
            "protection:enquiry",
            "protection:propose",
            "protection:authorise",
            "protection:send-back",
            "protection:no-conference",
        ),
        _of("ref=enquiry"),
    ),
    "protection:call-off": _of("ref=discussion"),
    "conferences:": _of("ref=conference"),
    "conferences:ask": _of("ref=person"),
    "conferences:report": lambda story: {"ref": story.conference.ref, "agency": story.conference.invited.ref},
    **dict.fromkeys(("governance:record-kept", "governance:record-hold"), _of("ref=person")),
    **dict.fromkeys(
        ("governance:hold-review", "governance:hold-release"), lambda story: {"ref": governed(story).hold.ref}
    ),
    "governance:access": lambda story: {"ref": governed(story).asked.ref},
    "governance:access-receive": _of("ref=person"),
    "governance:access-give": lambda story: {"ref": governed(story).kept_back.ref},
    **dict.fromkeys(
        ("governance:access-entry", "governance:access-withhold"),
        lambda story: {"ref": governed(story).asked.ref, "number": 1},
    ),
    "governance:": lambda story: {"ref": governed(story).found.ref},
    "legal:": lambda story: {"ref": story.plan.gateway.ref},
    "legal:ask": _of("ref=person"),
    "legal:minutes": lambda story: {"ref": story.plan.gateway.decided.ref},
    "legal:case": lambda story: {"ref": story.plan.gateway.case.ref},
    "legal:case-answer": lambda story: {"ref": story.plan.gateway.case.ref, "one": story.plan.gateway.offer.ref},
    "notes:": _of("ref=noted"),
    "notes:write": _of("ref=person"),
    **dict.fromkeys(("notes:place", "notes:one-recall"), _of("ref=recalled")),
    "plans:": _of("ref=plan"),
    "plans:begin": _of("ref=person"),
    "plans:progress": lambda story: {"ref": story.plan.ref, "goal": story.plan.goal.ref},
    "plans:decide": lambda story: {"ref": story.plan.ref, "one": story.plan.stuck.ref},
    "emergency:": _of("ref=emergency"),
    **dict.fromkeys((f"emergency:{power}" for power in ("start", "police", "order", "agreement")), _of("ref=person")),
    "care:": _of("ref=care"),
    **dict.fromkeys(("care:start", "care:agreement", "care:order"), _of("ref=person")),
    "actions:": _of("ref=to_do"),
    "actions:agreed": _of("ref=assessment"),
    "documents:": _of("ref=document"),
    "documents:add": _of("ref=assessment"),
    "letters:": lambda story: {"ref": story.letters.drafted.ref},
    "letters:work": lambda story: {"ref": story.letters.concluded.ref},
    "letters:write": lambda story: {"ref": story.letters.concluded.ref, "key": story.letters.key},
    "letters:withhold": lambda story: {"ref": story.letters.concluded.ref, "key": story.letters.key},
    "letters:acknowledge": lambda story: {"ref": story.letters.sent.ref},
    "letters:release": lambda story: {"ref": story.letters.withheld.ref},
    "letters:portal-": lambda story: {"ref": story.letters.told.ref},
    "letters:lift": lambda story: {"ref": story.letters.flag.ref},
    "letters:stop": _of("ref=person"),
    "earlyhelp:": _of("ref=offered"),
    "earlyhelp:settle": _of("ref=returned"),
    "earlyhelp:again": _of("ref=returned"),
    "reviews:": lambda story: {"pk": story.reason.pk},
}


def address(world: World, row: Row) -> str:
    """The very address that a row asks for, in this world."""
    with acting(world.manager):  # who reads every story: the address is theirs to know
        return reverse(row.page, kwargs=_kwargs(world, row))


def _kwargs(world: World, row: Row) -> dict[str, Any]:
    if row.about in world.stories:
        best = max((name for name in PARTS if row.page.startswith(name)), key=len)
        return PARTS[best](world.stories[row.about])
    if row.about in world.sent:
        return {"ref": world.sent[row.about].ref}
    plain = {
        "draft": {"key": "people.new"},
        "assessment:standard": {"key": "assessment.conclude"},
        "role_end": {"ref": world.cast.stranger.ref, "grant": world.cast.stranger.grants[0].pk},
        "person_open": {"ref": world.closed.ref},
    }
    plain |= {f"frontdoor:police-file-{end}": {"ref": "nolist"} for end in ("look", "columns", "throw-away")}
    somebody = {"ref": world.cast.stranger.ref} if row.page.startswith(("person", "role_give")) else {}
    service = {"ref": world.service.ref} if row.page.startswith("directory:") and "<ref>" in row.address else {}
    if row.page in ("person_add", "people_who_work"):
        somebody = {}
    return plain.get(row.page, somebody or service)


class Asker:
    """Makes requests as everybody, and undoes whatever they did."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {"": Client()}
        self.tokens: dict[str, str] = {}
        for key, one in world.cast.by_role.items():
            self.clients[key] = Client()
            self.clients[key].force_login(one)
            self.tokens[key] = ApiToken.issue(one, "matrix", now() + timedelta(days=1))[1]

    def ask(self, role: str, method: str, path: str) -> tuple[str, str, list[str]]:
        """The product's answer to one request, in a word of the matrix; all that it said; and what is wrong with a page
        that it drew: its policy, its title, or code and style that stand in it."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}"} if role and path.startswith("/api/") else {}
        kind, body = "application/x-www-form-urlencoded", ""
        if path.startswith("/api/"):
            kind, body = "application/json", "{}"
        elif method == "POST":
            body = "seen_version=987654"  # nobody has seen that version: a step that is allowed is still not taken
        undo = transaction.savepoint()
        try:
            response = self.clients[role].generic(method, path, body, kind, headers=headers)
            said = _said(response)
            wrong = clean(path, response) if response.status_code == 200 and method == "GET" else []
        finally:
            transaction.savepoint_rollback(undo)
        return answer(response, path), said, wrong


def _said(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.headers.get("Location", "") + body.decode("utf-8", "replace")


def answer(response: Any, path: str) -> str:
    """A response in a word of the matrix."""
    where = response.headers.get("Location", "")
    if response.status_code == 401 or where.startswith("/accounts/login/"):
        return "sign in"
    if "/reason/" in where or (path.endswith("/reason/") and response.status_code in (200, 409, 422)):
        return "asks why"
    if response.status_code in (403, 404):
        return {403: "may not", 404: "not there"}[response.status_code]
    if response.status_code in (200, 201, 204, 302, 409, 422):
        return "open"
    return f"status {response.status_code}"
