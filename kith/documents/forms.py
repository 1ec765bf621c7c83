"""What is asked when files are added or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from kith.documents.arriving import AT_ONCE
from kith.documents.content import TAKEN, TYPES
from kith.documents.inspect import Harmful, Inspected, inspect
from kith.documents.models import Document
from kith.documents.refusal import Refused
from kith.documents.shelves import Shelf
from kith.ui.forms import Checkboxes, KithForm, LongText, Radios, Text, Upload

ACCEPT = ",".join([f".{ending}" for one in TYPES.values() for ending in one.endings[:2]] + ["image/*"])


class SeveralFiles(forms.FileInput):
    """A box that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Every file that was sent under this name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class Files(Upload):
    """One file or several, each looked over. Bad ones are named with what is wrong; then none is kept."""

    widget = SeveralFiles

    def __init__(self, label: str | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.show |= {"multiple": True}
        self.harmful: Callable[[str], None] = lambda why: None  # told of what the scanner found

    def clean(self, data: Any, initial: Any = None) -> list[Inspected]:
        """What may be kept."""
        sent = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not sent:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(sent) > AT_ONCE:
            raise ValidationError(f"Choose at most {AT_ONCE} files at a time. You chose {len(sent)}", code="many")
        found: list[Inspected] = []
        wrong: list[str] = []
        for one in sent:
            try:
                found.append(inspect(one))
            except Harmful as harmful:
                self.harmful(str(harmful))
                wrong.append(str(harmful))
            except Refused as refused:
                wrong.append(str(refused))
        if wrong:
            raise ValidationError(wrong)
        return found


class AddForm(KithForm):
    """Files for a record or for a piece of work."""

    attached = Files(
        "Files",
        accept=ACCEPT,
        missing="Choose the files to add",
    )
    kind = Radios("What is it?", Document.Kind.choices, small=True)
    called = Text(
        "What shall it be called?",
        required=False,
        max_length=120,
        called="the title",
        hint="Such as “Amara’s drawing of home”. Left empty, each file goes by its own name.",
    )
    about = Checkboxes(
        "Whom is it about?",
        (),
        small=True,
        hint="It stands in the record of each, and is hidden wherever one of them is.",
    )

    def __init__(self, *args: Any, shelf: Shelf, harmful: Callable[[str], None], **rest: Any) -> None:
        super().__init__(*args, **rest)
        if len(shelf.people) < 2:
            del self.fields["about"]
        else:
            self.offer("about", [(one.ref, name) for one, name in shelf.people])
        files = self.fields["attached"]
        assert isinstance(files, Files)
        files.harmful = harmful
        files.help_text = self["attached"].help_text = (
            f"Up to {AT_ONCE} at once, each up to {settings.DOCUMENT_LIMIT:g} MB: {TAKEN}. "
            "Where a photograph was taken is left out of the picture that is shown; the original keeps it. "
            "When something is not taken, choose the files again: your browser does not hold on to them."
        )


class TakeBackForm(KithForm):
    """Why it should never have been added."""

    reason = LongText(
        "Why is it taken back?",
        max_length=1000,
        called="the reason",
        hint="Such as: it is about another child. It is shown to nobody any more, and kept until its time is up.",
    )
