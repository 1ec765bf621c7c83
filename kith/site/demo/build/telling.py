"""A contact of the plan as the forms ask for it: from a referrer through the portal, or written down by the hub."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from kith.sharing.queries import ANY
from kith.site.demo.build.place import Place
from kith.site.demo.plan import events as plan
from kith.standards.words import local_day

KIND_OF = {
    "1A": "family", "1B": "acquaintance", "1C": "self", "1D": "public", "2A": "school", "2B": "education_service",
    "3A": "gp", "3B": "health_visiting", "3C": "school_nursing", "3D": "primary_health", "3E": "emergency_department",
    "3F": "health_other", "4": "housing", "5A": "adult_social_care", "5B": "council_other", "5C": "other_authority",
    "5D": "early_help", "6": "police", "7": "legal", "8": "voluntary", "9": "anonymous", "10": "unknown",
}  # fmt: skip

# What a referrer writes who has nothing more to say where the portal insists on an answer.
NO_MORE = "I know no more than what I have written above."
NOTHING_TRIED = "Nothing has been tried yet that I know of."


def written_down(event: plan.ContactPlanned, place: Place) -> dict[str, Any]:
    """For the form of a worker, the police file or another system."""
    return _said(event) | {
        "received_at": event.when,
        "method": "phone" if event.method == "portal" else event.method,
        "source_kind": KIND_OF[event.source_code],
        "agency": place.agencies[event.agency].name if event.agency else "",
        "referrer_name": event.referrer_name,
        "referrer_role": event.referrer_role,
        "referrer_phone": event.referrer_phone,
        "external_ref": event.external_ref,
    }


def through_the_portal(event: plan.ContactPlanned, place: Place) -> dict[str, Any]:
    """For the portal's form, filled in by the referrer, with what the family said and the services they looked at."""
    said = _said(event)
    return said | {
        "harm": said["harm"] or NO_MORE,
        "likelihood": said["likelihood"] or "not_known",
        "evidence": said["evidence"] or NO_MORE,
        "tried": said["tried"] or NOTHING_TRIED,
        "tools_used": event.tools_used,
        "consents": [agreement(one, event) for one in event.agreements],
        "services": [place.services[key] for key in event.services_shown],
        "services_choice": event.service_choice,
        "services_reason": event.service_reason,
        "from_agency": place.agencies[event.agency].ref,
        "referrer_role": event.referrer_role,
        "referrer_phone": event.referrer_phone,
    }


def agreement(said: plan.Agreement, event: plan.Event) -> dict[str, Any]:
    """What one parent said, or why nobody has asked them."""
    return {
        "asked_of": said.asked_of, "state": said.state, "asked_by": said.asked_by,
        "asked_at": said.asked_at or event.when,
        "how": said.how, "scope": said.scope, "conditions": said.conditions, "why_not": said.why_not,
        "agencies": [ANY], "alternative": "The family hub, at a time that suits them.",
    }  # fmt: skip


def _said(event: plan.ContactPlanned) -> dict[str, Any]:
    return {
        "type": event.contact_type,
        "worry": event.worry,
        "childs_words": event.childs_words,
        "harm": event.harm,
        "likelihood": event.likelihood,
        "evidence": event.evidence,
        "tried": event.tried,
        "strengths": event.strengths,
        "address_line": event.address_line,
        "postcode": event.postcode,
        "urgent": "on" if event.urgent else "",
        "urgent_because": event.urgent_because,
        "safe_now": event.safe_now or "not_known",
        "safe_words": event.safe_words,
        "crime_suspected": "on" if event.crime else "",
        "children": [_child(child) for child in event.children],
    }


def _child(said: plan.SaidChild) -> dict[str, Any]:
    return {
        "given": said.given, "family": said.family, "born": said.born or "", "expected": said.due or "",
        "age": "" if said.age is None else said.age, "sex": said.sex, "school": said.school, "parents": said.parents,
        "phone": said.phone, "upn": said.upn, "nhs": said.nhs_number,
    }  # fmt: skip


# Assessments of the past were written in another system; what they found is here.
WRITTEN_BEFORE = "Its sections were written in the system before Kith: what they found is in the conclusion."
LOOKED_FOR = "What is missing was asked for more than once, and would not change the conclusion."
# Where only the day before a birth was missed, which the plan does not count.
LATE_BEFORE_BIRTH = "We knew of the pregnancy late; the plan for the birth was made with the midwife all the same."
OTHERS_KNOW = "School and health knew of it, and say that the help already there went on meanwhile."
# What a manager says of it in a review, early on, and in supervision, towards the end.
SAFE_AT_REVIEW = "The first visits showed nothing that cannot wait for the plan, and the family has our number for the night."
SAFE_NOW = "What was seen and told since the last time asks for nothing tonight. Those round the child know whom to ring."
FAMILY_KNOWS = "They were told by phone what we were waiting for, and agreed a new day."
NEED = {"nfa": "none", "universal": "some", "early_help": "some", "cin_plan": "in_need", "strategy": "harm",
        "emergency": "harm"}  # fmt: skip
DUTY = {"cin_plan": "s17", "strategy": "s47", "emergency": "s47"}
AT_ONCE = {"emergency": "Where the child sleeps tonight, and with whom, is agreed before anybody goes home."}
HELP = {
    "early_help": ("Early help worker", "Visits at home and a plan with the family", "Early help, within five days"),
    "cin_plan": ("Visits by the social worker", "Every two weeks, and a meeting with the family every six", "From this week"),
    "strategy": ("A named worker to ring", "By day and by night, until enquiries have ended", "The social worker, and the night team"),
    "emergency": ("A safe place tonight", "With family whom we have checked, or else with carers of ours", "The duty team"),
}


def conclusion(event: plan.AssessmentConcluded) -> dict[str, Any]:
    """What a manager stands behind."""
    return {"outcome": event.outcome, "conclusion": event.findings, "factors": list(event.factors)}


def findings(event: plan.AssessmentConcluded, here: bool) -> dict[str, Any]:
    """What the worker sends for approval; `here`: its sections were written here."""
    service = HELP.get(event.outcome)
    return conclusion(event) | {
        "concern": event.concern,
        "how_and_why": event.how_and_why,
        "need": NEED[event.outcome],
        "abused": "yes" if event.outcome in ("strategy", "emergency") else "no",
        "urgent": AT_ONCE.get(event.outcome, ""),
        "duty": DUTY.get(event.outcome, "none"),
        "accommodation": "s20" if event.outcome == "emergency" else "none",
        "services": [dict(zip(("service", "how", "who"), service, strict=True))] if service else [],
        "why_now": LOOKED_FOR if here else WRITTEN_BEFORE,
    }


def review(event: plan.InitialReview, limit: datetime | None) -> dict[str, Any]:
    """What a manager says who reviews the length: more time, up to the day that was planned or to the limit."""
    target = event.needed_by or local_day(limit or event.when + timedelta(days=28))
    return {
        "protect_now": "no", "protect_why": SAFE_AT_REVIEW, "review_decision": "extend", "review_words": event.words,
        "needed_by": target, "late_reason": LATE_REVIEW,
    }  # fmt: skip


LATE_REVIEW = "Both of us were away in the week in which it was due."


def not_seen(event: plan.ChildSeen) -> dict[str, Any]:
    """What happened at a visit at which nobody saw the child."""
    return {"why_not_seen": event.why_not_seen, "obstructed": "no"}


CAME_OF_IT = {
    "cin_plan": "Agreed with the family, school and health; the plan is on file, and each has a copy.",
}
MADE_GOOD = "What was not written was told and written while the plan was made; it is on the record."
STANDS = "Nothing new has come since. What is not written would change nothing in what was concluded."


def came_of_it(event: plan.FollowedOn) -> dict[str, Any]:
    """What came of what a conclusion asked for; and of what was missing, where the work went on or the case was closed."""
    if event.again and event.outcome not in DUTY:
        return {"answer": "not_needed", "words": STANDS}
    if event.again:
        return {"answer": "done", "done_at": event.when, "words": MADE_GOOD}
    return {"answer": "done", "done_at": event.when, "words": CAME_OF_IT[event.outcome]}


def how_seen(event: plan.ChildSeen) -> dict[str, Any]:
    """Where the child sleeps, how they communicated and who interpreted, for the form of a visit."""
    return {
        "bedroom": "yes" if event.bedroom_seen else "no" if event.place == "At home" else "",
        "communication": "Talking, drawing and pictures",
        "followed": "yes",
        "helped": "no",
        "advocate": "declined",
        "late_reason": "The family was away until then, and seen on the day they came back.",
        "interpreted": "professional",
        "interpreter": event.interpreter or "The interpreter of the day, Northmere Language Line",
    }


def network_member(said: tuple[str, ...], event: plan.NetworkPlaced) -> dict[str, Any]:
    """Somebody on a child's network map."""
    name, role, circle, closeness, can_do, limits = said
    return {
        "name": name, "role": role, "circle": circle, "closeness": closeness, "can_do": can_do, "limits": limits,
        "said_by": "the family, at home", "said_on": event.when.date(),
    }  # fmt: skip


def answers(event: plan.SectionWritten) -> dict[str, Any]:
    """What stands in a section."""
    return fields(event.answers)


def fields(said: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Fields of a form; what is asked several times, as blocks."""
    return {name: [dict(block) for block in value] if isinstance(value, tuple) else value for name, value in said}


def supervision(event: plan.Supervised) -> dict[str, Any]:
    """The checklist with its reasons, and what was thought about."""
    answers = {key: "no" if why else "yes" for key, why in event.checks}
    reasons = {f"{key}_why": why for key, why in event.checks if why}
    now = {"protect_now": "no", "protect_why": SAFE_NOW}
    words = {"reflection": event.reflection, "challenge": event.challenge, "direction": event.direction}
    return answers | reasons | now | words
