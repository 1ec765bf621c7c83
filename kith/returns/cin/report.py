"""What became of a census file, child by child: what was taken, what was kept aside or changed, and why."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kith.returns.cin.layouts import LATER_MODULES
from kith.returns.cin.records import Census, ChildRecord, Finding, Given, Header, KeptAside, Treatment
from kith.standards.words import capital, listed, plural
from kith.ui.export import guarded

COLUMNS = ("LAchildID", "Line", "What became of it", "Where", "As given", "Rule", "Why")
_SHOWN = 80  # characters of a value; the whole of it is in the file


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report. `child` is the LAchildID, or nothing for what belongs to no child."""

    child: str
    line: int
    treatment: Treatment
    path: str
    value: str
    rule: str
    why: str


@dataclass(frozen=True)
class Report:
    """The report on one census file. Values are shown shortened and with unprintable characters spelt out.

    `kept_modules` counts what waits for a later import, by element name; `rules` counts remarks by the Department's
    number.
    """

    header: Header
    children: int
    episodes: int
    assessments: int
    factors: int
    enquiries: int
    protection_plans: int
    need_plans: int
    upns_usable: int
    upns_as_text_only: int
    kept_modules: Mapping[str, int]
    rules: Mapping[str, int]
    treatments: Mapping[Treatment, int]
    rows: tuple[Row, ...]

    def overview(self) -> str:
        """The whole file in a few lines."""
        head = self.header
        assessments = f"{plural(self.assessments, 'assessment')} ({plural(self.factors, 'factor')})"
        lines = [
            f"CIN census of {head.year}, authority {_shown(head.la_code or 'not named')}",
            f"{listed([_children(self.children), plural(self.episodes, 'referral'), assessments])}.",
            f"{listed(_protecting(self.enquiries, self.protection_plans, self.need_plans))}.",
            f"UPNs: {self.upns_usable:,} may be used, {self.upns_as_text_only:,} are kept as text only.",
        ]
        if self.kept_modules:
            named = [f"{LATER_MODULES.get(module, _shown(module))} ({n:,})" for module, n in self.kept_modules.items()]
            lines.append(f"Kept word for word for a later import: {listed(named)}.")
        remarks = [f"{self.treatments[one]:,} {one}" for one in Treatment if self.treatments[one]]
        lines.append(f"Remarks: {listed(remarks)}." if remarks else "Nothing to remark on.")
        if self.rules:
            lines.append(f"By rule: {listed([f'{rule} ({n:,})' for rule, n in self.rules.items()])}.")
        return "\n".join(lines)

    def as_text(self) -> str:
        """The overview, then every child with what was taken and each remark under it."""
        lines = [self.overview(), ""]
        child = None
        for row in self.rows:
            if row.child != child:
                child = row.child
                lines.append(child or "Of the file as a whole")
            given = f" {row.value!r}" if row.value else ""
            rule = f" (rule {row.rule})" if row.rule else ""
            where = f" {row.path}" if row.path else ""
            lines.append(f"  line {row.line}: {row.treatment}{where}{given}: {row.why}{rule}")
        return "\n".join(lines) + "\n"

    def csv_rows(self) -> Iterator[tuple[str, ...]]:
        """The rows of a CSV file, headings first; no cell of them is a formula."""
        yield COLUMNS
        for row in self.rows:
            cells = (row.child, row.line, row.treatment, row.path, row.value, row.rule, row.why)
            yield tuple(guarded(cells))


def summary(census: Census) -> Report:
    """The report on a census that was read: counts, and rows in the order of the file, those of no child first."""
    episodes = [episode for child in census.children for episode in child.dated()]
    assessments = [assessment for episode in episodes for assessment in episode.dated()]
    plans = [plan for child in census.children for plan in child.plans()]
    kept = [*census.kept_aside, *(part for child in census.children for part in child.all_kept_aside())]
    findings = [*census.findings, *(finding for child in census.children for finding in child.findings)]
    usable = sum(child.upn.value is not None for child in census.children)
    treatments = Counter(finding.treatment for finding in findings)
    treatments[Treatment.KEPT_ASIDE] += len(kept)
    return Report(
        header=census.header,
        children=len(census.children),
        episodes=len(episodes),
        assessments=len(assessments),
        factors=sum(len(assessment.factors) for assessment in assessments),
        enquiries=sum(len(child.enquiries()) for child in census.children),
        protection_plans=sum(not plan.is_need for plan in plans),
        need_plans=sum(plan.is_need for plan in plans),
        upns_usable=usable,
        upns_as_text_only=sum(child.upn.text is not None for child in census.children) - usable,
        kept_modules=_counted(part.module for part in kept),
        rules=_counted(finding.rule for finding in findings if finding.rule),
        treatments=treatments,
        rows=tuple(_rows(census)),
    )


def with_more(report: Report, rows: list[Row]) -> Report:
    """The report with what was left out, or as it is, while the file was brought in: after each child's own rows."""
    treatments = Counter(report.treatments) + Counter(row.treatment for row in rows)
    shown = [replace(row, child=_shown(row.child)) for row in rows]
    by_child: dict[str, list[Row]] = {}
    for row in shown:
        by_child.setdefault(row.child, []).append(row)
    order = dict.fromkeys(row.child for row in report.rows)
    of_child: dict[str, list[Row]] = {child: [] for child in order}
    for row in report.rows:
        of_child[row.child].append(row)
    every = [row for child in order for row in (*of_child[child], *by_child.get(child, ()))]
    return replace(report, rows=tuple(every), treatments=treatments)


def _rows(census: Census) -> Iterator[Row]:
    yield from _remarks("", census.findings, census.kept_aside)
    for child in census.children:
        key = _shown(child.key)
        yield Row(key, child.line, Treatment.TAKEN, "", "", "", f"{capital(listed(_taken(child)))}.")
        yield from _remarks(key, child.findings, tuple(child.all_kept_aside()))


def _remarks(key: str, findings: tuple[Finding, ...], kept: tuple[KeptAside, ...]) -> Iterator[Row]:
    rows = [
        Row(key, one.line, one.treatment, one.path, _shown(one.value or ""), one.rule or "", one.what)
        for one in findings
    ]
    rows += [Row(key, one.line, Treatment.KEPT_ASIDE, _shown(one.module), "", "", one.why) for one in kept]
    yield from sorted(rows, key=lambda row: row.line)


def _taken(child: ChildRecord) -> list[str]:
    """What of a child may be relied on, in words."""
    items: dict[str, Given[Any]] = {
        "UPN": child.upn,
        "former UPN": child.former_upn,
        "reason for having no UPN": child.upn_unknown,
        "date of birth": child.birth_date,
        "expected date of birth": child.expected_birth_date,
        "sex": child.sex,
        "date of death": child.death_date,
        "ethnicity": child.ethnicity,
    }
    episodes = list(child.dated())
    assessments = [assessment for episode in episodes for assessment in episode.dated()]
    taken = [name for name, given in items.items() if given.value is not None]
    if child.disabilities:
        taken.append(f"disability {', '.join(child.disabilities)}")
    taken.append(plural(len(episodes), "referral"))
    if assessments:
        factors = plural(sum(len(assessment.factors) for assessment in assessments), "factor")
        taken.append(f"{plural(len(assessments), 'assessment')} ({factors})")
    plans = child.plans()
    numbers = (len(child.enquiries()), sum(not plan.is_need for plan in plans), sum(plan.is_need for plan in plans))
    return taken + [words for number, words in zip(numbers, _protecting(*numbers), strict=True) if number]


def _protecting(enquiries: int, protection_plans: int, need_plans: int) -> list[str]:
    return [
        f"{enquiries:,} section 47 {'enquiry' if enquiries == 1 else 'enquiries'}",
        plural(protection_plans, "child protection plan"),
        plural(need_plans, "child in need plan"),
    ]


def _children(number: int) -> str:
    return "1 child" if number == 1 else f"{number:,} children"


def _counted(items: Iterator[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(items).items()))


def _shown(value: str) -> str:
    """A value fit for a screen: short, and with nothing in it that a terminal or a reader could be misled by."""
    short = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in short)
