"""Forms whose words, lists and questions depend on the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kith.kernel.now import today
from kith.standards.words import capital
from kith.ui.forms import Hidden, KithForm, LongText, YesNo

# What is allowed by exception is looked at again after these at the latest.
AT_LATEST = timedelta(days=365)


def within_a_year(form: KithForm, field: str) -> None:
    """An exception without an end is none: the day on which it is looked at again is within a year (AS-09, PR-06)."""
    day = form.cleaned_data.get(field)
    if day and day > today() + AT_LATEST:
        form.add_error(field, "The day must be within a year")


def said(words: str, name: str) -> str:
    """A sentence about this child, by name. One that begins with "the baby" begins with a capital."""
    told = words.replace("{name}", name)
    return capital(told) if words.startswith("{name}") and name.startswith("the ") else told


def protection() -> tuple[YesNo, LongText]:
    """Asked anew at each review and in each supervision: must the child be protected now? Either answer says why."""
    return (
        YesNo("Must anything be done now to protect the child?"),
        LongText(
            "How do you know? If so, what is done at once, and by whom?",
            rows=3,
            max_length=4000,
            called="how you know, or what is done at once",
        ),
    )


class Named(KithForm):
    """A form that speaks of this child by name: its labels, hints and what it says of faults hold `{name}`."""

    def __init__(self, *args: Any, name: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for field in self.fields.values():
            field.label, field.help_text = said(str(field.label or ""), name), said(str(field.help_text), name)
            field.error_messages = {code: said(str(words), name) for code, words in field.error_messages.items()}


class Asking(KithForm):
    """A form whose lists, and some of whose questions, depend on the record."""

    def ask_only(self, **wanted: bool) -> None:
        """Keep each named field only where it is wanted; where it is, it must be answered."""
        for name, ask in wanted.items():
            if ask:
                self.fields[name].required = True
            else:
                self.leave_out(name)

    def leave_out(self, name: str) -> None:
        """A question that is not asked, with what its answers would open."""
        for opened in [one for one, (opener, _) in self.opened_by.items() if opener == name]:
            self.leave_out(opened)
        self.opened_by.pop(name, None)
        del self.fields[name]


class ReadFirst(Asking):
    """A form by which somebody stands behind what others wrote: it carries how far they have read.

    The page draws that mark by itself, anew each time, from `read_up_to` in its context: a page that refuses because
    something is new shows it, and can be sent again; a draft never brings an old mark back.
    """

    read_up_to = Hidden(required=False)

    def get_context(self) -> dict[str, Any]:
        """Everything but the mark."""
        found = super().get_context()
        return {**found, "hidden_fields": [one for one in found["hidden_fields"] if one.name != "read_up_to"]}
