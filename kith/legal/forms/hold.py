"""The meeting itself: the advice, and for each child what was tried, the threshold, and what is decided (CP-11)."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.actions.forms import ActionForm, offer_actions
from kith.legal.distance import Facts, Prompt, prompts
from kith.legal.forms.gateway import PRIVILEGED
from kith.legal.models import Gateway, GatewayChild
from kith.standards.words import full_moment
from kith.ui.forms import DateParts, KithForm, LongText, MomentParts, Radios, Repeat, Text
from kith.ui.forms.words import house_rules, lower_first

Threshold, Outcome = GatewayChild.Threshold, GatewayChild.Outcome
PARTS = ("wishes", "tried", "threshold", "threshold_words", "outcome", "why", "distance")
ADVICE = ("adviser", "given_on", "advice")
OUTCOME_HINTS = {
    Outcome.SUPPORT: "The plan goes on, or is changed",
    Outcome.PRE: "A letter before proceedings, and meetings with the parents and their lawyers, until a day",
    Outcome.ISSUE: "An application to the court. Say what cannot wait",
    Outcome.NONE: "Nothing more is asked of the law",
}


class HoldForm(KithForm):
    """What is written while the meeting is held, and stands as its minutes.

    Args:
        gateway: what is held.
        children: whom it is about, each with what the record knows of what was tried.
        advised: legal advice stands on it already.
    """

    held_at = MomentParts("When was it held?", past=True, called="the meeting")
    took_part = LongText(
        "Who took part?", rows=2, max_length=2000, hint="Names, and what they are", missing="Say who took part"
    )
    adviser = Text("Who advised on the law?", max_length=200, hint="Name, and what they are", missing="Say who advised")
    given_on = DateParts("When was the advice given?", past=True, called="the day of the advice")
    advice = LongText(
        "What did they advise, in short?",
        rows=4,
        max_length=8000,
        hint=PRIVILEGED,
        missing="Write down what they advised",
    )
    discussed = LongText(
        "What was talked about?", rows=5, max_length=8000, missing="Write down what was talked about",
        hint="The harm, what the parents do about it, who in the family could help, and what would be different",
    )  # fmt: skip
    actions = Repeat(ActionForm, "Who does what, by when?", one="action", least=0, most=20)

    def __init__(
        self,
        *args: Any,
        gateway: Gateway,
        children: list[tuple[GatewayChild, Facts]],
        advised: bool,
        owners: list[tuple[User, str]],
        people: list[tuple[str, str]],
        **rest: Any,
    ) -> None:
        self.gateway, self.about = gateway, children
        each: dict[str, Any] = {}
        for row, facts in children:
            each |= _child_fields(row, facts)
        for field in each.values():
            house_rules(field, str(field.label))
        before = {name: type(self).base_fields[name] for name in ("held_at", "took_part", *ADVICE, "discussed")}
        if advised:
            before = {name: field for name, field in before.items() if name not in ADVICE}
        last = {"actions": type(self).base_fields["actions"]}
        self.base_fields = {**before, **each, **last}  # type: ignore[misc]  # those of this record, before the form is made
        super().__init__(*args, **rest)
        offer_actions(self, "actions", owners, people)

    def child_blocks(self) -> list[dict[str, Any]]:
        """Each child with what is asked about them, for the page."""
        return [
            {"name": row.child.person.shown_name, "fields": [self[f"{part}_{row.ref}"] for part in PARTS]}
            for row, _ in self.about
        ]

    def clean(self) -> dict[str, Any]:
        """Gather the children; what a rule asks is answered before the decision stands (IG-11)."""
        data = super().clean() or {}
        held = data.get("held_at")
        if held and held < self.gateway.asked_at.replace(second=0, microsecond=0):
            self.add_error(
                "held_at", f"It must have been held after it was asked for, on {full_moment(self.gateway.asked_at)}"
            )
        if any(name.startswith("outcome_") and name not in self.fields for name in self.data):
            self.add_error(None, "This is about a child who is not part of this meeting. Open it again")
        data["children"] = {row.ref: self._child(data, row, facts) for row, facts in self.about}
        return data

    def _child(self, data: dict[str, Any], row: GatewayChild, facts: Facts) -> dict[str, Any]:
        said = {part: data.pop(f"{part}_{row.ref}", "") or "" for part in PARTS}
        if said["outcome"] == Outcome.ISSUE and said["threshold"] == Threshold.NOT_MET:
            words = "Proceedings are not issued where the threshold is not met. Decide otherwise, or say that it is met"
            self.add_error(f"outcome_{row.ref}", words)
        raised = prompts(facts, said["threshold"], said["outcome"])
        if raised and not said["distance"] and f"distance_{row.ref}" not in self.errors:
            self.add_error(f"distance_{row.ref}", asked(row, raised))
        said["prompts"] = [{"rule": one.key, "asks": one.asks, "because": one.because} for one in raised]
        said["distance"] = said["distance"] if raised else ""
        return said


def asked(row: GatewayChild, raised: list[Prompt]) -> str:
    """What the rules ask, with what each rests on. The answer is the practitioner's."""
    name = row.child.person.called
    return f"For {name}: " + " ".join(f"{one.because}. {one.asks}" for one in raised)


def _child_fields(row: GatewayChild, facts: Facts) -> dict[str, Any]:
    name, first = row.child.person.shown_name, row.child.person.called
    found: dict[str, Any] = {
        "wishes": LongText(
            f"What does {first} wish and feel?", rows=2, max_length=4000, missing=f"Say what {first} wishes and feels",
            hint="In their own words. Of a baby, or a child not born: what those who know them see",
        ),
        "tried": LongText(
            f"What was tried for {first}?", rows=4, max_length=8000, missing=f"Say what was tried for {first}",
            hint="It begins with what the plans say. Put it right, and say what is missing", initial=facts.tried,
        ),
        "threshold": Radios(
            f"Is the threshold met for {first}?", Threshold.choices, small=True,
            hint="Children Act 1989, section 31(2): significant harm, suffered or likely, because of the care given or "
            "to be expected, or because the child is beyond control. Only a court decides it",
            missing=f"Say whether the threshold is met for {first}",
        ),
        "threshold_words": LongText(
            "What does that rest on?", rows=3, max_length=4000, missing=f"Say what that rests on for {first}"
        ),
        "outcome": Radios(
            f"What is decided for {name}?", Outcome.choices, small=True, hints=OUTCOME_HINTS,
            missing=f"Say what is decided for {name}",
        ),
        "why": LongText(f"Why, for {first}?", rows=3, max_length=4000, missing=f"Say why, for {first}"),
        "distance": LongText(
            "Why this, and not the other side of the line?", rows=3, max_length=4000, required=False,
            hint=_hint(facts),
        ),
    }  # fmt: skip
    return {f"{part}_{row.ref}": field for part, field in found.items()}


def _hint(facts: Facts) -> str:
    """What on the record may raise a question, before anything is decided."""
    stands = [facts.moves] if facts.moves else []
    stands += ["the newest meeting found the risk to rise"] if facts.rising else []
    stands += [] if facts.plans else ["there is no plan on the record"]
    stands += [] if facts.family else ["no family meeting was offered or held"]
    known = f" By the record: {'; '.join(lower_first(one) for one in stands)}." if stands else ""
    return f"Asked where the decision lies near the line between court and support.{known} Kith asks; you decide"
