"""A child whose plan does not work, at the legal gateway and after it, and what is typed there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kith.access.actor import acting, at
from kith.access.models import User
from kith.legal import queries, steps
from kith.legal.models import Gateway, LegalCase
from kith.people.models import Person
from kith.plans import queries as plans
from kith.plans import steps as planning
from kith.plans.models import Plan
from tests.cast import Cast, london, take
from tests.people import made
from tests.plans import scene

ASKED = london(2026, 7, 22)
HELD = london(2026, 7, 28, 10)
LETTER = london(2026, 7, 31, 12)
ADVICE = "The case is winnable on neglect, and the parents may well say that support came too late."
DISTANCE = "Six months of help changed the mornings and nothing at night."
NOT = {
    "working": "no", "options": ["more", "gateway"], "proposed": "gateway",
    "proposed_why": "Two months of it, and he is back at night.",
}  # fmt: skip


def planned(cast: Cast) -> Plan:
    """A child in need plan, agreed in June."""
    return scene.need_plan(cast, scene.assessed(cast))


def does_not_work(cast: Cast, plan: Plan, **more: Any) -> Gateway:
    """A review in July finds that it does not work, and a manager decides on the legal gateway."""
    when = london(2026, 7, 21, 10)
    with at(when):
        take(planning.ReviewNeedPlan, cast.social_worker, plan, scene.met(cast, plan, when, **NOT | more))
    with acting(cast.social_worker):
        waiting = plans.view_of(plan).waiting
        assert waiting is not None
        stuck = plans.alternative_by_ref(plan, waiting.ref)
    with at(ASKED):
        said = {"chosen": "gateway", "why": "Two months, and nothing changed."}
        take(planning.DecideAlternative, cast.practice_supervisor, stuck, said)
    return newest(cast, plan.child.person)


def newest(cast: Cast, person: Person) -> Gateway:
    """The newest gateway meeting about somebody, as it stands."""
    with acting(cast.social_worker):
        found = queries.gateways_about([person.pk]).first()
    assert found is not None
    return found


def asked(cast: Cast, *children: Person, by: User | None = None, when: datetime = ASKED) -> Gateway:
    """Asked for by whoever works with the children."""
    said = {"children": [one.ref for one in children], "why": "He is back, and nobody keeps him away."}
    with at(when):
        found = take(steps.AskForGateway, by or cast.social_worker, children[0].subject, said).result
    assert isinstance(found, Gateway)
    return found


def sibling(cast: Cast, person: Person, name: str = "Chidi") -> Person:
    """A brother or sister, whom the social worker works with too."""
    with acting(cast.social_worker), at(scene.AGREED):
        other = made.person(cast.social_worker, name, "Okafor")
        made.related(person, "sibling", other)
        made.involve(cast.social_worker, other)
    return other


def holding(cast: Cast, one: Gateway, outcome: str = "pre", **more: Any) -> dict[str, Any]:
    """What is typed while it is held: the same for every child, or what `more` says instead."""
    said: dict[str, Any] = {
        "held_at": HELD, "took_part": "Wyn Prosser; Farah Siddiqui; Ola Brandt, solicitor",
        "adviser": "Ola Brandt, solicitor", "given_on": "2026-07-28", "advice": ADVICE,
        "discussed": "What he did, what Grace can do, and who of the family could help.",
    }  # fmt: skip
    with acting(cast.service_manager):
        for row in queries.gateway_children(one):
            each = {
                "wishes": "I want to stay with Nan when he shouts.", "tried": "Family support since June.",
                "threshold": "met", "threshold_words": "Hurt twice, and nobody at home stops it.", "outcome": outcome,
                "why": "The parents must have the chance with a lawyer beside them.", "distance": DISTANCE,
            }  # fmt: skip
            said |= {f"{name}_{row.ref}": value for name, value in each.items()}
    return said | more


def held(cast: Cast, one: Gateway, outcome: str = "pre", when: datetime = HELD, **more: Any) -> Gateway:
    """Held by the service manager."""
    with at(when):
        take(steps.HoldGateway, cast.service_manager, one, holding(cast, one, outcome, held_at=when, **more))
    return again(cast, one)


def again(cast: Cast, one: Gateway) -> Gateway:
    """The meeting as it stands."""
    with acting(cast.social_worker):
        found = queries.gateway_by_ref(one.ref)
    assert found is not None
    return found


def case_of(cast: Cast, person: Person) -> LegalCase:
    """The newest case about somebody, as it stands."""
    with acting(cast.social_worker):
        found = queries.cases_about([person.pk]).first()
    assert found is not None
    return found


def in_case(cast: Cast, outcome: str = "pre") -> LegalCase:
    """A child in pre-proceedings, after a plan that did not work."""
    plan = planned(cast)
    held(cast, does_not_work(cast, plan), outcome)
    return case_of(cast, plan.child.person)


def offered(cast: Cast, case: LegalCase) -> LegalCase:
    """The family was offered a meeting of its own."""
    with at(LETTER):
        take(steps.OfferFamilyMeeting, cast.social_worker, case, {"on": "2026-07-30", "to": "Grace and Daniel Okafor"})
    return fresh(cast, case)


def fresh(cast: Cast, case: LegalCase) -> LegalCase:
    """The case as it stands."""
    with acting(cast.social_worker):
        found = queries.case_by_ref(case.ref)
    assert found is not None
    return found


LETTER_SAYS = {
    "dated_on": "2026-07-31", "worries": "Amara was hurt twice when he came home drunk.",
    "must_change": "He does not come home.\nAmara is in school every day.", "change_by": "2026-09-30",
    "help": "Family support on two evenings, and the hub on weekends.", "meets_at": london(2026, 8, 12, 10),
    "place": "Northmere House, room 3",
}  # fmt: skip
MET_SAYS = {
    "held_at": london(2026, 8, 12, 10), "took_part": "Grace Okafor; her solicitor; Farah Siddiqui", "lawyer": "some",
    "child_says": "I like the evenings now.", "family_says": "Grace has changed the locks.",
    "changed": "He has not been there for two weeks.", "next_on": "2026-09-24",
}  # fmt: skip
ISSUE_SAYS = {
    "issued_on": "2026-10-05", "sought": ["care"], "court_number": "NM26C00017",
    "issued_why": "He is back, and Grace could not say no.",
}  # fmt: skip
FINAL_SAYS = {
    "ended_on": "2027-02-26", "made": "guardianship", "lives": "family",
    "ended_words": "Nan is her special guardian; Grace sees her every week.",
}  # fmt: skip
