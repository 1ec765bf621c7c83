"""Somebody asks to see a record: received, gathered, kept back where the law says so, checked, sent (IG-01)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from typing import Any

from kith.access.models import Matter, MatterSubject, User
from kith.access.notices import tell
from kith.governance import bundle, gathering, policies
from kith.governance.forms import (
    AskCheckForm,
    CheckForm,
    CloseForm,
    ExtendForm,
    GiveForm,
    IdentityForm,
    RequestForm,
    SendForm,
    WithholdForm,
)
from kith.governance.forms.access_request import ALL, WHOLE
from kith.governance.models import AccessRequest, BundleEntry, BundleSent, Withholding
from kith.governance.queries import access_request as queries
from kith.kernel.now import LONDON
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.models import Person
from kith.record.models import Clock

State = AccessRequest.State
RULE = "sar.respond"
ANSWERED = "governance.access_answered"
MEANWHILE = "Somebody went on with this a moment ago. Look at it again."
BASIS = "UK GDPR Article 15: somebody’s right to what is held about them"


class ReceiveRequest(Step):
    """Receive a request to see this record

    The month begins with the day on which it reached anybody of the authority.
    """

    name = "governance.access_requested"
    form = RequestForm
    may = policies.receive
    done = "Subject access: somebody asked to see what is held"

    def apply(self, act: Act, received_on: date, **said: Any) -> AccessRequest:
        """Raises: Breach: the same person has asked already, and is not answered yet."""
        person: Person = act.target
        lock(person.subject)
        if any(one.asked_by == said["asked_by"] for one in queries.open_of(person)):
            raise Breach("This person has asked for this record already, and is not answered yet.", "asked_by")
        matter = Matter.objects.create(kind=gathering.OWN)
        MatterSubject.objects.create(matter=matter, person=person.subject, since=act.now)
        act.matter = matter
        act.happened_at = min(act.now, datetime.combine(received_on, time(12), LONDON))
        act.counts_from = received_on
        return AccessRequest.objects.create(
            matter=matter, person=person.subject, received_on=received_on, received_by=act.actor, **said
        )


class IdentityKnown(Step):
    """Say how it is known who they are"""

    name = "governance.access_identity_known"
    form = IdentityForm
    may = policies.prepare
    done = "Subject access: it is known who asks"

    def apply(self, act: Act, identity_how: str, identity_on: date) -> AccessRequest:
        one = _held(act)
        one.identity_how, one.identity_on = identity_how, identity_on
        one.save(update_fields=["identity_how", "identity_on"])
        return one


class ExtendRequest(Step):
    """Take two more months

    Where the request is complex, or one of many. They are told within the first month, with the reason.
    """

    name = "governance.access_extended"
    form = ExtendForm
    may = policies.extend
    done = "Subject access: two more months, because it is complex or one of many"

    def apply(self, act: Act, because: str) -> AccessRequest:
        """Raises: Breach: the first month is over."""
        one = _held(act)
        first = Clock.objects.filter(matter=one.matter, rule=RULE, stopped_at=None)
        running = first.first()
        if running is None or (running.due_at and running.due_at < act.now):
            raise Breach(
                "The first month is over. Whoever asks had to be told before: answer now, and say why it is late."
            )
        act.counts_from = one.received_on
        first.update(not_needed_because="Extended by two months (UK GDPR Article 12(3))", stopped_at=act.now)
        one.extended_because, one.extended_at = because, act.now
        one.save(update_fields=["extended_because", "extended_at"])
        return one


class GatherBundle(Step):
    """Gather the bundle

    A copy of everything that the rooms hold of them, in words. The originals stay as they are.
    """

    name = "governance.bundle_gathered"
    may = policies.gather
    done = "Subject access: the bundle was gathered"

    def apply(self, act: Act) -> AccessRequest:
        one = _held(act)
        _must_be(one, State.RECEIVED)
        gathering.gather(act, one.matter, act.target.person.person)
        one.state, one.gathered_at = State.GATHERED, act.now
        one.save(update_fields=["state", "gathered_at"])
        return one


class Withhold(Step):
    """Keep something back

    Some words of this entry, or all of it, for a reason of the law; the same words everywhere, where that is asked.
    """

    name = "governance.withheld"
    form = WithholdForm
    may = policies.withhold_in
    done = "Subject access: something was kept back"

    @classmethod
    def form_kwargs(cls, actor: User, target: BundleEntry) -> dict[str, Any]:
        return {"words_of": target.words}

    def apply(self, act: Act, where: str, words: str, reason: str, why: str) -> BundleEntry:
        """Raises: Breach: all of it is kept back for that reason already."""
        entry: BundleEntry = act.target
        one = entry.matter.access_request
        _must_be(lock(one), State.GATHERED)
        act.matter = entry.matter
        among = queries.entries(one) if where == ALL else [entry]
        stands = {(row.entry_id, row.begins, row.ends, row.reason) for row in queries.withheld(one)}
        made = [
            Withholding(
                matter=entry.matter,
                entry=each,
                begins=begins,
                ends=ends,
                reason=reason,
                why=why,
                by=act.actor,
                at=act.now,
            )
            for each in among
            for begins, ends in ([(0, len(each.words))] if where == WHOLE else places(each.words, words))
            if ends > begins and (each.pk, begins, ends, reason) not in stands
        ]
        if not made:
            raise Breach("This is kept back for that reason already.")
        for row in made:
            row.save(force_insert=True)
        return entry


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text, from and to, whatever their capitals."""
    found, low, sought = [], text.lower(), words.lower()
    # A letter that is another number of letters in lower case would move every place after it.
    if len(low) != len(text):
        low, sought = text, words
    at = low.find(sought)
    while sought and at >= 0:
        found.append((at, at + len(sought)))
        at = low.find(sought, at + len(sought))
    return found


class GiveAfterAll(Step):
    """Give this after all"""

    name = "governance.given_after_all"
    form = GiveForm
    may = policies.give
    done = "Subject access: something that was kept back is given after all"

    def apply(self, act: Act, because: str) -> Withholding:
        row: Withholding = act.target
        _must_be(lock(row.matter.access_request), State.GATHERED)
        act.matter = row.matter
        row.taken_back_by, row.taken_back_because = act.actor, because
        row.save(update_fields=["taken_back_by", "taken_back_because"])
        return row


class AskForCheck(Step):
    """Send it to a second person"""

    name = "governance.bundle_check_asked"
    form = AskCheckForm
    may = policies.ask_check
    done = "Subject access: a second person was asked to check the bundle"

    @classmethod
    def form_kwargs(cls, actor: User, target: AccessRequest) -> dict[str, Any]:
        return {"checkers": queries.checkers(target, actor)}

    def apply(self, act: Act, checker: User) -> AccessRequest:
        one = _held(act)
        _must_be(one, State.GATHERED)
        one.state, one.prepared_by, one.checker, one.check_words = State.CHECK, act.actor, checker, ""
        one.save(update_fields=["state", "prepared_by", "checker", "check_words"])
        tell(checker, act.target.href)
        return one


class CheckBundle(Step):
    """Check this bundle

    Whoever did not prepare it says whether it may be sent as it is, or what is to be changed.
    """

    name = "governance.bundle_checked"
    form = CheckForm
    may = policies.check
    done = "Subject access: the bundle was checked by a second person: {what}"

    def apply(self, act: Act, right: str, words: str) -> AccessRequest:
        one = _held(act)
        _must_be(one, State.CHECK)
        one.check_words = words
        one.state, one.checked_at = (State.CHECKED, act.now) if right == "yes" else (State.GATHERED, None)
        one.save(update_fields=["state", "checked_at", "check_words"])
        act.words = {"what": "it may be sent" if right == "yes" else "it went back"}
        if one.prepared_by is not None:
            tell(one.prepared_by, act.target.href)
        return one


class ReopenBundle(Step):
    """Change it once more

    It is checked again by a second person after that.
    """

    name = "governance.bundle_reopened"
    may = policies.reopen
    done = "Subject access: the checked bundle is changed once more"

    def apply(self, act: Act) -> AccessRequest:
        one = _held(act)
        _must_be(one, State.CHECKED)
        one.state, one.checked_at = State.GATHERED, None
        one.save(update_fields=["state", "checked_at"])
        return one


class SendBundle(Step):
    """Record that it was given

    To whom, how, on which basis and exactly which file is kept (IG-01). It stops the clock.
    """

    name = "governance.bundle_sent"
    event = ANSWERED
    form = SendForm
    may = policies.send
    done = "Subject access: the bundle was given"

    def apply(self, act: Act, to: str, how: str) -> BundleSent:
        one = _held(act)
        _must_be(one, State.CHECKED)
        entries, withheld = queries.entries(act.target), queries.withheld(act.target)
        file = bundle.printed(act.target, entries, withheld)
        one.state, one.ended_at = State.SENT, act.now
        one.save(update_fields=["state", "ended_at"])
        return BundleSent.objects.create(
            matter=one.matter, to=to, how=how, purpose="They asked to see what is held", basis=BASIS,
            necessary="The law asks for it; what it lets be kept back is kept back",
            contents=f"{len(entries)} entries; something is kept back in {len({row.entry_id for row in withheld})}",
            sha256=hashlib.sha256(file).hexdigest(), by=act.actor, at=act.now,
        )  # fmt: skip


class CloseRequest(Step):
    """Close it without a bundle

    Whoever asked is told why, and what they may do about it.
    """

    name = "governance.access_closed"
    event = ANSWERED
    form = CloseForm
    may = policies.prepare
    done = "Subject access: closed without a bundle"

    def apply(self, act: Act, because: str) -> AccessRequest:
        one = _held(act)
        one.state, one.closed_because, one.ended_at = State.CLOSED, because, act.now
        one.save(update_fields=["state", "closed_because", "ended_at"])
        return one


def _held(act: Act) -> AccessRequest:
    one: AccessRequest = lock(act.target)
    act.matter = one.matter
    if not one.is_open:
        raise Breach(MEANWHILE)
    return one


def _must_be(one: AccessRequest, state: AccessRequest.State) -> None:
    if one.state != state:
        raise Breach(MEANWHILE)
