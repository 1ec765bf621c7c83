"""What can be done to people's records. Other rooms' steps use the plain functions of `records` and `lookout`."""

from kith.people.steps.asking import AccessReasoned, those_who_hold
from kith.people.steps.chronology import InChronology, MarkEntry, OfPeriod, WriteSummary
from kith.people.steps.creating import PersonCreated, UnbornBorn
from kith.people.steps.details import DetailsCorrected, FewWordsWritten, IdentifierAdded, NameAdded
from kith.people.steps.joining import MatchAnswered, RecordsJoined, RecordsParted, RestrictedMatchJoined
from kith.people.steps.living import (
    AddressAdded,
    HouseholdJoined,
    HouseholdLeft,
    RelationshipAdded,
    RelationshipEnded,
    UnknownParentWritten,
)
from kith.people.steps.lookout import tell_named_readers
from kith.people.steps.records import (
    NewName,
    add_address,
    add_identifier,
    add_name,
    expect_birth,
    made_findable,
    new_person,
    rename,
)
from kith.people.steps.restricting import ReaderAdded, ReaderRemoved, RecordRestricted, RestrictionLifted
from kith.people.steps.withdrawing import EntryWithdrawn

__all__ = [
    "AccessReasoned",
    "AddressAdded",
    "DetailsCorrected",
    "EntryWithdrawn",
    "FewWordsWritten",
    "HouseholdJoined",
    "HouseholdLeft",
    "IdentifierAdded",
    "InChronology",
    "MarkEntry",
    "MatchAnswered",
    "NameAdded",
    "NewName",
    "OfPeriod",
    "PersonCreated",
    "ReaderAdded",
    "ReaderRemoved",
    "RecordRestricted",
    "RecordsJoined",
    "RecordsParted",
    "RelationshipAdded",
    "RelationshipEnded",
    "RestrictedMatchJoined",
    "RestrictionLifted",
    "UnbornBorn",
    "UnknownParentWritten",
    "WriteSummary",
    "add_address",
    "add_identifier",
    "add_name",
    "expect_birth",
    "made_findable",
    "new_person",
    "rename",
    "tell_named_readers",
    "those_who_hold",
]
