"""The workspace: the sections with their state in words, what is missing, who else is here, and the siblings' texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from kith.access.models import Subject, User
from kith.access.policies import door
from kith.assessment.cohorts import SpecialPathway, pathways
from kith.assessment.forms.asking import said
from kith.assessment.models import (
    Assessment,
    FamilyAsDrawn,
    NewInformation,
    ProposedConclusion,
    SectionText,
    Supervision,
)
from kith.assessment.proposed import proposals
from kith.assessment.queries.lacking import Lack, lacking, ready_or_not
from kith.assessment.queries.written import Writings, Written, newest, siblings, writings
from kith.assessment.sections import Question, Reading, Section, offered_after, section
from kith.record import presence
from kith.record.models import StepEvent
from kith.standards.words import long_date

WHY_BLANK = "Why something is left blank"
MANY = 4  # sections of which nothing is written, that are still worth a line each


@dataclass(frozen=True)
class Line:
    """A section in the list: its title, where it is, whether it is ready, and its state in words."""

    key: str
    title: str
    href: str
    ready: bool
    state: str
    here: bool = False


@dataclass
class Workspace:
    """Everything beside the page of one section."""

    assessment: Assessment
    lines: list[Line] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    writers: list[str] = field(default_factory=list)
    proposals: list[ProposedConclusion] = field(default_factory=list)
    supervisions: list[Supervision] = field(default_factory=list)
    applying: list[SpecialPathway] = field(default_factory=list)

    @property
    def proposed(self) -> ProposedConclusion | None:
        """The newest conclusion that was proposed: it waits, was sent back, or is the one authorised."""
        return self.proposals[0] if self.proposals else None

    @property
    def ready(self) -> int:
        return sum(line.ready for line in self.lines)

    @property
    def next(self) -> Line | None:
        """The first section that is not ready: where the writing goes on."""
        return next((line for line in self.lines if not line.ready), None)

    @property
    def intro(self) -> str:
        """How much is missing, and to whom it goes then."""
        who = self.assessment.supervisor.name if self.assessment.supervisor else "a manager"
        count = len(self.lacks)
        if not count:
            return f"Nothing is missing. It can go to {who}."
        return f"{count} {'thing' if count == 1 else 'things'}, then it goes to {who}."

    @cached_property
    def items(self) -> list[dict[str, str]]:
        """What is missing, a line each; sections of which nothing is written are one line while they are many."""
        begun = [lack for lack in self.lacks if not lack.untouched]
        untouched = [lack for lack in self.lacks if lack.untouched]
        if len(untouched) <= MANY:
            begun, untouched = self.lacks, []
        items = [{"href": lack.href, "label": lack.label, "about": lack.about} for lack in begun]
        if untouched:
            about = f", beginning with {untouched[0].label.removeprefix('Write ')}"
            first = {"href": untouched[0].href, "label": f"Write {len(untouched)} sections", "about": about}
            items.insert(0, first)
        return items


def draft_key(assessment: Assessment, key: str) -> str:
    """Under which what somebody types in a section is kept, and they are known to be there."""
    return f"assessment.section.{assessment.ref}.{key}"


def workspace(assessment: Assessment, reader: User, here: str = "") -> Workspace:
    """The workspace of an assessment for one reader.

    Args:
        here: the key of the section whose page is open.
    """
    ready = ready_or_not(assessment)
    lacks = lacking(assessment, ready)
    lines = list(_lines(assessment, ready.writings, lacks, here))
    writers = _writers(assessment, reader, {line.key: line.title for line in lines}) if here else []
    applying = [one for key, one in pathways().items() if key in ready.writings.applying]
    return Workspace(assessment, lines, lacks, writers, proposals(assessment), ready.supervisions, applying)


def _writers(assessment: Assessment, reader: User, titles: dict[str, str]) -> list[str]:
    begins = draft_key(assessment, "")
    others = presence.others(reader, begins)
    # A model's section has several forms: the first part of what they are kept under is the section.
    where = [(one.user.name, one.key.removeprefix(begins).split(".")[0]) for one in others]
    return list(dict.fromkeys(f"{name} has “{titles.get(key, 'it')}” open" for name, key in where))


def _lines(assessment: Assessment, found: Writings, lacks: list[Lack], here: str) -> Iterator[Line]:
    name = assessment.child.person.called
    open_in = {lack.section for lack in lacks}
    for one in found:
        key = one.section.key
        ready = key not in open_in
        state = _state(one, assessment.depth, ready)
        yield Line(
            key, said(one.section.title, name), f"/assessments/{assessment.ref}/write/{key}/", ready, state, key == here
        )
        for more in offered_after(key, found.by_key):
            ready, state = more.state(assessment)
            yield Line(more.key, more.title, more.href(assessment.ref), ready, state, more.key == here)


def _state(one: Written, depth: str, ready: bool) -> str:
    """How far a section has come, in words; one that nobody need write is not called ready."""
    if ready:
        return "Ready" if one.begun or one.is_needed(depth) else "Not needed"
    return "Two texts" if one.clashes else "Started" if one.begun else "Not started"


@dataclass(frozen=True)
class Answer:
    """A question with what was answered, for reading."""

    label: str
    value: Any
    source: str = ""
    kind: str = "writing"


def answers(one: Section, text: SectionText | None, name: str) -> list[Answer]:
    """What a section says, question by question, without those that say nothing. What is not asked any more, of this
    child or of anybody, is read where it was answered."""
    said_in: dict[str, Any] = text.answers if text else {}
    rows = []
    for question in (section(one.key) or one).questions:
        if value := said_in.get(question.key):
            source = said_in.get(f"{question.key}_source", "")
            rows.append(Answer(said(question.label, name), _in_words(question, value), source, question.kind))
    if said_in.get("blank_because"):
        rows.append(Answer(WHY_BLANK, said_in["blank_because"]))
    return rows


def _in_words(question: Question, value: Any) -> Any:
    """An answer as it is read: what was chosen and which day in words, entries as rows of question and answer."""
    if question.kind == "choice":
        return dict(question.options).get(value, value)
    if question.kind == "day":
        return long_date(date.fromisoformat(value))
    if question.kind == "blocks":
        asked = [(inner, inner.key) for inner in question.questions]
        return [
            [(inner.label, _in_words(inner, entry[key])) for inner, key in asked if entry.get(key)] for entry in value
        ]
    return value


@dataclass(frozen=True)
class Clash:
    """A place that two people changed differently: the question, what was saved first and what after it."""

    label: str
    stood: Answer
    sent: Answer


def clashes(stands: Written, name: str) -> list[Clash]:
    """The places of a section that wait to be made one, in the words of its questions."""
    asked = dict(stands.section.field_questions())
    found = []
    for clash in stands.clashes:
        question, field_ = asked.get(clash["question"]), clash["question"]
        if question is None:
            plain, label = Question(field_, ""), WHY_BLANK
        elif field_ == question.key:
            plain, label = question, said(question.label, name)
        else:
            plain, label = Question(field_, ""), f"{said(question.label, name)}: how we know"
        stood, sent = (
            Answer(label, _in_words(plain, clash[which]) if clash[which] else "", kind=plain.kind)
            for which in ("stood", "sent")
        )
        found.append(Clash(label, stood, sent))
    return found


@dataclass(frozen=True)
class Part:
    """A section within the whole assessment: what was answered, or what a practice model draws."""

    key: str
    title: str
    href: str
    answers: list[Answer]
    reading: Reading | None = None
    draws: str = ""


def parts(assessment: Assessment) -> Iterator[Part]:
    """Every section, for reading from beginning to end; those of practice models where they stand in the list."""
    name = assessment.child.person.called
    found = writings(assessment)
    for one in found:
        key = one.section.key
        said_in = answers(one.section, one.text, name)
        href = f"/assessments/{assessment.ref}/write/{key}/"
        yield Part(key, said(one.section.title, name), href, said_in, draws=one.section.draws)
        for more in offered_after(key, found.by_key):
            if more.read:
                yield Part(more.key, more.title, more.href(assessment.ref), [], more.read(assessment))


@dataclass(frozen=True)
class Beside:
    """One child's text of a section, beside their brothers' and sisters'."""

    assessment: Assessment
    answers: list[Answer]


def beside(assessment: Assessment, one: Section, reader: User) -> list[Beside]:
    """A section of each child assessed together, side by side, this one first; of the others only those whose record is
    open to the reader (AS-01, IG-05)."""
    group = [assessment, *(other for other in siblings(assessment) if door(reader, other.child).state == "open")]
    texts = {row.matter_id: row for row in newest([each.matter_id for each in group]) if row.key == one.key}
    return [Beside(each, answers(one, texts.get(each.matter_id), each.child.person.called)) for each in group]


def family_drawn(assessment: Assessment) -> FamilyAsDrawn | None:
    """Genogram and network map as they were kept with the conclusion. Nothing where they show anybody who is
    hidden from the reader: a picture cannot leave somebody out (IG-05)."""
    drawn = FamilyAsDrawn.objects.filter(matter_id=assessment.matter_id).order_by("-at").first()
    if drawn is None:
        return None
    shown = {one["key"] for one in drawn.said["people"]} | {one["person"] for one in drawn.said["network_in_words"]}
    shown -= {""}  # known by name only
    return drawn if Subject.objects.filter(ref__in=shown).count() == len(shown) else None


def learned_since(assessment: Assessment) -> list[NewInformation]:
    """What became known after the conclusion, newest first, answered or not."""
    if assessment.state == Assessment.State.OPEN:
        return []
    rows = NewInformation.objects.filter(matter_id=assessment.matter_id)
    return list(rows.select_related("recorded_by", "answered_by").order_by("-recorded_at", "-pk"))


def new_information(assessment: Assessment, ref: str) -> NewInformation | None:
    """One piece of what became known after the conclusion."""
    rows = NewInformation.objects.filter(matter_id=assessment.matter_id, ref=ref)
    return rows.select_related("matter__assessment", "recorded_by").first()


def newest_act(assessment: Assessment) -> int:
    """The id of the last thing done in it, on a practice model's pages too: what somebody who reads it now has read."""
    rows = StepEvent.objects.filter(matter_id=assessment.matter_id)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0
