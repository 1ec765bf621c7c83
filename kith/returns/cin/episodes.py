"""One CINdetails group: the referral, its assessments with their factors, and what is read in its own place."""

from dataclasses import replace
from datetime import date

from kith.returns.cin.layouts import LATER_MODULES
from kith.returns.cin.protection import MODULES, read_conference, read_enquiries, read_plans
from kith.returns.cin.reading import Place, Reading
from kith.returns.cin.records import AssessmentRecord, Episode

_CINDETAILS = {
    "CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure", "DateOfInitialCPC",
    "ReferralNFA", "Assessments",
}  # fmt: skip
_ASSESSMENT = {
    "AssessmentActualStartDate", "AssessmentInternalReviewDate", "AssessmentAuthorisationDate",
    "FactorsIdentifiedAtAssessment",
}  # fmt: skip
_SOURCE_ASKED_SINCE = date(2013, 4, 1)  # rule 8866
_NO_FACTORS = "21"


def read_episode(place: Place, reading: Reading) -> Episode:
    """The record of one CINdetails element. What is kept aside of it belongs to the referral, not to the child."""
    layout = reading.layout
    before = len(reading.kept_aside)
    referred = reading.date(place, "CINreferralDate", rule="8600")
    episode = Episode(
        referral_date=referred,
        source=reading.code(place, "ReferralSource", layout.referral_sources, rule="8866"),
        primary_need=reading.code(place, "PrimaryNeedCode", layout.primary_needs, rule="8650"),
        closure_date=reading.date(place, "CINclosureDate"),
        closure_reason=reading.code(place, "ReasonForClosure", layout.closure_reasons, rule="8640"),
        initial_cpc_date=read_conference(place, referred, reading),
        referral_nfa=reading.flag(place, "ReferralNFA", rule="8568"),
        assessments=tuple(_read_assessment(one, reading) for one in reading.each(place, "Assessments")),
        kept_aside=(),
        line=place.element.line,
        enquiries=read_enquiries(place, referred, reading),
        plans=read_plans(place, referred, reading),
    )
    reading.rest(place, _CINDETAILS | MODULES | LATER_MODULES.keys())
    _missing(place, episode, reading)
    _closure(place, episode, reading)
    _early_assessments(place, episode, reading)
    for one, assessment in zip(reading.each(place, "Assessments"), episode.assessments, strict=True):
        if assessment.start.value is None:
            reading.keep(one, "Without the day it began this is no assessment; kept whole.")
    for module in place.element.children:
        if module.tag in LATER_MODULES:
            reading.keep(Place(module, place.path), _why_later(module.tag, reading))
    kept = tuple(reading.kept_aside[before:])
    del reading.kept_aside[before:]
    return replace(episode, kept_aside=kept)


def _why_later(tag: str, reading: Reading) -> str:
    why = f"Kith does not read {LATER_MODULES[tag]} yet."
    if tag in reading.layout.modules:
        return why
    return f"{why} The module belongs to the census of 2027, not to that of {reading.layout.year}."


def _missing(place: Place, episode: Episode, reading: Reading) -> None:
    referred = episode.referral_date.value
    if episode.referral_date.text is None:
        reading.remark(place, "The date of the referral is missing.", name="CINreferralDate", rule="8600")
    if referred and referred > reading.ends:
        what = "The referral is after the end of the census period."
        reading.remark(place, what, name="CINreferralDate", value=episode.referral_date.text, rule="8600")
    if episode.source.text is None and (referred is None or referred >= _SOURCE_ASKED_SINCE):
        reading.remark(place, "The source of the referral is missing.", name="ReferralSource", rule="8866")
    if episode.referral_nfa.text is None:
        what = "Nothing says whether the referral led to no further action."
        reading.remark(place, what, name="ReferralNFA", rule="8568")
    if episode.primary_need.text is None and episode.referral_nfa.value is False:
        what = "The primary need is missing for a referral that went on."
        reading.remark(place, what, name="PrimaryNeedCode", rule="8610")


def _closure(place: Place, episode: Episode, reading: Reading) -> None:
    closed, reason, referred = episode.closure_date, episode.closure_reason, episode.referral_date
    if closed.text and not reason.text:
        reading.remark(place, "The case is closed without a reason.", name="ReasonForClosure", rule="8805")
    if reason.text and not closed.text:
        what = "There is a reason for closure without a date."
        reading.remark(place, what, name="CINclosureDate", rule="8810")
    if closed.value and referred.value and closed.value < referred.value:
        what = f"The case is closed before the referral of {referred.text}."
        reading.remark(place, what, name="CINclosureDate", value=closed.text, rule="8630")


def _early_assessments(place: Place, episode: Episode, reading: Reading) -> None:
    referred = episode.referral_date
    for number, assessment in enumerate(episode.assessments, start=1):
        start = assessment.start
        if start.value and referred.value and start.value < referred.value:
            what = f"The assessment starts before the referral of {referred.text}."
            name = f"Assessments[{number}]/AssessmentActualStartDate"
            reading.remark(place, what, name=name, value=start.text, rule="1103")


def _read_assessment(place: Place, reading: Reading) -> AssessmentRecord:
    factors, as_given = reading.codes(
        place,
        "FactorsIdentifiedAtAssessment",
        "AssessmentFactors",
        reading.layout.factors,
        unknown="8897Q",
        twice="8898",
    )
    assessment = AssessmentRecord(
        start=reading.date(place, "AssessmentActualStartDate"),
        internal_review=reading.date(place, "AssessmentInternalReviewDate"),
        authorisation=reading.date(place, "AssessmentAuthorisationDate"),
        factors=factors,
        factors_as_given=as_given,
        line=place.element.line,
    )
    reading.rest(place, _ASSESSMENT)
    _dates_of(place, assessment, reading)
    _factors_of(place, assessment, reading)
    return assessment


def _dates_of(place: Place, assessment: AssessmentRecord, reading: Reading) -> None:
    start, authorised = assessment.start, assessment.authorisation
    if start.text is None:
        reading.remark(place, "The start of the assessment is missing.", name="AssessmentActualStartDate", rule="8736")
    if start.value and authorised.value and authorised.value < start.value:
        what = f"The assessment is authorised before its start on {start.text}."
        reading.remark(place, what, name="AssessmentAuthorisationDate", value=authorised.text, rule="8608")


def _factors_of(place: Place, assessment: AssessmentRecord, reading: Reading) -> None:
    name = "FactorsIdentifiedAtAssessment"
    given = ", ".join(assessment.factors_as_given)
    if given and assessment.authorisation.text is None:
        what = "Factors are given for an assessment that is not authorised."
        reading.remark(place, what, name=name, value=given, rule="8614")
    if assessment.authorisation.value and not given:
        reading.remark(place, "The assessment is authorised without factors.", name=name, rule="8897Q")
    if _NO_FACTORS in assessment.factors and len(assessment.factors) > 1:
        what = "No factors identified (21) is given together with others."
        reading.remark(place, what, name=name, value=given, rule="8869")
    for code in assessment.factors:
        if rule := reading.layout.queried_factors.get(code):
            better = f"{code[:2]}B (by a child) or {code[:2]}C (by an adult)"
            reading.remark(
                place, f"{code} is no longer asked for; {better} says more.", name=name, value=code, rule=rule
            )
