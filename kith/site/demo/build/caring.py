"""Children who come into care when an enquiry ends: after police protection, by agreement, or by an order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kith.access.actor import acting
from kith.access.models import User
from kith.access.policies import door
from kith.care import steps
from kith.care.models import PeriodOfCare
from kith.emergency.steps import BeginPoliceProtection, EndPoliceProtection
from kith.kernel.now import now, today
from kith.people.steps import AccessReasoned
from kith.protection.models import Enquiry

if TYPE_CHECKING:
    from kith.site.demo.build.live import Living

NOMINATED, REVIEWS = "angela_forde", "helen_trask"
TAKEN, ENDED = timedelta(hours=66), timedelta(hours=2)
POLICE = {
    "why": "Nobody at home was fit to look after a child that night, and relatives did not answer.",
    "used_by": "PC Rowan Tull, collar 5518, Northmere central",
    "designated_officer": "Inspector Mal Reeve, 01632 960 244",
    "where": "Emergency foster carers in Northmere, whom we know.",
    "told": "The mother at the station the same night, by the constable and by the night duty social worker.",
    "child_says": "I want to know when I can go home. I was told that somebody comes in the morning.",
    "no_advice_because": "It was night. The duty lawyer was rung at eight, and advises on an order.",
}
SAID = {
    "need": "N1",
    "why": "It happened, and may happen again. Relatives were asked one by one: none can have a child for now.",
    "child_says": "I want to stay at my school, and to see Mum on Sundays.",
    "lives": "Foster carers in Northmere, ten minutes from school.",
    "plan_words": "Home when those who look after them are well for three months; family time every week; looked at again then.",
    "plan_ref": "Care plan, version 1",
}
AGREED = {
    "consent": "holders",
    "consent_by": "The mother, who has parental responsibility",
    "understood": "At home, in daylight, with her sister. She said back in her own words that she may end it at any time.",
    "objects": "no",
    "entered_from": "family",
}
HOLDERS = "The mother, who was asked. Nobody else is known to have it."
RIGHT = {"decided_words": "The consent is informed, relatives were tried, and the plan says what must change."}


def entered(living: Living, way: str, one: Enquiry, worker: User, manager: User) -> None:
    """One child by one of the ways; nobody who is not born, nor whose record is restricted."""
    child = one.child
    if child.restricted or child.person.is_unborn:
        return
    said: dict[str, Any] = SAID | {"holders": HOLDERS, "began_at": now() - ENDED, "plan_on": today()}
    said["nominated"] = living.user(NOMINATED).ref
    if way == "agreement":
        period = _agreed(living, one, worker, said | AGREED | {"consent_at": now() - ENDED * 2})
    else:
        order = {"status": "C1", "rests_on": "Northmere family court, this morning, for eight weeks", "entered_from": "gateway"}
        if way == "police":
            order |= {"entered_from": "emergency", "emergency": _police(living, one, worker, manager)}
        period = living.do(steps.EnterByOrder, worker, child, said | order)
    name = {"officer": living.user(REVIEWS).ref, "child_told": "yes"}
    living.do(steps.NameOfficer, manager, period, name)


def _police(living: Living, one: Enquiry, worker: User, manager: User) -> str:
    assert one.discussion is not None  # it began here
    said = POLICE | {"began_at": now() - TAKEN, "decided_by": manager.ref, "discussion": one.discussion.ref}
    power = living.do(BeginPoliceProtection, worker, one.child, said)
    ended = {"ended_at": now() - ENDED, "followed": "interim", "ended_words": SAID["lives"]}
    living.do(EndPoliceProtection, worker, power, ended)
    return str(power.ref)


def _agreed(living: Living, one: Enquiry, worker: User, said: dict[str, Any]) -> PeriodOfCare:
    nominated = living.user(NOMINATED)
    period: PeriodOfCare = living.do(steps.AskForCare, worker, one.child, said)
    why = {"why": "review", "words": "I am asked to agree that the child comes into care.", "until": "today"}
    with acting(nominated):
        near = door(nominated, one.child).state == "open"
    if not near:
        living.do(AccessReasoned, nominated, one.child.person, why)
    agreed: PeriodOfCare = living.do(steps.AgreeEntry, nominated, period, RIGHT)
    return agreed
