"""A conference from another system, with its day and what it decided for one child (decision 24)."""

from __future__ import annotations

from datetime import date

from kith.access.history import last_hand
from kith.access.models import Matter, MatterSubject
from kith.access.policies import identity_of
from kith.assessment.policies import bring_in
from kith.assessment.steps.bring_in import CHANGED_HERE, morning
from kith.conferences.forms import ConferenceBroughtInForm
from kith.conferences.models import Conference, ConferenceChild
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.protection.models import Enquiry
from kith.ui.forms.words import lower_first


class BringInConference(Step):
    """Bring in a conference from another system."""

    name = "conferences.conference_brought_in"
    form = ConferenceBroughtInForm
    may = bring_in
    done = "{kind}, brought in from {source}{decided}"

    def apply(
        self, act: Act, held_on: date, kind: str, outcome: str, category: str, why: str, enquiry: str, reviews: str,
        import_key: str, brought_in_from: str,
    ) -> ConferenceChild:  # fmt: skip
        """Write what one conference decided for one child (the target) once; the same key again completes the first.

        A census knows no brothers and sisters, so each child has the conference by themselves. Who was there and what
        was said is not in it. It starts and stops no clock.

        Raises:
            Breach: somebody wrote in it here since.
        """
        mine = ConferenceChild.objects.filter(
            child__in=identity_of(act.target), matter__conference__import_key=import_key
        )
        row = mine.select_related("matter__conference").first()
        if row is None:
            row = self._begin(act, held_on, kind, why, import_key, brought_in_from)
            row.enquiry = Enquiry.objects.filter(matter__ref=enquiry, child=act.target).first() if enquiry else None
            row.reviews = ConferenceChild.objects.filter(ref=reviews, child=act.target).first() if reviews else None
        elif last_hand(row) != self.name:
            raise Breach(CHANGED_HERE)
        row.outcome, row.category = outcome, category
        row.save()
        one = row.matter.conference
        act.matter, act.happened_at = row.matter, one.held_at
        decided = " ".join(part for part in (row.get_outcome_display(), row.category_words.lower()) if part)
        act.words = {
            "kind": one.get_kind_display(),
            "source": brought_in_from,
            "decided": f": {lower_first(decided)}" if decided else "",
        }
        return row

    @staticmethod
    def _begin(act: Act, held_on: date, kind: str, why: str, import_key: str, source: str) -> ConferenceChild:
        moment = morning(held_on)
        matter = Matter.objects.create(kind="conference")
        MatterSubject.objects.create(matter=matter, person=act.target, since=moment)
        matter.conference = Conference.objects.create(
            matter=matter, number=next_number("CPB", moment), kind=kind, state=Conference.State.HELD, why=why,
            asked_by=act.actor, asked_at=moment, held_at=moment, brought_in_from=source, import_key=import_key,
        )  # fmt: skip
        return ConferenceChild(matter=matter, child=act.target, kind=kind, brought_in=True)
