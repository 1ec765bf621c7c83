"""The fields a Kith form is made of. Each takes its label first; `hint` stands under it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from kith.ui.forms.words import ONE_LINE, WRITING

Choices = Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]]


class Shown(forms.Field):
    """What every field lets its author say about how it is shown.

    Args:
        label: what the person reads.
        hint: a line under the label.
        called: how a sentence names the field, when the label does not read well inside one ("the date of birth").
        missing: the whole sentence for an empty required field.
        heading: "l" or "m" when this label is the page's heading.
        show: further attributes for the component, for example `{"autocomplete": "email"}`.
    """

    def __init__(
        self,
        label: str | None = None,
        *,
        hint: str = "",
        called: str = "",
        missing: str = "",
        heading: str = "",
        show: Mapping[str, Any] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(label=label, help_text=hint or rest.pop("help_text", ""), **rest)
        self.called, self.missing, self.heading = called, missing, heading
        self.show: dict[str, Any] = dict(show or {})


class Text(Shown, forms.CharField):
    """One line of text. `width` is in characters: 2, 3, 4, 5, 10, 20 or 30."""

    def __init__(
        self, label: str | None = None, *, width: int | None = None, prefix: str = "", suffix: str = "", **rest: Any
    ) -> None:
        rest.setdefault("max_length", ONE_LINE)
        super().__init__(label, **rest)
        self.show |= {"width": width, "prefix": prefix, "suffix": suffix}


class LongText(Shown, forms.CharField):
    """A piece of writing, up to 20,000 characters. `rows` is the height of the box in lines."""

    widget = forms.Textarea

    def __init__(self, label: str | None = None, *, rows: int = 5, **rest: Any) -> None:
        rest.setdefault("max_length", WRITING)
        super().__init__(label, **rest)
        self.show["rows"] = rows


class Email(Shown, forms.EmailField):
    """An email address."""

    default_error_messages = {"invalid": "Enter an email address in the correct format, such as name@example.org"}
    default_validators = [forms.EmailField.default_validators[0]]

    def __init__(self, label: str | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.show = {"width": 30, "spellcheck": "false", **self.show}

    def run_validators(self, value: Any) -> None:
        """Say one thing: the house's sentence, not the validator's."""
        try:
            super().run_validators(value)
        except ValidationError as faults:
            if any(fault.code == "invalid" for fault in faults.error_list):
                raise ValidationError(self.error_messages["invalid"], code="invalid") from faults
            raise


class Phone(Text):
    """A telephone number, kept as it was written: 8 to 15 digits, with an extension if there is one."""

    def __init__(self, label: str | None = "Telephone number", **rest: Any) -> None:
        super().__init__(label, **{"width": 20, "max_length": 40, **rest})
        self.show |= {"type": "tel"}

    def clean(self, value: Any) -> str:
        """The number as typed, or a sentence with three good examples."""
        text = super().clean(value)
        found = re.fullmatch(r"(\+?[\d\s().-]+?)(?:\s*(?:ext(?:ension)?|x)\.?\s*\d+)?", text, re.IGNORECASE)
        if text and not (found and 8 <= len(re.sub(r"\D", "", found[1])) <= 15):
            raise ValidationError(
                "Enter a telephone number, such as 01632 960 001, 07700 900 982 or +44 808 157 0192", code="invalid"
            )
        return text


class Postcode(Text):
    """A full United Kingdom postcode, kept in capitals with its space."""

    _shape = re.compile(r"(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")

    def __init__(self, label: str | None = "Postcode", **rest: Any) -> None:
        super().__init__(label, **{"width": 10, "max_length": 12, **rest})

    def clean(self, value: Any) -> str:
        """`NM4 2QT`, whatever the spacing and case it was typed in."""
        text = super().clean(value).upper().replace(".", "")
        if not text:
            return ""
        found = self._shape.fullmatch(re.sub(r"\s+", "", text))
        if not found:
            raise ValidationError("Enter a full UK postcode, such as NM4 2QT", code="invalid")
        return f"{found[1]} {found[2]}"


class WholeNumber(Shown, forms.IntegerField):
    """A whole number."""

    def __init__(
        self, label: str | None = None, *, width: int = 4, prefix: str = "", suffix: str = "", **rest: Any
    ) -> None:
        super().__init__(label, **{"min_value": 0, **rest})
        self.show |= {"width": width, "prefix": prefix, "suffix": suffix, "type": "text", "inputmode": "numeric"}


class _Chosen(Shown):
    """What a field with answers to choose from may say: hints under answers, and fields an answer opens.

    `reveal` maps an answer to the names of the fields it opens, each by one answer alone; they are required only when
    it is chosen, are emptied when it is not, and stand in plain view where there is no JavaScript.
    """

    def __init__(
        self,
        label: str | None = None,
        choices: Choices = (),
        *,
        hints: Mapping[Any, str] | None = None,
        reveal: Mapping[Any, Sequence[str]] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(label, choices=choices, **rest)
        self.hints = {str(value): words for value, words in (hints or {}).items()}
        self.reveal = {str(value): tuple(names) for value, names in (reveal or {}).items()}


class Radios(_Chosen, forms.ChoiceField):
    """One answer of a few, all in view."""

    widget = forms.RadioSelect

    def __init__(
        self, label: str | None = None, choices: Choices = (), *, small: bool = False, inline: bool = False, **rest: Any
    ) -> None:
        super().__init__(label, choices, **rest)
        self.show |= {"small": small, "inline": inline}


class Select(_Chosen, forms.ChoiceField):
    """One answer of many. The first line asks for a choice, so that nothing is chosen by accident."""

    widget = forms.Select

    def __init__(self, label: str | None = None, choices: Choices = (), *, empty: str = "Choose", **rest: Any) -> None:
        super().__init__(label, choices, **rest)
        self.empty = empty


class Checkboxes(_Chosen, forms.MultipleChoiceField):
    """Any number of answers. `exclusive` is the answer that rules out the others, such as none of these."""

    widget = forms.CheckboxSelectMultiple

    def __init__(
        self,
        label: str | None = None,
        choices: Choices = (),
        *,
        exclusive: Any = None,
        small: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(label, choices, **rest)
        self.show |= {"small": small}
        self.exclusive = None if exclusive is None else str(exclusive)

    def clean(self, value: Any) -> list[str]:
        """The answers, each once."""
        answers = list(dict.fromkeys(super().clean(value)))
        if self.exclusive in answers and len(answers) > 1:
            words = next(str(label) for value, label in cast(Any, self.choices) if str(value) == self.exclusive)
            raise ValidationError(f"Choose “{words}” alone, or the answers it rules out, not both", code="exclusive")
        return answers


class Tick(Shown, forms.BooleanField):
    """One box to tick. Required means that it must be ticked. `reveal={"on": [names]}`: what ticking opens."""

    def __init__(
        self, label: str | None = None, *, reveal: Mapping[Any, Sequence[str]] | None = None, **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self.reveal = {str(value): tuple(names) for value, names in (reveal or {}).items()}

    def prepare_value(self, value: Any) -> Any:
        """Ticked is `on`, as a browser sends it."""
        return "on" if value in (True, "on", "true", "True", "1") else value


class YesNoRadios(forms.RadioSelect):
    """Radios for yes and no that also understand true and false, as the API sends them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """`yes`, `no` or nothing."""
        return _YES_NO.get(value := super().value_from_datadict(data, files, name), value)


_YES_NO: dict[Any, str] = {True: "yes", False: "no", "true": "yes", "false": "no", "True": "yes", "False": "no"}


class YesNo(_Chosen, forms.TypedChoiceField):
    """Yes or no: True, False, or None when it need not be answered and was not."""

    widget = YesNoRadios

    def __init__(self, label: str | None = None, *, inline: bool = True, **rest: Any) -> None:
        choices = rest.pop("choices", (("yes", "Yes"), ("no", "No")))
        super().__init__(label, choices, coerce=lambda answer: answer == "yes", empty_value=None, **rest)
        self.show["inline"] = inline and not self.reveal

    def prepare_value(self, value: Any) -> Any:
        """A stored True or False as the answer it was."""
        return _YES_NO.get(value, value) if isinstance(value, (bool, str)) else value


class Upload(Shown, forms.FileField):
    """A file. `accept` is the browser's filter only; what the file is, the documents room decides."""

    def __init__(self, label: str | None = None, *, accept: str = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.show |= {"accept": accept or None, "drop": True}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, or what was wrong with it when it came in."""
        if fault := getattr(data, "fault", ""):
            raise ValidationError(fault, code="fault")
        return super().clean(data, initial)


class Hidden(Shown, forms.CharField):
    """A value the page carries along."""

    widget = forms.HiddenInput
