"""The forms in which a manager looks at an assessment, agrees its plan, or sends its conclusion back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kith.access.models import User
from kith.actions.forms import ActionForm, offer_actions
from kith.assessment.checklist import CHECKS
from kith.assessment.forms.asking import ReadFirst, protection
from kith.ui.forms import KithForm, LongText, Repeat, Text, YesNo

WHY = "Why not, and what follows?"


class SupervisionForm(KithForm):
    """Whether the child is safe now, the checklist with a reason for each no, what was reflected on and questioned.

    Args:
        shows: what the record shows of each line of the checklist (AS-21).
        owners, people: who may be given an action, and for whom it may be.
    """

    fieldsets = [
        ("Now", ["protect_now", "protect_why"]),
        ("Checklist", list(CHECKS)),
        ("Reflection", ["reflection", "challenge", "direction"]),
        ("Actions", ["actions"]),
    ]
    protect_now, protect_why = protection()
    spoken_alone = YesNo(CHECKS["spoken_alone"], reveal={"no": ["spoken_alone_why"]})
    spoken_alone_why = Text(
        WHY, max_length=1000, missing="Say why the child was not spoken with alone, and what follows"
    )
    all_children = YesNo(CHECKS["all_children"], reveal={"no": ["all_children_why"]})
    all_children_why = Text(WHY, max_length=1000, missing="Say why not every child was seen, and what follows")
    home = YesNo(CHECKS["home"], reveal={"no": ["home_why"]})
    home_why = Text(WHY, max_length=1000, missing="Say why the home or the bedroom was not seen, and what follows")
    parents = YesNo(CHECKS["parents"], reveal={"no": ["parents_why"]})
    parents_why = Text(
        WHY, max_length=1000, missing="Say why a parent or carer was not seen or heard, and what follows"
    )
    analysis = YesNo(CHECKS["analysis"], reveal={"no": ["analysis_why"]})
    analysis_why = Text(WHY, max_length=1000, missing="Say what is missing in the analysis, and what follows")
    evidence = YesNo(CHECKS["evidence"], reveal={"no": ["evidence_why"]})
    evidence_why = Text(WHY, max_length=1000, missing="Say which evidence is missing, and what follows")
    reflection = LongText(
        "What did you think about together?",
        rows=5,
        max_length=8000,
        hint="The child's experience, the worker's own feelings and assumptions, what is not said",
    )
    challenge = LongText(
        "Which assumption did you question, and what came of it?", rows=4, max_length=4000, hint="At least one"
    )
    direction = LongText("What happens next, by when?", rows=3, max_length=4000, required=False)
    actions = Repeat(ActionForm, "Who does what by when?", one="action", least=0, most=8)

    def __init__(
        self,
        *args: Any,
        shows: Mapping[str, str],
        owners: list[tuple[User, str]],
        people: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_actions(self, "actions", owners, people)
        for key, words in shows.items():
            self.fields[key].help_text = words

    def clean(self) -> dict[str, Any]:
        """The checklist by itself, so that a further check needs no further column."""
        data = super().clean() or self.cleaned_data
        checks = {key: {"yes": data.pop(key, None), "why": data.pop(f"{key}_why", "")} for key in CHECKS}
        return {**data, "checks": checks}


CHANGED = "The plan was changed after you opened this page. Read it as it stands now, then agree it."


class AgreePlanForm(ReadFirst):
    """A manager agrees the plan (AS-04).

    Args:
        version: the number of the plan as it stands.
    """

    words = LongText("Anything to add?", rows=3, max_length=4000, required=False)

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version

    def clean(self) -> dict[str, Any]:
        """Nobody agrees a plan they have not read."""
        data = super().clean() or self.cleaned_data
        read = data.get("read_up_to") or ""
        if read.isdecimal() and int(read) < self.version:
            self.add_error(None, CHANGED)
        return data


class SendBackForm(KithForm):
    """What is to be done before a conclusion can be approved."""

    answer = LongText("What is to be done first?", rows=4, max_length=4000)
