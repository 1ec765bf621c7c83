"""A crime is suspected, and the police are told at once (FD-11, AS-12; Working Together, referral chapter)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import User
from kith.access.notices import tell
from kith.frontdoor.models import Contact
from kith.frontdoor.policies import take_back_crime
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.record.models import Clock
from kith.sharing.models import CrimeTakenBack, PoliceTold
from kith.sharing.policies import record_consent
from kith.standards.words import full_moment
from kith.ui.forms import KithForm, LongText, MomentParts, Radios, Text

CRIMES = [
    ("physical", "Physical assault"),
    ("sexual", "Sexual assault or abuse"),
    ("neglect", "Neglect or cruelty"),
    ("exploitation", "Exploitation or trafficking"),
    ("other", "Another crime"),
    ("unclear", "It is not clear yet which"),
]
TELL = "police.tell"


class CrimeForm(KithForm):
    """Which crime it may be, as far as anybody can say."""

    kind = Radios(
        "What crime against a child may have been committed?",
        CRIMES,
        small=True,
        missing="Choose what crime it may be, or that it is not clear yet which",
    )


class TakeBackForm(KithForm):
    """Why it was a mistake to record that a crime is suspected."""

    why = LongText(
        "Why was it a mistake to record that a crime is suspected?",
        rows=4,
        max_length=2000,
        hint="If the police were told, tell them too, and say here whom. Where only the kind of crime was wrong, "
        "record it again afterwards",
        missing="Say why it was a mistake: it stays on the record beside what was taken back",
    )


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
        """The time until the police are told runs from now, and is shown to everybody who works with it.

        Raises:
            Breach: one is suspected already of which the police have not been told.
        """
        held = lock(act.target)
        if Clock.objects.filter(matter=act.target.matter, rule=TELL, stopped_at=None).exists():
            raise Breach("A crime is suspected here already. Tell the police now, of this one too, then record it.")
        if isinstance(act.target, Contact):
            contact: Contact = held
            contact.crime_suspected = act.target.crime_suspected = True
            contact.save(update_fields=["crime_suspected"])
        act.matter = act.target.matter
        act.words = {"kind": "" if kind == "unclear" else f" ({dict(CRIMES)[kind].lower()})"}
        return act.target


def take_back(act: Act, since: datetime, why: str) -> CrimeTakenBack:
    """It was a mistake: the police are owed nothing from now on, and everything that was recorded stays."""
    act.matter = act.target.matter
    running = Clock.objects.filter(matter=act.matter, rule=TELL, stopped_at=None)
    running.update(not_needed_because=why[:1000], stopped_at=act.now)
    return CrimeTakenBack.objects.create(matter=act.matter, since=since, why=why, by=act.actor, at=act.now)


class TakeBackCrime(Step):
    """Take back that a crime is suspected."""

    name = "frontdoor.crime_taken_back"
    form = TakeBackForm
    may = take_back_crime
    done = "Taken back, because it was recorded by mistake: no crime is suspected"

    def apply(self, act: Act, why: str) -> CrimeTakenBack:
        """Whoever works the contact is told.

        Raises:
            Breach: no crime is suspected in it.
        """
        contact: Contact = lock(act.target)
        if not contact.crime_suspected:
            raise Breach("No crime is suspected in this contact. It may have been taken back a moment ago.")
        contact.crime_suspected = act.target.crime_suspected = False
        contact.save(update_fields=["crime_suspected"])
        for worker in {contact.claimed_by, contact.recorded_by}:
            if worker is not None and worker != act.actor:
                tell(worker, f"/contacts/{act.target.matter.ref}/")
        clock = Clock.objects.filter(matter=act.target.matter, rule=TELL).order_by("-started_at").first()
        return take_back(act, clock.started_at if clock else contact.received_at, why)


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
        """Who told whom, when and under which log number; the clock stops at the moment they were told.

        Raises:
            Breach: this call is recorded already.
        """
        lock(act.target)
        if PoliceTold.objects.filter(matter=act.target.matter, told_at=told_at, log_number=log_number).exists():
            raise Breach(f"That the police were told then is recorded already, under log {log_number}.", "log_number")
        act.matter, act.happened_at = act.target.matter, told_at
        act.words = {"when": full_moment(told_at), "log": log_number}
        return PoliceTold.objects.create(
            matter=act.target.matter, told_at=told_at, told_by=act.actor, log_number=log_number, **said
        )
