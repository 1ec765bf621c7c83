"""Recognition compares everybody whom a contact names: parents, and the children told of beside the one (FD-10)."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild
from kith.frontdoor.queries.recognition import particulars_told, relatives
from kith.kernel.perform import perform
from kith.people.recognition import Relative
from kith.sharing.models import Consent
from tests.assessment.reading import signed_in
from tests.cast import AMARA, TODAY, Cast, contact_about
from tests.people import made

pytestmark = pytest.mark.django_db
CHIDI = {"given": "Chidi", "family": "Okafor", "age": 13, "sex": "M"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Grace Okafor, mother", [("mother", "Grace Okafor")]),
        ("Mum Grace Okafor and her dad, Emeka Okafor", [("mother", "Grace Okafor"), ("father", "Emeka Okafor")]),
        (
            "Grace Okafor (mother), 07700 900318; Nan Obi (grandmother)",
            [("mother", "Grace Okafor"), ("parent", "Nan Obi")],
        ),
        ("Grace Okafor", [("parent", "Grace Okafor")]),
        ("mother, 07700 900 318", []),
        ("", []),
    ],
)
def test_parents_are_read_out_of_what_somebody_wrote(said: str, found: list[tuple[str, str]]) -> None:
    assert relatives(said) == tuple(Relative(role, name) for role, name in found)


def told(cast: Cast, **child: str) -> ContactChild:
    """Amara and Chidi, and Grace who was asked to agree."""
    with at(TODAY), acting(cast.mash_worker):
        contact = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about({**AMARA, **child}, CHIDI)).result
        assert isinstance(contact, Contact)
        for asked_of in ("Grace Okafor, mother", "The family", "Grace Okafor, mother"):
            about = {"matter": contact.matter, "asked_of": asked_of, "recorded_by": cast.mash_worker}
            Consent.objects.create(state="not_asked", **about)
        rows = ContactChild.objects.select_related("matter__contact")
        return rows.get(matter=contact.matter, told_given="Amara")


def test_the_mother_and_the_brother_whom_a_contact_names_are_compared(cast: Cast) -> None:
    row = told(cast)
    with at(TODAY), acting(cast.mash_worker):
        amara = made.person(cast.mash_worker, "Amara", "Okafor", AMARA["born"])
        made.related(made.person(cast.mash_worker, "Grace", "Okafor", kind="adult"), "mother", amara)
        said = particulars_told(row)
        assert said.household == ("Chidi",)
        assert said.parents == (Relative("mother", "Grace Okafor"),)
    with at(TODAY):
        page = signed_in(cast.mash_worker).get(f"/contacts/{row.matter.ref}/children/{row.ref}/")
    fields = {field.label: (field.left, field.verdict.value) for field in page.context["chosen"].comparison.fields}
    assert fields["Mother"] == ("Grace Okafor", "same")
    assert fields["Others at home"][0] == "Chidi"


def test_what_was_said_of_the_childs_own_parents_goes_before_who_was_asked(cast: Cast) -> None:
    row = told(cast, parents="Adaeze Obi, mother")
    with at(TODAY), acting(cast.mash_worker):
        assert [one.name for one in particulars_told(row).parents] == ["Adaeze Obi"]
