"""The forms of a strategy discussion: called, moved, held, called off, and what is added afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.access.models import User
from kith.actions.forms import ActionForm, offer_actions
from kith.kernel.now import now
from kith.protection.harm import kinds_of_harm
from kith.protection.models import DiscussedChild, DiscussionAgency, StrategyDiscussion
from kith.protection.queries import HEALTH, POLICE
from kith.sharing.forms import BASIS_HINTS, LAWFUL_BASES
from kith.sharing.kinds import kinds_of_agency
from kith.standards.words import full_moment, listed
from kith.ui.forms import Checkboxes, KithForm, LongText, MomentParts, Radios, Repeat, Select, Text, YesNo
from kith.ui.forms.words import house_rules

Outcome, Part, Police = DiscussedChild.Outcome, DiscussionAgency.Part, StrategyDiscussion.Police
ENQUIRIES = (Outcome.S47_JOINT, Outcome.S47_SINGLE, Outcome.EMERGENCY)
# Whom no discussion does without: the council chairs it.
_NEEDED = (("the police", POLICE), ("health", HEALTH))


def not_there(kinds: Iterable[str]) -> str:
    """Who is missing of those whom no discussion does without: "the police and health"; nothing where none is."""
    there = set(kinds)
    return listed([name for name, of in _NEEDED if not there & set(of)])


class InvitedForm(KithForm):
    """An agency that is invited, and who comes for it where that is known."""

    agency_kind = Select("What kind of agency?", kinds_of_agency)
    agency_name = Text("Its name", missing="Enter the name of the agency")
    name = Text("Who comes? Their name, and what they are", required=False)


class CallForm(KithForm):
    """A discussion is called: about whom, why, and who is to be there (CP-01, CP-02).

    Args:
        children: those it may be about, by reference, with the name shown.
        chairs: managers who may chair it, by reference, with the name shown.
    """

    fieldsets = [
        ("What is suspected?", ["children", "suspected", "suspected_at", "kinds", "where"]),
        ("Until it is held", ["safe_until"]),
        ("The discussion", ["chair", "mode", "planned_at", "invited", "without"]),
    ]
    children = Checkboxes(
        "About which children?", (), small=True, hint="Brothers, sisters and other children at risk of the same harm"
    )
    kinds = Checkboxes(
        "What kind of harm?", lambda: list(kinds_of_harm().items()), small=True, missing="Choose the kind of harm"
    )
    where = Radios(
        "Where does the harm come from?", StrategyDiscussion.Where.choices, small=True,
        missing="Choose where the harm comes from",
    )  # fmt: skip
    suspected = LongText(
        "What is suspected, and what points to it?",
        rows=5,
        max_length=8000,
        hint="What was seen, said or found, by whom and when. Reasonable cause to suspect significant harm is enough",
        missing="Say what is suspected, and what points to it",
    )
    suspected_at = MomentParts(
        "When was it first suspected?", past=True, hint="The time until the discussion counts from there"
    )
    safe_until = LongText(
        "Who keeps each child safe until then, and how?",
        rows=3,
        max_length=4000,
        missing="Say who keeps each child safe until then",
    )
    chair = Select("Who chairs it?", (), hint="A manager of the council", missing="Choose who chairs it")
    mode = Radios("How do you meet?", StrategyDiscussion.Mode.choices, small=True, missing="Choose how you meet")
    planned_at = MomentParts("When is it?", called="the discussion")
    invited = Repeat(InvitedForm, "Who is invited?", one="agency", least=1, most=20)
    without = Text(
        "Why without them?",
        required=False,
        max_length=1000,
        hint="Only where the police or health is not invited: why, and how they are heard",
    )

    def __init__(
        self, *args: Any, children: Iterable[tuple[str, str]], chairs: Iterable[tuple[str, str]], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.offer("children", children)
        self.offer("chair", chairs)

    def clean(self) -> dict[str, Any]:
        """The police and health are always asked; a discussion comes after what it is about."""
        data = super().clean() or {}
        suspected, planned = data.get("suspected_at"), data.get("planned_at")
        if suspected and planned and planned < suspected:
            self.add_error("planned_at", f"It must be after it was suspected, on {full_moment(suspected)}")
        absent = not_there(row["agency_kind"] for row in data.get("invited", ()))
        if data.get("invited") and absent and not data.get("without"):
            self.add_error("without", f"Invite {absent}, or say why not and how they are heard")
        if not absent:
            data["without"] = ""
        return data


class MoveForm(KithForm):
    """Another chair, day or way to meet, and why."""

    chair = Select("Who chairs it?", ())
    mode = Radios("How do you meet?", StrategyDiscussion.Mode.choices, small=True, missing="Choose how you meet")
    planned_at = MomentParts("When is it?", called="the discussion")
    reason = LongText("Why is it changed?", rows=2, max_length=1000, called="the reason")

    def __init__(self, *args: Any, chairs: Iterable[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("chair", chairs)


class CallOffForm(KithForm):
    """Why it is not held."""

    off_because = LongText(
        "Why is it not held?",
        rows=3,
        max_length=2000,
        hint="What is known now, who decided with whom, and what keeps the child safe",
        called="the reason",
    )


class TookPartForm(KithForm):
    """An agency that was invited or came, whether it took part, and what it knows (CP-02, CP-03)."""

    agency_kind = Select("What kind of agency?", kinds_of_agency)
    agency_name = Text("Its name", missing="Enter the name of the agency")
    name = Text("Who? Their name, and what they are", required=False)
    part = Radios("Did they take part?", Part.choices, small=True, inline=True, missing="Say whether they took part")
    knows = LongText(
        "What do they know, of which child?",
        rows=3,
        max_length=8000,
        required=False,
        hint="Facts apart from opinions. Nothing known is an answer too. Leave it empty for those who took no part",
    )

    def clean(self) -> dict[str, Any]:
        """Whoever took part, or sent word, says what their agency knows; nobody speaks for those who did not."""
        data = super().clean() or {}
        if data.get("part") not in (Part.HERE, Part.SENT):
            data["knows"] = ""
        elif not data.get("knows") and "knows" not in self.errors:
            self.add_error("knows", "Say what they know. Nothing known is an answer too")
        return data


class HoldForm(KithForm):
    """The chair's screen: the six parts of the record, in the order in which people speak (CP-03).

    Args:
        discussion: what is held.
        children: whom it is about, with the name shown.
    """

    held_at = MomentParts("When did it begin?", past=True, called="the beginning")
    ended_at = MomentParts(
        "When did it end?", past=True, required=False, called="the end", hint="Leave it empty where it ends now"
    )
    agencies = Repeat(TookPartForm, "Who is here, and what does each agency know?", one="agency", least=1, most=25)
    without = Text(
        "Why without them?",
        required=False,
        max_length=1000,
        hint="Only where the police or health took no part: why it could not wait, and how they are heard",
    )
    threshold_met = YesNo(
        "Is there reasonable cause to suspect significant harm, now or likely?",
        missing="Say whether there is reasonable cause to suspect significant harm",
    )
    threshold = LongText(
        "Why, or why not?", rows=4, max_length=8000, hint="Which harm, to which child, and on what you rest it",
        missing="Say why there is reasonable cause, or why not",
    )  # fmt: skip
    basis = Radios(
        "What allows us to share this here?", LAWFUL_BASES, hints=BASIS_HINTS, small=True,
        missing="Choose what allows us to share this here",
    )  # fmt: skip
    basis_why = Text("Why is it necessary?", max_length=2000, missing="Say why sharing is necessary")
    police = Radios(
        "Do the police investigate an offence?", Police.choices, small=True,
        missing="Say whether the police investigate an offence: no discussion ends without their answer",
    )  # fmt: skip
    police_words = LongText(
        "What do the police say?", rows=2, max_length=4000,
        hint="Which offence, the log number, who leads; who decides by when; or why not",
        missing="Write down what the police say",
    )  # fmt: skip
    others = LongText(
        "Which other children were considered?", rows=2, max_length=4000,
        missing="Say which other children were considered",
        hint="Brothers and sisters, children of the same home, friends and children named, and what is done for them",
    )  # fmt: skip
    rationale = LongText(
        "Why was this decided, and who sees it differently?",
        rows=4,
        max_length=8000,
        missing="Say why this was decided",
    )

    actions = Repeat(ActionForm, "Who does what, by when?", one="action", least=0, most=20)

    def __init__(
        self,
        *args: Any,
        discussion: StrategyDiscussion,
        children: list[tuple[Any, str]],
        owners: list[tuple[User, str]],
        people: list[tuple[str, str]],
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.discussion, self.about = discussion, children
        offer_actions(self, "actions", owners, people)
        for child, name in children:
            self.fields[f"outcome_{child.ref}"] = Radios(
                f"What is decided for {name}?", Outcome.choices, small=True, missing=f"Say what is decided for {name}"
            )
            self.fields[f"why_{child.ref}"] = LongText(
                f"Why, and what does it mean for {name}?", rows=2, max_length=4000,
                missing=f"Say why, and what it means for {name}",
            )  # fmt: skip
        for name in self.fields:  # those of the children were not there when the form was made
            house_rules(self.fields[name], str(self[name].label))

    def child_blocks(self) -> list[dict[str, Any]]:
        """Each child with their own two fields, for the page."""
        return [
            {"name": name, "outcome": self[f"outcome_{child.ref}"], "why": self[f"why_{child.ref}"]}
            for child, name in self.about
        ]

    def clean(self) -> dict[str, Any]:
        """Gather the children; what is decided must follow from the threshold, and the police and health took part."""
        data = super().clean() or {}
        held, ended = data.get("held_at"), data.get("ended_at")
        if held and held < self.discussion.suspected_at:
            first = full_moment(self.discussion.suspected_at)
            self.add_error("held_at", f"It must have begun after it was suspected, on {first}")
        if held and ended and ended < held:
            self.add_error("ended_at", "It must have ended after it began")
        if not ended and "ended_at" not in self.errors:
            data["ended_at"] = now()
        took_part = (row["agency_kind"] for row in data.get("agencies", ()) if row["part"] in (Part.HERE, Part.SENT))
        absent = not_there(took_part)
        if data.get("agencies") and absent and not data.get("without"):
            self.add_error("without", f"Neither here nor by word: {absent}. Say why it could not wait")
        if not absent:
            data["without"] = ""
        data["children"] = {
            child.ref: {part: data.pop(f"{part}_{child.ref}", "") or "" for part in ("outcome", "why")}
            for child, _ in self.about
        }
        self._follows(data)
        return data

    def _follows(self, data: dict[str, Any]) -> None:
        """A section 47 enquiry needs reasonable cause, and reasonable cause an enquiry for at least one child."""
        met, outcomes = data.get("threshold_met"), {one["outcome"] for one in data["children"].values()}
        if outcomes - {"", Outcome.NFA} and "actions" not in self.errors and not data.get("actions"):
            self.add_error("actions", "Add what is to be done, by whom and by when: nothing was agreed yet")
        if met is None or "" in outcomes:
            return
        enquiries = outcomes & set(ENQUIRIES)
        if enquiries and not met:
            self.add_error("threshold_met", "A section 47 enquiry is decided for a child: it needs reasonable cause")
        elif met and not enquiries:
            words = "There is reasonable cause, and no enquiry is decided for any child. Change one or the other"
            self.add_error("threshold_met", words)
        if Outcome.S47_JOINT in outcomes and data.get("police") == Police.NOT:
            self.add_error("police", "An enquiry is joint, and the police do not investigate. Change one or the other")


class AddForm(KithForm):
    """What is added to the minutes (CP-03)."""

    source = Text("Who says so?", max_length=300, hint="Name, what they are and their agency", called="who says so")
    words = LongText("What is added?", rows=4, max_length=8000, hint="The minutes stay as they are; this stands below")
