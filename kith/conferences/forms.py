"""The forms round a conference: asked for, arranged, invited to, its reports, moved, called off, and added to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from kith.actions.forms import soon_enough
from kith.conferences.models import Conference, ConferenceChild, ConferenceFamily, Kind
from kith.conferences.queries import Relative
from kith.conferences.reasons import categories
from kith.kernel.now import now, today
from kith.sharing.kinds import kinds_of_agency
from kith.standards.codesets import codes
from kith.standards.words import full_moment, local_day
from kith.ui.forms import Checkboxes, DateParts, Hidden, KithForm, LongText, MomentParts, Radios, Repeat, Select, Text
from kith.ui.forms.words import house_rules

NOT_ASKED = "no"
Asked, Mode = ConferenceFamily.Asked, Conference.Mode
KIND_HINTS = {
    Kind.INITIAL: "A section 47 enquiry found a continuing risk of significant harm",
    Kind.PREBIRTH: "As an initial conference, for a child who is not born yet",
    Kind.REVIEW: "The child has a child protection plan",
    Kind.TRANSFER: "The child has a child protection plan of another authority, and lives here now",
}


class AskForm(KithForm):
    """A conference is asked for, after its adviser was consulted (CP-06).

    Args:
        children: those it may be about, by reference, with the name shown.
        chairs: conference chairs who may have been consulted, by reference, with the name shown.
        kinds: what may be asked for, the likeliest first.
        again: whether somebody says what is different now.
    """

    fieldsets = [
        ("What is asked for?", ["kind", "children", "why", "again"]),
        ("Before it is asked for", ["adviser", "advised_on", "advice", "advice_words"]),
    ]
    kind = Radios("Which conference?", (), small=True, hints=KIND_HINTS, reveal={
        Kind.TRANSFER: ["from_authority", "from_category", "from_since", "notified_on"]
    }, missing="Choose which conference")  # fmt: skip
    from_authority = Text("Which authority made the plan?", missing="Enter the authority that made the plan")
    from_category = Select("For which category?", categories, missing="Choose the category of the plan there")
    from_since = DateParts("Since when?", past=True, called="the day of the plan", missing="Enter since when")
    notified_on = DateParts(
        "When did that authority tell us of the move?", past=True, called="the day they told us",
        missing="Enter when they told us", hint="The conference is counted from that day, whenever it is asked for",
    )  # fmt: skip
    children = Checkboxes("About which children?", (), small=True, missing="Choose the children")
    why = LongText(
        "Why is it asked for?",
        rows=4,
        max_length=8000,
        hint="What the enquiry found, what it means for each child, and what keeps them safe until then",
        missing="Say why it is asked for",
    )
    again = LongText(
        "What is different from the time before?",
        rows=3,
        max_length=4000,
        hint="There was a referral or a conference in the year before: it stands beside. What did not hold, and why?",
        missing="Say what is different from the time before",
    )
    adviser = Select(
        "Who was consulted?", (), hint="A conference chair. They arrange it", missing="Choose who was consulted"
    )
    advised_on = DateParts("When?", past=True, called="the day")
    advice = Radios("What did they advise?", Conference.Advice.choices, small=True, missing="Say what they advised")
    advice_words = LongText(
        "Their advice, and what you make of it",
        rows=3,
        max_length=4000,
        hint="Where it is asked for against their advice, say why",
        missing="Write down their advice",
    )

    def __init__(
        self,
        *args: Any,
        children: Iterable[tuple[str, str]],
        chairs: Iterable[tuple[str, str]],
        kinds: Iterable[str],
        again: bool,
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.offer("kind", [(kind, Kind(kind).label) for kind in kinds])
        self.offer("children", children)
        self.offer("adviser", chairs)
        if not again:
            del self.fields["again"]


class ArrangeForm(KithForm):
    """Who chairs it, when, where, and how people meet."""

    chair = Select(
        "Who chairs it?",
        (),
        hint="A conference chair who neither leads nor supervises the work with the family",
        missing="Choose who chairs it",
    )
    planned_at = MomentParts("When is it?", called="the conference")
    mode = Radios("How do people meet?", Mode.choices, small=True, missing="Choose how people meet")
    place = Text("Where?", max_length=300, hint="The room, or how to join. The family must be able to get there")

    def __init__(self, *args: Any, chairs: Iterable[tuple[str, str]], since: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.since = since
        self.offer("chair", chairs)

    def clean_planned_at(self) -> datetime:
        """Not years ahead."""
        at: datetime = self.cleaned_data["planned_at"]
        soon_enough(local_day(at))
        return at

    def clean(self) -> dict[str, Any]:
        """A conference is held after it was asked for."""
        data = super().clean() or {}
        if data.get("planned_at") and data["planned_at"] < self.since.replace(second=0, microsecond=0):
            self.add_error("planned_at", f"It must be after it was asked for, on {full_moment(self.since)}")
        return data


class MoveForm(ArrangeForm):
    """Another chair, day, place or way to meet, and why."""

    reason = LongText("Why is it changed?", rows=2, max_length=1000, called="the reason")


class AgencyForm(KithForm):
    """An agency that is invited, who comes for it, and by when its report is asked for (IG-10)."""

    agency_kind = Select("What kind of agency?", kinds_of_agency, missing="Choose the kind of agency")
    agency_name = Text("Its name", missing="Enter the name of the agency")
    name = Text("Who comes? Their name, and what they are", required=False)
    report_due_on = DateParts(
        "By when is its report asked for?", required=False, called="the day of the report",
        hint="Before the family reads it with their social worker. Leave it empty where no report is asked for",
    )  # fmt: skip


class InviteForm(KithForm):
    """Who of the family and which agencies are invited.

    Args:
        relatives: the grown-ups of the family, with what stands in the way of writing to them.
        listed: the references of those who are on the list already, and stay there.
        held_on: the day of the conference, where it has one: a report is asked for by then.
    """

    agencies = Repeat(AgencyForm, "Which agencies are invited?", one="agency", least=1, most=25)

    def __init__(
        self, *args: Any, relatives: list[Relative], listed: set[str], held_on: date | None, **rest: Any
    ) -> None:
        self.relatives, self.listed, self.held_on = relatives, listed, held_on
        self.base_fields = {**_family_fields(relatives, listed), **type(self).base_fields}  # type: ignore[misc]  # those of this record, before the form is made
        super().__init__(*args, **rest)

    def family_blocks(self) -> list[Any]:
        """The answer about each of the family, for the page."""
        return [self[f"asked_{one.ref}"] for one in self.relatives]

    def clean(self) -> dict[str, Any]:
        """Gather the family; nobody is invited whom nothing may be sent to (FA-08, PR-12)."""
        data = super().clean() or {}
        family = []
        for one in self.relatives:
            asked, because = (data.pop(f"{part}_{one.ref}", "") or "" for part in ("asked", "because"))
            if asked == Asked.INVITED and one.blocked:
                out = "The chair can keep them out" if one.ref in self.listed else "Leave them out"
                self.add_error(f"asked_{one.ref}", f"{one.blocked} {out}, or have that changed first")
            if asked not in ("", NOT_ASKED):
                family.append({"ref": one.ref, "relation": one.words, "asked": asked, "because": because})
        data["family"] = family
        late = [row for row in data.get("agencies", ()) if (due := row["report_due_on"]) and self._too_late(due)]
        if late:
            self.add_error("agencies", f"The report of {late[0]['agency_name']} is asked for after the conference")
        return data

    def _too_late(self, due: date) -> bool:
        return due > (self.held_on or today() + timedelta(days=365))


def _family_fields(relatives: Iterable[Relative], listed: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in relatives:
        choices = [*Asked.choices] if one.ref in listed else [*Asked.choices, (NOT_ASKED, "Not asked")]
        found[f"asked_{one.ref}"] = Radios(
            f"{one.person.shown_name}, {one.words}", choices, small=True, inline=True,
            required=False, hint=one.blocked, reveal={Asked.EXCLUDED: [f"because_{one.ref}"]},
        )  # fmt: skip
        found[f"because_{one.ref}"] = LongText(
            "Why, from what, and how are they heard instead?", rows=2, max_length=2000,
            missing=f"Say why {one.person.shown_name} is kept out, and how they are heard",
        )  # fmt: skip
    for field in found.values():
        house_rules(field, str(field.label))
    return found


class ReportForm(KithForm):
    """An agency's report came (IG-10)."""

    report_on = DateParts("When did it come?", past=True, called="the day")
    report_words = LongText(
        "What does it say, in short?", rows=3, max_length=4000,
        hint="The report itself is added to the documents of the conference", missing="Say what it says, in short",
    )  # fmt: skip


def moment_given(data: dict[str, Any], name: str) -> None:
    """A moment that was left empty is now."""
    data[name] = data.get(name) or now()


class ConferenceBroughtInForm(KithForm):
    """A conference as another system knows it: its day, and what it decided for one child."""

    held_on = DateParts("Held", past=True)
    kind = Select("Kind", Kind.choices)
    outcome = Select("Decided", ConferenceChild.Outcome.choices, required=False, empty="Not said")
    category = Select(
        "Category of abuse", lambda: list(codes("cin", "CategoryOfAbuse").items()), required=False, empty="Not said"
    )
    why = Text("What it was for", max_length=1000)
    enquiry = Hidden(required=False, max_length=20)
    reviews = Hidden(required=False, max_length=20)
    import_key = Hidden(max_length=120)
    brought_in_from = Text("Brought in from", max_length=80)
