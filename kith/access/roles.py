"""Roles in plain English (decision 18): what each may do, in words a manager can read and a test can check."""

from dataclasses import dataclass
from enum import StrEnum


class Ability(StrEnum):
    """One thing a role may do. Policies ask for abilities, never for role names."""

    SUBMIT_REFERRALS = "send a worry about a child and read the answer"
    RECORD_CONTACTS = "record a contact at the front door"
    WORK_CONTACTS = "take contacts from the queue, recognise children and propose a decision"
    SIGN_DECISIONS = "sign a threshold decision"
    AUTHORISE_WITHOUT_CONSENT = "authorise sharing without consent"
    ALLOCATE = "allocate referrals and open assessments"
    WAIVE_INTERPRETER = "agree that a family is seen without an interpreter"
    HOLD_CASES = "hold a child's case and find children by name"
    SUPERVISE = "supervise practitioners and see a team's work"
    CHAIR_CONFERENCES = "arrange and chair child protection conferences"
    DECIDE_ON_COURT = "chair legal gateway meetings and decide whether a case goes to court"
    READ_LEGAL_ADVICE = "read what legal advisers said about a child"
    OVERSEE = "see every team's work and the figures behind it"
    SEE_FIGURES = "see figures without names"
    JOIN_RECORDS = "say that two records are one person, and undo it"
    RESTRICT = "restrict a record to named readers"
    SET_CLOCKS = "choose the practice standard for each timescale"
    LEAD_EARLY_HELP = "receive and lead early help"
    KEEP_DIRECTORY = "keep the directory of local services"
    SEE_ACCESS = "see who looked at which record and why"
    HOLD_RECORDS = "say how long records are kept, and hold one that must not go"
    ANSWER_REQUESTS = "answer somebody who asks to see what is held about them"
    IMPORT = "bring records in from another system"
    KEEP_PEOPLE = "create log-ins, grant roles and end them"


@dataclass(frozen=True)
class Role:
    """A role: its key, its title, what it is for, and what it may do."""

    key: str
    title: str
    says: str
    abilities: frozenset[Ability]
    agency: bool = False  # belongs to a partner agency, sees only its own


A = Ability
_CASE = {A.HOLD_CASES, A.RECORD_CONTACTS}
_MANAGE = _CASE | {A.SUPERVISE, A.ALLOCATE, A.JOIN_RECORDS, A.RESTRICT, A.READ_LEGAL_ADVICE}
_LEAD = _MANAGE | {A.AUTHORISE_WITHOUT_CONSENT, A.WAIVE_INTERPRETER}  # from team manager on (IG-03)


def _role(key: str, title: str, says: str, *abilities: Ability, agency: bool = False) -> Role:
    return Role(key, title, says, frozenset(abilities), agency)


ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        _role(
            "mash_worker",
            "MASH worker",
            "Receives contacts, recognises children, proposes what should happen.",
            *_CASE,
            A.WORK_CONTACTS,
            A.JOIN_RECORDS,
        ),
        _role(
            "mash_manager",
            "MASH manager",
            "Signs decisions at the front door and authorises sharing without consent.",
            *_CASE,
            A.WORK_CONTACTS,
            A.SIGN_DECISIONS,
            A.AUTHORISE_WITHOUT_CONSENT,
            A.JOIN_RECORDS,
            A.RESTRICT,
            A.SUPERVISE,
            A.SEE_FIGURES,
        ),
        _role(
            "social_worker",
            "Social worker",
            "Assesses, visits and helps the children allocated to them.",
            *_CASE,
            A.READ_LEGAL_ADVICE,
        ),
        _role(
            "practice_supervisor",
            "Practice supervisor",
            "Supervises social workers; opens and approves assessments.",
            *_MANAGE,
        ),
        _role(
            "team_manager",
            "Team manager",
            "Allocates referrals with direction and answers for the team's work.",
            *_LEAD,
        ),
        _role(
            "service_manager",
            "Service manager",
            "Answers for several teams; sets timescales within the law.",
            *_LEAD,
            A.DECIDE_ON_COURT,
            A.OVERSEE,
            A.SEE_FIGURES,
            A.SET_CLOCKS,
        ),
        _role(
            "head_of_service",
            "Head of service",
            "Answers for the front door and assessment as a whole.",
            *_LEAD,
            A.DECIDE_ON_COURT,
            A.OVERSEE,
            A.SEE_FIGURES,
            A.SET_CLOCKS,
        ),
        _role(
            "nominated_officer",
            "Director or nominated officer",
            "Answers for the authority; approves what the law keeps for them.",
            *_CASE,
            A.READ_LEGAL_ADVICE,
            A.OVERSEE,
            A.SEE_FIGURES,
            A.SET_CLOCKS,
            A.RESTRICT,
        ),
        _role(
            "conference_chair", "Conference chair", "Chairs child protection conferences.", *_CASE, A.CHAIR_CONFERENCES
        ),
        _role("reviewing_officer", "Independent reviewing officer", "Reviews the plans of children in care.", *_CASE),
        _role(
            "duty_worker",
            "Duty worker (out of hours)",
            "Keeps children safe at night and at weekends.",
            *_CASE,
            A.WORK_CONTACTS,
        ),
        _role(
            "lead_practitioner",
            "Lead practitioner in early help",
            "Leads early help for families handed over to them.",
            A.LEAD_EARLY_HELP,
            A.RECORD_CONTACTS,
        ),
        _role(
            "referrer",
            "Referrer in a partner agency",
            "Sends a worry about a child and reads what became of it; sees nothing else.",
            A.SUBMIT_REFERRALS,
            agency=True,
        ),
        _role(
            "returns_officer",
            "Returns officer",
            "Imports records and prepares statutory returns.",
            A.IMPORT,
            A.SEE_FIGURES,
        ),
        _role("data_analyst", "Data analyst", "Works with figures that name no child.", A.SEE_FIGURES),
        _role(
            "information_governance_officer",
            "Information governance officer",
            "Sees who looked at which record and why, and how long each is kept; answers whoever asks to see theirs.",
            A.SEE_ACCESS,
            A.HOLD_RECORDS,
            A.ANSWER_REQUESTS,
        ),
        _role(
            "system_administrator",
            "System administrator",
            "Keeps log-ins, roles and the directory; sees no child's record.",
            A.KEEP_PEOPLE,
            A.KEEP_DIRECTORY,
        ),
    )
}


def roles_with(ability: Ability) -> list[str]:
    """The keys of the roles that may do this."""
    return [role.key for role in ROLES.values() if ability in role.abilities]


def who_may(ability: Ability) -> str:
    """The roles that may do this, for a refusal that says who to ask: "a MASH manager or team manager"."""
    titles = [role.title for role in ROLES.values() if ability in role.abilities]
    article = "an" if titles[0][0] in "AEIOU" else "a"
    named = " or ".join([", ".join(titles[:-1]), titles[-1]]) if len(titles) > 1 else titles[0]
    return f"{article} {named}"
