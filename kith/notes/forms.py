"""The forms of a case note: written fast, put right, and taken off the wrong record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from kith.notes.models import NoteSent
from kith.people.models import Person
from kith.ui.forms import Checkboxes, KithForm, LongText, MomentParts, Radios, Select, Text, YesNo
from kith.ui.forms.words import house_rules

ELSEWHERE, NOT_KNOWN = "elsewhere", "not_known"
ALSO, ONLY = "also", "only_"
_SAYS_NOTHING = "Write what happened, for each of them or for {name} alone"


class NoteForm(KithForm):
    """What happened, when, who was there; and what of it stands on the record of one child alone.

    Args:
        person: the child from whose record it is written.
        others: the children for whom it may be written at once.
        kinds: what it can be of.
    """

    kind = Select("What is it a note of?", empty="Choose", missing="Choose what it is a note of")
    happened_at = MomentParts("When did it happen?", past=True, called="the time it happened")
    present = Text("Who was there?", max_length=500, required=False, hint="Or whom did you speak or write to?")
    also = Checkboxes("Whose record does it stand on as well?", required=False, small=True)
    words = LongText("What happened?", rows=8, required=False)
    own = LongText("", rows=4, required=False)
    significant = YesNo(
        "Is this a significant event in the child’s life?",
        hint="It then stands out in the chronology, with your reason",
        reveal={"yes": ["significant_because"]},
        missing="Say whether this is a significant event",
    )
    significant_because = Text("Why?", max_length=1000, missing="Say why it is significant")

    def __init__(
        self, *args: Any, person: Person, others: Sequence[Person], kinds: Iterable[tuple[str, str]], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.person, self.others = person, {one.ref: one for one in others}
        self.offer("kind", kinds)
        if not others:
            del self.fields["also"], self.fields["own"]
            self.fields["words"].required = True
            self.fields["words"].error_messages["required"] = "Write what happened"
            return
        self._for_several()

    def _for_several(self) -> None:
        also, own, words = self.fields["also"], self.fields["own"], self.fields["words"]
        self.offer(ALSO, [(ref, one.shown_name) for ref, one in self.others.items()])
        also.reveal = {ref: (f"{ONLY}{ref}",) for ref in self.others}  # type: ignore[attr-defined]  # a field of ours
        words.label = "What happened, for the record of each of them?"
        hidden = [one.called for one in (self.person, *self.others.values()) if one.subject.restricted]
        words.help_text = (
            "Everybody who may open one of these records reads this. What is about one child alone goes below"
        )
        if hidden:
            words.help_text = (
                f"The record of {' and of '.join(hidden)} is restricted: leave out here what only its readers may know"
            )
        own.label = f"What stands on the record of {self.person.called} alone?"
        for ref, one in self.others.items():
            name = f"{ONLY}{ref}"
            label = f"What stands on the record of {one.called} alone?"
            self.fields[name] = LongText(label, rows=4, required=False)
            house_rules(self.fields[name], label)
            self.opened_by[name] = (ALSO, {ref})
        self.order_fields(["kind", "happened_at", "present", ALSO, "words", "own"])

    def clean(self) -> dict[str, Any]:
        """`parts`: each child with what stands on their record alone. Each record says something."""
        data = super().clean() or self.cleaned_data
        chosen = [self.others[ref] for ref in data.pop(ALSO, []) if ref in self.others]
        own = {self.person.ref: data.pop("own", "")}
        own |= {ref: data.pop(f"{ONLY}{ref}", "") for ref in self.others}
        data["parts"] = [(one, own[one.ref]) for one in (self.person, *chosen)]
        silent = [one for one, text in data["parts"] if not (data.get("words") or text)]
        if silent and "words" not in self.errors:
            self.add_error("words", _SAYS_NOTHING.format(name=silent[0].called))
        return data


class CorrectForm(NoteForm):
    """The whole note as it should have been, and why (IG-07)."""

    why = LongText(
        "What was wrong, and why is this right?",
        rows=3,
        max_length=1000,
        hint="The note that you correct stays readable, struck as corrected",
        called="why you correct it",
    )


class SentForm(KithForm):
    """To whom a copy went, how, when and why (IG-01)."""

    to = Text("Who was given it?", max_length=200, hint="Name, and their agency or who they are to the child")
    how = Radios("How?", NoteSent.How.choices, small=True, missing="Choose how they were given it")
    at = MomentParts("When?", past=True, called="the time they were given it")
    why = Text(
        "Why did they need it?",
        max_length=1000,
        hint="What allows it to be shared is recorded with the work, under Agreement and sharing",
        called="why they needed it",
    )


class ReadAfterAllForm(KithForm):
    """Why the family may read it after all (IG-04)."""

    reason = LongText("Why may the family read it now?", rows=3, max_length=1000, called="why they may read it now")


class PlaceForm(KithForm):
    """On whose record a note belongs.

    Args:
        near: the children of the same family and home whose records are open to whoever asks.
        find: the record that somebody means by a number, if it is open to them.
        wrong: the record on which it stood by mistake.
    """

    belongs = Radios("On whose record does it belong?", (), reveal={ELSEWHERE: ["other"]}, called="where it belongs")
    other = Text(
        "Their child id, their NHS number, or the address of their page",
        max_length=300,
        hint="Open their record first. Nothing is said here of a record that is not open to you",
        called="the other child",
        missing="Enter the child id, the NHS number or the address of their page",
    )
    may_leave_open = False

    def __init__(
        self, *args: Any, near: Sequence[Person], find: Callable[[str], Person | None], wrong: Person, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.near, self.find, self.wrong = {one.ref: one for one in near}, find, wrong
        choices = [(ref, one.shown_name) for ref, one in self.near.items()]
        choices.append((ELSEWHERE, "Another child"))
        if self.may_leave_open:
            choices.append((NOT_KNOWN, "I do not know. It stands nowhere until a manager says where it belongs"))
        self.offer("belongs", choices)

    def clean(self) -> dict[str, Any]:
        """`to`: the child, or nobody where that is not known."""
        data = super().clean() or self.cleaned_data
        belongs, typed = data.pop("belongs", ""), data.pop("other", "")
        data["to"] = self.near.get(belongs)
        if belongs == ELSEWHERE and typed:
            data["to"] = self._found(typed)
        return data

    def _found(self, typed: str) -> Person | None:
        found = self.find(typed)
        if found is None:
            words = "No record that is open to you has this. Open it first"
            self.add_error(
                "other",
                ValidationError(f"{words}, or choose that you do not know." if self.may_leave_open else f"{words}."),
            )
        elif found.pk == self.wrong.pk:
            self.add_error("other", ValidationError("That is the record on which it stands by mistake."))
            return None
        return found


class RecallForm(PlaceForm):
    """Why it is on the wrong record, and where it belongs."""

    why = LongText(
        "Why does it not belong here?",
        rows=3,
        max_length=1000,
        hint="A manager and the information governance officer read this. Do not name the other child",
        called="why it does not belong here",
    )
    field_order = ("why", "belongs", "other")
    may_leave_open = True
