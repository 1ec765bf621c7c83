"""The sections of an assessment are written: by several people at once, for one child or for several together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kith.assessment import policies
from kith.assessment.forms.asking import said
from kith.assessment.forms.section import SectionForm, section_form
from kith.assessment.merging import merge_answer
from kith.assessment.models import Assessment, SectionText
from kith.assessment.queries.written import Written, section_in, siblings, written
from kith.assessment.sections import Section
from kith.kernel.perform import Breach, Invalid, lock, perform
from kith.kernel.step import Act, Step
from kith.standards.words import capital

# What a section says, by field. Only sections that are the family's are ever carried to another child (AS-01).
Answers = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A section of one assessment: what WriteSection is done to."""

    assessment: Assessment
    section: Section
    clashes: tuple[dict[str, Any], ...] = ()  # that came about where its text was joined, before this step

    @property
    def ref(self) -> str:
        return self.assessment.ref

    @property
    def name(self) -> str:
        return str(self.assessment.child.person.called)

    @property
    def title(self) -> str:
        return said(self.section.title, self.name)


class WriteSection(Step):
    """Write a section of the assessment."""

    name = "assessment.section_written"
    form = SectionForm
    may = policies.write
    done = "{section} written{how}"

    @classmethod
    def build_form(cls, actor: Any, target: Page, data: Any = None, **kwargs: Any) -> SectionForm:
        """The form of this section."""
        return section_form(target.section)(data, **cls.form_kwargs(actor, target), **kwargs)

    @classmethod
    def form_kwargs(cls, actor: Any, target: Page) -> dict[str, Any]:
        clashing = [clash["question"] for clash in written(target.assessment, target.section).clashes]
        return {"name": target.name, "siblings": _may_share(actor, target), "clashing": clashing}

    def apply(self, act: Act, *, base: int = 0, also: list[str] | None = None, **answers: Any) -> SectionText:
        """What is sent is joined with what somebody else saved meanwhile; nothing of either is lost.

        Raises:
            Breach: the assessment was concluded meanwhile, the section is not asked of this child, or the text does not
                fit that of a brother or sister.
        """
        page: Page = act.target
        others = [other for other in siblings(page.assessment) if other.ref in also] if also else []
        assessment = held(page.assessment, others)
        if section_in(page.assessment, page.section.key) is None:
            raise Breach("This section is not asked of this child. Say first what applies to them.")
        if assessment.state != Assessment.State.OPEN:
            raise Breach("This assessment was authorised meanwhile. What is new belongs in new work.")
        now_stands = written(assessment, page.section)
        before = _version(assessment, page.section, base)
        text = _saved(act, page, before, answers, now_stands, base)
        for other in others:
            _carry(act, Page(other, section_in(other, page.section.key) or page.section), before.answers, answers)
        act.matter, act.people = assessment.matter, [assessment.child_id]
        joined = text.version > base + 1 and base != now_stands.version
        how = ", joined with what another wrote meanwhile" if joined else ""
        # No name in a line that stays as it is whatever the child is called later.
        section = capital(said(page.section.title, "the child"))
        act.words = {"section": section, "how": ": nothing changed" if text == now_stands.text else how}
        return text


def held(assessment: Assessment, others: list[Assessment]) -> Assessment:
    """The assessment, held with those of the brothers and sisters in one order for everybody: two people who each
    write for the other's child never wait for one another."""
    found: dict[int, Assessment] = {}
    for one in sorted([assessment, *others], key=lambda each: each.pk):
        found[one.pk] = lock(one)
    return found[assessment.pk]


def _may_share(actor: Any, page: Page) -> list[tuple[str, str]]:
    if not page.section.family:
        return []
    others = [other for other in siblings(page.assessment) if policies.work(actor, other) is True]
    return [(other.ref, str(other.child.person.shown_name)) for other in others]


def _version(assessment: Assessment, section: Section, version: int) -> Written:
    """The section as it stood in an earlier version; nothing before the first."""
    row = SectionText.objects.filter(matter_id=assessment.matter_id, key=section.key, version=version).first()
    return Written(section, row)


def _saved(act: Act, page: Page, before: Written, sent: Answers, stands: Written, base: int) -> SectionText:
    answers, clashes = dict(sent), list(page.clashes)
    if base != stands.version:
        answers, clashes = _joined(page.section, before.answers, sent, stands.answers)
        # Two texts stay two until somebody saves who had both before them.
        clashes = [one for one in stands.clashes if one not in before.clashes] + clashes
    if stands.text is not None and answers == stands.answers and not (clashes or stands.clashes):
        return stands.text  # nothing changed: what was agreed of this version stays agreed
    return SectionText.objects.create(
        matter_id=page.assessment.matter_id,
        key=page.section.key,
        version=stands.version + 1,
        answers=answers,
        base=min(base, stands.version),
        clashes=clashes,
        written_by=act.actor,
        written_at=act.now,
    )


def _joined(section: Section, before: Answers, mine: Answers, theirs: Answers) -> tuple[Answers, list[dict[str, Any]]]:
    answers, clashes = dict(theirs), []
    for name, value in mine.items():
        entries = section.entries.get(name)
        nothing: Any = "" if entries is None else []
        began, stands = before.get(name) or nothing, theirs.get(name) or nothing
        joined = merge_answer(began, value or nothing, stands, prose=name in section.prose, entries=entries)
        answers[name] = joined.value
        clashes += [{"question": name, "stood": stood, "sent": sent} for stood, sent in joined.clashes]
    return answers, clashes


def _carry(act: Act, page: Page, before: Answers, answers: Answers) -> None:
    """The same change in the text of a brother or sister: what only theirs says stays. All of it where theirs is blank.

    Raises:
        Breach: the two do not go together in one text.
    """
    theirs = written(page.assessment, page.section)
    joined, clashes = _joined(page.section, before if theirs.begun else {}, answers, theirs.answers)
    if joined == theirs.answers:
        return
    there = Page(page.assessment, page.section, (*theirs.clashes, *clashes))
    try:
        perform(WriteSection, act.actor, there, {**joined, "base": str(theirs.version)})
    except Invalid as no:  # its form holds the other child's text, which must not come back as this child's
        why = " ".join(str(fault) for faults in no.form.errors.values() for fault in faults)
        raise Breach(f"It cannot be joined with {page.name}'s text. {why} Write there by itself.", "also") from no
