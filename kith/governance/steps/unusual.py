"""Saying what a reading was: a person decides, with words, and it is kept (IG-06, IG-11)."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.access.notices import tell
from kith.governance import policies, queries
from kith.governance.forms import AnswerForm, ExplainForm
from kith.governance.models import UnusualAnswer, UnusualReading
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step

State = UnusualReading.State


class AnswerReading(Step):
    """Say what this reading was

    Proper, a concern, or to be explained by the reader's manager. An answer that is changed stands on top of the one
    before, which stays. The line that is kept says nothing of whose reading or record it was.
    """

    name = "governance.reading_answered"
    form = AnswerForm
    may = policies.answer
    done = "Reading that deserved a look was answered: {what}"

    @classmethod
    def form_kwargs(cls, actor: User, target: UnusualReading) -> dict[str, Any]:
        return {"managers": [one for one in queries.unusual.managers_of(target) if one.pk != actor.pk]}

    def apply(self, act: Act, said: str, manager: User | None, words: str) -> UnusualReading:
        reading: UnusualReading = lock(act.target)
        reading.state = State.ASKED if manager else State(said)
        reading.asked_of = manager
        _answered(act, reading, said, words, manager)
        if manager is not None:
            tell(manager, reading.href)
        return reading


class ExplainReading(Step):
    """Explain this reading

    The manager who was asked says what they know of it. Whoever asked looks at it again.
    """

    name = "governance.reading_explained"
    form = ExplainForm
    may = policies.explain
    done = "Reading that deserved a look was explained"

    def apply(self, act: Act, words: str) -> UnusualReading:
        reading: UnusualReading = lock(act.target)
        if reading.state != State.ASKED or reading.asked_of_id != act.actor.pk:
            raise Breach("This was explained, or answered, a moment ago. Look at it again.")
        reading.state = State.EXPLAINED
        _answered(act, reading, UnusualAnswer.Said.EXPLAINED, words, None)
        asked = reading.answers.filter(said="explain").select_related("by").order_by("-pk").first()
        if asked is not None:
            tell(asked.by, reading.href)
        return reading


def _answered(act: Act, reading: UnusualReading, said: str, words: str, manager: User | None) -> None:
    UnusualAnswer.objects.create(
        reading=reading, person_id=reading.person_id, reader_id=reading.reader_id, said=said, words=words,
        asked_of=manager, by=act.actor, at=act.now,
    )  # fmt: skip
    reading.save(update_fields=["state", "asked_of"])
    act.words = {"what": UnusualAnswer.Said(said).label.lower()}
