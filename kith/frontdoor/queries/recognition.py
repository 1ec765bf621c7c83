"""A child as told, in the shape that recognition compares."""

from kith.frontdoor.models import ContactChild
from kith.kernel.now import LONDON
from kith.people.recognition.particulars import Address, Particulars, Relative


def particulars_told(row: ContactChild) -> Particulars:
    """What the referrer said of one child, with the contact's address."""
    contact = row.matter.contact
    name = f"{row.told_given} {row.told_family}".strip()
    numbers = {"upn": row.told_upn, "nhs": row.told_nhs}
    phones = (row.told_phone,) if row.told_phone else ()
    return Particulars(
        names=(name,) if name else (),
        date_of_birth=row.told_birth_date,
        due_date=row.told_expected_date,
        estimated_age=row.told_age,
        estimated_on=contact.received_at.astimezone(LONDON).date() if row.told_age is not None else None,
        sex="" if row.told_sex == "U" else row.told_sex,
        addresses=(Address(contact.address_line, contact.postcode),)
        if contact.address_line or contact.postcode
        else (),
        identifiers={scheme: (value,) for scheme, value in numbers.items() if value},
        phones=phones,
        school=row.told_school,
        parents=(Relative("parent", row.told_parents, phones),) if row.told_parents else (),
    )
