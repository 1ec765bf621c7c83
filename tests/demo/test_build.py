"""The plan lived through the product's own steps: by one process or by several, the same comes of it (decision 1)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from django.db import models, transaction

from kith.access.actor import acting
from kith.access.system import working
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.people.models import Address, MatchAnswer, Name, Person, SearchKey
from kith.record.models import Clock, StepEvent
from kith.site.demo.build.crew import lived_through
from kith.site.demo.build.order import LINES, Order
from kith.site.demo.build.place import set_up
from kith.site.demo.plan.authority import Authority
from kith.site.demo.plan.events import ContactPlanned, DecisionPlanned
from tests.demo.northmere import northmere

COMPARED: dict[type[models.Model], list[str]] = {
    Contact: ["number", "received_at", "method", "state", "worry", "referrer_name", "claimed_at", "decided_at"],
    ContactChild: ["told_given", "told_family", "recognition", "outcome", "means", "proposed"],
    Person: ["shown_name", "kind", "date_of_birth", "ethnicity", "phone"],
    Name: ["given", "family", "kind"],
    Address: ["line", "postcode", "confidential"],
    MatchAnswer: ["answer", "at"],
    SearchKey: ["key"],
    Referral: ["number", "received_at", "state"],
    Clock: ["rule", "started_at", "due_at", "stopped_at"],
    StepEvent: ["step", "happened_at", "written_at", "line", "actor__email"],
}


@pytest.mark.parametrize("hands", [1, 3])
def test_each_event_is_handed_out_once_and_never_before_what_it_follows_from(hands: int) -> None:
    order, rng = Order(northmere(size=0.1)), Random(hands)
    held: list[int] = []
    done: list[int] = []
    while True:
        while len(held) < hands and (event := order.next()) is not None:
            held.append(event)
        if not held:
            break
        done.append(held.pop(rng.randrange(len(held))))
        order.done(done[-1])
    assert sorted(done) == list(range(len(order.events)))
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for event in done:
        for key in (order.strand(event), *LINES.get(type(order.events[event]), ())):
            by_key[key].append(event)
    assert all(places == sorted(places) for places in by_key.values())


def test_a_contact_that_names_children_of_two_families_ties_their_histories() -> None:
    authority = northmere()
    order = Order(authority)
    strand_of = {order.events[place].contact: order.strand(place) for place in range(len(order.events))
                 if isinstance(order.events[place], ContactPlanned)}  # fmt: skip
    both = [one for one in authority.happened if isinstance(one, DecisionPlanned) and len(_families(one)) > 1]
    assert both
    for decision in both:
        assert {order.strand_of[family] for family in _families(decision)} == {strand_of[decision.contact]}


def _families(decision: DecisionPlanned) -> set[str]:
    return {one.person.partition(".")[0] for one in decision.children}


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_what_one_makes() -> None:
    whole = northmere(size=0.02)
    authority = replace(whole, happened=whole.happened[:90])
    with transaction.atomic():
        alone = _lived(authority, hands=1)
        transaction.set_rollback(True)
    with transaction.atomic(), working():
        assert not Contact.objects.exists()
    together = _lived(authority, hands=2)
    assert len(alone["Contact"]) > 15
    assert len(alone["Person"]) > 15
    assert together == alone
    methods = {row[2] for row in alone["Contact"]}
    assert {"police_file", "portal"} <= methods  # referrers write themselves


def _lived(authority: Authority, hands: int) -> dict[str, list[Any]]:
    with acting(None):
        place = set_up(authority)
    refused = lived_through(authority, Order(authority), place, hands=hands)
    assert not refused
    with transaction.atomic(), working():
        return {
            model.__name__: sorted(model._default_manager.values_list(*columns), key=repr)
            for model, columns in COMPARED.items()
        }
