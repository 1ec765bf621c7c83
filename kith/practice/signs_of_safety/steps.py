"""The board is written: entries, what they are linked to, and each person's own scores. Nothing is ever taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kith.assessment.models import Assessment
from kith.assessment.policies import work
from kith.assessment.queries.written import siblings
from kith.assessment.steps.write import held
from kith.kernel.perform import Breach, lock, perform
from kith.kernel.step import Act, Step
from kith.practice.signs_of_safety import policies
from kith.practice.signs_of_safety.domains import NEIGHBOURS, NO_DANGER, in_order, named
from kith.practice.signs_of_safety.forms import FORMS, EndForm, LinkForm, ScoreForm, TakeBackForm, effect_on
from kith.practice.signs_of_safety.models import Entry, Link, SafetyScore
from kith.practice.signs_of_safety.queries import near, raters
from kith.practice.signs_of_safety.queries.scale import rater_said
from kith.ui.forms import KithForm


@dataclass(frozen=True)
class Blank:
    """An entry that is not written yet, or a score that is not given: what it is to be, in which assessment."""

    assessment: Assessment
    kind: str = ""

    @property
    def ref(self) -> str:
        return str(self.assessment.ref)

    @property
    def name(self) -> str:
        return str(self.assessment.child.person.called)


class AddEntry(Step):
    """Add to the Signs of Safety board."""

    name = "signs_of_safety.entry_added"
    form = KithForm
    may = policies.write
    done = "Signs of Safety: {entry} written"

    @classmethod
    def build_form(cls, actor: Any, target: Blank, data: Any = None, **kwargs: Any) -> KithForm:
        """The form of this kind of entry, with what it may be linked to and who may be given the same words."""
        given: dict[str, Any] = {"name": target.name}
        if target.kind != NO_DANGER:
            others = [one for one in siblings(target.assessment) if work(actor, one) is True]
            given["near"] = near(target.assessment, target.kind)
            given["siblings"] = [(one.ref, one.child.person.shown_name) for one in others]
        return FORMS[target.kind](data, **given, **kwargs)

    def apply(self, act: Act, *, also: list[str] | None = None, **said: Any) -> Entry:
        """The entry has the next number of its kind for good; brothers and sisters get what was ticked for them.

        Raises:
            Breach: the assessment was concluded meanwhile; or no danger is to be found where one stands.
        """
        blank: Blank = act.target
        others = [other for other in siblings(blank.assessment) if other.ref in also] if also else []
        held(blank.assessment, others)
        assessment = _opened(blank.assessment)
        linked = {kind: said.pop(kind) for kind in NEIGHBOURS.get(blank.kind, ()) if kind in said}
        theirs = {name: said.pop(name) for name in [one for one in said if one.startswith(effect_on(""))]}
        _one_finding(act, assessment, blank.kind)
        entry = Entry.objects.create(
            matter_id=assessment.matter_id,
            kind=blank.kind,
            number=Entry.objects.filter(matter_id=assessment.matter_id, kind=blank.kind).count() + 1,
            written_by=act.actor,
            written_at=act.now,
            **said,
        )
        for kind, refs in linked.items():
            _link(act, entry, kind, refs)
        for other in others:
            own = {"effect": theirs[effect_on(other.ref)]} if effect_on(other.ref) in theirs else {}
            perform(AddEntry, act.actor, Blank(other, blank.kind), said | own)
        _about(act, assessment)
        act.words = {"entry": _named(entry)}
        return entry


class ChangeEntry(Step):
    """Change an entry."""

    name = "signs_of_safety.entry_changed"
    form = KithForm
    may = policies.write
    done = "Signs of Safety: {entry} changed"

    @classmethod
    def build_form(cls, actor: Any, target: Entry, data: Any = None, **kwargs: Any) -> KithForm:
        """The form of this kind of entry, about its words alone."""
        form = FORMS[target.kind](data, name=str(target.assessment.child.person.called), **kwargs)
        form.fields.pop("found", None)
        if target.kind == "safety":
            form.fields.pop("danger", None)
        return form

    def apply(self, act: Act, **said: Any) -> Entry:
        """It says this from now on; every version before stays."""
        assessment = _opened(act.target.assessment)
        entry = _standing(act.target)
        for name, value in said.items():
            setattr(entry, name, value)
        entry.changed_by, entry.changed_at = act.actor, act.now
        entry.save()
        _about(act, assessment)
        act.words = {"entry": _named(entry)}
        return entry


class EndEntry(Step):
    """Take an entry off the board."""

    name = "signs_of_safety.entry_ended"
    form = EndForm
    may = policies.write
    done = "Signs of Safety: {entry} {how}"

    def apply(self, act: Act, reason: str, mistaken: bool) -> Entry:
        """It no longer stands; it and its reference stay in the history, a mistake too."""
        assessment = _opened(act.target.assessment)
        entry = _standing(act.target)
        _ended(act, entry, reason, mistaken=mistaken)
        _about(act, assessment)
        act.words = {"entry": _named(entry), "how": "was written by mistake" if mistaken else "ended"}
        return entry


class LinkEntries(Step):
    """Link an entry."""

    name = "signs_of_safety.entries_linked"
    form = LinkForm
    may = policies.write
    done = "Signs of Safety: links of {entry} changed"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Entry) -> dict[str, Any]:
        return {"kind": target.kind, "near": near(target.assessment, target.kind)}

    def apply(self, act: Act, **linked: list[str]) -> Entry:
        """What is ticked is linked from now on; a link that was there before is ended, and kept."""
        assessment = _opened(act.target.assessment)
        entry = _standing(act.target)
        for kind, refs in linked.items():
            _link(act, entry, kind, refs)
        _about(act, assessment)
        act.words = {"entry": _named(entry)}
        return entry


class ScoreSafety(Step):
    """Write down how safe somebody finds it."""

    name = "signs_of_safety.safety_scored"
    form = ScoreForm
    may = policies.write
    done = "Signs of Safety: a safety score written down"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Blank) -> dict[str, Any]:
        found = raters(target.assessment, actor)
        return {"name": target.name, "raters": [(one.key, one.words) for one in found.values()]}

    def apply(self, act: Act, *, score: str, reason: str, on: Any, **whose: Any) -> SafetyScore:
        """One more number on that person's own line; those before it stay (SS-07)."""
        assessment = _opened(act.target.assessment)
        said = rater_said(assessment, act.actor, whose)
        _about(act, assessment)
        return SafetyScore.objects.create(
            matter_id=assessment.matter_id, role=said.role, rater=said.rater, relation=said.relation, score=int(score),
            reason=reason, on=on, written_by=act.actor, written_at=act.now,
        )  # fmt: skip


class TakeBackScore(Step):
    """Take back a score that was written by mistake."""

    name = "signs_of_safety.score_taken_back"
    form = TakeBackForm
    may = policies.write
    done = "Signs of Safety: a safety score taken back"

    def apply(self, act: Act, reason: str) -> SafetyScore:
        """It stands on nobody's line any more, and is kept with why."""
        assessment = _opened(act.target.assessment)
        score: SafetyScore = lock(act.target)
        if score.taken_back_at:
            raise Breach("This score was taken back already.")
        score.taken_back_by, score.taken_back_at, score.taken_back_because = act.actor, act.now, reason
        score.save()
        _about(act, assessment)
        return score


def _opened(assessment: Assessment) -> Assessment:
    """The assessment, held until the step ends: numbers and links of one board are made one after the other."""
    found: Assessment = lock(assessment)
    if found.state != Assessment.State.OPEN:
        raise Breach("This assessment was authorised meanwhile. What is new belongs in new work.")
    return found


def _standing(entry: Entry) -> Entry:
    found: Entry = lock(entry)
    if found.ended_at:
        raise Breach("This entry was taken off the board meanwhile. Write it anew if it still holds.")
    return found


def _about(act: Act, assessment: Assessment) -> None:
    act.matter, act.people = assessment.matter, [assessment.child_id]


def _named(entry: Entry) -> str:
    """For the timeline: the kind and its reference, and none of its words."""
    return f"{named(entry.kind)} {entry.code}".strip()


def _ended(act: Act, entry: Entry, reason: str, *, mistaken: bool = False) -> None:
    entry.ended_by, entry.ended_at, entry.ended_because, entry.mistaken = act.actor, act.now, reason, mistaken
    entry.save()
    for link in Link.objects.filter(Q(earlier=entry) | Q(later=entry), ended_at=None):
        _unlink(act, link)


def _one_finding(act: Act, assessment: Assessment, kind: str) -> None:
    """A danger, or that none was found: a board does not say both. A danger that is written later ends the finding."""
    standing = Entry.objects.filter(matter_id=assessment.matter_id, ended_at=None)
    if kind == NO_DANGER and standing.filter(kind__in=("danger", NO_DANGER)).exists():
        raise Breach("A danger stands on the board, or it says already that none was found. Take that off first.")
    if kind == "danger":
        for entry in standing.filter(kind=NO_DANGER):
            _ended(act, entry, "A danger was written down")


def _link(act: Act, entry: Entry, kind: str, refs: list[str]) -> None:
    """Make the links of an entry to one kind those that are wanted, and no others."""
    first = in_order(entry.kind, kind)
    other = "later" if first else "earlier"
    mine = {"earlier" if first else "later": entry}
    held = Link.objects.filter(**mine, **{f"{other}__kind": kind}, ended_at=None).select_related(other)
    there = {getattr(link, other).ref: link for link in held}
    for ref, link in there.items():
        if ref not in refs:
            _unlink(act, link)
    wanted = Entry.objects.filter(matter_id=entry.matter_id, kind=kind, ref__in=set(refs) - set(there), ended_at=None)
    for one in wanted.order_by("number"):
        Link.objects.create(matter_id=entry.matter_id, made_by=act.actor, made_at=act.now, **mine, **{other: one})


def _unlink(act: Act, link: Link) -> None:
    link.ended_by, link.ended_at = act.actor, act.now
    link.save(update_fields=["ended_by", "ended_at"])
