"""Small census files for the tests, written by hand so that each says only what its test is about."""

import io
from pathlib import Path

from kith.returns.cin.read import read_census
from kith.returns.cin.records import Census, ChildRecord, Finding

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "cin"
FAKE = SAMPLES / "fake_CIN_data.xml"
CLEAN = SAMPLES / "cin_2026_synthetic_clean_60.xml"
SHORT = SAMPLES / "CIN_Census_2026.xml"

REFERRAL = (
    "<CINreferralDate>2025-06-02</CINreferralDate><ReferralSource>1D</ReferralSource>"
    "<PrimaryNeedCode>N1</PrimaryNeedCode>{more}<ReferralNFA>0</ReferralNFA>"
)
IDENTIFIERS = "<PersonBirthDate>2015-03-04</PersonBirthDate><Sex>F</Sex>"


def referral(more: str = "", *, whole: str | None = None) -> str:
    """A CINdetails group: an ordinary referral with `more` in it, or `whole` instead of everything."""
    return f"<CINdetails>{REFERRAL.format(more=more) if whole is None else whole}</CINdetails>"


def child(
    *referrals: str,
    key: str = "KITH1",
    identifiers: str = IDENTIFIERS,
    ethnicity: str = "WBRI",
    disability: str = "NONE",
) -> str:
    """A Child element; without referrals it has one ordinary one."""
    return (
        f"<Child><ChildIdentifiers><LAchildID>{key}</LAchildID>{identifiers}</ChildIdentifiers>"
        f"<ChildCharacteristics><Ethnicity>{ethnicity}</Ethnicity>"
        f"<Disabilities><Disability>{disability}</Disability></Disabilities></ChildCharacteristics>"
        f"{''.join(referrals) or referral()}</Child>"
    )


def header(year: int | str = 2026, *, collection: str = "CIN", reference: str | None = None) -> str:
    """A Header element."""
    return (
        f"<Header><CollectionDetails><Collection>{collection}</Collection><Year>{year}</Year>"
        f"<ReferenceDate>{reference or f'{year}-03-31'}</ReferenceDate></CollectionDetails>"
        "<Source><SourceLevel>L</SourceLevel><LEA>201</LEA></Source></Header>"
    )


def message(*children: str, year: int | str = 2026) -> str:
    """A whole file."""
    return f"<Message>{header(year)}<Children>{''.join(children)}</Children></Message>"


def read(text: str | bytes) -> Census:
    """Read a file given as text."""
    return read_census(io.BytesIO(text.encode() if isinstance(text, str) else text))


def only(text: str) -> ChildRecord:
    """The one child of a file with this Child element, in the census of 2026."""
    (found,) = read(message(text)).children
    return found


def rules(record: ChildRecord) -> list[str | None]:
    """The rules a child's findings name, in order."""
    return [finding.rule for finding in record.findings]


def about(record: ChildRecord, rule: str | None) -> Finding:
    """The one finding of this rule."""
    (found,) = [finding for finding in record.findings if finding.rule == rule]
    return found
