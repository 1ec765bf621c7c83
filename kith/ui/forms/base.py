"""The form every Kith form is built on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict, pretty_name

from kith.ui.forms.words import house_rules

_ruling = Lock()


class KithRenderer(TemplatesSetting):
    """Draws forms and fields with our templates. Set as FORM_RENDERER, it also dresses the forms of libraries."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/one_field.html"


class KithForm(forms.Form):
    """A form that draws itself in GOV.UK's markup, speaks in sentences, and keeps what was typed.

    `{{ form }}` draws every field; `{% govuk_field form.name %}` draws one. The page's frame shows the error summary.

    Attributes:
        fieldsets: pairs of heading and names of fields, drawn in that order; fields in none come last.
        mark_optional: whether labels of fields that may be left empty say so. In a workspace all may wait: not there.
    """

    default_renderer = KithRenderer
    use_required_attribute = False
    mark_optional: ClassVar[bool] = True
    _is_ruled: ClassVar[bool]
    fieldsets: ClassVar[Sequence[tuple[str, Sequence[str]]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._ruled()
        super().__init__(*args, **kwargs)
        # A revealed field: the field that opens it, and the answers that do. Which of them must then be filled in.
        self.opened_by: dict[str, tuple[str, set[str]]] = {}
        self.needed_when_open: set[str] = set()
        # For a repeated block: what it is called, and whether it says nothing yet and is drawn without faults.
        self.title, self.folded, self.unchecked = "", "", False
        for name, field in self.fields.items():
            for answer, names in getattr(field, "reveal", {}).items():
                for opened in names:
                    # It would be drawn twice, under each answer, and what is typed in one be lost to the other.
                    assert opened not in self.opened_by, f"{opened} is opened by two answers"
                    self.opened_by.setdefault(opened, (name, set()))[1].add(answer)
        for opened in self.opened_by:
            if self.fields[opened].required:
                self.needed_when_open.add(opened)
                self.fields[opened].required = False
        # A form may call a field otherwise for this record: what is drawn is read from it then, and not from before.
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]  # Django's own, which its stubs leave out

    @classmethod
    def _ruled(cls) -> None:
        """Our sentences and limits on the fields of the class, once: each form's own are copies of them.

        Nobody is given a form whose fields another thread is still at work on.
        """
        if "_is_ruled" in cls.__dict__:
            return
        with _ruling:
            for name, field in cls.base_fields.items():
                house_rules(field, str(pretty_name(name) if field.label is None else field.label))
            cls._is_ruled = True

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """The answers that one field may have for this record."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # only lists are offered
        field.choices = list(choices)

    @property
    def rearranged(self) -> bool:
        """Whether this post only adds or takes away a repeated block: then nothing is checked and nothing accepted."""
        return self.is_bound and any(getattr(self[name], "rearranged", False) for name in self.fields)

    def is_valid(self) -> bool:
        """Whether the form may be acted on."""
        return super().is_valid() and not self.rearranged

    def full_clean(self) -> None:
        """Check the form, unless the person only asked for another block."""
        super().full_clean()
        if self.rearranged or self.unchecked:
            self._errors = ErrorDict(renderer=self.renderer)

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # Django's own hook, which its stubs leave out
        for name, (opener, answers) in self.opened_by.items():
            if not self._answers_to(opener) & answers:
                self._close(name)
            elif name in self.needed_when_open and self.cleaned_data.get(name, True) in self.fields[name].empty_values:
                self.add_error(name, self.fields[name].error_messages["required"])

    def _answers_to(self, name: str) -> set[str]:
        given = self[name].field.prepare_value(self.cleaned_data.get(name, self[name].data))
        return {str(answer) for answer in given} if isinstance(given, (list, tuple)) else {str(given)}

    def _close(self, name: str) -> None:
        """Forget what stands in a box that its answer did not open: it is not in view, so it says nothing."""
        self._errors.pop(name, None)
        field = self.fields[name]
        self.cleaned_data[name] = field.clean(field.widget.value_from_datadict({}, {}, name))

    def get_context(self) -> dict[str, Any]:
        """What the form's template draws: groups of fields under their headings, and the hidden ones."""
        placed = {name for _, names in self.fieldsets for name in names} | set(self.opened_by)
        groups: list[dict[str, Any]] = [
            {"legend": legend, "fields": [self[n] for n in names if n in self.fields and n not in self.opened_by]}
            for legend, names in self.fieldsets
        ]
        groups.append({"legend": "", "fields": [f for f in self if f.name not in placed and not f.is_hidden]})
        return {"form": self, "groups": groups, "hidden_fields": self.hidden_fields()}

    def visible_in_order(self) -> list[BoundField]:
        """The fields in the order they are drawn, without hidden and revealed ones."""
        return [field for group in self.get_context()["groups"] for field in group["fields"]]

    def names_in_order(self) -> list[str]:
        """Every field's name in the order of the page: a revealed one after what opens it, hidden ones last."""
        if not self.fieldsets:
            return list(self.fields)
        drawn = [name for field in self.visible_in_order() for name in self._with_opened(field.name)]
        return drawn + [name for name in self.fields if name not in drawn]

    def _with_opened(self, name: str) -> list[str]:
        opened = [one for one, (opener, _) in self.opened_by.items() if opener == name]
        return [name, *(inner for one in opened for inner in self._with_opened(one))]
