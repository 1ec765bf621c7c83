"""What special pathways keep beside their questions, on paper: a heading and lines for each (PR-01 to PR-12, EX-06)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kith.assessment.models import Assessment, HomelessDuties, PrebirthDisclosure, SpecialistReferral
from kith.assessment.queries.homeless import homeless_of
from kith.assessment.queries.prebirth import prebirth_of
from kith.assessment.queries.specialist import Enquiry, enquiries, referrals
from kith.network.queries import on_paper, plan_of
from kith.spread.queries import spread_of
from kith.standards.words import full_day, full_moment, local_day

Printed = tuple[str, list[str]]


def _said(label: str, words: str) -> list[str]:
    """A line that says what its words are, or nothing where there are none."""
    return [f"{label}: {words}"] if words else []


def _prebirth(assessment: Assessment) -> Iterator[Printed]:
    shown = prebirth_of(assessment)
    begun = shown.begun
    if begun is None:
        yield "The pre-birth assessment", ["It has not begun."]
        return
    lines = [
        f"Expected: {full_day(shown.expected) if shown.expected else 'not known'}",
        f"Known to us since: {full_day(begun.aware_on)}",
        f"Begun: {full_day(local_day(begun.opened_at))}, {begun.opened_by.name}",
        f"Maternity booking: {shown.booking}",
        *_said("Why it began no sooner", begun.begun_late_because),
    ]
    yield "The pre-birth assessment", lines
    if begun.proceedings_planned_at and begun.proceedings_planned_by:
        papers = (
            f"Papers with the legal team since {full_day(begun.papers_lodged_on)}."
            if begun.papers_lodged_on
            else "The papers have not gone to the legal team."
        )
        planned = (
            f"Planned by {begun.proceedings_planned_by.name} on {full_day(local_day(begun.proceedings_planned_at))}."
        )
        yield "Proceedings for the birth", [planned, begun.proceedings_because, papers]
    if shown.to_disclose:
        yield "Given to the parents", ["Nobody has been given it yet."]
    for one in shown.disclosures:
        yield _disclosed(one)


def _disclosed(one: PrebirthDisclosure) -> Printed:
    lines = [
        f"{full_day(one.sent_on)}, {one.get_how_display().lower()}.",
        *_said("Solicitor", one.solicitor),
    ]
    if one.answered_on:
        lines += _said(f"What they say, {full_day(one.answered_on)}", one.response)
        lines += _said("Changed in answer", one.amendments)
    else:
        lines.append("No answer yet.")
    return f"Given to {one.parent.person.shown_name}", lines


def _homeless(assessment: Assessment) -> Iterator[Printed]:
    shown = homeless_of(assessment)
    told = shown.approach
    if told is None:
        return
    expecting = " Pregnant, or a parent." if told.expecting else ""
    source = f"Told by: {told.get_source_display().lower()}, {full_moment(told.approached_at)}."
    yield "How it stood", [f"{told.get_housing_display()}.{expecting}", told.words, source]
    for one in shown.allowed:
        term = (
            f"Allowed by {one.by.name} on {full_day(local_day(one.at))}, until {full_moment(one.until)}; "
            f"looked at again on {full_day(one.review_on)}."
        )
        yield "Bed and breakfast, by exception", [term, one.reason]
    if not shown.duties:
        yield "What is owed and offered", ["Nothing is recorded of it."]
    for duties in shown.duties:
        heading = f"What is owed and offered, {full_day(local_day(duties.recorded_at))}, {duties.recorded_by.name}"
        yield heading, list(_owed(duties))


def _owed(one: HomelessDuties) -> Iterator[str]:
    yield f"{one.get_duty_display()}. {one.duty_why}"
    offered = f", {full_day(one.offered_on)}" if one.offered_on else ""
    again = f" Offered again on {full_day(one.offer_again_on)}." if one.offer_again_on else ""
    yield f"Section 20: {one.get_answer_display().lower()}{offered}.{again}"
    yield from _said("What they understand", one.understanding)
    yield from _said("Advice", one.advice)
    yield from _said("Advocate", one.get_advocate_display().lower() if one.advocate else "")
    yield f"Stays: {one.get_arrangement_display().lower()}, {one.arrangement_words}"
    told = "was told." if one.housing_told else f"was not told: {one.housing_not_told_because}"
    yield f"The housing authority {told}"
    yield from _said("On becoming homeless by one's own doing", one.intentional)


def _abroad(assessment: Assessment) -> Iterator[Printed]:
    asked = enquiries(assessment)
    if not asked:
        yield "Authorities abroad", ["No authority abroad was asked."]
    for one in asked:
        held = "1996 Hague Convention" if one.in_convention else "no 1996 Convention"
        yield f"{one.country} ({held})", list(_enquiry(one))


def _enquiry(one: Enquiry) -> Iterator[str]:
    row = one.row
    yield f"{row.whom}. Asked on {full_day(row.asked_on)}: {row.authority}"
    yield row.question
    if row.can_assess and row.answered_on:
        yield f"{row.get_can_assess_display()}, {full_day(row.answered_on)}. {row.answer}"
        yield f"What is lawful there: {row.lawful}"
        for label, done in one.checks:
            yield f"- {label}: {'done' if done else 'not yet'}"
    else:
        yield "No answer yet."
    if row.travel_approved_at and row.travel_approved_by:
        yield f"Travel approved by {row.travel_approved_by.name} on {full_day(local_day(row.travel_approved_at))}."
        yield row.travel_because
        yield row.travel_terms


def _specialist(assessment: Assessment) -> Iterator[Printed]:
    told = referrals(assessment)
    if not told:
        yield "Specialist referrals", ["Nobody was told yet."]
    for one in told:
        yield _referral(one)


def _referral(one: SpecialistReferral) -> Printed:
    lines = [f"{one.get_to_display()}: {one.whom}. {full_moment(one.referred_at)}, {one.by.name}", one.words]
    lines += _said("Nothing goes to the family", one.danger if one.dangerous else "")
    return one.get_kind_display(), lines


# By what a section draws: the same names its page goes by.
KEPT: dict[str, Callable[[Assessment], Iterator[Printed]]] = {
    "prebirth": _prebirth,
    "homeless": _homeless,
    "abroad": _abroad,
    "specialist": _specialist,
    "network": lambda assessment: iter(on_paper(plan_of(assessment.child.person))),
    "spread": lambda assessment: spread_of(assessment.matter).on_paper(),
}


def kept(assessment: Assessment, draws: str) -> list[Printed]:
    """What stands above the questions of a section, as its page shows it; nothing where it is no special pathway's."""
    return list(KEPT[draws](assessment)) if draws in KEPT else []
