"""What a referrer is told when a contact has been decided (FD-03)."""

from __future__ import annotations

from kith.frontdoor.models import Contact, ContactChild

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


def answer_to_referrer(contact: Contact) -> dict[str, str]:
    """The message: what was decided for each child the referrer named, or only that it arrived.

    Children whom the referrer did not name are left out: they may not know of them.
    """
    decision = contact.matter.threshold_decision
    if decision.tell_referrer == "received":
        return {"kind": "received", "words": "Thank you. We have received what you told us and are acting on it."}
    rows = contact.matter.contact_children.filter(proposed=False).order_by("id")
    said = [f"{row.told_given or 'The child'}: {IN_WORDS[Outcome(row.outcome)]}." for row in rows if row.outcome]
    words = "Thank you for telling us. This is what we decided.\n\n" + "\n".join(said)
    return {
        "kind": "outcome",
        "words": words + "\n\nIf anything changes, tell us again. If a child is in danger, call 999.",
    }
