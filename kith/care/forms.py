"""The forms of care: asked for by agreement or recorded by an order, decided, changed, reviewed and ended (CP-12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from kith.actions.forms import soon_enough
from kith.care import statuses
from kith.care.models import PeriodOfCare
from kith.care.queries import Basis
from kith.standards.words import full_day, full_moment, local_day
from kith.ui.forms import DateParts, KithForm, LongText, MomentParts, Radios, Select, Text, YesNo

Consent, From = PeriodOfCare.Consent, PeriodOfCare.From
# What a young person of 16 or 17 may answer besides: it leads back to where a refusal is recorded (PR-06).
REFUSES = "refuses"
_BY_AGREEMENT = (From.FAMILY, From.EMERGENCY, From.PLAN, From.GATEWAY, From.HOMELESS)
_BY_LAW = (From.EMERGENCY, From.PLAN, From.GATEWAY, From.COURT)
_PLAN = ["lives", "plan_words", "plan_ref", "plan_on", "nominated"]


class _EnterForm(KithForm):
    """What is asked whichever way a child comes into care.

    Args:
        basis: what the record knows already.
        nominated: managers who may agree, by reference.
        born: the child's day of birth, if it is known.
    """

    began_at = MomentParts("From when is the child looked after?", called="the beginning of care")
    entered_from = Radios("What led to it?", (), small=True, missing="Choose what led to it")
    emergency = Select("Which emergency protection does it follow?", (), required=False, empty="None")
    need = Select("What is the main reason?", statuses.needs, missing="Choose the main reason")
    why = LongText(
        "Why is care needed, and what else was tried or considered?", rows=5, max_length=8000,
        hint="Relatives and friends, help at home, a family meeting",
        missing="Say why care is needed, and what was tried",
    )  # fmt: skip
    holders = LongText(
        "Who has parental responsibility, and what does each say?", rows=3, max_length=4000,
        missing="Say who has parental responsibility, and what each says",
    )  # fmt: skip
    child_says = LongText(
        "What does the child wish and feel?", rows=3, max_length=4000, missing="Say what the child wishes and feels",
        hint="In their own words; or what they showed, and who knows them best",
    )  # fmt: skip
    lives = LongText(
        "Where and with whom does the child live?",
        rows=2,
        max_length=2000,
        missing="Say where and with whom the child lives",
    )
    plan_words = LongText(
        "The care plan: what is to happen, and for how long?", rows=5, max_length=8000,
        hint="The long-term plan and the time for it, health, school, family time, and how it is known that it works",
        missing="Say what the care plan is: nobody comes into care without one",
    )  # fmt: skip
    plan_ref = Text(
        "Where is the whole care plan?", required=False, max_length=300, hint="A document of this record, or a number"
    )
    plan_on = DateParts("What day is the care plan of?", past=True, called="the day of the care plan")
    nominated = Select(
        "Which nominated manager is asked?", (), missing="Choose the nominated manager",
        hint="Somebody else than you. They are told at once",
    )  # fmt: skip

    FROM: tuple[PeriodOfCare.From, ...] = ()

    def __init__(
        self, *args: Any, basis: Basis, nominated: Iterable[tuple[str, str]], born: date | None, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.basis, self.born = basis, born
        self.offer("entered_from", [(one.value, one.label) for one in self.FROM])
        self.offer("emergency", basis.choices)
        self.offer("nominated", nominated)

    def clean_began_at(self) -> datetime:
        """Within a childhood; of a child whose day of birth is not known, not years ahead."""
        began: datetime = self.cleaned_data["began_at"]
        day, born = local_day(began), self.born
        if born is None:
            soon_enough(day)
        elif day < born:
            self.add_error("began_at", f"It must be on or after {full_day(born)}, the day of birth: check the year")
        elif day >= _eighteen(born):
            self.add_error("began_at", f"They are eighteen on {full_day(_eighteen(born))}: check the year")
        return began


class AgreementForm(_EnterForm):
    """A child is to be accommodated by agreement (Children Act 1989 s20)."""

    fieldsets = [
        ("What led to it", ["began_at", "entered_from", "emergency", "need", "why"]),
        ("Consent", ["holders", "consent", "consent_by", "consent_at", "understood", "objects"]),
        ("The child and the plan", ["child_says", *_PLAN]),
    ]
    FROM = _BY_AGREEMENT
    consent = Radios("Who consents?", (), small=True, missing="Choose who consents")
    consent_by = LongText(
        "Who exactly, and what are they to the child?", rows=2, max_length=2000, missing="Say who consented"
    )
    consent_at = MomentParts(
        "When did they consent?", past=True, called="the time of the consent", missing="Say when they consented"
    )
    understood = LongText(
        "How do we know that they understood, and agreed freely?", rows=3, max_length=4000,
        hint="Language, state of mind, advice, and that they heard they may take the child home at any time (s20(8))",
        missing="Say how we know that they understood and agreed freely",
    )  # fmt: skip
    objects = YesNo(
        "Does anybody with parental responsibility object who can house the child, or find where?",
        missing="Say whether anybody with parental responsibility objects",
    )  # fmt: skip

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = list(Consent.choices)
        if self.basis.may_consent:
            choices.append((REFUSES, "The young person refuses"))
        else:
            choices = [one for one in choices if one[0] != Consent.OWN]
        self.offer("consent", choices)

    def clean(self) -> dict[str, Any]:
        """Nobody objects who may (s20(7)), but for a young person's own consent (s20(11)); nobody is forced."""
        data = super().clean() or {}
        own = data.get("consent") == Consent.OWN
        if data.get("consent") == REFUSES or (self.basis.refused and self.basis.may_consent and not own):
            self.add_error("consent", self._refusal())
        if data.pop("objects", None) and not own:
            self.add_error(
                "objects",
                "No child is accommodated against this objection (Children Act 1989 s20(7)). Seek legal advice.",
            )
        began, at = data.get("began_at"), data.get("consent_at")
        if began and at and at > began:
            self.add_error("consent_at", f"They must have consented before care began, on {full_moment(began)}")
        return data

    def _refusal(self) -> str:
        """Where a refusal belongs: on the assessment, with what they understood and the day it is offered again."""
        found, where = self.basis.refused, "their assessment, under “Homeless at 16 or 17”"
        if found is None:
            return f"They may refuse. Record the offer, what they understood and when it is offered again on {where}"
        again = f" It is offered again on {full_day(found.offer_again_on)}." if found.offer_again_on else ""
        return f"They refused accommodation when it was last offered.{again} Record a new answer on {where}"


class OrderForm(_EnterForm):
    """A child comes into care by an order, or another act of the law."""

    fieldsets = [
        ("The order", ["began_at", "status", "rests_on", "entered_from", "emergency", "need", "why"]),
        ("The child and the plan", ["holders", "child_says", *_PLAN]),
    ]
    FROM = _BY_LAW
    began_at = MomentParts("When did it begin?", past=True, called="the beginning of care")
    status = Select("Under which legal status?", statuses.by_law, missing="Choose the legal status")
    rests_on = LongText(
        "The order: by whom, when, and until when?", rows=2, max_length=2000,
        hint="Court and case number; of police protection the constable and the designated officer",
        missing="Say by whom it was made, when, and until when",
    )  # fmt: skip


class DecideForm(KithForm):
    """A nominated manager agrees, or approves the care plan."""

    decided_words = LongText(
        "Why is it right for this child?", rows=3, max_length=4000, missing="Say why it is right for this child",
        hint="Consent, what else was tried, the child’s wishes, the care plan",
    )  # fmt: skip


class RefuseForm(KithForm):
    """A nominated manager says no."""

    decided_words = LongText(
        "Why not, and what keeps the child safe instead?", rows=4, max_length=4000,
        missing="Say why not, and what keeps the child safe instead",
    )  # fmt: skip


class StatusForm(KithForm):
    """Another legal status from a moment on.

    Args:
        since: when the status that runs began.
        now_is: its code.
    """

    status = Select("Under which legal status now?", statuses.all_statuses, missing="Choose the legal status")
    began_at = MomentParts("Since when?", past=True, called="the beginning of the new status")
    rests_on = LongText(
        "The order or agreement: by whom, when, and until when?", rows=3, max_length=2000,
        hint="Of an agreement: who with parental responsibility consented, when, and how they understood",
        missing="Say what it rests on",
    )  # fmt: skip

    def __init__(self, *args: Any, since: datetime, now_is: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.since, self.now_is = since, now_is

    def clean(self) -> dict[str, Any]:
        """Another one, and after the one that runs."""
        data = super().clean() or {}
        if data.get("status") == self.now_is:
            self.add_error("status", f"The child is looked after under this already ({statuses.words_of(self.now_is)})")
        if data.get("began_at") and data["began_at"] < self.since:
            self.add_error("began_at", f"It must be after the status that runs began, on {full_moment(self.since)}")
        return data


class OfficerForm(KithForm):
    """Who reviews the care plan, independently.

    Args:
        officers: independent reviewing officers, by reference.
    """

    officer = Select("Which independent reviewing officer?", (), missing="Choose the reviewing officer")
    child_told = YesNo("Was the child told who it is?", missing="Say whether the child was told")

    def __init__(self, *args: Any, officers: Iterable[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("officer", officers)

    def clean_child_told(self) -> bool:
        """The officer is named once the child knows."""
        if not self.cleaned_data["child_told"]:
            self.add_error("child_told", "Tell the child who it is first: the officer is theirs")
        return bool(self.cleaned_data.get("child_told"))


class ReviewForm(KithForm):
    """The first review was held.

    Args:
        since: when care began.
    """

    held_at = MomentParts("When was it held?", past=True, called="the review")
    child_part = LongText(
        "How did the child take part, and what do they wish?", rows=4, max_length=4000,
        missing="Say how the child took part, and what they wish",
    )  # fmt: skip
    said = LongText(
        "What was said and decided, and who does what?", rows=6, max_length=8000, missing="Say what was decided"
    )

    def __init__(self, *args: Any, since: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.since = since

    def clean_held_at(self) -> datetime:
        """Not before care began."""
        held: datetime = self.cleaned_data["held_at"]
        if held < self.since:
            self.add_error("held_at", f"It must be after care began, on {full_moment(self.since)}")
        return held


class EndForm(KithForm):
    """A child leaves care.

    Args:
        since: when the status that runs began.
        born: the child's day of birth, if it is known.
    """

    ended_at = MomentParts(
        "When did they leave care?", past=True, called="the end of care", missing="Say when they left care"
    )
    ended_as = Select("Why did it end?", statuses.reasons_to_leave, missing="Choose why it ended")
    ended_words = LongText(
        "Where do they live now, what stays, and whom can they ask?", rows=4, max_length=4000,
        missing="Say where they live now, and what stays",
    )  # fmt: skip

    def __init__(self, *args: Any, since: datetime, born: date | None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.since, self.born = since, born

    def clean_ended_at(self) -> datetime:
        """Not before the status that runs began, nor after their eighteenth birthday."""
        ended: datetime = self.cleaned_data["ended_at"]
        if ended < self.since:
            self.add_error("ended_at", f"It must be after {full_moment(self.since)}, when the status that runs began")
        elif self.born is not None and local_day(ended) > _eighteen(self.born):
            self.add_error("ended_at", f"Care ends by the eighteenth birthday, {full_day(_eighteen(self.born))}")
        return ended


def _eighteen(born: date) -> date:
    """The eighteenth birthday; of somebody born on 29 February, 1 March."""
    try:
        return born.replace(year=born.year + 18)
    except ValueError:
        return date(born.year + 18, 3, 1)
