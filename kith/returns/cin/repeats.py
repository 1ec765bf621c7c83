"""The same child, referral or assessment more than once in a file, and the keys by which a second import knows them.

Nothing here depends on the order in which a file lists things, so the same facts get the same keys from any export of
them.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote

from kith.returns.cin.records import AssessmentRecord, ChildRecord, Episode, Finding, Given, KeptAside, Treatment

_LONGEST_KEY = 110  # the record keeps 120 with the number
_ITEMS = {
    "upn": "UPN",
    "former_upn": "FormerUPN",
    "upn_unknown": "UPNunknown",
    "birth_date": "PersonBirthDate",
    "expected_birth_date": "ExpectedPersonBirthDate",
    "death_date": "PersonDeathDate",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
}
_EPISODE = ("closure_date", "closure_reason", "primary_need", "referral_nfa", "initial_cpc_date")

Marks = tuple[Any, ...]
"""What tells apart two of one day: first the day it ended, or nothing while it goes on."""
Value = TypeVar("Value")


def episode_key(la_child_id: str, referral_date: date | str | None, source: str | None, n: int) -> str:
    """The key of a referral in every file of one authority. `n` is 1 unless referrals of that day and source differ.

    A date or code that could not be read stands in the key as it was given.
    """
    parts = (la_child_id, _plain(referral_date), source or "")
    return f"{_bounded('/'.join(quote(part, safe='') for part in parts))}/{n}"


def another(key: str, n: int) -> str:
    """The key of the `n`th referral of the same child, day and source as that of `key`."""
    return f"{key.rpartition('/')[0]}/{n}"


def assessment_key(of_episode: str, start: date | str | None, n: int) -> str:
    """The key of an assessment: its referral's, its first day, and `n`, 1 unless two that differ began that day."""
    first_day = quote(_plain(start), safe="")
    return f"{_bounded(f'{of_episode}/{first_day}')}/{n}"


def enquiry_key(la_child_id: str, start: date, n: int) -> str:
    """The key of a section 47 enquiry: the child, the day it began, and `n`, 1 unless two that differ began then."""
    return f"{_bounded('/'.join((quote(la_child_id, safe=''), 's47', start.isoformat())))}/{n}"


def conference_key(la_child_id: str, held_on: date) -> str:
    """The key of a conference: the child and the day; no two conferences are held about a child on one day."""
    return _bounded(f"{quote(la_child_id, safe='')}/conference/{held_on.isoformat()}")


def plan_key(la_child_id: str, is_need: bool, start: date) -> str:
    """The key of a plan: the child, its kind and the day it began; no two that run at once are taken."""
    return _bounded(f"{quote(la_child_id, safe='')}/{'cin' if is_need else 'cpp'}/{start.isoformat()}")


def pair(held: Sequence[Marks], said: Sequence[Marks]) -> list[int | None]:
    """Which of `held` each of `said` is, by its place, or nothing where it is another of the same day.

    Both are of one child and one day. The nearest go together first; one that has no end yet may have been given it
    since, but two that ended on different days are two.
    """
    found: list[int | None] = [None] * len(said)
    near = sorted(
        (distance, place, one)
        for one, mine in enumerate(said)
        for place, theirs in enumerate(held)
        if (distance := _distance(mine, theirs)) is not None
    )
    taken: set[int] = set()
    for _, place, one in near:
        if found[one] is None and place not in taken:
            found[one] = place
            taken.add(place)
    return found


def pair_with_corrections(held: Sequence[Marks], said: Sequence[Marks]) -> list[int | None]:
    """As `pair`, for what an earlier file said: where as many are left over on both sides, their days were mended."""
    found = pair(held, said)
    over = [place for place in range(len(held)) if place not in found]
    new = [one for one, place in enumerate(found) if place is None]
    if len(over) == len(new):
        for one, place in zip(new, over, strict=True):
            found[one] = place
    return found


def _distance(first: Marks, second: Marks) -> int | None:
    """How far two statements of one day are from being the same; nothing where both ended, and not on one day."""
    if first[0] and second[0] and first[0] != second[0]:
        return None
    return sum(one != other for one, other in zip(first, second, strict=True))


def are_one_child(first: ChildRecord, second: ChildRecord) -> bool:
    """Whether two records with the same LAchildID may be joined: their dates of birth and UPNs do not differ."""
    born = first.birth_date.value, second.birth_date.value
    upns = first.upn.value, second.upn.value
    return all(None in pair or pair[0] == pair[1] for pair in (born, upns))


def join(first: ChildRecord, second: ChildRecord) -> ChildRecord:
    """One record of a child that a file lists twice: what the first leaves out comes from the second."""
    known = {_meaning(finding) for finding in first.findings}
    findings = [*first.findings, *(finding for finding in second.findings if _meaning(finding) not in known)]
    what = f"The child is listed again on line {second.line}; the two are read as one."
    findings.append(Finding("LAchildID", second.key, "8510", what, Treatment.CHANGED, second.line))
    joined: dict[str, Any] = {}
    for item, element in _ITEMS.items():
        one, other = getattr(first, item), getattr(second, item)
        joined[item] = used = _better(one, other)
        lost = other if used is one else one
        if _differ(used, lost):
            what = f"The child is listed twice; {element} {used.text} is used."
            findings.append(Finding(element, lost.text, "8510", what, Treatment.KEPT_ASIDE, second.line))
    return replace(
        first,
        **joined,
        sex_element=first.sex_element if joined["sex"] is first.sex else second.sex_element,
        disabilities=tuple(dict.fromkeys(first.disabilities + second.disabilities)),
        disabilities_as_given=tuple(dict.fromkeys(first.disabilities_as_given + second.disabilities_as_given)),
        episodes=first.episodes + second.episodes,
        kept_aside=_kept_once(first.kept_aside + second.kept_aside),
        findings=tuple(findings),
    )


def _meaning(finding: Finding) -> tuple[str, str | None, str]:
    return finding.path, finding.value, finding.what


def settle(child: ChildRecord) -> ChildRecord:
    """The child with every referral and assessment once, each with its key. Repeats are read as one and reported."""
    findings: list[Finding] = []
    groups: dict[tuple[str, str], list[Episode]] = defaultdict(list)
    for episode in child.episodes:
        groups[_stated(episode.referral_date), _stated(episode.source)].append(
            replace(episode, assessments=_each_once(episode.assessments, findings))
        )
    settled: list[Episode] = []
    for (referred, source), group in groups.items():
        for n, episode in enumerate(_distinct(group, findings), start=1):
            key = episode_key(child.key, referred, source, n)
            if n > 1:
                what = "Another referral of the same day and source says something else; both are taken."
                findings.append(Finding("CINdetails", referred, "8820", what, Treatment.TAKEN, episode.line))
            settled.append(replace(episode, key=key, assessments=_settle_assessments(key, episode, findings)))
    settled.sort(key=lambda episode: episode.line)
    return replace(child, episodes=tuple(settled), findings=child.findings + tuple(findings))


def without_shared_upns(children: Iterable[ChildRecord]) -> tuple[ChildRecord, ...]:
    """The children, with a UPN that several of them give kept as text only: it identifies none of them (rule 1520)."""
    all_children = tuple(children)
    times = Counter(child.upn.value for child in all_children)
    return tuple(
        _without_upn(child) if child.upn.value is not None and times[child.upn.value] > 1 else child
        for child in all_children
    )


def _without_upn(child: ChildRecord) -> ChildRecord:
    what = "Another child in the file has the same UPN, so it identifies neither."
    finding = Finding("ChildIdentifiers/UPN", child.upn.text, "1520", what, Treatment.KEPT_ASIDE, child.line)
    return replace(child, upn=Given(child.upn.text), findings=(*child.findings, finding))


def _each_once(given: tuple[AssessmentRecord, ...], findings: list[Finding]) -> tuple[AssessmentRecord, ...]:
    """The assessments of one listing of a referral: those that say the very same are one, all others are several."""
    found: dict[tuple[str, Marks], AssessmentRecord] = {}
    for one in given:
        first = found.setdefault((_stated(one.start), _marks(one)), one)
        if first is not one:
            findings.append(_again("CINdetails/Assessments", first.line, one.line))
    return tuple(found.values())


def _settle_assessments(of_episode: str, episode: Episode, findings: list[Finding]) -> tuple[AssessmentRecord, ...]:
    groups: dict[str, list[AssessmentRecord]] = defaultdict(list)
    for assessment in episode.assessments:
        groups[_stated(assessment.start)].append(assessment)
    settled: list[AssessmentRecord] = []
    for start, group in groups.items():
        for n, assessment in enumerate(sorted(group, key=_marks), start=1):
            if n > 1:
                what = "Another assessment of the same referral starts on the same day; both are taken."
                findings.append(Finding("CINdetails/Assessments", start, None, what, Treatment.TAKEN, assessment.line))
            settled.append(replace(assessment, key=assessment_key(of_episode, start, n)))
    return tuple(sorted(settled, key=lambda assessment: assessment.line))


def _distinct(group: list[Episode], findings: list[Finding]) -> list[Episode]:
    """The referrals of a group that differ in any item, in an order of their own; those that do not are joined."""
    found: list[Episode] = []
    for part in sorted(group, key=lambda one: tuple(_stated(getattr(one, item)) for item in _EPISODE)):
        same = [
            known for known in found if not any(_differ(getattr(known, item), getattr(part, item)) for item in _EPISODE)
        ]
        if not same:
            found.append(part)
            continue
        found[found.index(same[0])] = _join_episodes(same[0], part, findings)
    return found


def _join_episodes(known: Episode, again: Episode, findings: list[Finding]) -> Episode:
    first, second = sorted((known.line, again.line))
    findings.append(_again("CINdetails", first, second))
    better: dict[str, Any] = {item: _better(getattr(known, item), getattr(again, item)) for item in _EPISODE}
    return replace(
        known,
        **better,
        line=first,
        assessments=_join_assessments(known.assessments, again.assessments, findings),
        enquiries=tuple(dict.fromkeys(known.enquiries + again.enquiries)),
        plans=tuple(dict.fromkeys(known.plans + again.plans)),
        kept_aside=_kept_once(known.kept_aside + again.kept_aside),
    )


def _join_assessments(
    first: tuple[AssessmentRecord, ...], second: tuple[AssessmentRecord, ...], findings: list[Finding]
) -> tuple[AssessmentRecord, ...]:
    """The assessments of a referral listed twice: what one listing leaves out comes from the other."""
    joined = list(first)
    for start in dict.fromkeys(_stated(one.start) for one in second):
        mine = [place for place, one in enumerate(first) if _stated(one.start) == start]
        theirs = [one for one in second if _stated(one.start) == start]
        for one, place in zip(theirs, pair([_marks(first[m]) for m in mine], [_marks(t) for t in theirs]), strict=True):
            if place is None:
                joined.append(one)
            else:
                joined[mine[place]] = _join_two(joined[mine[place]], one, findings)
    return tuple(joined)


def _join_two(known: AssessmentRecord, again: AssessmentRecord, findings: list[Finding]) -> AssessmentRecord:
    first, second = sorted((known.line, again.line))
    findings.append(_again("CINdetails/Assessments", first, second))
    return replace(
        known,
        authorisation=_better(known.authorisation, again.authorisation),
        internal_review=_better(known.internal_review, again.internal_review),
        line=first,
        factors=tuple(dict.fromkeys(known.factors + again.factors)),
        factors_as_given=tuple(dict.fromkeys(known.factors_as_given + again.factors_as_given)),
    )


def _marks(one: AssessmentRecord) -> Marks:
    return _stated(one.authorisation), _stated(one.internal_review), tuple(sorted(set(one.factors_as_given)))


def _again(path: str, first: int, again: int) -> Finding:
    what = f"Given again for the same day; read as one with that of line {first}."
    return Finding(path, None, None, what, Treatment.CHANGED, again)


def _kept_once(kept: tuple[KeptAside, ...]) -> tuple[KeptAside, ...]:
    return tuple({one.fingerprint: one for one in reversed(kept)}.values())[::-1]


def _better(first: Given[Value], second: Given[Value]) -> Given[Value]:
    """Of two statements of one fact, the first that may be relied on, or else the first that says anything."""
    if first.value is not None or (second.value is None and first.text is not None):
        return first
    return second


def _differ(first: Given[Value], second: Given[Value]) -> bool:
    return first.text is not None and second.text is not None and _stated(first) != _stated(second)


def _stated(given: Given[Value]) -> str:
    """What is stated, whichever way it is written: the value that may be relied on, or else the text."""
    return _plain(given.value) if given.value is not None else given.text or ""


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _bounded(key: str) -> str:
    return key if len(key) <= _LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"
