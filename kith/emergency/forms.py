"""The forms of emergency protection: each power as the law asks for it, what comes later, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from kith.emergency import law
from kith.emergency.models import EmergencyProtection
from kith.kernel.now import now
from kith.standards.words import full_moment
from kith.ui.forms import KithForm, LongText, MomentParts, Radios, Select, Text, YesNo

Followed = EmergencyProtection.Followed
_WHAT = ["began_at", "why"]
_CHILD = ["where", "told", "child_says"]
_DECIDED = ["decided_by", "discussion", "adviser", "given_at", "words", "no_advice_because"]


class _BeginForm(KithForm):
    """What every power is asked.

    Args:
        managers: who may have decided it, by reference, with their name.
        discussions: the strategy discussions it may be part of, by reference.
    """

    began_at = MomentParts("When did it begin?", past=True, called="the time it began")
    why = LongText(
        "What made it necessary?", rows=4, max_length=8000, missing="Say what made it necessary",
        hint="The danger to the child, who saw or said it, and why nothing less would do",
    )  # fmt: skip
    where = LongText(
        "Where was the child taken, and with whom are they?", rows=2, max_length=2000,
        missing="Say where the child is, and with whom",
    )  # fmt: skip
    told = LongText(
        "Which parent or other suitable adult was told, when and how?", rows=3, max_length=4000,
        hint="Or who tries to reach them, and why they have not been told", missing="Say who was told, when and how",
    )  # fmt: skip
    child_says = LongText(
        "What does the child say, and what were they told?", rows=3, max_length=4000,
        hint="In their own words; or what they showed", missing="Say what the child says, and what they were told",
    )  # fmt: skip
    decided_by = Select(
        "Which manager decided it, or was told of it?", (), missing="Choose the manager",
        hint="They are asked to confirm it. Nothing waits for that",
    )  # fmt: skip
    discussion = Select(
        "Which strategy discussion is it part of?",
        (),
        required=False,
        empty="None yet: one is held as soon as possible",
    )
    adviser = Text("Legal advice: from whom?", required=False, max_length=300, called="who gave legal advice")
    given_at = MomentParts("When did they give it?", required=False, past=True, called="the time of the advice")
    words = LongText("What did they advise?", required=False, rows=3, max_length=8000, called="what they advised")
    no_advice_because = LongText(
        "Why without legal advice so far?", required=False, rows=2, max_length=2000,
        hint="Only where there is none. It is added on the page when it comes",
    )  # fmt: skip

    def __init__(
        self, *args: Any, managers: Iterable[tuple[str, str]], discussions: Iterable[tuple[str, str]], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.offer("decided_by", managers)
        self.offer("discussion", discussions)

    def clean(self) -> dict[str, Any]:
        """Advice is whole, or somebody says why there is none."""
        data = super().clean() or {}
        said = [name for name in ("adviser", "given_at", "words") if data.get(name)]
        if said:
            _whole(self, data, ("adviser", "given_at", "words"))
            data["no_advice_because"] = ""
        elif not data.get("no_advice_because") and "no_advice_because" not in self.errors:
            self.add_error("no_advice_because", "Say what legal advice there is, or why there is none so far")
        return data


class PoliceForm(_BeginForm):
    """A constable has taken a child into police protection (Children Act 1989 s46)."""

    fieldsets = [
        ("Police protection", [*_WHAT, "used_by", "designated_officer"]),
        ("The child", _CHILD),
        ("Who decided, and advice", _DECIDED),
    ]
    used_by = Text(
        "Which constable? Name, number and station", max_length=300, missing="Say which constable took the child"
    )
    designated_officer = Text(
        "Who is the designated officer? Name, number and telephone", max_length=300,
        hint="The officer who inquires into the case, and may apply for an order (s46(3) and (7))",
        missing="Say who the designated officer is",
    )  # fmt: skip


class OrderForm(_BeginForm):
    """A court has made an emergency protection order (Children Act 1989 s44).

    Args:
        police: the police protection that it may follow.
    """

    fieldsets = [
        ("The order", [*_WHAT, "used_by", "on_police_application", "ends_at", "exclusion"]),
        ("The child", _CHILD),
        ("Who decided, and advice", _DECIDED),
    ]
    used_by = Text("Which court, and who applied?", max_length=300, missing="Say which court, and who applied")
    on_police_application = YesNo(
        "Did the police apply for it?", missing="Say whether the police applied for it",
        hint="Then its days begin with the first day of police protection (s45(3))",
    )  # fmt: skip
    ends_at = MomentParts(
        "When does it end, as the court wrote it?", called="the end that the court wrote",
        hint="At most eight days (s45(1))", missing="Say when it ends, as the court wrote it",
    )  # fmt: skip
    exclusion = LongText(
        "Who must stay away, and what else did the court direct?", required=False, rows=3, max_length=4000,
        hint="An exclusion requirement (s44A), contact, an examination",
    )  # fmt: skip

    def __init__(self, *args: Any, police: EmergencyProtection | None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.police = police

    @property
    def follows(self) -> EmergencyProtection | None:
        """The police protection from whose first day it counts, where the police applied."""
        return self.police if self.cleaned_data.get("on_police_application") else None

    def clean(self) -> dict[str, Any]:
        """It ends after it began, and no later than the law lets a court say."""
        data = super().clean() or {}
        began, ends, applied = data.get("began_at"), data.get("ends_at"), data.get("on_police_application")
        if applied and began and not self._recent(began):
            self.add_error(
                "on_police_application",
                f"Record the police protection first: the order counts from its first day ({law.source(law.ORDER)})",
            )
        elif began and ends and ends <= began:
            self.add_error("ends_at", f"It must end after it began, on {full_moment(began)}")
        elif began and ends:
            follows = self.follows
            latest = law.latest_of_order(began, follows.began_at if follows else None)
            if ends > latest:
                self.add_error("ends_at", _too_long(latest, law.ORDER))
        return data

    def _recent(self, began: datetime) -> bool:
        found = self.police
        return found is not None and found.began_at <= began <= (found.latest_at or began) + timedelta(hours=1)


class AgreementForm(_BeginForm):
    """Those with parental responsibility agree to what protects the child at once."""

    fieldsets = [
        ("The agreement", [*_WHAT, "used_by", "terms", "understood"]),
        ("The child", _CHILD),
        ("Who decided, and advice", _DECIDED),
    ]
    used_by = LongText(
        "Who agreed, and what are they to the child?", rows=2, max_length=2000,
        hint="Everybody with parental responsibility who was asked, and what each said", missing="Say who agreed",
    )  # fmt: skip
    terms = LongText(
        "What exactly was agreed, until when, and how does anybody end it?", rows=4, max_length=4000,
        missing="Say what was agreed, until when and how it ends",
    )  # fmt: skip
    understood = LongText(
        "How do we know that they understood, and agreed freely?", rows=3, max_length=4000,
        hint="Language, state of mind, advice they had, and that they heard they may take it back at any time",
        missing="Say how we know that they understood and agreed freely",
    )  # fmt: skip


class ExtendForm(KithForm):
    """The court has extended an order, once (Children Act 1989 s45(4) to (6)).

    Args:
        ends_at: when it ends as it stands.
    """

    until = MomentParts("Until when, as the court wrote it?", called="the new end", missing="Say until when")
    extended_why = LongText("Why did the court extend it?", rows=3, max_length=4000, called="the reason")

    def __init__(self, *args: Any, ends_at: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.ends_at = ends_at

    def clean_until(self) -> datetime:
        """After the end that stands, and no later than the law lets the court say."""
        until: datetime = self.cleaned_data["until"]
        latest = law.latest_of_extension(self.ends_at)
        if until <= self.ends_at:
            self.add_error("until", f"It must be after the end that stands, {full_moment(self.ends_at)}")
        elif until > latest:
            self.add_error("until", _too_long(latest, law.EXTENSION))
        return until


class EndForm(KithForm):
    """How it ended, and what followed.

    Args:
        began_at: when it began.
        ends_at: when it ends by itself, if it does.
        law_of: the rule by which it does.
    """

    ended_at = MomentParts("When did it end?", past=True, called="the end", missing="Say when it ended")
    followed = Radios("What followed?", Followed.choices, small=True, missing="Choose what followed")
    ended_words = LongText(
        "Where is the child now, and what keeps them safe?", rows=4, max_length=4000,
        missing="Say where the child is now, and what keeps them safe",
    )  # fmt: skip

    def __init__(self, *args: Any, began_at: datetime, ends_at: datetime | None, law_of: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.began_at, self.ends_at, self.law_of = began_at, ends_at, law_of
        if ends_at is not None and ends_at <= now():
            self.initial.setdefault("ended_at", ends_at)

    def clean_ended_at(self) -> datetime:
        """Not before it began, nor after it ended by itself."""
        ended: datetime = self.cleaned_data["ended_at"]
        if ended < self.began_at:
            self.add_error("ended_at", f"It cannot end before it began, on {full_moment(self.began_at)}")
        elif self.ends_at is not None and ended > self.ends_at:
            self.add_error("ended_at", _too_long(self.ends_at, self.law_of))
        return ended


class AdviceForm(KithForm):
    """Legal advice that came later."""

    adviser = Text("From whom?", max_length=300, missing="Say who gave the advice")
    given_at = MomentParts("When did they give it?", past=True, called="the time of the advice")
    words = LongText("What did they advise?", rows=4, max_length=8000, missing="Say what they advised")


class DiscussionForm(KithForm):
    """The strategy discussion that it is part of.

    Args:
        discussions: of this child, by reference.
    """

    discussion = Select("Which strategy discussion?", (), missing="Choose the discussion")

    def __init__(self, *args: Any, discussions: Iterable[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("discussion", discussions)


def _whole(form: KithForm, data: dict[str, Any], names: Iterable[str]) -> None:
    for name in names:
        if not data.get(name) and name not in form.errors:
            form.add_error(name, f"Enter {form.fields[name].called}")  # type: ignore[attr-defined]  # ours have it


def _too_long(latest: datetime, rule: str) -> str:
    return f"The law allows no more than until {full_moment(latest)} ({law.source(rule)})"
