"""The form of one section of the workspace, made from what the section asks."""

from __future__ import annotations

import types
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, TypeVar

from kith.assessment.forms.asking import Named
from kith.assessment.sections import Question, Section
from kith.ui.forms import Checkboxes, DateParts, Hidden, KithForm, LongText, Radios, Repeat, Text

F = TypeVar("F", bound=KithForm)
CLASHING = "Two people changed this at the same time: both texts are here. Make one of them, then save."


class SectionForm(Named):
    """What a section asks. Everything may wait: approval, not saving, asks for what is missing."""

    mark_optional = False
    base = Hidden(required=False)
    also = Checkboxes(
        "Write the same for",
        (),
        required=False,
        small=True,
        hint="What you change here is changed there too. What only their own text says stays. "
        "Where nothing is written yet, all of it is",
    )

    def __init__(
        self, *args: Any, name: str, siblings: Iterable[tuple[str, str]] = (), clashing: Iterable[str] = (), **rest: Any
    ) -> None:
        super().__init__(*args, name=name, **rest)
        for key in clashing:
            self.fields[key].help_text = CLASHING
        if siblings:
            self.offer("also", siblings)
        else:
            del self.fields["also"]

    def clean_base(self) -> int:
        """The version its author had before them; none at all for a form that is sent by itself."""
        typed = str(self.cleaned_data["base"])
        return int(typed) if typed.isdecimal() and len(typed) < 7 else 0

    def clean(self) -> dict[str, Any]:
        """Answers as they are kept: dates as text, line ends of one kind."""
        return {name: stored(value) for name, value in (super().clean() or self.cleaned_data).items()}


def stored(value: Any) -> Any:
    """An answer as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, dict):
        return {name: stored(one) for name, one in value.items()}
    if isinstance(value, list):
        return [stored(one) for one in value]
    return value


@cache
def section_form(section: Section) -> type[SectionForm]:
    """The form of a section."""
    fields: dict[str, Any] = {}
    for question in section.questions:
        fields |= _fields(question)
    if section.blank:
        fields["blank_because"] = LongText(
            "If anything above is left blank, why?", rows=2, required=False, max_length=2000
        )
    order = [*fields, "also", "base"]
    return new_class(SectionForm, {**fields, "field_order": order, "__doc__": section.title})


def _fields(question: Question) -> dict[str, Any]:
    key, label = question.key, question.label
    about: dict[str, Any] = {"hint": question.hint, "required": False, "called": "this answer"}
    if question.kind == "blocks":
        return {key: Repeat(_block(question), label, one=question.one, least=0, most=20, fold=True, **about)}
    if question.kind == "choice":
        return {key: Radios(label, question.options, small=True, **about)}
    if question.kind == "day":
        return {key: DateParts(label, **about)}
    if question.kind == "line":
        return {key: Text(label, max_length=300, **about)}
    writing: dict[str, Any] = {key: LongText(label, rows=question.rows, **about)}
    if question.kind == "evidenced":
        writing |= {f"{key}_source": Text(f"{label}: how do we know?", max_length=500, required=False)}
    return writing


@cache
def _block(question: Question) -> type[KithForm]:
    fields: dict[str, Any] = {}
    for inner in question.questions:
        fields |= _fields(inner)
        for name in inner.fields:
            fields[name].required = inner.required
    return new_class(KithForm, {**fields, "mark_optional": False, "__doc__": question.label})


def new_class(form: type[F], members: dict[str, Any]) -> type[F]:
    """A form with fields that are only known now; Django gathers them as it does those written in a class."""
    made: type[F] = types.new_class(form.__name__, (form,), exec_body=lambda body: body.update(members))
    return made
