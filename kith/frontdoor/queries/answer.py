"""What a referrer is told when a contact has been decided (FD-03)."""

from __future__ import annotations

from collections.abc import Iterable

from kith.frontdoor.models import Contact, ContactChild, ThresholdDecision
from kith.standards import thresholds

Outcome = ContactChild.Outcome
IN_WORDS = {
    Outcome.ADVICE: "we have given information and advice",
    Outcome.UNIVERSAL: "services that everyone can use can meet the need",
    Outcome.EARLY_HELP: "we have passed the family on to early help",
    Outcome.REFERRAL: "a social worker will carry out an assessment",
    Outcome.ADD_TO_OPEN: "what you told us goes to the worker who is already helping the family",
    Outcome.STRATEGY: "we are talking with partners today about how to keep them safe",
    Outcome.NFA: "we will take no further action now",
    Outcome.NOT_HERE: "they do not live at the address you gave",
}

# Why, where whoever decided did not say it in words of their own: what the level means, and nothing about the family.
Level = ThresholdDecision.Level
BECAUSE = {
    Level.UNIVERSAL: "From what we know, services that everyone can use, like school and health, can meet the need.",
    Level.EARLY_HELP: "From what we know, they need more than one service can give, if the family agrees to it.",
    Level.INTENSIVE: "From what we know, they may not do well without help from children's social care.",
    Level.SPECIALIST: "From what we know, they may be suffering significant harm, or be likely to.",
}


def answer_to_referrer(contact: Contact, rows: Iterable[ContactChild]) -> dict[str, str]:
    """The message: what was decided for each child the referrer named and why, or only that it arrived.

    Children whom the referrer did not name are left out: they may not know of them. So is all that the decision rests
    on but the level and its published document: what others told us is not the referrer's to know (IG-04).

    Args:
        rows: every child of the contact.
    """
    decision = contact.matter.threshold_decision
    if decision.tell_referrer == "received":
        return {"kind": "received", "words": "Thank you. We have received what you told us and are acting on it."}
    named = [row for row in rows if row.outcome and not row.proposed]
    said = [f"{row.told_given or 'The child'}: {IN_WORDS[Outcome(row.outcome)]}." for row in named]
    words = "Thank you for telling us. This is what we decided.\n\n" + "\n".join(said)
    document = thresholds.document(int(decision.document_version)).cited
    level = decision.get_level_display()
    words += f"\n\nWhy: {decision.told_because or BECAUSE[Level(decision.level)]}\nLevel of need: {level} ({document})."
    return {
        "kind": "outcome",
        "words": words + "\n\nIf anything changes, tell us again. If a child is in danger, call 999.",
    }
