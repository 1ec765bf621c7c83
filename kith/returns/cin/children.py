"""One Child element of a census file, read into a record: who the child is, and each referral."""

import re
from dataclasses import replace
from datetime import date, timedelta

from kith.returns.cin.elements import Element
from kith.returns.cin.episodes import read_episode
from kith.returns.cin.layouts import SEX_CODES
from kith.returns.cin.reading import Place, Reading
from kith.returns.cin.records import ChildRecord, Given, KeptAside, Treatment
from kith.standards.identifiers import LA_CHILD_ID_LENGTH, UPN_LETTERS, check_la_child_id, check_upn, upn_check_letter

_IDENTIFIERS = {
    "LAchildID", "UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate", "Sex", "GenderCurrent",
    "PersonDeathDate",
}  # fmt: skip
_CHILD = {"ChildIdentifiers", "ChildCharacteristics", "CINdetails"}
NO_ID = (
    "The child has no LAchildID (rule 8500), so nothing says which child this is; kept whole, in nobody's record. Give "
    "the child an LAchildID where the file was made, and import it again."
)
_LONGEST_PREGNANCY = timedelta(weeks=40)  # rule 8606


def read_child(element: Element, reading: Reading) -> ChildRecord | KeptAside:
    """The record of one Child element, or the element kept aside when it has no LAchildID to be known by.

    `reading` is a fresh one for this child. Values that contradict each other are taken as they stand and remarked
    on, since the file does not say which of them is wrong; a value that is wrong in itself is kept as text only.
    """
    place = Place(element, "")
    identifiers = reading.one(place, "ChildIdentifiers")
    found = reading.text(identifiers, "LAchildID") if identifiers else None
    if identifiers is None or found is None:
        upn = _upn(identifiers, "UPN", reading).value if identifiers else None
        return KeptAside("Child", element.to_xml(), NO_ID, element.line, upn or "")
    child = _who(identifiers, found, reading)
    if child.known_as != child.key:
        what = f"This id is longer than the record keeps; it is kept as {child.known_as}."
        reading.remark(found[0], what, value=child.key, treatment=Treatment.CHANGED)
    child = _characteristics(place, child, reading)
    reading.rest(place, _CHILD)
    referrals = reading.each(place, "CINdetails")
    if not referrals:
        reading.remark(place, "The child has no referral (CINdetails) in the file.", name="CINdetails", rule="8590")
    child = replace(child, episodes=tuple(read_episode(referral, reading) for referral in referrals))
    for referral, episode in zip(referrals, child.episodes, strict=True):
        if episode.referral_date.value is None:
            reading.keep(referral, "Without the day it was made this is no referral; kept whole.")
    _own_dates(child, identifiers, reading)
    _life_and_referrals(child, referrals, reading)
    born, died = child.birth_date.value, child.death_date
    if born and died.value and died.value < born:
        child = replace(child, death_date=Given(died.text))  # kept aside: the record refuses a death before birth
    return replace(child, kept_aside=tuple(reading.kept_aside), findings=tuple(reading.findings))


def _who(place: Place, found: tuple[Place, str], reading: Reading) -> ChildRecord:
    sex, sex_element = _sex(place, reading)
    child = ChildRecord(
        la_child_id=_la_child_id(found, reading),
        upn=_upn(place, "UPN", reading),
        former_upn=_upn(place, "FormerUPN", reading),
        upn_unknown=reading.code(place, "UPNunknown", reading.layout.upn_unknown, rule="8770Q"),
        birth_date=_birth_date(place, reading),
        expected_birth_date=reading.date(place, "ExpectedPersonBirthDate"),
        sex=sex,
        sex_element=sex_element,
        death_date=reading.date(place, "PersonDeathDate"),
        ethnicity=Given(),
        disabilities=(),
        disabilities_as_given=(),
        episodes=(),
        kept_aside=(),
        findings=(),
        line=place.element.line,
    )
    reading.rest(place, _IDENTIFIERS)
    return child


def _la_child_id(found: tuple[Place, str], reading: Reading) -> Given[str]:
    place, text = found
    if reading.layout.checks_child_id:
        try:
            check_la_child_id(text)
        except ValueError as error:
            rule = "1570" if len(text) > LA_CHILD_ID_LENGTH else "1580"
            reading.remark(place, str(error), value=text, rule=rule, treatment=Treatment.KEPT_ASIDE)
            return Given(text)
    return Given(text, text)


def _upn(place: Place, tag: str, reading: Reading) -> Given[str]:
    found = reading.text(place, tag)
    if found is None:
        return Given()
    where, text = found
    try:
        upn = check_upn(text)
        if upn[1:4] not in reading.layout.upn_authorities:
            raise ValueError("Characters 2 to 4 of this UPN are not the number of an authority that a census knows.")
    except ValueError as error:
        rule = "1560Q" if tag == "FormerUPN" else _rule_of_upn("".join(text.split()).upper(), reading)
        reading.remark(where, str(error), value=text, rule=rule, treatment=Treatment.KEPT_ASIDE)
        return Given(text)
    if upn != text:
        reading.remark(where, f"Read as {upn}.", value=text, treatment=Treatment.CHANGED)
    return Given(text, upn)


def _rule_of_upn(upn: str, reading: Reading) -> str | None:
    """The Department's number for what is wrong with a UPN that failed its check. No rule speaks of the length."""
    if len(upn) != 13:
        return None
    if not re.fullmatch(r"[0-9]{8}", upn[4:12]):
        return "1540"
    if upn[12] not in UPN_LETTERS + "0123456789":
        return "1550"
    digits = re.fullmatch(r"[0-9]{3}", upn[1:4])
    return "1510" if digits and upn_check_letter(upn[1:]) != upn[0] else "1530"


def _sex(place: Place, reading: Reading) -> tuple[Given[str], str]:
    """Sex as M, F or U, from the year's own element or else the other: their codes cannot be confused."""
    usual, other = reading.layout.sex_elements
    found = reading.text(place, usual)
    second = reading.text(place, other)
    if second:
        years = "2024 and before" if other == "GenderCurrent" else "2025 and after"
        belongs = f"{other} belongs to the census of {years}"
        if found:
            what = f"{belongs}; {usual} is used."
            reading.remark(second[0], what, value=second[1], treatment=Treatment.KEPT_ASIDE)
        else:
            what = f"{belongs}; this file is of {reading.layout.year}. It is read all the same."
            reading.remark(second[0], what, value=second[1])
    tag, where = (usual, found) if found else (other, second)
    if where is None:
        reading.remark(place, "Sex is missing.", name=usual, rule="4180")
        return Given(), ""
    as_given, text = where
    value = SEX_CODES[tag].get(text.upper())
    if value is None:
        what = f"{tag} is one of {', '.join(SEX_CODES[tag])}."
        reading.remark(as_given, what, value=text, rule="4180", treatment=Treatment.KEPT_ASIDE)
    return Given(text, value), tag


def _birth_date(place: Place, reading: Reading) -> Given[date]:
    birth = reading.date(place, "PersonBirthDate")
    if birth.value and birth.value > reading.ends:
        what = "The date of birth is after the end of the census period."
        reading.remark(
            place, what, name="PersonBirthDate", value=birth.text, rule="8520", treatment=Treatment.KEPT_ASIDE
        )
        return Given(birth.text)
    return birth


def _characteristics(place: Place, child: ChildRecord, reading: Reading) -> ChildRecord:
    characteristics = reading.one(place, "ChildCharacteristics")
    ethnicity: Given[str] = Given()
    taken: tuple[str, ...] = ()
    as_given: tuple[str, ...] = ()
    if characteristics:
        allowed = reading.layout.disabilities
        ethnicity = reading.code(characteristics, "Ethnicity", reading.layout.ethnicities, rule="4220")
        taken, as_given = reading.codes(
            characteristics, "Disabilities", "Disability", allowed, unknown="8540", twice="8794"
        )
        reading.rest(characteristics, {"Ethnicity", "Disabilities"})
    if ethnicity.text is None:
        reading.remark(place, "Ethnicity is missing.", name="ChildCharacteristics/Ethnicity", rule="4220")
    if "NONE" in taken and len(taken) > 1:
        what = "No disability (NONE) is given together with others."
        reading.remark(place, what, name="ChildCharacteristics/Disabilities", value=", ".join(taken), rule="8790")
    return replace(child, ethnicity=ethnicity, disabilities=taken, disabilities_as_given=as_given)


def _own_dates(child: ChildRecord, place: Place, reading: Reading) -> None:
    """Remark on what a child's own dates and sex say about each other."""
    birth, expected, death, sex = child.birth_date, child.expected_birth_date, child.death_date, child.sex
    if birth.text and expected.text:
        what = "A date of birth and an expected date of birth are both given; the date of birth is used."
        reading.remark(place, what, name="ExpectedPersonBirthDate", value=expected.text, rule="8525Q")
    if not birth.text and not expected.text:
        what = "There is neither a date of birth nor an expected one."
        reading.remark(place, what, name="PersonBirthDate", rule="8525Q")
    if expected.text and not birth.text and sex.value in ("M", "F"):
        what = "The child is unborn, so sex should be unknown."
        reading.remark(place, what, name=child.sex_element, value=sex.text, rule="8750")
    if child.sex_element == "GenderCurrent" and sex.text == "0" and birth.value:
        what = "Not yet born (0) is given for a child with a date of birth; taken as sex unknown (U)."
        reading.remark(place, what, name="GenderCurrent", value="0", treatment=Treatment.CHANGED)
    if death.value and birth.value and death.value < birth.value:
        what = "The date of death is before the date of birth."
        reading.remark(
            place, what, name="PersonDeathDate", value=death.text, rule="8535Q", treatment=Treatment.KEPT_ASIDE
        )


def _life_and_referrals(child: ChildRecord, referrals: list[Place], reading: Reading) -> None:
    """Remark on referrals that do not fit the child's birth or death, and on a missing disability."""
    born = child.birth_date.value or child.expected_birth_date.value
    death = child.death_date.value
    for place, episode in zip(referrals, child.episodes, strict=True):
        text, referred = episode.referral_date.text, episode.referral_date.value
        if referred and death and referred > death:
            what = "The referral is after the date of death."
            reading.remark(place, what, name="CINreferralDate", value=text, rule="8555Q")
        if referred and born and born - referred > _LONGEST_PREGNANCY:
            what = "The referral is more than 40 weeks before birth."
            reading.remark(place, what, name="CINreferralDate", value=text, rule="8606")
    went_on = [place for place, one in zip(referrals, child.episodes, strict=True) if one.referral_nfa.value is False]
    if child.birth_date.value and went_on and not child.disabilities_as_given:
        what = "Disability is missing for a child whose referral went on; NONE is given when there is none."
        reading.remark(went_on[0], what, rule="8540")
