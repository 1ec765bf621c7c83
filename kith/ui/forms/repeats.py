"""A block of fields that can be filled in several times: each child, each person present. Works without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.text import Truncator

from kith.ui.forms.base import KithForm
from kith.ui.forms.fields import Shown


class Blocks(forms.Widget):
    """Stands for the blocks; they read their own data."""

    kind = "repeat"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What the API sends: a list of mappings. A page sends each block's own fields instead."""
        value = data.get(name)
        return value if isinstance(value, list) else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether nothing of any block was sent."""
        return not any(str(key).startswith(name) for key in data)

    def id_for_label(self, id_: str, index: str = "0") -> str:
        """The first block."""
        return f"{id_}-0"


class Repeat(Shown, forms.Field):
    """A form several times over; cleaned, it is a list of the blocks' cleaned data.

    Args:
        form_class: the block's form, or what makes one for this record.
        label: heading over the blocks.
        one: what one block is called ("child"): it numbers the blocks and names the button.
        least, most: how many blocks there must and may be. A block left wholly empty above `least` is left out.
        fold: a block that is answered whole is shown by its name alone until it is opened.
    """

    widget = Blocks

    def __init__(
        self,
        form_class: Callable[..., KithForm],
        label: str | None = None,
        *,
        one: str = "block",
        least: int = 1,
        most: int = 20,
        fold: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(label, **{"required": least > 0, **rest})
        self.form_class, self.one, self.least, self.most, self.fold = form_class, one, least, most, fold

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> RepeatBound:
        """The blocks of one form."""
        return RepeatBound(form, self, field_name)

    def _clean_bound_field(self, bound: RepeatBound) -> list[dict[str, Any]]:
        if len(bound.blocks) > self.most:
            raise forms.ValidationError(f"There may be {self.most} at most: take {len(bound.blocks) - self.most} away")
        blocks = bound.filled
        if len(blocks) < self.least:
            raise forms.ValidationError(f"Add {'a' if self.least == 1 else self.least} {self.one}", code="required")
        faults = [f"{block.title}: {text}" for block in blocks for texts in block.errors.values() for text in texts]
        if faults:
            raise forms.ValidationError([forms.ValidationError(text, code="block") for text in faults])
        return [block.cleaned_data for block in blocks]

    def clean(self, value: Any) -> list[Any]:
        """No blocks at all: what a form that does not show them means."""
        return []


class RepeatBound(BoundField):
    """The blocks as they were sent, with one more or one fewer when that was asked."""

    field: Repeat

    @cached_property
    def rearranged(self) -> bool:
        """Whether the button pressed was one that adds or takes away a block."""
        return self.form.is_bound and any(f"{self.html_name}-{act}" in self.form.data for act in ("add", "remove"))

    @property
    def next_words(self) -> str:
        """What the button that adds a block says: `Add a child`, then `Add another child`."""
        one = self.field.one
        return f"Add {'another' if self.blocks else 'an' if one[:1] in 'aeiou' else 'a'} {one}"

    @cached_property
    def filled(self) -> list[KithForm]:
        """The blocks that count: all of the first `least`, and every later one with something in it."""
        return [block for block in self.blocks if not block.unchecked]

    @cached_property
    def blocks(self) -> list[KithForm]:
        """A form for each block."""
        sent = self._sent() if self.form.is_bound else None
        if sent is None:
            starts = list(self.initial or ())
            starts += [{} for _ in range(max(self.field.least, 1 if self.field.required else 0) - len(starts))]
            return [self._block(number, initial=start) for number, start in enumerate(starts)]
        blocks = [self._block(number, data=data, files=files) for number, (data, files) in enumerate(sent)]
        if f"{self.html_name}-add" in self.form.data and len(blocks) < self.field.most:
            blocks.append(self._block(len(blocks)))
        blocks += [self._block(number) for number in range(len(blocks), self.field.least)]
        quiet = self.rearranged or getattr(self.form, "unchecked", False)
        for number, block in enumerate(blocks):
            block.unchecked = quiet or not block.is_bound or (number >= self.field.least and not block.has_changed())
        return blocks

    def _block(self, number: int, **given: Any) -> KithForm:
        prefix = f"{self.html_name}-{number}"
        for kind in ("data", "files"):
            if kind in given:
                given[kind] = _prefixed(prefix, given[kind])
        block = self.field.form_class(prefix=prefix, auto_id=self.form.auto_id, **given)
        block.title = f"{self.field.one[:1].upper()}{self.field.one[1:]} {number + 1}"
        block.folded = self._folded(block)
        return block

    def _folded(self, block: KithForm) -> str:
        """What is shown of a block that is kept and answered whole: its first answer. What was sent stays open."""
        answers = [block.initial.get(name) for name in block.fields]
        if not self.field.fold or block.is_bound or not all(answers):
            return ""
        return f"{block.title}: {Truncator(str(answers[0])).chars(70)}"

    def _sent(self) -> list[tuple[Any, Any]]:
        """Each block's own data and files, without the block that was to be taken away."""
        data = self.form.data
        whole = data.get(self.html_name)
        if isinstance(whole, list):
            return [(dict(item) if isinstance(item, Mapping) else {}, {}) for item in whole]
        numbers = self._numbers(data) | self._numbers(self.form.files)
        taken = str(data.get(f"{self.html_name}-remove", ""))
        order = [n for n in range(max(numbers, default=-1) + 1) if str(n) != taken]
        return [(self._own(data, n), self._own(self.form.files, n)) for n in order[: self.field.most + 1]]

    def _numbers(self, source: Any) -> set[int]:
        shape = re.compile(re.escape(self.html_name) + r"-(\d{1,3})-.")
        return {int(found[1]) for key in source if (found := shape.match(str(key)))}

    def _own(self, source: Any, number: int) -> Any:
        start = f"{self.html_name}-{number}-"
        pairs = source.lists() if hasattr(source, "lists") else source.items()
        own = {str(key)[len(start) :]: value for key, value in pairs if str(key).startswith(start)}
        return MultiValueDict(own) if hasattr(source, "lists") else own


def _prefixed(prefix: str, values: Any) -> Any:
    """A block's data under the names its fields have on the page."""
    if hasattr(values, "lists"):
        return MultiValueDict({f"{prefix}-{name}": value for name, value in values.lists()})
    return {f"{prefix}-{name}": value for name, value in values.items()}
