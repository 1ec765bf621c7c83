"""What each kind of agency is usually asked about a child. Words to begin with: whoever asks changes them."""

from __future__ import annotations

ADULT = (
    "What are you helping them with, and since when? How do their needs affect the child day to day, on a good day and "
    "on a bad one? Is the child caring for them? What would have to change, and by when?"
)
EDUCATION = (
    "Is the child on any roll, educated at home, or missing from education? Since when, why, and what has been done "
    "about it? When was the child last seen?"
)
_SCHOOL = (
    "Attendance and lateness. How the child comes to school: fed, rested, clean. Who brings and fetches them. "
    "What they have said. Friends, learning and any support. Every safeguarding concern in your file, with its date."
)
_HEALTH = (
    "Appointments kept and missed. Growth, immunisations and development where they worry you. Injuries, and what was "
    "said of them. What you know of the carers' own health as it bears on the child. When you last saw the child."
)
_ASKS = {
    "school": _SCHOOL,
    "education_service": "What you know of the child's schooling, attendance, exclusions and any special needs.",
    "gp": _HEALTH,
    "health_visiting": _HEALTH,
    "school_nursing": _HEALTH,
    "primary_health": _HEALTH,
    "emergency_department": "Each attendance, with its date, the injury and what was said of it.",
    "health_other": _HEALTH,
    "police": (
        "Calls to the address and who was there. Anybody of the household known for violence, sexual offences or "
        "offences against children. Missing episodes. Anything that makes a visit unsafe."
    ),
    "other_authority": (
        "Every contact, referral, assessment and plan for the child, brothers and sisters or parents, with dates and "
        "outcome. Names the family was known by. Why they left, if you know."
    ),
    "early_help": "What help was offered, what the family took up, and what changed for the child.",
    "adult_social_care": ADULT,
    "housing": "Who lives there. State of the home, arrears, complaints, notices and moves.",
    "legal": "Orders, conditions and hearings that bear on the child, and whom the child may not be with.",
    "voluntary": "What you do with the family, what you have seen of the child, and anything that worries you.",
}


def usually_asked(kind: str) -> str:
    """The questions with which a request to this kind of agency begins; empty where there are none."""
    return _ASKS.get(kind, "")
