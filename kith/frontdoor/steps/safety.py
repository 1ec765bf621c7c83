"""A crime is suspected, and the police are told at once (FD-11, AS-12; Working Together, referral chapter)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import User
from kith.frontdoor.models import Contact
from kith.kernel.perform import lock
from kith.kernel.step import Act, Step
from kith.sharing.models import PoliceTold
from kith.sharing.policies import record_consent
from kith.standards.words import full_moment
from kith.ui.forms import KithForm, LongText, MomentParts, Radios, Text

CRIMES = [
    ("physical", "Physical assault"),
    ("sexual", "Sexual assault or abuse"),
    ("neglect", "Neglect or cruelty"),
    ("exploitation", "Exploitation or trafficking"),
    ("other", "Another crime"),
]


class CrimeForm(KithForm):
    """Which crime it may be, as far as anybody can say."""

    kind = Radios("What crime against a child may have been committed?", CRIMES, required=False, small=True)


class PoliceToldForm(KithForm):
    """What was told to whom, and when.

    Args:
        since: when the worry reached us; nobody was told before that.
    """

    crime = Text("What crime is suspected?", max_length=300, hint="In a few words: assault on a child, at home, 2 June")
    told_at = MomentParts("When were the police told?", past=True, called="the time the police were told")
    officer = Text("Who was told?", hint="The officer's name and number, or the control room")
    log_number = Text("Their log number", max_length=60, width=20, hint="Ask for it: it is how they find this again")
    interim_safety = LongText(
        "What keeps the children safe until then?",
        rows=3,
        required=False,
        max_length=2000,
        hint="Who, where and how long",
    )

    def __init__(self, *args: Any, since: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_told_at(self) -> Any:
        """Not before the worry reached us."""
        moment = self.cleaned_data.get("told_at")
        if moment and self.since and moment < self.since:
            raise ValidationError(f"The worry reached us on {full_moment(self.since)}. Check the time")
        return moment


def suspect_crime(actor: User, work: Any) -> bool | str:
    """May say that a crime is suspected: whoever tells us of it, and whoever works with it.

    `work` is a contact, or any other piece of work in which it comes to light (AS-12).
    """
    return getattr(work, "recorded_by_id", None) == actor.pk or record_consent(actor, work)


class CrimeSuspected(Step):
    """Say that a crime is suspected."""

    name = "frontdoor.crime_suspected"
    form = CrimeForm
    may = suspect_crime
    done = "A crime against a child is suspected{kind}: the police are to be told at once"

    def apply(self, act: Act, kind: str) -> Any:
        """The time until the police are told runs from now, and is shown to everybody who works with it."""
        if isinstance(act.target, Contact):
            contact: Contact = lock(act.target)
            contact.crime_suspected = act.target.crime_suspected = True
            contact.save(update_fields=["crime_suspected"])
        act.matter = act.target.matter
        act.words = {"kind": f" ({dict(CRIMES)[kind].lower()})" if kind else ""}
        return act.target


class PoliceAreTold(Step):
    """Record that the police were told."""

    name = "frontdoor.police_told"
    form = PoliceToldForm
    may = record_consent
    done = "Police told, {when}, log {log}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"since": getattr(target, "received_at", None) or target.opened_at}

    def apply(self, act: Act, told_at: datetime, log_number: str, **said: Any) -> PoliceTold:
        """Who told whom, when and under which log number; the clock stops at the moment they were told."""
        act.matter, act.happened_at = act.target.matter, told_at
        act.words = {"when": full_moment(told_at), "log": log_number}
        return PoliceTold.objects.create(
            matter=act.target.matter, told_at=told_at, told_by=act.actor, log_number=log_number, **said
        )
