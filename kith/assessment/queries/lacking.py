"""What is missing before an assessment can be approved: the one list that the page shows and approval enforces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kith.access.asked_once import once
from kith.access.prepared import Prepared
from kith.assessment.cohorts import ABROAD, BORN, HOMELESS, OUTSIDE_HOME, PREBIRTH
from kith.assessment.forms.asking import said
from kith.assessment.models import (
    Assessment,
    FollowOn,
    HomelessDuties,
    OverseasEnquiry,
    Prebirth,
    SpecialistReferral,
    Supervision,
)
from kith.assessment.queries.crime import crime_of
from kith.assessment.queries.following import follow_ons
from kith.assessment.queries.plan import agreement_of, changed_since, points_of
from kith.assessment.queries.visits import is_kept_from
from kith.assessment.queries.written import Writings, Written, siblings, writings
from kith.checks.queries import asks_education, waiting
from kith.disagreements.queries import unsettled
from kith.kernel.now import today
from kith.network.queries import asked_about
from kith.spread.queries import spread_of
from kith.standards.words import long_date
from kith.ui.forms.words import lower_first

UNSEEN = "The child was not seen"
KEPT = 300  # characters of what was missing that are kept with a conclusion


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: what to do about it, and where.

    `asked_by` is the field of the approval's own form that asks a manager for it; empty where the reason for approving
    all the same covers it. `whose`: who can mend it, the worker or a manager. `untouched`: of this section nothing is
    written at all. `kept`: what is kept of it with a conclusion, where its words name somebody of whom a later reader
    may not know; empty where the words themselves are.
    """

    label: str
    href: str
    about: str = ""
    section: str = ""
    asked_by: str = ""
    whose: str = "worker"
    untouched: bool = False
    kept: str = ""

    @property
    def words(self) -> str:
        return f"{self.label}{self.about}"

    @property
    def for_good(self) -> str:
        """How it is written where it stays, for readers whom nobody knows yet."""
        return (self.kept or self.words)[:KEPT]


@dataclass(frozen=True)
class Ready:
    """An assessment with what its rules look at."""

    assessment: Assessment
    writings: Writings
    supervisions: list[Supervision]

    @property
    def name(self) -> str:
        return str(self.assessment.child.person.called)

    def page(self, path: str) -> str:
        """A page of this assessment."""
        return f"/assessments/{self.assessment.ref}/{path}"


Rule = Callable[[Ready], Iterable[Lack]]
_rules: list[Rule] = []


def must_have(rule: Rule) -> Rule:
    """Register a rule of approval. Practice models and rooms above add theirs."""
    _rules.append(rule)
    return rule


def ready_or_not(assessment: Assessment) -> Ready:
    """An assessment as its rules look at it, read now."""
    rows = once(("supervisions", assessment.pk), lambda: supervisions_of(matter=assessment.pk))
    return Ready(assessment, writings(assessment), rows)


supervisions_of = Prepared(
    lambda matter: Supervision.objects.filter(matter_id=matter).select_related("by").order_by("-at", "-pk"), "matter"
)


def lacking(assessment: Assessment, ready: Ready | None = None) -> list[Lack]:
    """Everything that is missing: the same for the panel and for approval.

    Args:
        ready: the assessment as its rules look at it, where the caller has read it already.
    """
    looked_at = ready or ready_or_not(assessment)
    return [lack for rule in _rules for lack in rule(looked_at)]


def stands_in_the_way(lacks: Iterable[Lack]) -> list[Lack]:
    """Those for which a manager who approves all the same gives one reason."""
    return [lack for lack in lacks if not lack.asked_by]


def left_undone(lacks: Iterable[Lack]) -> list[Lack]:
    """Those which whoever sends the conclusion could still mend, and says why not."""
    return [lack for lack in stands_in_the_way(lacks) if lack.whose == "worker"]


@must_have
def seen(ready: Ready) -> Iterator[Lack]:
    """The child is seen and spoken with; where not, a manager says why (AS-05)."""
    if ready.assessment.seen_at is None and BORN in ready.writings.applying:
        about = ": record it, or ask the manager to say why not"
        label, page = f"{ready.name} has not been seen", ready.page("seen/")
        yield Lack(label, page, about, "visits", "not_seen_because", kept=UNSEEN)


@must_have
def next_step_decided(ready: Ready) -> Iterator[Lack]:
    """Where a family keeps us from the child, a manager decides what happens next (CL-04)."""
    if is_kept_from(ready.assessment):
        label, page = f"The family keeps us from {ready.name}: what happens next?", ready.page("next-step/")
        yield Lack(label, page, " A manager decides", "visits", whose="manager")


@must_have
def prebirth_begun(ready: Ready) -> Iterator[Lack]:
    """Before a birth the assessment is of the parents, and says since when we knew (PR-01)."""
    asked = ready.writings.by_key.get(PREBIRTH)
    if asked is not None and not Prebirth.objects.filter(pk=ready.assessment.pk).exists():
        about = ": say since when we know, and when the birth is expected"
        yield Lack("The pre-birth assessment has not begun", ready.page("before-birth/"), about, PREBIRTH)


@must_have
def homeless_duties(ready: Ready) -> Iterator[Lack]:
    """What is owed to a homeless young person, and offered, is recorded (PR-05, PR-06)."""
    if HOMELESS in ready.writings.by_key and not HomelessDuties.objects.filter(matter_id=ready.assessment.pk).exists():
        about = ": record the duty, the offer and what they say to it"
        yield Lack("Nothing is recorded of what we owe them", ready.page("homeless-duties/"), about, HOMELESS)


@must_have
def asked_abroad(ready: Ready) -> Iterator[Lack]:
    """Where family lives abroad, the authority there is asked whether it can assess (PR-07)."""
    if ABROAD in ready.writings.applying and not OverseasEnquiry.objects.filter(matter_id=ready.assessment.pk).exists():
        about = ": ask whether it can assess, before anybody travels"
        yield Lack("No authority abroad was asked", ready.page("abroad/"), about, ABROAD)


@must_have
def specialists_told(ready: Ready) -> Iterator[Lack]:
    """Mutilation, abuse in the name of honour, radicalisation: those who know are told (PR-12)."""
    known = {kind.value: kind.label for kind in SpecialistReferral.Kind if kind in ready.writings.applying}
    if known:
        told = SpecialistReferral.objects.filter(matter_id=ready.assessment.pk).values_list("kind", flat=True)
        for label in [label for kind, label in known.items() if kind not in set(told)]:
            page, about = ready.page("specialist/"), ": no specialist service was told"
            yield Lack(label, page, about, "specialist_danger")


@must_have
def police_told(ready: Ready) -> Iterator[Lack]:
    """A suspected crime is told to the police, and a manager says whether a strategy discussion is held (AS-12)."""
    crime = crime_of(ready.assessment)
    if crime.untold:
        about = ": tell them now, then record it"
        yield Lack("The police have not been told of a suspected crime", ready.page("police/"), about)
    if crime.unconsidered:
        label, page = "A crime is suspected: was a strategy discussion considered?", ready.page("strategy-discussion/")
        yield Lack(label, page, " A manager says", whose="manager")


@must_have
def protection_answered(ready: Ready) -> Iterator[Lack]:
    """A discussion or action that a manager asked for was done, or it is said why it is not needed (AS-12, AS-18); what
    was allowed by exception was looked at again on its day (AS-09, PR-06)."""
    for one in follow_ons(ready.assessment):
        if one.waits and one.kind != FollowOn.Kind.PLAN:
            about = ". A manager does" if one.is_exception else " A manager says"
            yield Lack(one.asks, ready.page(f"follows/{one.ref}/"), about, whose="manager")


@must_have
def spread_checked(ready: Ready) -> Iterator[Lack]:
    """Where harm is outside the home: which other children are at risk, and what is done for each (EX-06)."""
    if OUTSIDE_HOME in ready.writings.applying:
        for gap in spread_of(ready.assessment.matter).gaps:
            yield Lack(gap.label, gap.href, gap.about, OUTSIDE_HOME, kept=gap.kept)


@must_have
def looked_at_again(ready: Ready) -> Iterator[Lack]:
    """At each point the plan set, somebody says what was done; what stood in the way is answered (CL-08)."""
    page = ready.page("write/plan/#id_checkpoints")
    for point in points_of(ready.writings["plan"].answers):
        day = date.fromisoformat(point["day"])
        if day < today() and not point.get("result"):
            yield Lack(f"Look again: “{point['what']}” was for {long_date(day)}", page, section="plan")
        if point.get("obstacle") and not point.get("remedy"):
            yield Lack(f"Something stands in the way of “{point['what']}”", page, ": say what is done about it", "plan")


@must_have
def plan_agreed(ready: Ready) -> Iterator[Lack]:
    """The plan is agreed as it stands, and looked at again when circumstances change (AS-04)."""
    plan = ready.writings["plan"]
    if not plan.version or ready.assessment.depth == Assessment.Depth.BRIEF:
        return
    page, about = ready.page("write/plan/"), ": a manager agrees it"
    agreed = agreement_of(ready.assessment, plan)
    if agreed is None:
        yield Lack("The plan is not agreed as it stands", page, about, "plan", whose="manager")
    elif changed_since(ready.assessment, agreed):
        label, about = "The family or household changed since the plan was agreed", ": look at it; a manager agrees it"
        yield Lack(label, page, about, "plan", whose="manager")


@must_have
def education_asked(ready: Ready) -> Iterator[Lack]:
    """Of a child of school age in no education that we know of, the education service is asked why (AS-11)."""
    if asks_education(ready.assessment.child.person, ready.assessment.matter):
        page, about = f"/checks/to/{ready.assessment.ref}/", ": ask the education service why"
        yield Lack(f"No school of {ready.name}'s is known", page, about, "agencies")


@must_have
def family_drawn(ready: Ready) -> Iterator[Lack]:
    """A genogram and a network map belong to every assessment (FA-01, FA-02, FA-08); what the network promised is
    looked at again by its day (FA-04)."""
    child = ready.assessment.child.person
    family = f"/people/{child.ref}/family/"
    asked = asked_about(child)
    if not asked.family:
        yield Lack(f"Nobody is on {ready.name}'s genogram", family, ": add the family", "network")
    elif asked.not_asked:
        who = " or ".join(asked.not_asked)
        label = f"Nobody has asked who {ready.name}'s {who} is"
        yield Lack(label, family, ": add them, or say that nobody knows", "network")
    if not asked.network:
        ask = f": ask {ready.name} who they would ring" if BORN in ready.writings.applying else ": ask who will help"
        yield Lack(said("{name}'s network map is empty", ready.name), f"{family}#nn", ask, "network")
    for ref, who, day in asked.overdue:
        page, again = f"/people/{child.ref}/safety-plan/{ref}/check/", f"was to be looked at again by {long_date(day)}"
        about, kept = ": say whether it held", f"Safety plan: a line {again}"
        yield Lack(f"Safety plan: {who} {again}", page, about, "network", kept=f"{kept}{about}")


@must_have
def brothers_and_sisters(ready: Ready) -> Iterator[Lack]:
    """Where brothers and sisters are assessed together, each is thought of singly (FA-07)."""
    if ready.writings["network"].has("each_sibling") or not getattr(ready.assessment, "with_siblings", True):
        return  # its page has asked already
    if siblings(ready.assessment):
        page, about = ready.page("write/network/#id_each_sibling"), ": say of each what is their own"
        yield Lack("Brothers and sisters are not told one by one", page, about, "network")


@must_have
def conference_offered(ready: Ready) -> Iterator[Lack]:
    """A family group conference that was offered has its day (FA-03)."""
    network = ready.writings["network"]
    offered = network.answers.get("group_conference") in ("accepted", "refused")
    if offered and not network.has("group_conference_on"):
        page = ready.page("write/network/#id_group_conference_on")
        yield Lack("On which day was a family group conference offered?", page, section="network")


@must_have
def agencies_answered(ready: Ready) -> Iterator[Lack]:
    """Every agency that was asked has replied, or it is said why the work goes on without it (AS-08)."""
    if not getattr(ready.assessment, "agencies_asked", True):  # its page has asked already
        return
    for row in waiting(ready.assessment.matter):
        about = ": chase it, or go on without it and say why"
        yield Lack(f"{row.check.agency_name} has not replied", row.check.href, about, "agencies")


@must_have
def disagreements_settled(ready: Ready) -> Iterator[Lack]:
    """What professionals see differently is settled by somebody, whose decision it is (AS-17)."""
    if not getattr(ready.assessment, "seen_differently", True):  # its page has asked already
        return
    for issue in unsettled(ready.assessment.matter_id):
        page = ready.page("write/agencies/#disagreements")
        yield Lack(f"Professional disagreement: {_short(issue)}", page, " is not settled", "agencies")


@must_have
def sections_written(ready: Ready) -> Iterator[Lack]:
    """Nothing that an assessment of this depth must say is left blank; where it may be, it says why (AS-13)."""
    for one in ready.writings:
        yield from _section(ready, one)


def _section(ready: Ready, one: Written) -> Iterator[Lack]:
    title, key = said(one.section.title, ready.name), one.section.key
    page = ready.page(f"write/{key}/")
    if one.clashes:
        yield Lack(f"{title}: two texts to make one of", page, section=key)
    for question, place, entry, left in one.unfinished(ready.assessment.depth):
        name = entry.get(question.questions[0].key) or f"{question.one} {place + 1}"
        what = "; ".join(lower_first(_short(inner.label)) for inner in left)
        yield Lack(f"{title}: “{_short(name)}”", f"{page}#id_{question.key}-{place}", f" does not say: {what}", key)
    missing = one.missing(ready.assessment.depth)
    asked = [question for question in one.section.questions if question.is_needed(ready.assessment.depth)]
    if asked and len(missing) == len(asked):
        yield Lack(f"Write “{title}”", page, section=key, untouched=True)
        return
    if one.section.blank and not (asked or one.begun):
        yield Lack(title, f"{page}#id_blank_because", " is blank with no reason: write in it, or say why", key)
    blank = " is blank with no reason" if one.section.blank else " is not answered"
    for question in missing:
        yield Lack(f"{title}: {_short(said(question.label, ready.name))}", f"{page}#id_{question.key}", blank, key)
    for question in one.unsourced():
        label = f"{title}: {said(question.label, ready.name).lower()}"
        yield Lack(label, f"{page}#id_{question.key}_source", ": say how we know", key)


@must_have
def looked_at_by_a_manager(ready: Ready) -> Iterator[Lack]:
    """A manager has gone through the checklist (AS-21)."""
    if not ready.supervisions:
        page, about = ready.page("supervision/"), ": it is part of supervision"
        yield Lack("No manager has gone through the checklist", page, about, whose="manager")


def _short(label: str) -> str:
    """A question as it is named in a list."""
    words = label.rstrip("?").split(":")[0]
    return words if len(words) <= 60 else f"{words[:57].rsplit(' ', 1)[0]}…"
