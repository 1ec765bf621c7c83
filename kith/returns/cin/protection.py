"""Section 47 enquiries, child protection plans with their reviews, and child in need plans of one referral.

A plan whose dates or category cannot be relied on is kept aside whole: half of it would say something that the file
does not. Sources: the CIN census's own rules, by their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kith.kernel.now import today
from kith.returns.cin.reading import Place, Reading
from kith.returns.cin.records import ChildRecord, EnquiryRecord, Given, KeptAside, PlanRecord, Treatment
from kith.standards.words import long_date

ENQUIRY, PROTECTION, NEED = "Section47", "ChildProtectionPlans", "CINPlanDates"
MODULES = frozenset({ENQUIRY, PROTECTION, NEED})
_ENQUIRY = {"S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired"}
_PROTECTION = {
    "CPPID", "CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse", "LatestCategoryOfAbuse", "NumberOfPreviousCPP",
    "Reviews",
}  # fmt: skip
_NEED = {"CINPlanStartDate", "CINPlanEndDate"}
_NAMES = {True: "child in need plan", False: "child protection plan"}
FUTURE = "{} is in the future, so nothing can have happened on it"


def read_enquiries(place: Place, referred: Given[date], reading: Reading) -> tuple[EnquiryRecord, ...]:
    """The enquiries of one referral that can be taken; the others are kept aside, each with why."""
    found = (_enquiry(one, referred, reading) for one in reading.each(place, ENQUIRY))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def read_conference(place: Place, referred: Given[date], reading: Reading) -> Given[date]:
    """The initial conference that stands with the referral itself, where no enquiry led to it; not one to come."""
    held = reading.date(place, "DateOfInitialCPC")
    if held.value and held.value > today():
        what = f"{FUTURE.format(f'The initial conference of {long_date(held.value)}')}."
        reading.remark(place, what, name="DateOfInitialCPC", value=held.text, treatment=Treatment.KEPT_ASIDE)
        return Given(held.text)
    if held.value and referred.value and held.value < referred.value:
        what = f"The initial conference is before the referral of {referred.text}."
        reading.remark(place, what, name="DateOfInitialCPC", value=held.text, rule="1104")
    return held


def read_plans(place: Place, referred: Given[date], reading: Reading) -> tuple[PlanRecord, ...]:
    """The plans of one referral that can be taken by themselves; `without_conflicts` sets them beside each other."""
    rows = [*reading.each(place, PROTECTION), *reading.each(place, NEED)]
    found = (_plan(one, referred, reading) for one in rows)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _enquiry(place: Place, referred: Given[date], reading: Reading) -> EnquiryRecord | None:
    reading.rest(place, _ENQUIRY)
    enquiry = EnquiryRecord(
        start=reading.date(place, "S47ActualStartDate", rule="8615"),
        conference=reading.date(place, "DateOfInitialCPC"),
        not_required=reading.flag(place, "ICPCnotRequired"),
        line=place.element.line,
    )
    start, held = enquiry.start.value, enquiry.conference.value
    why = ""
    if start is None:
        why = "Without the day it began this is no section 47 enquiry (rule 8615)"
    elif start > today():
        why = FUTURE.format(f"The start of the enquiry, {long_date(start)},")
    elif held and held > today():
        why = FUTURE.format(f"The initial conference of {long_date(held)}")
    elif held and held < start:
        why = f"The initial conference of {long_date(held)} is before the enquiry of {long_date(start)} (rule 8615)"
    if why:
        reading.keep(place, f"{why}; kept whole.")
        return None
    _enquiry_remarks(place, enquiry, referred, reading)
    return enquiry


def _enquiry_remarks(place: Place, enquiry: EnquiryRecord, referred: Given[date], reading: Reading) -> None:
    start, held = enquiry.start, enquiry.conference
    if referred.value and start.value and start.value < referred.value:
        what = f"The enquiry starts before the referral of {referred.text}."
        reading.remark(place, what, name="S47ActualStartDate", value=start.text, rule="2889")
    if held.value and held.value.weekday() > 4:
        what = "The initial conference is on a weekend."
        reading.remark(place, what, name="DateOfInitialCPC", value=held.text, rule="8875")
    if held.text and held.value is None:
        what = "The day of the conference cannot be read: the enquiry is taken without it."
        reading.remark(place, what, name="DateOfInitialCPC", value=held.text, treatment=Treatment.KEPT_ASIDE)
    if held.value and enquiry.not_required.value:
        what = "A conference was held and is said not to be required; the day on which it was held is used."
        reading.remark(place, what, name="ICPCnotRequired")


def _plan(place: Place, referred: Given[date], reading: Reading) -> PlanRecord | None:
    is_need = place.element.tag == NEED
    reading.rest(place, _NEED if is_need else _PROTECTION)
    names = ("CINPlanStartDate", "CINPlanEndDate") if is_need else ("CPPstartDate", "CPPendDate")
    start, end = reading.date(place, names[0]), reading.date(place, names[1])
    nothing: Given[str] = Given()
    first, latest = (nothing, nothing) if is_need else _categories(place, reading)
    if why := _dates_wrong(is_need, start, end) or ("" if is_need else _categories_wrong(first, latest)):
        reading.keep(place, f"{why}; kept whole.")
        return None
    assert start.value is not None  # or why would say so
    if referred.value and start.value < referred.value:
        what = f"The plan starts before the referral of {referred.text}."
        reading.remark(place, what, name=names[0], value=start.text, rule="4015" if is_need else "1105")
    element = place.element
    return PlanRecord(
        is_need=is_need,
        start=start.value,
        end=end.value,
        first_category=first.value or "",
        latest_category=latest.value or first.value or "",
        reviews=() if is_need else _reviews(place, start.value, end.value, reading),
        this_year=start.value >= reading.layout.begins,
        aside=KeptAside(element.tag, element.to_xml(), "", element.line),
    )


def _dates_wrong(is_need: bool, start: Given[date], end: Given[date]) -> str:
    name, missing, before = (_NAMES[is_need], "4010" if is_need else "8720", "4011" if is_need else "8925")
    if start.value is None:
        return f"Without the day it began this is no {name} (rule {missing})"
    if start.value > today():
        return FUTURE.format(f"The start of the {name}, {long_date(start.value)},")
    if end.text and end.value is None:
        return f"The {name} ended on a day that cannot be read, and would stand as open"
    if end.value and end.value > today():
        return FUTURE.format(f"The end of the {name}, {long_date(end.value)},")
    if end.value and end.value < start.value:
        said = f"on {long_date(end.value)}, before it begins on {long_date(start.value)}"
        return f"The {name} ends {said} (rule {before})"
    return ""


def _categories(place: Place, reading: Reading) -> tuple[Given[str], Given[str]]:
    abuse = reading.layout.abuse
    first = reading.code(place, "InitialCategoryOfAbuse", abuse, rule="8905")
    return first, reading.code(place, "LatestCategoryOfAbuse", abuse, rule="8910")


def _categories_wrong(first: Given[str], latest: Given[str]) -> str:
    if first.value is None:
        return "The plan has no initial category of abuse that the census knows (rule 8905)"
    if latest.text and latest.value is None:
        return "The plan has a latest category of abuse that the census does not know (rule 8910)"
    return ""


def _reviews(place: Place, start: date, end: date | None, reading: Reading) -> tuple[date, ...]:
    """The days of its reviews; one that cannot be true is left out, and the plan is taken without it."""
    days: set[date] = set()
    for group in reading.each(place, "Reviews"):
        reading.rest(group, {"CPPreviewDate"})
        for one, day in reading.dates(group, "CPPreviewDate", rule="8842Q"):
            why, rule = "", None
            if day > today():
                why = FUTURE.format(f"The review of {long_date(day)}")
            elif day <= start:
                why, rule = f"The review of {long_date(day)} is not after the start of the plan", "8841"
            elif end and day > end:
                why = f"The review of {long_date(day)} is after the end of the plan on {long_date(end)}"
            if why:
                what = f"{why}; the plan is taken without it."
                reading.remark(one, what, value=day.isoformat(), rule=rule, treatment=Treatment.KEPT_ASIDE)
            else:
                days.add(day)
    return tuple(sorted(days))


def without_conflicts(child: ChildRecord) -> ChildRecord:
    """The child with those plans that can all be true: one at a time, each child protection plan from a conference.

    Of plans that run at once the file does not say which is the child's, so none of them is taken (rules 8935, 8940,
    4004, 4014 and 4016). It is known once the child's referrals are all read, and those listed twice are one.
    """
    plans = child.plans()
    wrong = _at_once(plans) | {one: _NO_CONFERENCE for one in plans if not _has_conference(one, child)}
    if not wrong:
        return child
    aside = tuple(replace(one.aside, why=f"{why}; kept whole.") for one, why in wrong.items())
    left = tuple(
        replace(episode, plans=tuple(one for one in episode.plans if one not in wrong)) for episode in child.episodes
    )
    return replace(child, episodes=left, kept_aside=child.kept_aside + aside)


_NO_CONFERENCE = (
    "A child protection plan begins on the day of the conference that decided it, and the file has none on the day on "
    "which this one begins (rule 2885)"
)


def _has_conference(plan: PlanRecord, child: ChildRecord) -> bool:
    """The conference of a plan from an earlier year stands in the file of that year."""
    return plan.is_need or not plan.this_year or plan.start in child.conference_days()


def _at_once(plans: Iterable[PlanRecord]) -> dict[PlanRecord, str]:
    """Those plans that run at the same time as another, and why each is not taken."""
    wrong: dict[PlanRecord, str] = {}
    by_start = list(plans)
    for place, one in enumerate(by_start):
        for other in by_start[place + 1 :]:
            if one.end is None or other.start < one.end or other.start == one.start:
                wrong.setdefault(one, _beside(one, other))
                wrong.setdefault(other, _beside(other, one))
    return wrong


def _beside(one: PlanRecord, other: PlanRecord) -> str:
    rule = "4016" if one.is_need != other.is_need else "4014" if one.is_need else "8940"
    if one.end is None and other.end is None:
        rule = rule if one.is_need != other.is_need else "4004" if one.is_need else "8935"
    return f"The {_named(one)} runs at the same time as the {_named(other)} (rule {rule})"


def _named(plan: PlanRecord) -> str:
    ends = f"to {long_date(plan.end)}" if plan.end else "that is still open"
    return f"{_NAMES[plan.is_need]} from {long_date(plan.start)} {ends}"
