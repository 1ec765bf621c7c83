"""What is asked of an entry of a chronology."""

from __future__ import annotations

from kith.ui.forms import KithForm, Text, YesNo


class MarkForm(KithForm):
    """Whether an entry is significant, and why (AS-15)."""

    significant = YesNo("Is this significant in this child’s life?")
    why = Text("Why?", max_length=1000, hint="A sentence, for whoever reads the chronology next")
