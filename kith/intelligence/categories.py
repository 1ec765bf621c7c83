"""Categories of child protection plans beside what the record says of sexual abuse, so that hidden abuse shows (CP-13).

A plan that is made for neglect may hide that the child is sexually abused: the category alone says nothing of it. What
points to sexual abuse stands elsewhere in the record, and is counted beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q

from kith.access.models import Subject
from kith.access.policies import links_of
from kith.assessment.models import Assessment
from kith.conferences.models import Conference, ConferenceChild
from kith.frontdoor.models import ContactChild
from kith.intelligence.queries import asked as asked_months
from kith.intelligence.queries import months_ago
from kith.intelligence.rounded import BASE, chance
from kith.kernel.now import today
from kith.plans.models import Plan
from kith.protection.models import DiscussedChild, StrategyDiscussion
from kith.standards.codesets import codes
from kith.standards.due import add_months, start_of_day
from kith.standards.words import local_day

SEXUAL = "SAB"
MAIN = ("NEG", "PHY", "EMO", SEXUAL, "MUL")
# Factors at the end of an assessment, by the census's codes; exploitation is a form of sexual abuse.
FACTORS = ("11A", "19A", "19B", "19C")
HARM = ("sexual", "sexual_exploitation")
CRITERION = "specialist.sexual_abuse"
BEFORE = 12  # months before a plan in which what points to sexual abuse belongs to its story
UNITS = {"month": "By month", "quarter": "By quarter", "year": "By census year"}


class Sign(NamedTuple):
    """Something in the record that points to sexual abuse of a child: whose, when, and where it stands."""

    child: int
    on: date
    kind: str


SIGNS = {
    "factor": "A factor of an assessment",
    "discussion": "A strategy discussion",
    "criterion": "A decision at the front door",
}


@dataclass(frozen=True)
class Asked:
    """Which months, and how they are put together: by month, quarter or census year (April to March)."""

    since: date
    until: date
    by: str = "quarter"

    @property
    def address(self) -> str:
        """The question as the query of an address."""
        return urlencode({"since": f"{self.since:%Y-%m}", "until": f"{self.until:%Y-%m}", "by": self.by})


@dataclass(frozen=True)
class Begun:
    """A child protection plan that a conference decided, and every category that was ever given for it.

    `signs` are what points to sexual abuse from a year before it began until it ended, the first first.
    """

    row: ConferenceChild
    plan: Plan | None
    on: date
    main: str
    ever: frozenset[str]
    signs: tuple[Sign, ...]

    @property
    def hidden(self) -> bool:
        """Whether something points to sexual abuse that no category of the plan says."""
        return bool(self.signs) and SEXUAL not in self.ever

    @property
    def main_words(self) -> str:
        return codes("cin", "CategoryOfAbuse").get(self.main, "Not said")

    @property
    def said(self) -> list[tuple[str, date]]:
        """What points to it, in words, each kind with its first day."""
        first: dict[str, date] = {}
        for one in self.signs:
            first.setdefault(one.kind, one.on)
        return [(SIGNS[kind], day) for kind, day in first.items()]


Counts = Counter[str]


@dataclass(frozen=True)
class Period:
    """The figures of a month, a quarter or a year: how many plans, of which category, and what points to more."""

    words: str
    counts: Counts


def asked(said: dict[str, str]) -> Asked:
    """An address read with mercy: the last two years by quarter unless it says others."""
    by = said.get("by", "")
    by = by if by in UNITS else "quarter"
    until = asked_months({"until": said.get("until", "")}).until
    since = {"since": f"{months_ago(until, 23):%Y-%m}"} | {name: said[name] for name in ("since",) if said.get(name)}
    months = asked_months({"until": f"{until:%Y-%m}", **since})
    return Asked(months.since, months.until, by)


def plans_begun(asked: Asked) -> list[Begun]:
    """Every child protection plan that was decided in these months, the newest first. Whoever is hidden from the
    reader is absent, by the wall."""
    return _read(asked)[0]


def _read(asked: Asked) -> tuple[list[Begun], list[Sign], dict[int, int]]:
    """The plans of these months, what points to sexual abuse in them, and the record that stands for each child."""
    rows = list(
        ConferenceChild.objects.filter(_within("matter__conference__held_at", asked), outcome="plan")
        .filter(matter__conference__state=Conference.State.HELD)
        .select_related("matter__conference", "child__person")
        .order_by("-matter__conference__held_at", "-pk")
    )
    signs = signs_of(Asked(months_ago(asked.since, BEFORE), max(asked.until, today().replace(day=1))))
    same = _same_person([*(row.child_id for row in rows), *(one.child for one in signs)])
    plans = {one.conference_id: one for one in Plan.objects.filter(conference__in=rows).select_related("matter")}
    later = _later({row.child_id for row in rows}, same)
    of_child: dict[int, list[Sign]] = defaultdict(list)
    for sign in signs:
        of_child[same[sign.child]].append(sign)
    begun = [_begun(row, plans.get(row.pk), same, later, of_child) for row in rows]
    return begun, [one for one in signs if asked.since <= one.on < _after(asked)], same


def _begun(
    row: ConferenceChild, plan: Plan | None, same: dict[int, int],
    later: dict[int, list[tuple[date, frozenset[str]]]], signs: dict[int, list[Sign]],
) -> Begun:  # fmt: skip
    child = same[row.child_id]
    held_at = row.matter.conference.held_at
    assert held_at is not None  # it was held
    on = local_day(held_at)
    ended = local_day(plan.closed_at) if plan is not None and plan.closed_at else date.max
    named = [said for day, said in later[child] if on <= day <= ended]
    first = add_months(on, -BEFORE)
    pointing = sorted((one for one in signs.get(child, ()) if first <= one.on <= ended), key=lambda one: one.on)
    return Begun(row, plan, on, row.category, frozenset().union(*named), tuple(pointing))


def _same_person(children: Iterable[int]) -> dict[int, int]:
    """The record that stands for each of these, whichever they were joined with."""
    wanted = set(children)
    return {pk: pk for pk in wanted} | {other: kept for kept, other in links_of(wanted)}


def _later(children: set[int], same: dict[int, int]) -> dict[int, list[tuple[date, frozenset[str]]]]:
    """For each of these children every conference that gave a category, with all of them."""
    found: dict[int, list[tuple[date, frozenset[str]]]] = defaultdict(list)
    identities = {same[child] for child in children}
    every = children | {pk for pk, kept in same.items() if kept in identities}
    rows = ConferenceChild.objects.filter(child__in=every).exclude(category="")
    for child, held_at, main, also in rows.values_list("child_id", "matter__conference__held_at", "category", "also"):
        if held_at is not None:
            found[same[child]].append((local_day(held_at), frozenset({main, *also})))
    return found


def signs_of(asked: Asked) -> list[Sign]:
    """What points to sexual abuse of anybody in these months."""
    factors = Assessment.objects.filter(factors__overlap=list(FACTORS))
    factors = factors.filter(authorised_on__gte=asked.since, authorised_on__lt=_after(asked))
    discussed = DiscussedChild.objects.filter(matter__strategy_discussion__kinds__overlap=list(HARM))
    discussed = discussed.filter(_within("matter__strategy_discussion__called_at", asked))
    discussed = discussed.exclude(matter__strategy_discussion__state=StrategyDiscussion.State.OFF)
    decided = ContactChild.objects.filter(
        _within("matter__contact__decided_at", asked), child__isnull=False, outcome__in=["referral", "strategy"],
        matter__threshold_decision__criteria__contains=[CRITERION],
    )  # fmt: skip
    found = [Sign(child, day, "factor") for child, day in factors.values_list("child_id", "authorised_on") if day]
    moments = {
        "discussion": discussed.values_list("child_id", "matter__strategy_discussion__called_at"),
        "criterion": decided.values_list("child_id", "matter__contact__decided_at"),
    }
    for kind, rows in moments.items():
        found += [Sign(child, local_day(at), kind) for child, at in rows if at is not None]
    return found


def by_period(asked: Asked, *, exact: bool) -> list[Period]:
    """The figures of each period, in order; not `exact`: as whoever sees figures only may see them."""
    counts = _by_month(asked)
    found: dict[str, Counts] = {}
    month = asked.since
    while month <= asked.until:
        mine = counts[month] if exact else as_seen(counts[month], month)
        found.setdefault(_period(month, asked.by), Counter()).update(mine)
        month = add_months(month, 1)
    return [Period(words, numbers) for words, numbers in found.items()]


def together(periods: Iterable[Period]) -> Period:
    """All of them in one."""
    total: Counts = Counter()
    for one in periods:
        total.update(one.counts)
    return Period("All", total)


def _by_month(asked: Asked) -> dict[date, Counts]:
    counts: dict[date, Counts] = defaultdict(Counter)
    plans, signs, same = _read(asked)
    for one in plans:
        mine = counts[one.on.replace(day=1)]
        mine[f"main_{one.main or 'none'}"] += 1
        mine["sexual_any"] += SEXUAL in one.ever
        mine["hidden"] += one.hidden
    # A child counts once in each month, whatever months are asked for: so no two answers differ in one month.
    for month, child in {(one.on.replace(day=1), same[one.child]) for one in signs}:
        counts[month]["children"] += bool(child)
    for month, child, kind in {(one.on.replace(day=1), same[one.child], one.kind) for one in signs}:
        counts[month][f"sign_{kind}"] += bool(child)
    for numbers in counts.values():
        numbers["plans"] = sum(number for name, number in numbers.items() if name.startswith("main_"))
    return counts


def as_seen(counts: Counts, month: date) -> Counts:
    """The figures of one month as whoever sees figures only may see them: each rounded by chance to a multiple of 5,
    always the same way, and what is part of another never more than it (as `rounded`)."""
    seen: Counts = Counter()
    for name, number in counts.items():
        if name != "plans":
            seen[name] = (number + chance((month, "categories", name))) // BASE * BASE
    seen["plans"] = sum(number for name, number in seen.items() if name.startswith("main_"))
    seen["sexual_any"] = min(max(seen["sexual_any"], seen[f"main_{SEXUAL}"]), seen["plans"])
    seen["hidden"] = min(seen["hidden"], seen["plans"] - seen["sexual_any"])
    for kind in SIGNS:
        seen[f"sign_{kind}"] = min(seen[f"sign_{kind}"], seen["children"])
    return seen


def hidden_behind(asked: Asked) -> list[Begun]:
    """The plans of these months in which something points to sexual abuse that no category says, the newest first."""
    return [one for one in plans_begun(asked) if one.hidden]


def whom(rows: Iterable[Begun]) -> list[Subject]:
    """Whom these plans are about."""
    return [one.row.child for one in rows]


def _within(path: str, asked: Asked) -> Q:
    """From the first moment of the months asked for to their last, in London."""
    return Q(**{f"{path}__gte": start_of_day(asked.since), f"{path}__lt": start_of_day(_after(asked))})


def _after(asked: Asked) -> date:
    return add_months(asked.until, 1)


def _period(month: date, by: str) -> str:
    if by == "month":
        return f"{month:%B %Y}"
    if by == "quarter":
        first = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        return f"{first:%B} to {add_months(first, 2):%B %Y}"
    first_year = month.year if month.month > 3 else month.year - 1
    return f"April {first_year} to March {first_year + 1}"
