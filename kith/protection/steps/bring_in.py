"""A section 47 enquiry from another system, with the dates the census holds of it (decision 24)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.history import last_hand
from kith.access.models import Matter, MatterSubject
from kith.access.policies import identity_of
from kith.assessment.policies import bring_in
from kith.assessment.steps.bring_in import CHANGED_HERE, morning
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.protection.enquiry_forms import EnquiryBroughtInForm
from kith.protection.models import Enquiry

NOT_REQUIRED = "No initial conference was required. Another system says so, and not why."


class BringInEnquiry(Step):
    """Bring in a section 47 enquiry from another system."""

    name = "protection.enquiry_brought_in"
    form = EnquiryBroughtInForm
    may = bring_in
    done = "Section 47 enquiry {number}, brought in from {source}{how}"

    def apply(self, act: Act, started_on: date, import_key: str, brought_in_from: str, **said: Any) -> Enquiry:
        """Write the enquiry about one child (the target) once; the same key again completes the first.

        What it found is not in a census, and stays open. It starts no clock: the days it had to meet are past, and are
        the other system's to account for.

        Raises:
            Breach: somebody wrote in it here since.
        """
        mine = Enquiry.objects.filter(child__in=identity_of(act.target), import_key=import_key)
        one = mine.select_related("matter").first()
        if one is None:
            matter = Matter.objects.create(kind="enquiry")
            MatterSubject.objects.create(matter=matter, person=act.target, since=morning(started_on))
            number = next_number("EB", morning(started_on))
            one = Enquiry(matter=matter, number=number, child=act.target, started_at=morning(started_on))
            one.import_key, one.brought_in_from, one.joint = import_key, brought_in_from, None
        elif last_hand(one) != self.name:
            raise Breach(CHANGED_HERE)
        for name, value in enquiry_as_it_stands(**said).items():
            setattr(one, name, value)
        one.save()
        act.matter, act.happened_at = one.matter, one.started_at
        how = "; no conference was required" if one.not_convened_because else ""
        act.words = {"number": one.number, "source": brought_in_from, "how": how}
        return one


def enquiry_as_it_stands(*, conference_on: date | None, not_required: bool | None) -> dict[str, Any]:
    """What the other system says of an enquiry, as it is kept: it ends with its conference, or without one."""
    without = bool(not_required) and conference_on is None
    return {
        "conference_on": conference_on,
        "not_convened_because": NOT_REQUIRED if without else "",
        "state": Enquiry.State.ENDED if without or conference_on else Enquiry.State.OPEN,
    }
