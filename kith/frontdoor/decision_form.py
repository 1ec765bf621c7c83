"""The decision form: each child considered separately, the level and its criteria, and why."""

from __future__ import annotations

from typing import Any, cast

from kith.frontdoor.models import Contact, ContactChild, ThresholdDecision
from kith.frontdoor.queries.recognition import children_of
from kith.sharing.queries import whether_sought
from kith.standards import consent as consents
from kith.standards import thresholds
from kith.ui.forms import Checkboxes, KithForm, LongText, Radios, Select, Text
from kith.ui.forms.words import house_rules

Outcome = ContactChild.Outcome


class DecisionForm(KithForm):
    """What should happen on one contact. The children's fields are named after the rows they belong to.

    Args:
        contact: the contact.
        document: the threshold document that applies.
        actor: who decides.
    """

    level = Radios(
        "Level of need, in your judgement",
        (),
        small=True,
        reveal={key: ["not_sought_because"] for key, rule in consents.matrix().items() if rule.to_be_said},
    )
    not_sought_because = LongText(
        "Why the family was not asked to agree",
        rows=2,
        max_length=1000,
        missing="Say why nobody was asked to agree. If somebody was, record what they said on the contact first",
    )
    criteria = Checkboxes(
        "What you relied on", (), small=True, missing="Choose at least one of the criteria you relied on"
    )
    rationale = LongText("Why: the facts you relied on, and what would change your mind", rows=6)
    significant_harm = LongText(
        "Why significant harm, apart from any refusal",
        rows=3,
        required=False,
        max_length=8000,
        hint="Needed at the specialist level when help was refused: refusing is not by itself a sign of harm",
    )
    repeat_comment = LongText(
        "On the contacts before this one",
        rows=3,
        required=False,
        max_length=4000,
        hint="Needed for no further action when there have been several: is the worry growing, or are we in the way?",
    )
    late_reason = Text("Why this is late", required=False, max_length=1000)
    tell_referrer = Radios(
        "Tell the referrer",
        [("outcome", "What we decided and why"), ("received", "Only that we have received it")],
        small=True,
        initial="outcome",
        reveal={"outcome": ["told_because"], "received": ["withhold_reason"]},
    )
    told_because = LongText(
        "Why, in words for the referrer",
        rows=3,
        required=False,
        max_length=2000,
        hint="They read this as it stands, with the level and the outcome of each child they named. Say nothing that "
        "others told us, and not where anybody lives. Left empty, they read what the level means",
    )
    withhold_reason = Text("Why no more than that", max_length=1000)

    def __init__(
        self, *args: Any, contact: Contact, document: thresholds.ThresholdDocument, actor: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.contact, self.actor = contact, actor
        self.document = document
        texts = list(thresholds.levels().values())
        self.offer("level", ((t.level.value, t.name) for t in texts))
        self.fields["level"].hints = {t.level.value: t.hint for t in texts}  # type: ignore[attr-defined]  # our Radios
        self.fields["level"].help_text = f"{self.document.cited}. It advises; you decide."
        self._agreement(contact)
        held = {t.level: [(c.key, c.text) for c in self.document.criteria if c.level == t.level] for t in texts}
        self.offer("criteria", [(t.name, held[t.level]) for t in texts if held[t.level]])
        rows = [row for row in children_of(contact=contact.pk) if row.recognition != ContactChild.Recognition.TWICE]
        self.rows = sorted(rows, key=lambda row: (row.proposed, row.pk))
        for row in self.rows:
            self._child_fields(row)
        for name in self.fields:  # those of the children were not there when the form was made
            house_rules(self.fields[name], str(self[name].label))

    def _agreement(self, contact: Contact) -> None:
        """Where help may begin without agreement, whoever decides says whether it was sought (FD-06)."""
        field, sought = self.fields["not_sought_because"], whether_sought(contact.matter)
        rules = [rule.rule for rule in consents.matrix().values() if rule.to_be_said]
        field.help_text = " ".join([*rules, "If somebody was asked, record what they said on the contact."])
        if sought:
            self.needed_when_open.discard("not_sought_because")
            field.help_text = f"This is recorded already. {' '.join(sought)} Leave this empty."

    def _child_fields(self, row: ContactChild) -> None:
        called = row.called[0] or "this child"
        self.fields[f"means_{row.ref}"] = LongText(
            f"What this means for {called}", rows=2, max_length=4000, initial=row.means,
            missing=f"Say what this means for {called}",
        )  # fmt: skip
        self.fields[f"outcome_{row.ref}"] = Select(
            f"Outcome for {called}", Outcome.choices, initial=row.outcome, empty="Choose an outcome",
            missing=f"Choose an outcome for {called}",
        )  # fmt: skip
        self.fields[f"not_here_{row.ref}"] = Text(
            f"How we know that {called} does not live there",
            required=False,
            max_length=500,
            initial=row.not_here_evidence,
        )

    def child_blocks(self) -> list[dict[str, Any]]:
        """Each child with its own fields, for the table on the page."""
        parts = ("means", "outcome", "not_here")
        return [{"row": row, **{part: self[f"{part}_{row.ref}"] for part in parts}} for row in self.rows]

    def criteria_blocks(self) -> list[dict[str, Any]]:
        """The criteria level by level, each folded until one of it is ticked or something must be mended."""
        field, ticked = self["criteria"], {str(one) for one in self["criteria"].value() or ()}
        blocks, asked = [], cast(Checkboxes, self.fields["criteria"])
        for number, (level, criteria) in enumerate(cast(Any, asked.choices)):
            items = [{"value": key, "label": text, "checked": key in ticked} for key, text in criteria]
            opens = bool(field.errors) or any(item["checked"] for item in items)
            part = f"{field.auto_id}-{number}" if number else field.auto_id  # the summary of faults leads to the first
            blocks.append({"level": level, "items": items, "open": opens, "id": part})
        return blocks

    def clean(self) -> dict[str, Any]:
        """Gather the children; a criterion must belong to the document, and the level to at least one of them."""
        data = super().clean() or {}
        children: dict[str, dict[str, str]] = {}
        for row in self.rows:
            said = {part: data.pop(f"{part}_{row.ref}", "") or "" for part in ("means", "outcome", "not_here")}
            if said["outcome"] == Outcome.NOT_HERE and not said["not_here"]:
                self.add_error(f"not_here_{row.ref}", "Say how we know that the child does not live at this address")
            children[row.ref] = {
                "means": said["means"], "outcome": said["outcome"], "not_here_evidence": said["not_here"]
            }  # fmt: skip
        data["children"] = children
        level = data.get("level")
        if level and data.get("criteria") and not any(key.startswith(f"{level}.") for key in data["criteria"]):
            self.add_error("criteria", f"Choose at least one of the criteria of the level {self._named(level)}")
        return data

    def _named(self, level: str) -> str:
        return ThresholdDecision.Level(level).label.lower()


class ConcludeForm(KithForm):
    """A signature, with a word to the decider if there is one to say."""

    note = LongText(
        "A word to the person who decided",
        rows=2,
        required=False,
        max_length=600,
        hint="It stands in the contact's story",
    )
    late_reason = Text("Why this is late", required=False, max_length=1000)


class SendBackForm(KithForm):
    """What is missing."""

    reason = LongText("What is missing, or what should be thought about again?", rows=3, max_length=2000)
