"""What applies to a child, family abroad and specialist referrals (PR-07 to PR-12)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from kith.access.request import SignedIn
from kith.assessment import steps
from kith.assessment.pages.assessment import opens_assessment, step_of
from kith.assessment.queries import specialist as reading
from kith.assessment.queries.pathways import noted
from kith.kernel.now import now
from kith.kernel.step import Step

ANSWER = ("can_assess", "answer", "answered_on", "lawful", "checked")


def _section(found: Any, key: str) -> str:
    return reverse("assessment:write", args=[found.ref, key])


@opens_assessment("Assessment")
def applies(request: SignedIn, found: Any) -> HttpResponse:
    """What applies to this child."""
    said = "Saved. What applies has its own questions among the sections."
    return step_of(request, found, steps.SayWhatApplies, "applies", said, initial={"applies": noted(found)})


@opens_assessment("Family abroad")
def ask_abroad(request: SignedIn, found: Any) -> HttpResponse:
    """The authority of another country is asked."""
    said = "Recorded. Write down here what they answer."
    return step_of(request, found, steps.AskOverseas, "abroad", said, forward=_section(found, "abroad"))


def _of_enquiry(
    request: SignedIn, ref: str, asked: str, step: type[Step], key: str, fields: tuple[str, ...] = ()
) -> HttpResponse:
    """The page of a step on one enquiry."""

    def of_one(request: SignedIn, found: Any) -> HttpResponse:
        one = reading.enquiry(found, asked)
        if one is None:
            raise Http404
        initial = {name: getattr(one, name) for name in fields}
        shown = {"caption": f"Enquiry in {reading.Enquiry(one).country}"}
        return step_of(
            request, found, step, f"{key}.{asked}", "Recorded.", target=one, context=shown, initial=initial,
            forward=_section(found, "abroad"),
        )  # fmt: skip

    return opens_assessment("Family abroad")(of_one)(request, ref)


def answered_abroad(request: SignedIn, ref: str, asked: str) -> HttpResponse:
    """What they answered."""
    return _of_enquiry(request, ref, asked, steps.RecordOverseasAnswer, "abroad-answer", ANSWER)


def travel(request: SignedIn, ref: str, asked: str) -> HttpResponse:
    """A manager approves that somebody travels."""
    return _of_enquiry(request, ref, asked, steps.ApproveTravel, "travel")


@opens_assessment("Specialist referral")
def specialist(request: SignedIn, found: Any) -> HttpResponse:
    """A referral to those who know."""
    said = "Recorded. Where word of it is dangerous, nothing goes to the family from now on."
    section = _section(found, "specialist_danger")
    return step_of(
        request, found, steps.ReferToSpecialist, "specialist", said, initial={"referred_at": now()}, forward=section
    )
