"""A made-up model of one section: the child draws a house of worries, of good things and of dreams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kith.assessment.queries.lacking import Lack, Ready, must_have
from kith.assessment.sections import Offered, Reading, offers_section


def home(ref: str) -> str:
    return f"/assessments/{ref}/three-houses/"


@must_have
def drawn(ready: Ready) -> Iterator[Lack]:
    """The child has drawn them."""
    yield Lack(f"{ready.name} has not drawn the houses", home(ready.assessment.ref), section="three_houses")


def read(assessment: Any) -> Reading:
    return Reading("three_houses/read.html", {"name": assessment.child.person.first_name})


offers_section(
    Offered("three_houses", "Three houses", after="day", href=home, state=lambda one: (False, "Not drawn"), read=read)
)
