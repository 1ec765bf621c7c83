"""The questions around a police file: which file, which columns, and nothing more."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField, HiddenInput

from kith.access.models import Agency
from kith.frontdoor.police_columns import OF_THE_CHILD, WANTED, named
from kith.frontdoor.police_csv import LARGEST, Table, Unreadable, decode, read
from kith.standards.codesets import codes
from kith.ui.forms import KithForm, Select, Upload
from kith.ui.forms.words import house_rules


class UploadForm(KithForm):
    """The file, looked into before it is kept: a name that ends in .csv proves nothing."""

    file = Upload(
        "Choose the police file",
        accept=".csv,.txt,text/csv",
        hint="A CSV file of at most 5 MB and 2,000 rows, with the names of its columns in the first row",
        missing="Choose the file",
    )
    agency = Select("Which police force is it from?", (), required=False, empty="Not said")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agency", [("", "Not said"), *((a.ref, a.name) for a in agencies)])
        if len(agencies) == 1:
            self.fields["agency"].initial = agencies[0].ref
        if not agencies:
            self.fields["agency"].widget = HiddenInput()

    def clean_file(self) -> dict[str, str]:
        """Its name and its text."""
        file = self.cleaned_data["file"]
        try:
            if file.size > LARGEST:
                raise Unreadable("This file is larger than 5 MB. Split it into several, each with its headings.")
            text = decode(file.read())
            read(text)
        except Unreadable as fault:
            raise ValidationError(str(fault)) from fault
        return {"name": str(file.name)[:200], "text": text}


class ColumnsForm(KithForm):
    """Which column says what.

    Args:
        table: the file.
    """

    mark_optional = False
    type = Select(
        "What kind of contact is it, where the file does not say?", lambda: list(codes("kith", "ContactType").items())
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", "Not in this file"), *named(table)]
        for key, wanted in WANTED.items():
            label = f"{wanted.label} (needed)" if wanted.required else wanted.label
            field = Select(label, places, required=wanted.required, empty="Not in this file")
            house_rules(field, wanted.label)
            field.error_messages["required"] = f"Choose the column that says this: {wanted.label.lower()}"
            self.fields[key if key != "type" else "type_column"] = field
        self.order_fields([*(k if k != "type" else "type_column" for k in WANTED), "type"])

    def halves(self) -> list[tuple[str, list[BoundField]]]:
        """The questions about the incident, and those about the child, to stand side by side."""
        names = [name for name in self.fields if name != "type"]
        first, last = names.index("name"), names.index("officer")
        incident = [*names[:first], *names[last:], "type"]
        return [
            ("The incident", [self[name] for name in incident]),
            ("The child", [self[name] for name in names[first:last]]),
        ]

    def clean(self) -> dict[str, Any]:
        """No column says two things, and something must say who the child is."""
        data = super().clean() or {}
        chosen: dict[str, int] = {}
        for key in WANTED:
            name = key if key != "type" else "type_column"
            said = data.pop(name, "")
            if not said:
                continue
            if int(said) in chosen.values():
                other = next(WANTED[k].label for k, place in chosen.items() if place == int(said))
                self.add_error(name, f"This column is chosen already, for: {other.lower()}")
            chosen[key] = int(said)
        if not any(key in chosen for key in OF_THE_CHILD):
            self.add_error("name", "Choose the column that names the child, or gives their age")
        data["columns"] = chosen
        return data
