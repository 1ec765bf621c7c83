"""What a step of the plan is taken on, and what only the database knows of what is said there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kith.assessment.models import (
    Assessment,
    FollowOn,
    HomelessApproach,
    NewInformation,
    OverseasEnquiry,
    Prebirth,
    PrebirthDisclosure,
)
from kith.checks.kinds import asking
from kith.checks.models import AgencyCheck
from kith.disagreements.models import Disagreement
from kith.documents.shelves import shelf_of
from kith.letters.envelopes import Envelope
from kith.letters.models import Letter
from kith.letters.pages.work import initial
from kith.letters.queries import envelopes
from kith.network.models import Commitment
from kith.network.queries import network_of
from kith.people.models import Person
from kith.site.demo.build.drawing import drawing
from kith.spread.models import ChildAtRisk

# How a value of the plan begins that stands for somebody of a family, for somebody who signs in, for somebody in the
# child's network, or for a picture.
PERSON, STAFF, MEMBER, DRAWN = "person:", "staff:", "member:", "drawing:"
Named = Callable[[Assessment, str], Any]


@dataclass(frozen=True)
class OnBoard:
    """What a practice model's steps are done to; the house knows no model, only what each says it needs."""

    assessment: Assessment
    kind: str = ""

    @property
    def ref(self) -> str:
        return self.assessment.ref

    @property
    def name(self) -> str:
        return self.assessment.child.person.first_name


def _row(model: Any) -> Named:
    """The newest row of this model in the work of an assessment."""
    return lambda assessment, _: (
        model.objects.select_related("matter__assessment__child__person").filter(matter=assessment.matter_id).latest("pk")
    )


def _check(assessment: Assessment, agency: str) -> AgencyCheck:
    rows = AgencyCheck.objects.select_related("matter", "work")
    return rows.get(work=assessment.matter_id, agency_name=agency)


def _envelope(assessment: Assessment, to: str) -> Envelope:
    """The envelope of a reader: `family`, `child`, `referrer`, or an agency by its name."""
    found = [one for one in envelopes(assessment.matter) if to in (one.recipient.audience, one.recipient.name)]
    if not found:
        raise Letter.DoesNotExist(to)
    return found[0]


def _letter(assessment: Assessment, to: str) -> Letter:
    found = _envelope(assessment, to).letter
    if found is None:
        raise Letter.DoesNotExist(to)
    return found


def _waiting(assessment: Assessment, kind: str) -> FollowOn:
    rows = FollowOn.objects.filter(matter=assessment.matter_id, kind=kind, answer="")
    return rows.select_related("matter__assessment__child__person").latest("pk")


def _promise(assessment: Assessment, member: str) -> Commitment:
    return Commitment.objects.filter(child=assessment.child_id, ended_on=None, who__startswith=member).latest("pk")


def _listed(assessment: Assessment, described: str) -> ChildAtRisk:
    return ChildAtRisk.objects.get(matter=assessment.matter_id, described__startswith=described)


TARGETS: dict[str, Named] = {
    "": lambda assessment, _: assessment,
    "prebirth": _row(Prebirth),
    "disclosure": _row(PrebirthDisclosure),
    "homeless": _row(HomelessApproach),
    "abroad": _row(OverseasEnquiry),
    "news": _row(NewInformation),
    "agencies": lambda assessment, _: asking(assessment.matter),
    "check": _check,
    "documents": lambda assessment, _: shelf_of(assessment.matter),
    "envelope": _envelope,
    "letter": _letter,
    "child": lambda assessment, _: assessment.child.person,
    "work": lambda assessment, _: assessment.matter,
    "disagreement": _row(Disagreement),
    "follow": _waiting,
    "promise": _promise,
    "listed": _listed,
}


def target_of(assessment: Assessment, on: str) -> Any:
    """What a step is taken on: `prebirth`, or `check:` and the name of the agency."""
    kind, _, name = on.partition(":")
    return TARGETS[kind](assessment, name)


@contextmanager
def data_for(target: Any, said: Mapping[str, Any], refs: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """What the form is given, data and files, which are closed afterwards. A letter begins with the words that are proposed to its writer.

    Args:
        refs: the reference of whomever such a value stands for.
    """
    files = {name: [drawing(value)] for name, value in said.items() if str(value).startswith(DRAWN)}
    data = {name: _value(value, target, refs) for name, value in said.items() if name not in files}
    if isinstance(target, Envelope) and not data:
        data = initial(target.offer.propose(target.matter, target.recipient)) | {"checked": "on"}
        data["parts"] = [part for part in data["parts"] if part["text"]]  # what has no words is taken away
    try:
        yield {"data": data} | ({"files": files} if files else {})
    finally:
        for (one,) in files.values():
            one.close()


def _value(value: Any, target: Any, refs: Callable[[str], str]) -> Any:
    if isinstance(value, str) and value.startswith(MEMBER) and isinstance(target, Person):
        name = value.removeprefix(MEMBER)
        return next((one.ref for one in network_of(target).members if one.name.startswith(name)), "")
    if isinstance(value, str) and value.startswith((PERSON, STAFF)):
        return refs(value)
    if isinstance(value, tuple):  # several: words to choose among, or blocks of fields
        return [dict(one) if isinstance(one, tuple) else one for one in value]
    return value
