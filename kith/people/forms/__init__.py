"""The forms of the people room: what may be written of a person, and the sentences that say how to mend it."""

from kith.people.forms.deciding import (
    EndReaderForm,
    JoinForm,
    LiftForm,
    MatchAnswerForm,
    PartForm,
    ReaderForm,
    ReasonForm,
    RestrictedAnswerForm,
    RestrictForm,
)
from kith.people.forms.details import (
    BornForm,
    DetailsForm,
    FewWordsForm,
    IdentifierForm,
    NameForm,
    PersonForm,
    WithdrawForm,
    check_due,
)
from kith.people.forms.living import (
    AddressForm,
    EndRelationshipForm,
    JoinHouseholdForm,
    LeaveHouseholdForm,
    RelationshipForm,
    UnknownParentForm,
)

__all__ = [
    "AddressForm",
    "BornForm",
    "DetailsForm",
    "EndReaderForm",
    "EndRelationshipForm",
    "FewWordsForm",
    "IdentifierForm",
    "JoinForm",
    "JoinHouseholdForm",
    "LeaveHouseholdForm",
    "LiftForm",
    "MatchAnswerForm",
    "NameForm",
    "PartForm",
    "PersonForm",
    "ReaderForm",
    "ReasonForm",
    "RelationshipForm",
    "RestrictForm",
    "RestrictedAnswerForm",
    "UnknownParentForm",
    "WithdrawForm",
    "check_due",
]
