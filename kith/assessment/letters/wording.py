"""The words proposed for each reader of a conclusion: whoever writes makes them their own (AS-20)."""

from __future__ import annotations

import re
from dataclasses import replace

from django.conf import settings

from kith.assessment.letters.facts import Facts
from kith.assessment.letters.words import AGENCY, CHILD, CHILDLINE, FAMILY, NEAR, TEENAGER
from kith.assessment.models import Assessment
from kith.letters.envelopes import Recipient, Unfit, Wording
from kith.letters.forms import stands_in
from kith.letters.models import Letter
from kith.standards.words import capital, long_date

Audience = Letter.Audience
READS_ALONE = 8  # years: a younger child is helped to read it
Outcome = Assessment.Outcome
NOT_BY_ITSELF = "while enquiries are made, a manager says what the family may know of it"
_SENTENCE = re.compile(r"(?<=[.!?])[ \t]+|\n+")


def proposed(facts: Facts, to: Recipient, unfit: list[Unfit]) -> Wording:
    """The version of this reader."""
    writers = {
        Audience.FAMILY: _family,
        Audience.CHILD: _childs,
        Audience.AGENCY: _agency,
        Audience.REFERRER: _referrer,
    }
    wording = writers[Audience(to.audience)](facts, to, unfit)
    to_the_family = to.audience in (Audience.FAMILY, Audience.CHILD)
    return replace(wording, in_confidence=tuple(facts.in_confidence)) if to_the_family else wording


def without(text: str, unfit: list[Unfit]) -> tuple[str, tuple[str, ...]]:
    """A text without the sentences that say what this reader may not know, and those sentences, each with why."""
    kept, left_out = [], []
    for paragraph in text.replace("\r", "").split("\n"):
        said = []
        for sentence in (one.strip() for one in _SENTENCE.split(paragraph) if one.strip()):
            why = next((one.why for one in unfit if stands_in(one.words, sentence)), "")
            if why:
                left_out.append(f"“{sentence}” ({why})")
            else:
                said.append(sentence)
        kept.append(" ".join(said))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), tuple(left_out)


def _ring(facts: Facts) -> str:
    """Whom to ring, and where."""
    if facts.phone:
        return f"Ring {facts.lead} on {facts.phone}."
    return f"Ring {settings.AUTHORITY} and ask for {facts.lead}."


def _plan(facts: Facts, unfit: list[Unfit]) -> tuple[str, tuple[str, ...]]:
    """The help and actions that were agreed, a point each; and those that this reader may not know of, with why."""
    points, left_out = [], []
    for one in facts.services:
        parts = (one.get(key, "").strip().rstrip(".") for key in ("service", "how", "who"))
        point = ". ".join(capital(part) for part in parts if part)
        why = next((bad.why for bad in unfit if stands_in(bad.words, point)), "")
        if why:
            left_out.append(f"“{point}” ({why})")
        else:
            points.append(f"- {point}")
    return "\n".join(points), tuple(left_out)


def _family(facts: Facts, to: Recipient, unfit: list[Unfit]) -> Wording:
    first, assessment = facts.first, facts.assessment
    decided, follows = FAMILY.get(assessment.outcome, ("", ""))
    found, left_out = without(assessment.conclusion, unfit)
    plan, not_planned = _plan(facts, unfit)
    if assessment.outcome == Outcome.STRATEGY:
        not_planned += tuple(f"“{point.removeprefix('- ')}” ({NOT_BY_ITSELF})" for point in plan.splitlines())
        plan = ""
    manager = assessment.authorised_by or assessment.supervisor
    ask_for = f", or ask for the manager, {manager.name}" if manager else ""
    opening = (
        f"We have finished our assessment of {first}. Thank you to everybody who talked with us. "
        "This letter says what we decided and why, what happens next, and whom you can ring."
    )
    asking = (
        f"{_ring(facts)} If you would like this letter in another language or in large print, "
        "or would rather talk it through, tell us."
    )
    objecting = (
        f"Tell {facts.lead}{ask_for}. You can also make a complaint: ask us how. "
        f"It will not change how we treat you or {first}."
    )
    sections = (
        ("", opening),
        ("What we decided", decided.format(child=first, near=_near(facts))),
        ("What we found", found),
        ("What happens next", follows.format(child=first)),
        *((("The help we have planned", plan),) if plan else ()),
        ("If you want to ask something", asking),
        ("If you do not agree", objecting),
    )
    return Wording(
        f"What we decided about {first}, and what happens next", f"Dear {to.name}", sections, left_out + not_planned
    )


def _near(facts: Facts) -> str:
    """What every family can use, of a child of this age."""
    age = -1 if facts.child.is_unborn else facts.child.age
    return next(near for oldest, near in NEAR if (age is not None and age <= oldest) or oldest == NEAR[-1][0])


def _childs(facts: Facts, to: Recipient, unfit: list[Unfit]) -> Wording:
    first, lead = facts.first, facts.assessment.lead
    decided, follows = CHILD.get(facts.assessment.outcome, ("", ""))
    name = f"My name is {lead.name.split(' ')[0]}. " if lead else ""
    came = (
        "I came to see you because I wanted to know how things are for you. Thank you for talking with me."
        if facts.assessment.seen_at
        else "It is my job to find out how things are for you, and to see who can help."
    )
    young = facts.child.age is not None and facts.child.age < READS_ALONE
    help_reading = " You can ask a grown-up to read this with you." if young else ""
    talking = (
        f"{f'You can ring me on {facts.phone}. ' if facts.phone else ''}You can also talk to a grown-up you trust, "
        f"like a teacher. Or you can ring Childline on {CHILDLINE}. It is free, and you can ring by day or by night."
    )
    sections = (
        ("", f"{name}{came}{help_reading}"),
        ("What we think", decided.format(child=first)),
        ("What happens now", follows.format(child=first)),
        ("If you want to talk", talking),
    )
    grown = facts.child.age is not None and facts.child.age >= TEENAGER
    said = tuple((heading, _to_a_teenager(text) if grown else text) for heading, text in sections)
    return Wording(f"A letter for {first}", f"Hello {first}", said)


def _to_a_teenager(text: str) -> str:
    return text.replace("a grown-up", "an adult").replace("grown-ups", "adults")


def _agency(facts: Facts, to: Recipient, unfit: list[Unfit]) -> Wording:
    child, assessment = facts.child, facts.assessment
    decided, actions, review, different = AGENCY.get(assessment.outcome, ("", "", "", ""))
    plan, left_out = _plan(facts, unfit)
    born = f", born {long_date(child.date_of_birth)}" if child.date_of_birth else ""
    day = f"On {long_date(assessment.authorised_on)} we" if assessment.authorised_on else "We"
    what = f"{day} finished our assessment of {child.shown_name}{born}. {decided}".strip()
    different_for = (("What should be different for the child, and by when", different),) if not review else ()
    asking = (
        f"{_ring(facts)} This letter is for those in your agency who work with the child. "
        "Keep it as safe as the child’s own record."
    )
    sections = (
        ("What we decided", what),
        ("What you and others do", plan or actions),
        ("When we look at it again", review),
        *different_for,
        ("Who to ring", asking),
    )
    return Wording(
        f"{child.shown_name}: what we decided, and what is asked of you", "Dear colleague", sections, left_out
    )


def _referrer(facts: Facts, to: Recipient, unfit: list[Unfit]) -> Wording:
    contact = facts.contact
    decision = getattr(contact.matter, "threshold_decision", None) if contact else None
    may_know = decision is None or decision.tell_referrer == "outcome"
    words = dict(Assessment.Outcome.choices).get(facts.assessment.outcome, "")
    outcome = f"We have finished our assessment. The outcome: {words.lower()}." if words else ""
    silent = "We have read what you told us and have acted on it. To keep people safe we cannot tell you more."
    no_more = (
        "What a family tells us is theirs. We share it only where somebody needs it to help the child. "
        "If we ask for your help, you will hear from us."
    )
    number = f" Please give the number {contact.number}." if contact else ""
    sections = (
        ("", f"Thank you for telling us of your worry about {facts.first}."),
        ("What came of it", outcome if may_know else silent),
        ("Why we say no more than this", no_more),
        ("If you are worried again", f"{_ring(facts)}{number} If a child is in danger now, call 999."),
    )
    return Wording("What came of your referral", f"Dear {to.name}", sections)
