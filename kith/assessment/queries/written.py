"""What has been written in the sections of an assessment, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from kith.access.asked_once import once
from kith.access.prepared import Prepared
from kith.assessment.models import Assessment, SectionText
from kith.assessment.queries.pathways import applying_to
from kith.assessment.sections import Question, Section, section, sections

HARMED = "adult_safety"  # the plan that keeps an adult safe who is harmed at home


@dataclass(frozen=True)
class Written:
    """A section of one assessment as it stands. `text` is its newest version, none where nothing is written."""

    section: Section
    text: SectionText | None = None

    @property
    def answers(self) -> dict[str, Any]:
        return self.text.answers if self.text else {}

    @property
    def version(self) -> int:
        return self.text.version if self.text else 0

    @property
    def clashes(self) -> list[dict[str, Any]]:
        """Places that two people changed differently, until somebody who had both before them saves again."""
        return self.text.clashes if self.text else []

    @property
    def texts(self) -> Iterator[str]:
        """Every text in it, those inside entries too."""
        for value in self.answers.values():
            for entry in value if isinstance(value, list) else [{"": value}]:
                yield from (text for text in entry.values() if isinstance(text, str))

    def has(self, name: str) -> bool:
        """Whether something stands in a field."""
        value = self.answers.get(name)
        return bool(value.strip() if isinstance(value, str) else value)

    @property
    def begun(self) -> bool:
        """Whether anything stands anywhere in it."""
        return any(self.has(name) for name in self.section.fields)

    def missing(self, depth: str) -> list[Question]:
        """The questions that an assessment of this depth must answer and this one does not, yet."""
        if self.section.blank and self.has("blank_because"):
            return []
        asked = [one for one in self.section.questions if one.is_needed(depth)]
        return [one for one in asked if not (self.has(one.key) or (one.instead and self.has(one.instead)))]

    def unfinished(self, depth: str) -> Iterator[tuple[Question, int, dict[str, Any], list[Question]]]:
        """Entries of what is asked several times that do not say all that an assessment of this depth must say of each:
        the question, the entry with its place, and what it does not say."""
        for question in (one for one in self.section.questions if one.kind == "blocks"):
            for place, entry in enumerate(self.answers.get(question.key) or []):
                if left := [one for one in question.questions if one.is_needed(depth) and not entry.get(one.key)]:
                    yield question, place, entry, left

    def is_needed(self, depth: str) -> bool:
        """Whether an assessment of this depth must say anything in it."""
        return self.section.blank or any(one.is_needed(depth) for one in self.section.questions)

    def unsourced(self) -> list[Question]:
        """Evidence that does not say how we know it (AS-13)."""
        evidenced = [one for one in self.section.questions if one.kind == "evidenced"]
        return [one for one in evidenced if self.has(one.key) and not self.has(f"{one.key}_source")]


@dataclass(frozen=True)
class Writings:
    """Everything written in one assessment, by section, and what applies to the child, so that it is asked."""

    by_key: dict[str, Written] = field(default_factory=dict)
    applying: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Written:
        return self.by_key[key]

    def __iter__(self) -> Any:
        return iter(self.by_key.values())


def newest(matters: Iterable[int] | QuerySet[Any], key: str = "") -> list[SectionText]:
    """The newest version of each section of these assessments, or of the one section, in one query."""
    return list(newest_rows(matters, key))


def newest_rows(matters: Iterable[int] | QuerySet[Any], key: str = "") -> QuerySet[SectionText]:
    """The same, to be asked together with something else."""
    rows = SectionText.objects.filter(matter_id__in=matters if isinstance(matters, QuerySet) else list(matters))
    return _newest(rows.filter(key=key) if key else rows)


def _newest(rows: QuerySet[SectionText]) -> QuerySet[SectionText]:
    rows = rows.select_related("written_by").order_by("matter_id", "key", "-version")
    return rows.distinct("matter_id", "key")


newest_of = Prepared(lambda matter: _newest(SectionText.objects.filter(matter_id=matter)), "matter")
_newest_in = Prepared(
    lambda matter, key: _newest(SectionText.objects.filter(matter_id=matter, key=key)), "matter", "key"
)


def writings(assessment: Assessment) -> Writings:
    """Every section that is asked of this child, as it stands."""
    rows = once(("texts", assessment.pk), lambda: newest_of(matter=assessment.pk))
    texts = {row.key: row for row in rows}
    applying = applying_to(assessment)
    found = ((one.asked_of(applying, _answered(texts.get(one.key))), texts.get(one.key)) for one in sections())
    return Writings({one.key: Written(one, text) for one, text in found if one is not None}, applying)


def _answered(text: SectionText | None) -> list[str]:
    return [name for name, value in text.answers.items() if value] if text else []


def section_in(assessment: Assessment, key: str) -> Section | None:
    """A section as it is asked of this child; nothing where there is none of this key, or it is not asked."""
    one = section(key)
    if one is None or not (one.when or any(question.when for question in one.questions)):
        return one
    return one.asked_of(applying_to(assessment), _answered(written(assessment, one).text))


def written(assessment: Assessment, one: Section) -> Written:
    """One section as it stands."""
    return Written(one, _newest_in.first(matter=assessment.matter_id, key=one.key))


def plan_of(assessment: Assessment) -> Written:
    """The plan as it stands."""
    plan = section("plan")
    assert plan is not None  # every assessment has one
    return written(assessment, plan)


def safety_of_the_harmed(assessment: Assessment) -> Written:
    """The plan that keeps an adult safe who is harmed at home, as it stands: whoever harms reads none of it (AS-07)."""
    return safety_in(newest([assessment.matter_id], HARMED))


def safety_in(texts: list[SectionText]) -> Written:
    """The same, where its text has been read."""
    plan = section(HARMED)
    assert plan is not None  # asked where there is abuse at home (data/pathways.toml)
    return Written(plan, next(iter(texts), None))


def conference_considered(assessment: Assessment) -> bool:
    """Whether somebody has said what became of a family group conference (FA-03)."""
    network = section("network")
    assert network is not None  # every assessment has one
    return written(assessment, network).has("group_conference")


def versions(assessment: Assessment, one: Section) -> list[SectionText]:
    """Every version of a section, newest first."""
    rows = SectionText.objects.filter(matter_id=assessment.matter_id, key=one.key).select_related("written_by")
    return list(rows.order_by("-version"))


def siblings(assessment: Assessment) -> list[Assessment]:
    """The open assessments of brothers and sisters that were opened with this one, as far as whoever acts may know."""
    return [one for one in opened_with(assessment) if one.state == Assessment.State.OPEN]


def opened_with(assessment: Assessment) -> list[Assessment]:
    """The same, and those that have ended since."""
    if not assessment.sibling_group:
        return []
    group, matter = assessment.sibling_group, assessment.pk
    return once(("opened with", matter), lambda: group_of(group=group, matter=matter))


def _in_group(group: Any, matter: Any, **of: Any) -> QuerySet[Assessment]:
    rows = Assessment.objects.exclude(pk=matter).filter(sibling_group=group).exclude(sibling_group="")
    return rows.select_related("matter", "child__person", "lead").order_by("child__person__date_of_birth", "pk")


group_of = Prepared(_in_group, "group", "matter")
