"""Writing letters, sending them, and what becomes of them: nothing is ever changed that was sent (AS-20)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.models import Matter, MatterSubject, User
from kith.access.notices import tell
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.letters import policies
from kith.letters.envelopes import Envelope, Recipient, offer_of, recipient_of
from kith.letters.forms import (
    AcknowledgeForm,
    FlagForm,
    LetterForm,
    LiftForm,
    ReleaseForm,
    SendForm,
    WithholdForm,
    unfit_in,
)
from kith.letters.models import Letter, SafetyFlag
from kith.letters.pdf import Unprintable
from kith.letters.queries import readers_at
from kith.letters.sheet import printed
from kith.people.policies import subject_of
from kith.standards.words import local_day, long_date

State = Letter.State
# How a line of the timeline names a reader: without their name.
TO = {"family": "the family", "child": "the child", "agency": "an agency", "referrer": "the referrer"}


def _unfit(matter: Matter, recipient: Recipient) -> list[Any]:
    offer = offer_of(matter)
    return offer.unfit(matter, recipient) if offer else []


class WriteLetter(Step):
    """Write this letter."""

    name = "letters.written"
    form = LetterForm
    may = policies.write
    done = "Letter to {to} written"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"unfit": _unfit(target.matter, target.recipient)}

    def apply(self, act: Act, **words: Any) -> Letter:
        """The first version, a draft until somebody sends it."""
        envelope: Envelope = act.target
        lock(envelope.matter)
        if Letter.objects.filter(matter=envelope.matter, key=envelope.recipient.key).exists():
            raise Breach("Somebody wrote to them a moment ago. Go back and open that letter.")
        return _written(act, envelope.matter, envelope.recipient, None, **words)


class ReviseLetter(Step):
    """Write a new version of this letter."""

    name = "letters.revised"
    form = LetterForm
    may = policies.revise
    done = "Letter to {to} changed: version {edition}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"unfit": _unfit(target.matter, recipient_of(target))}

    def apply(self, act: Act, **words: Any) -> Letter:
        """The version before it stays as it was, also for whoever was sent it."""
        before: Letter = lock(act.target)
        if Letter.objects.filter(replaces=before).exists():
            raise Breach(policies.NEWER)
        made = _written(act, before.matter, recipient_of(before), before, **words)
        act.words["edition"] = made.edition
        return made


def _written(
    act: Act,
    matter: Matter,
    to: Recipient,
    before: Letter | None,
    called: str,
    greeting: str,
    parts: Any,
    checked: bool,
) -> Letter:
    made = Letter.objects.create(
        matter=matter,
        key=to.key,
        audience=to.audience,
        person=to.person,
        agency=to.agency,
        user=to.user,
        name=to.name,
        title=called,
        greeting=greeting,
        sections=[{"heading": one["heading"], "text": one["text"]} for one in parts],
        signed=", ".join(part for part in (act.actor.name, act.actor.job_title) if part),
        edition=before.edition + 1 if before else 1,
        replaces=before,
        written_by=act.actor,
        written_at=act.now,
    )
    try:
        printed(made)
    except Unprintable as no:
        raise Breach(str(no), "parts") from no
    _about(act, made)
    return made


def _about(act: Act, letter: Letter) -> None:
    """Everybody whom the work is about reads of it in their story, in words that name nobody."""
    act.matter = letter.matter
    act.people = list(
        MatterSubject.objects.filter(matter=letter.matter_id, until=None).values_list("person_id", flat=True)
    )
    act.words["to"] = TO[letter.audience]


class SendLetter(Step):
    """Send this letter."""

    name = "letters.sent"
    form = SendForm
    may = policies.send
    done = "Letter to {to} sent, {how}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        readers = [one for one in readers_at(target.agency) if target.user in (None, one)]
        return {"readers": readers, "written": local_day(target.written_at)}

    def apply(self, act: Act, how: str, sent_on: date, reader: User | None = None) -> Letter:
        """Whoever reads it in the portal gets word that something waits, and not of what."""
        letter: Letter = lock(act.target)
        if (why := policies.send(act.actor, letter)) is not True:
            raise Breach(str(why))
        said = " ".join([letter.title, letter.greeting, *(" ".join(one.values()) for one in letter.sections)])
        for one in unfit_in(_unfit(letter.matter, recipient_of(letter)), said):
            if one.always:  # hidden since it was written
                raise Breach(f"Take “{one.words}” out first: it is {one.why}")
        letter.state, letter.how, letter.sent_by, letter.sent_on = State.SENT, how, act.actor, sent_on
        if how == Letter.How.PORTAL:
            letter.user, letter.sent_on = reader, local_day(act.now)
        letter.save(update_fields=["state", "how", "sent_by", "sent_on", "user"])
        if how == Letter.How.PORTAL and letter.user:
            tell(letter.user, f"/portal/letters/{letter.ref}/")
        _about(act, letter)
        act.words["how"] = letter.get_how_display().lower()
        return letter


class AcknowledgeLetter(Step):
    """Record that this letter was received."""

    name = "letters.acknowledged"
    form = AcknowledgeForm
    may = policies.acknowledge
    done = "Letter to {to} acknowledged"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"sent": target.sent_on}

    def apply(self, act: Act, acknowledged_on: date, words: str) -> Letter:
        """As somebody told us, or as the worker saw it."""
        return _acknowledged(act, acknowledged_on, words)


class AcknowledgeOwn(Step):
    """Tell them that you have read it."""

    name = "letters.acknowledged_by_reader"
    event = "letters.acknowledged"
    may = policies.acknowledge_own
    done = "Letter to {to} acknowledged by its reader"

    def apply(self, act: Act) -> Letter:
        """By whoever it was sent to in the portal."""
        return _acknowledged(act, local_day(act.now), "")


def _acknowledged(act: Act, day: date, words: str) -> Letter:
    letter: Letter = lock(act.target)
    if letter.state != State.SENT:
        raise Breach("That it was received is written down already.")
    letter.state, letter.acknowledged_by = State.ACKNOWLEDGED, act.actor
    letter.acknowledged_on, letter.acknowledged_words = day, words
    letter.save(update_fields=["state", "acknowledged_by", "acknowledged_on", "acknowledged_words"])
    _about(act, letter)
    return letter


class WithholdLetter(Step):
    """Withhold this letter."""

    name = "letters.withheld"
    form = WithholdForm
    may = policies.withhold
    done = "Letter to {to} withheld, to be looked at again on {day}"

    def apply(self, act: Act, reason: str, review_on: date) -> Letter:
        """In writing, by a manager, until a day; also where nothing was written yet. Done again, it is a review."""
        envelope: Envelope = act.target
        lock(envelope.matter)
        letter = _newest(act, envelope)
        if letter.was_sent:
            raise Breach("This letter was sent a moment ago. What was sent cannot be withheld.")
        letter.state, letter.withheld_reason, letter.review_on = State.WITHHELD, reason, review_on
        letter.withheld_by, letter.withheld_on = act.actor, local_day(act.now)
        letter.save()
        _about(act, letter)
        act.words["day"] = long_date(review_on)
        return letter


def _newest(act: Act, envelope: Envelope) -> Letter:
    """The letter in an envelope as it stands now, or an empty one to the same reader."""
    to = envelope.recipient
    found = Letter.objects.filter(matter=envelope.matter, key=to.key, replaced_by=None).first()
    if found is not None:
        held: Letter = lock(found)
        return held
    return Letter(
        matter=envelope.matter, key=to.key, audience=to.audience, person=to.person, agency=to.agency, user=to.user,
        name=to.name, written_by=act.actor, written_at=act.now,
    )  # fmt: skip


class ReleaseLetter(Step):
    """Let this letter go."""

    name = "letters.released"
    form = ReleaseForm
    may = policies.release
    done = "Letter to {to} is no longer withheld"

    def apply(self, act: Act, reason: str) -> Letter:
        """It may be written and sent like any other; why it was withheld stays in its history."""
        letter: Letter = lock(act.target)
        if letter.state != State.WITHHELD:
            raise Breach("This letter is not withheld any more.")
        letter.state, letter.withheld_reason, letter.released_because = State.DRAFTED, "", reason
        letter.withheld_by = letter.withheld_on = letter.review_on = None
        letter.save(
            update_fields=["state", "withheld_reason", "withheld_by", "withheld_on", "review_on", "released_because"]
        )
        _about(act, letter)
        return letter


class StopLetters(Step):
    """Stop all letters to this family."""

    name = "letters.stopped"
    form = FlagForm
    may = policies.raise_flag
    done = "Letters to the family stopped: word of it could put the child in danger"

    def apply(self, act: Act, kind: str, reason: str) -> SafetyFlag:
        """From now on nothing can be written or sent to the family or the child, in any room (PR-12)."""
        child = subject_of(act.target)
        act.people = [child.pk]
        return SafetyFlag.objects.create(child=child, kind=kind, reason=reason, raised_by=act.actor, raised_at=act.now)


class LetLettersGo(Step):
    """Let letters go to this family again."""

    name = "letters.let_go"
    form = LiftForm
    may = policies.lift_flag
    done = "Letters to the family may go again"

    def apply(self, act: Act, reason: str) -> SafetyFlag:
        """By a manager; who stopped them and why stays on the record."""
        flag: SafetyFlag = lock(act.target)
        if flag.lifted_at is not None:
            raise Breach("Letters may go again already.")
        flag.lifted_by, flag.lifted_at, flag.lifted_because = act.actor, act.now, reason
        flag.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
        act.people = [flag.child_id]
        return flag
