"""Who works here, and what a record is about: the lowest tables of the house."""

from kith.access.models.notice import Notice
from kith.access.models.people_who_work import Agency, RoleGrant, Team, User
from kith.access.models.subject import (
    Involvement,
    Matter,
    MatterSubject,
    NamedReader,
    ReasonedAccess,
    SameSubject,
    Subject,
)
from kith.access.models.token import ApiToken

__all__ = [
    "Agency",
    "ApiToken",
    "Involvement",
    "Matter",
    "MatterSubject",
    "NamedReader",
    "Notice",
    "ReasonedAccess",
    "RoleGrant",
    "SameSubject",
    "Subject",
    "Team",
    "User",
]
