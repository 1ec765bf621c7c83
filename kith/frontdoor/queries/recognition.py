"""A child as told, in the shape that recognition compares."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet

from kith.access.prepared import Prepared, rows_of
from kith.frontdoor.models import ContactChild
from kith.kernel.now import LONDON
from kith.people.recognition.particulars import Address, Particulars, Relative

_ROLES = {
    "mother": "mother", "mum": "mother", "mam": "mother", "father": "father", "dad": "father", "parent": "parent",
    "carer": "parent", "stepmother": "parent", "stepfather": "parent", "grandmother": "parent", "grandfather": "parent",
    "guardian": "parent",
}  # fmt: skip
_ROLE = re.compile(rf"\b({'|'.join(_ROLES)})\b", re.IGNORECASE)
_APART = re.compile(r"[;\n]|\band\b|&", re.IGNORECASE)
_NOT_A_NAME = re.compile(r"[(),:]|\+?\d[\d ]{5,}|\b(?:the|her|his|their|phone|tel|mobile)\b", re.IGNORECASE)


def _of_contact(contact: Any) -> QuerySet[ContactChild]:
    return ContactChild.objects.filter(matter_id=contact).select_related("child__person").order_by("id")


children_of = Prepared(_of_contact, "contact")


def particulars_told(row: ContactChild, *, with_family: bool = True) -> Particulars:
    """What the contact says of one child: their details, its address, parents, and the children named beside them.

    Args:
        with_family: whether to read who else the contact names; as it is being written nobody else stands in it yet.
    """
    contact = row.matter.contact
    name = f"{row.told_given} {row.told_family}".strip()
    numbers = {"upn": row.told_upn, "nhs": row.told_nhs}
    phones = (row.told_phone,) if row.told_phone else ()
    parents = relatives(row.told_parents, phones)
    beside, asked = _family(row) if with_family else ((), ())
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
        household=beside,
        parents=parents or asked,
    )


def relatives(said: str, phones: tuple[str, ...] = ()) -> tuple[Relative, ...]:
    """Parents and carers out of what somebody wrote: "Grace Okafor (mother) and Emeka Okafor, father, 07700 900318"."""
    found = []
    for part in _APART.split(said):
        role = _ROLE.search(part)
        name = " ".join(_NOT_A_NAME.sub(" ", _ROLE.sub(" ", part)).split())
        if name:
            found.append(Relative(_ROLES[role[1].lower()] if role else "parent", name, phones))
    return tuple(found)


# The other children of the contact, and whom it says was asked to agree.
_FAMILY = """
select true, id, told_given from frontdoor_contactchild where matter_id = %s and id <> %s
union all select false, id, asked_of from sharing_consent where matter_id = %s order by 1, 2"""


def _family(row: ContactChild) -> tuple[tuple[str, ...], tuple[Relative, ...]]:
    """Whom the contact names beside a child: the first names of the other children, for they are mostly told of because
    they live together; and parents, where it says who was asked to agree: "Grace Okafor, mother"."""
    rows = rows_of(_FAMILY, row.matter_id, row.pk or 0, row.matter_id)
    asked = dict.fromkeys(said for is_child, _, said in rows if not is_child)
    named = [one for said in asked if _ROLE.search(said) for one in relatives(said)]
    return tuple(given for is_child, _, given in rows if is_child and given), tuple(dict.fromkeys(named))
