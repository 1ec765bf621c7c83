"""Agencies are asked what they know: one request to each, with what it rests on (AS-08, AS-11, IG-01)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Agency, Matter, MatterSubject
from kith.checks import policies
from kith.checks.forms import SendForm
from kith.checks.kinds import Asking
from kith.checks.models import AgencyCheck
from kith.checks.queries.portal import agency_named
from kith.checks.queries.proposing import doors_of, proposals
from kith.checks.steps.words import send_word
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.sharing.kinds import kind_words
from kith.sharing.queries import covers, ground_for, grounds_among
from kith.sharing.steps import keep_shared
from kith.standards.words import plural
from kith.ui.forms.words import lower_first


class SendChecks(Step):
    """Ask agencies what they know."""

    name = "checks.sent"
    form = SendForm
    may = policies.ask
    done = "Asked {number} what they know: {kinds}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        grounds = grounds_among(target.kind.rests_on(target.matter))
        return {
            "proposals": proposals(target, doors_of(actor, target)),
            "covered": lambda kind: any(covers(one, kind) for one in grounds),
        }

    def apply(self, act: Act, asked: list[dict[str, Any]]) -> AgencyCheck:
        """Each request is written down with what that agency is told, and who may read it there is sent word.

        Raises:
            Breach: nobody agreed that one of these agencies is spoken to, and no manager authorised it; or it has been
                asked already and is waited for, or stands in the form twice.
        """
        asking: Asking = act.target
        _not_twice(asking, asked)
        grounds = asking.kind.rests_on(asking.matter)
        kinds = list(dict.fromkeys(one["agency_kind"] for one in asked))
        if lacking := [kind for kind in kinds if ground_for(grounds, kind, act.now) is None]:
            raise Breach(
                f"Nobody has agreed that we speak to these, and no authorisation in force names them: "
                f"{kind_words(lacking)}. Ask the family and record what they say, ask a manager to authorise it, or "
                "leave them out. Nothing was sent, and what you wrote stays here.",
                "agencies",
            )
        made = [_sent(act, asking, grounds, **one) for one in asked]
        act.matter = asking.matter
        number = plural(len(made), "agency") if len(made) == 1 else f"{len(made)} agencies"
        act.words = {"number": number, "kinds": lower_first(kind_words(kinds))}
        return made[0]


def _not_twice(asking: Asking, asked: list[dict[str, Any]]) -> None:
    lock(asking.matter)  # so that two people do not ask the same agency at once
    waits = AgencyCheck.objects.filter(work=asking.matter, state=AgencyCheck.State.WAITING)
    waited_for = {(one.agency_kind, one.agency_name.casefold(), one.purpose, one.adult_id) for one in waits}
    here: set[tuple[Any, ...]] = set()
    for one in asked:
        adult = one["adult"].pk if one["adult"] else None
        which = (one["agency_kind"], one["agency_name"].casefold(), one["purpose"], adult)
        if which in waited_for:
            raise Breach(f"{one['agency_name']} was asked already and has not replied: chase that, or leave it out.")
        if which in here:
            raise Breach(f"{one['agency_name']} stands here twice. Take one of them away.")
        here.add(which)


def _sent(
    act: Act, asking: Asking, grounds: list[Matter], *, agency: Agency | None, lawful_basis: str, why_needed: str,
    **asked: Any,
) -> AgencyCheck:  # fmt: skip
    people = [subject for subject, _ in asking.people]
    shared = keep_shared(
        act,
        asking.matter,
        rests_on=grounds,
        agency_kind=asked["agency_kind"],
        agency=asked["agency_name"],
        at=act.now,
        lawful_basis=lawful_basis,
        why_needed=why_needed,
        shared=f"{asked['concern']}\n\nAsked: {asked['question']}",
    )
    matter = Matter.objects.create(kind="agency_check")
    MatterSubject.objects.bulk_create(MatterSubject(matter=matter, person=one, since=act.now) for one in people)
    check = AgencyCheck.objects.create(
        matter=matter,
        work=asking.matter,
        agency=agency or agency_named(asked["agency_kind"], asked["agency_name"]),
        shared=shared,
        asked_by=act.actor,
        asked_at=act.now,
        **asked,
    )
    send_word(check)
    return check
