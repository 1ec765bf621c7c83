"""A form whose lists, and some of whose questions, depend on the record."""

from __future__ import annotations

from typing import Any

from kith.ui.forms import KithForm


class Asking(KithForm):
    """A form whose lists, and some of whose questions, depend on the record."""

    def ask_only(self, **wanted: bool) -> None:
        """Keep each named field only where it is wanted; where it is, it must be answered."""
        for name, ask in wanted.items():
            if ask:
                self.fields[name].required = True
            else:
                del self.fields[name]

    def read_first(self, name: str, read: Any, newest: int, words: str) -> None:
        """Refuse what was sent by somebody who had not read the newest text, and tell them. The form that is then drawn
        carries the newest: sent again, it is taken.

        Args:
            name: the hidden field that carries what they had read.
            read: what it held; nothing, or no number, where the form was sent by itself.
            newest: the number of the newest text.
            words: what they are told.
        """
        if str(read).isdecimal() and int(read) < newest:
            sent: Any = self.data
            self.data = sent.copy()
            self.data[self.add_prefix(name)] = str(newest)  # type: ignore[index]  # a copy of one's own
            self.add_error(None, words)
