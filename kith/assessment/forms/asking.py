"""A form whose lists, and some of whose questions, depend on the record."""

from __future__ import annotations

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
