"""The chair's screen: who is here, what each says, and what is decided for each child, in the order people speak."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.actions.forms import ActionForm, offer_actions
from kith.conferences.forms import moment_given
from kith.conferences.models import Conference, ConferenceAgency, ConferenceChild, ConferenceFamily
from kith.conferences.queries import quorum, review_due, unexplained
from kith.conferences.reasons import categories, late_reasons
from kith.sharing.forms import BASIS_HINTS, LAWFUL_BASES
from kith.sharing.kinds import kinds_of_agency
from kith.standards.words import full_day, full_moment, local_day
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, MomentParts, Radios, Repeat, Select, Text
from kith.ui.forms.words import house_rules

Outcome, Limb, Part = ConferenceChild.Outcome, ConferenceChild.Limb, ConferenceAgency.Part
Thinks = ConferenceAgency.Thinks
# What is asked about each child: of every one, of one at a review, of one harmed outside the home (CP-07).
ALWAYS = ("part", "wishes", "outcome", "why", "category", "also", "must_change", "instead")
OPENED = ("category", "also", "must_change", "instead")
REVIEWED, OUTSIDE = ("working", "working_words"), ("recognition", "response", "cooperation", "limbs")
LIMBS = {
    "recognition": "Do the parents recognise the harm outside the home?",
    "response": "Do they act on it?",
    "cooperation": "Do they work with us and with others?",
}


class HereForm(KithForm):
    """An agency that was invited or came, what it said, and whether it is for a plan."""

    agency_kind = Select("What kind of agency?", kinds_of_agency, missing="Choose the kind of agency")
    agency_name = Text("Its name", missing="Enter the name of the agency")
    name = Text("Who? Their name, and what they are", required=False)
    part = Radios("Did they take part?", Part.choices, small=True, inline=True, missing="Say whether they took part")
    said = LongText(
        "What do they say, of which child?",
        rows=3,
        max_length=8000,
        required=False,
        hint="What works well, what worries them, what must change. Leave it empty for those who took no part",
    )
    thinks = Radios("What are they for?", Thinks.choices, small=True, inline=True, required=False)

    def clean(self) -> dict[str, Any]:
        """Whoever took part, or sent word, says something; nobody speaks for those who did not."""
        data = super().clean() or {}
        if data.get("part") not in (Part.HERE, Part.SENT):
            data["said"] = data["thinks"] = ""
            return data
        if not data.get("said") and "said" not in self.errors:
            self.add_error("said", "Write down what they say")
        data["thinks"] = data.get("thinks") or Thinks.UNSURE
        return data


class HoldForm(KithForm):
    """What is written while a conference is held, and stands as its minutes.

    Args:
        conference: what is held.
        children: whom it is about, with what they need to be asked about.
        family: who of the family was invited.
    """

    held_at = MomentParts("When did it begin?", past=True, called="the beginning")
    ended_at = MomentParts(
        "When did it end?", past=True, required=False, called="the end", hint="Leave it empty where it ends now"
    )
    agencies = Repeat(HereForm, "Which agencies are here, and what does each say?", one="agency", least=1, most=25)
    inquorate_because = LongText("Why does it go on without them?", rows=2, max_length=2000, required=False)
    without_them = LongText(
        "Who of the family is not here, and why?", rows=2, max_length=4000, required=False,
        hint="How they are heard instead, and who tells them what was decided",
    )  # fmt: skip
    basis = Radios(
        "What allows us to share this here?", LAWFUL_BASES, hints=BASIS_HINTS, small=True,
        missing="Choose what allows us to share this here",
    )  # fmt: skip
    basis_why = Text("Why is it necessary?", max_length=2000, missing="Say why sharing is necessary")
    discussed = LongText(
        "What was talked about?", rows=6, max_length=8000,
        hint="What happened, what works well, what worries everybody, and what the family says to it",
        missing="Write down what was talked about",
    )  # fmt: skip
    dissent = LongText(
        "Who sees it differently, and why?", rows=2, max_length=4000, required=False,
        hint="In their own words, family too. It is sent with the minutes",
    )  # fmt: skip
    rationale = LongText(
        "Why do you decide so?", rows=4, max_length=8000, hint="The decision is the chair’s alone",
        missing="Say why you decide so",
    )  # fmt: skip
    next_review_on = DateParts("When is it reviewed?", required=False, called="the review")
    late_code = Radios("Why is it held late?", lambda: list(late_reasons().items()), small=True, required=False)
    late_words = Text("In your words", max_length=500, required=False)
    actions = Repeat(ActionForm, "Who does what, by when?", one="action", least=0, most=20)

    def __init__(
        self,
        *args: Any,
        conference: Conference,
        children: list[ConferenceChild],
        family: list[ConferenceFamily],
        owners: list[tuple[User, str]],
        people: list[tuple[str, str]],
        **rest: Any,
    ) -> None:
        self.conference, self.about, self.family = conference, children, family
        fields: dict[str, Any] = {}
        for row in children:
            fields |= _child_fields(row)
        for one in family:
            fields |= _family_fields(one)
        for field in fields.values():
            house_rules(field, str(field.label))
        own = _in_order({**type(self).base_fields, **fields}, family, children)
        self.base_fields = own  # type: ignore[misc]  # those of this record, before the form is made
        super().__init__(*args, **rest)
        moment = conference.planned_at or conference.asked_at
        self.fields[
            "inquorate_because"
        ].help_text = f"Only where fewer than {quorum(moment)} agencies besides us are here"
        if due := review_due(conference.is_review, moment):
            by = f"By {full_day(local_day(due))}" if conference.planned_at else "In time"
            self.fields["next_review_on"].help_text = f"{by}, where a child has a plan"
        offer_actions(self, "actions", owners, people)

    def child_blocks(self) -> list[dict[str, Any]]:
        """Each child with what is asked about them, for the page."""
        return [
            {"name": row.child.person.shown_name, "fields": [self[name] for name in _drawn(row)]} for row in self.about
        ]

    def family_blocks(self) -> list[dict[str, Any]]:
        """Each of the family who was asked, for the page."""
        return [{"part": self[f"part_{one.ref}"], "said": self[f"said_{one.ref}"]} for one in self.family]

    def clean(self) -> dict[str, Any]:
        """Gather the children and the family; then what each answer asks of the others."""
        data = super().clean() or {}
        if any(name.startswith("outcome_") and name not in self.fields for name in self.data):
            self.add_error(None, "These minutes are about a child who is not part of this conference. Open it again")
        self._when(data)
        data["children"] = {
            row.ref: {name: data.pop(f"{name}_{row.ref}", None) for name in _asked(row)} for row in self.about
        }
        data["family"] = {
            one.ref: {name: data.pop(f"{name}_{one.ref}", "") for name in ("part", "said")} for one in self.family
        }
        self._who(data)
        self._each_child(data)
        self._decided(data)
        self._late(data)
        return data

    def _when(self, data: dict[str, Any]) -> None:
        held, ended = data.get("held_at"), data.get("ended_at")
        if held and held < self.conference.asked_at.replace(second=0, microsecond=0):
            asked = full_moment(self.conference.asked_at)
            self.add_error("held_at", f"It must have begun after it was asked for, on {asked}")
        if held and ended and ended < held:
            self.add_error("ended_at", "It must have ended after it began")
        if "ended_at" not in self.errors:
            moment_given(data, "ended_at")

    def _who(self, data: dict[str, Any]) -> None:
        """As many agencies as the authority asks for, or why it went on; and whoever of the family is missing."""
        here = {row["agency_name"].casefold() for row in data.get("agencies", ()) if row["part"] == Part.HERE}
        needed = quorum(data.get("held_at") or self.conference.asked_at)
        data["quorate"] = len(here) >= needed
        if data["quorate"]:
            data["inquorate_because"] = ""
        elif data.get("agencies") and not data.get("inquorate_because"):
            words = f"{needed} agencies besides us are needed, and {len(here)} of them came"
            self.add_error("inquorate_because", f"{words}. Say why it goes on, or hold it another day")
        missing = [one for one in data["family"].values() if one["part"] == ConferenceFamily.Part.ABSENT]
        if (missing or not self.family) and not data.get("without_them"):
            self.add_error("without_them", "Say why somebody of the family is not here, and how they are heard")

    def _each_child(self, data: dict[str, Any]) -> None:
        for row in self.about:
            said = data["children"][row.ref]
            said["also"] = [code for code in said.get("also") or [] if code != said.get("category")]

    def _decided(self, data: dict[str, Any]) -> None:
        outcomes = {one["outcome"] for one in data["children"].values()}
        plans = outcomes & {Outcome.PLAN, Outcome.CONTINUES}
        thought = {row["thinks"] for row in data.get("agencies", ())}
        otherwise = (Thinks.PLAN in thought and not plans) or (Thinks.NO_PLAN in thought and plans)
        if otherwise and not data.get("dissent") and "dissent" not in self.errors:
            self.add_error("dissent", "An agency is for something else. Write down who, and why")
        if not plans or "next_review_on" in self.errors or not data.get("held_at"):
            data["next_review_on"] = data.get("next_review_on") if plans else None
            return
        last = review_due(self.conference.is_review, data["held_at"])
        if not data.get("next_review_on"):
            self.add_error("next_review_on", "Say when it is reviewed")
        elif data["next_review_on"] <= local_day(data["held_at"]):
            self.add_error("next_review_on", "It must be after this conference")
        elif last and data["next_review_on"] > local_day(last):
            self.add_error("next_review_on", f"It must be by {full_day(local_day(last))}")

    def _late(self, data: dict[str, Any]) -> None:
        """A date that has passed stays passed; why it did is chosen from the authority's list (CL-10)."""
        code, words = data.pop("late_code", ""), data.pop("late_words", "")
        data["late"] = ""
        if not data.get("held_at") or not unexplained(self.conference, data["held_at"]):
            return
        if not code:
            self.add_error("late_code", "It is held after its date. Say why: the reason stays with the date")
        else:
            data["late"] = ". ".join(part for part in (late_reasons()[code], words) if part)


def _in_order(
    fields: dict[str, Any], family: list[ConferenceFamily], children: list[ConferenceChild]
) -> dict[str, Any]:
    """As the page asks them, so that what is to be mended is listed in that order."""
    before = [f"{part}_{one.ref}" for one in family for part in ("part", "said")]
    each = [name for row in children for name in (*_drawn(row), *(f"{part}_{row.ref}" for part in OPENED))]
    first = ("held_at", "agencies", "inquorate_because")
    order = (*first, *before, "without_them", "basis", "basis_why", "discussed", *each, *fields)
    return {name: fields[name] for name in dict.fromkeys(order)}


def _asked(row: ConferenceChild) -> tuple[str, ...]:
    return (*ALWAYS, *(REVIEWED if row.kind == "review" else ()), *(OUTSIDE if row.outside else ()))


def _drawn(row: ConferenceChild) -> list[str]:
    """Their fields in the order in which they are asked; what an answer opens is drawn under it."""
    order = ("part", "wishes", *REVIEWED, *OUTSIDE, "outcome", "why")
    return [f"{name}_{row.ref}" for name in order if name in _asked(row)]


def _child_fields(row: ConferenceChild) -> dict[str, Any]:
    name, review = row.child.person.shown_name, row.kind == "review"
    first, ref = row.child.person.called, row.ref
    stays, goes = (Outcome.CONTINUES, Outcome.ENDS) if review else (Outcome.PLAN, Outcome.NO_PLAN)
    choices = [(one, Outcome(one).label) for one in (stays, goes)]
    opens = {stays: [f"{part}_{ref}" for part in ("category", "also", "must_change")], goes: [f"instead_{ref}"]}
    found: dict[str, Any] = {
        "part": Radios(
            f"How did {first} take part?", ConferenceChild.Part.choices, small=True,
            missing=f"Say how {first} took part",
        ),
        "wishes": LongText(
            f"What does {first} wish and feel?", rows=3, max_length=4000, missing=f"Say what {first} wishes and feels",
            hint="In their own words. Of a baby, or a child not born: what those who know them see",
        ),
        "outcome": Radios(
            f"What is decided for {name}?", choices, small=True, reveal=opens,
            missing=f"Say what is decided for {name}",
        ),
        "category": Radios("The main category", categories, small=True, missing=f"Choose the main category for {name}"),
        "also": Checkboxes("And also", categories, small=True, required=False),
        "must_change": LongText(
            f"What must change for {first}?", rows=3, max_length=4000, missing=f"Say what must change for {first}",
            hint="In outline: what the child will see, by when. The plan says how",
        ),
        "instead": Radios(
            "What is there instead?", ConferenceChild.Instead.choices, small=True,
            missing=f"Say what there is for {first} instead",
        ),
        "why": LongText(f"Why, for {first}?", rows=2, max_length=4000, missing=f"Say why, for {first}"),
    }  # fmt: skip
    if review:
        found["working"] = Radios("Is the plan working?", Limb.choices, small=True, inline=True,
                                  missing=f"Say whether the plan is working for {first}")  # fmt: skip
        found["working_words"] = LongText(
            f"What has changed for {first}, and what is done about what has not?", rows=3, max_length=4000,
            missing=f"Say what has changed for {first}",
        )  # fmt: skip
    if row.outside:
        for limb, label in LIMBS.items():
            found[limb] = Radios(label, Limb.choices, small=True, inline=True, missing=f"Answer for {first}: {label}")
        found["limbs"] = LongText(
            "What do these three answers rest on?", rows=3, max_length=4000, missing="Say what these answers rest on",
            hint="Parents who protect and work with others: a child in need plan of all agencies may be right. Parents "
            "who deny, do not support or do not protect: a plan may be. Unsafe at home: ask for legal advice on care",
        )  # fmt: skip
    return {f"{part}_{ref}": field for part, field in found.items()}


def _family_fields(one: ConferenceFamily) -> dict[str, Any]:
    name = one.person.person.shown_name
    return {
        f"part_{one.ref}": Radios(
            f"{name}, {one.relation}", ConferenceFamily.Part.choices, small=True, inline=True,
            missing=f"Say whether {name} came",
        ),
        f"said_{one.ref}": LongText(f"What does {name} say?", rows=2, max_length=4000, required=False),
    }  # fmt: skip
