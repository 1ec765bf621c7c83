"""A whole assessment on paper: what its page says from beginning to end, as an accessible PDF (promise 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from kith.actions import queries as actions
from kith.assessment.cohorts import pathways
from kith.assessment.models import Assessment, FollowOn, ParentSeen, ProposedConclusion, SpecialistReferral, Visit
from kith.assessment.paper_pathways import kept
from kith.assessment.queries import reading
from kith.assessment.queries import workspace as room
from kith.assessment.queries.crime import crime_of
from kith.assessment.queries.following import follow_ons
from kith.assessment.queries.lacking import Ready, ready_or_not
from kith.assessment.queries.written import safety_of_the_harmed
from kith.checks.queries import CheckRow, checks_of
from kith.disagreements import queries as disagreements
from kith.kernel.now import now
from kith.letters.pdf import report
from kith.letters.sheet import pieces
from kith.network.queries import genogram_of, network_of
from kith.spread.queries import spread_of
from kith.standards.words import capital, full_day, full_moment, local_day, long_date

NOTHING = "Nothing is written here."
# Exceptions whose reason stands with the conclusion, or with what is owed to a homeless young person.
SAID_ELSEWHERE = (FollowOn.Kind.CONCLUSION, FollowOn.Kind.BED)
# What fits between the margins of a page, in points; a picture's own measure is in pixels of three quarters of one.
WIDEST, HIGHEST, POINTS = 465, 600, 0.75
_BOX = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')


def printed(assessment: Assessment) -> bytes:
    """The assessment as it stands now, for whoever reads it: what is hidden from them is not on their paper.

    Where our typefaces lack a letter it says so: what was authorised cannot be put another way.
    """
    return report(sheet(assessment), now())


def sheet(assessment: Assessment) -> dict[str, Any]:
    """What is printed, in the order of the sections."""
    person, moment = assessment.child.person, now()
    asked, ready = checks_of(assessment.matter), ready_or_not(assessment)
    first = []
    if assessment.state == Assessment.State.OPEN:
        first.append(f"Not yet authorised: as it stands on {full_moment(moment)}.")
    dangerous = SpecialistReferral.objects.filter(matter_id=assessment.pk, dangerous=True)
    confided = any(reply.in_confidence for row in asked for reply in row.replies)
    if confided or dangerous.exists() or safety_of_the_harmed(assessment).begun:
        first.append("It says what the family must not be told: not for the family as it is.")
    if spread_of(assessment.matter).children:
        first.append("It names other children: not for the family as it is.")
    return {
        "authority": settings.AUTHORITY,
        "title": f"Assessment of {person.shown_name}",
        "head": list(_head(assessment, ready)),
        "draft": " ".join(first),
        "sections": [one for one in _sections(assessment, asked, ready) if one["parts"] or one["figures"]],
        "foot": f"{settings.AUTHORITY}. Assessment {assessment.number}, printed {full_day(local_day(moment))}",
    }


def _head(assessment: Assessment, ready: Ready) -> Iterator[str]:
    person = assessment.child.person
    born = f", born {long_date(person.date_of_birth)}" if person.date_of_birth else ""
    age = person.age_words  # a number, or words such as "due", "under a month" and "age not known"
    yield f"Age {age}{born}" if age[0].isdigit() or age.startswith("about") else f"{capital(age)}{born}"
    yield f"{assessment.get_legal_basis_display()}. Started {long_date(assessment.started_on)}"
    if assessment.lead:
        yield f"Led by {assessment.lead.name}" + (
            f", supervised by {assessment.supervisor.name}" if assessment.supervisor else ""
        )
    if applying := [one.title for key, one in pathways().items() if key in ready.writings.applying]:
        yield f"What applies: {', '.join(applying)}"


def _sections(assessment: Assessment, asked: list[CheckRow], ready: Ready) -> Iterator[dict[str, Any]]:
    yield _section("Conclusion", _conclusion(assessment))
    yield _section("What follows", _follows(assessment))
    yield _section("Findings", _findings(assessment))
    yield _section("A suspected crime", _crime(assessment))
    view = reading.view(assessment)
    for part in room.parts(assessment):
        parts = [_part(label, "\n".join(lines)) for label, lines in kept(assessment, part.draws)]
        parts += [_answer(one) for one in part.answers]
        if part.reading is not None:
            parts = [_part(label, "\n".join(lines)) for label, lines in part.reading.on_paper]
        if part.key == "visits":
            parts += [_visit(one) for one in view.visits] + [_parent(one) for one in view.parents_seen]
        if part.key == "agencies":
            parts += [_check(row) for row in asked]
            parts += [_disagreement(row) for row in disagreements.on_work(assessment.matter_id)]
        figures = _figures(assessment) if part.key == "network" else []
        yield _section(part.title, parts or [_part("", NOTHING)], figures)
    yield _section("Actions", [_action(row) for row in actions.on_work(assessment.matter_id)])
    yield _section("Supervision", [_supervision(one) for one in ready.supervisions])
    yield _section("Reviews of the length", [_review(one) for one in reading.view(assessment).reviews])


def _section(heading: str, parts: Iterable[dict[str, Any]], figures: Iterable[Any] = ()) -> dict[str, Any]:
    return {"heading": heading, "parts": list(parts), "figures": list(figures)}


def _part(label: str, text: str, source: str = "") -> dict[str, Any]:
    return {"label": label, "pieces": pieces(text), "source": f"How we know: {source}" if source else ""}


def _answer(answer: room.Answer) -> dict[str, Any]:
    """What is asked several times is set entry by entry, each question before its answer."""
    if answer.kind != "blocks":
        return _part(answer.label, str(answer.value), answer.source)
    entries = [[{"label": label, "words": value} for label, value in block] for block in answer.value]
    return _part(answer.label, "", answer.source) | {"pieces": [{"lines": one, "points": []} for one in entries]}


def _conclusion(assessment: Assessment) -> Iterator[dict[str, Any]]:
    if assessment.state != Assessment.State.AUTHORISED or assessment.authorised_on is None:
        return
    by = f" by {assessment.authorised_by.name}" if assessment.authorised_by else ""
    yield _part(assessment.outcome_words, f"Authorised on {full_day(assessment.authorised_on)}{by}.")
    yield _part("", assessment.conclusion)
    if assessment.not_seen_because:
        yield _part("Why the child was not seen", assessment.not_seen_because)
    if assessment.late_family:
        yield _part("What the family was told of the delay", assessment.late_family)
    if assessment.late_professionals:
        yield _part("What other professionals say about the delay", assessment.late_professionals)
    if assessment.why_incomplete:
        missing = "\n".join(f"- {words}" for words in assessment.lacked)
        yield _part("Approved although something was missing", f"{assessment.why_incomplete}\n\n{missing}")
    for new in room.learned_since(assessment):
        lines = [new.what, f"Who says so: {new.source}", f"What it may change: {new.meaning}"]
        if new.answer and new.answered_by:
            lines.append(f"{new.get_answer_display()}, {new.answered_by.name}: {new.why}")
        else:
            lines.append("Whether the conclusion still stands: not answered yet.")
        yield _part(f"Learned on {full_day(local_day(new.learned_at))}", "\n".join(lines))


def _follows(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """What the conclusion, or a manager before it, asked for, and what came of it (AS-12, AS-18, AS-19); what was
    allowed by exception, and the day on which it is looked at again."""
    for one in follow_ons(assessment):
        agreed = one.services if one.kind != FollowOn.Kind.STRATEGY else []
        helps = f" With it: {', '.join(help['service'] for help in agreed)}." if agreed else ""
        who = f"on {full_day(local_day(one.begun_at))} by {one.begun_by.name}.{helps}"
        to_be = "Was to be" if one.answer else "To be"
        again = f" {to_be} looked at again on {full_day(one.again_on)}." if one.again_on else ""
        asked = f"Allowed {who}{again}" if one.is_exception else f"Asked for {who}"
        lines = [asked] if one.kind in SAID_ELSEWHERE else [one.why, asked]
        if one.answer and one.answered_by:
            lines.append(f"{one.answer_words}, {one.answered_by.name}: {one.words}")
        elif not one.is_exception:
            lines.append("What came of it: not said yet.")
        yield _part(f"What follows: {str(one).lower()}", "\n".join(lines))


def _findings(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """What the conclusion rests on, as the manager who authorised it read it (AS-19)."""
    if assessment.state != Assessment.State.AUTHORISED:
        return
    found = next((one for one in room.proposals(assessment) if one.state == ProposedConclusion.State.AUTHORISED), None)
    if found is None:
        return
    yield _part("What worries us, and how it affects the child", found.concern)
    yield _part("How it has come to this, and why", found.how_and_why)
    lines = [
        f"Need: {found.get_need_display()}",
        f"Abused or neglected: {'yes' if found.abused else 'no'}",
        f"Duty: {found.get_duty_display()}",
        f"Accommodation: {found.get_accommodation_display()}",
    ]
    yield _part("What follows in law", "\n".join(lines))
    if found.urgent:
        yield _part("At once", found.urgent)
    if found.services:
        helps = "\n".join(f"- {one['service']}: {one['how']} ({one['who']})" for one in found.services)
        yield _part("Help and actions", helps)


def _crime(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """When the police were told, and whether a strategy discussion was held (AS-12)."""
    crime = crime_of(assessment)
    for back in crime.taken_back:
        title = f"A suspected crime, recorded by mistake and taken back, {full_moment(back.at)}, by {back.by.name}"
        yield _part(title, back.why)
    for told in crime.told:
        lines = [f"{told.crime}. {told.officer}, log {told.log_number}", told.interim_safety]
        yield _part(f"Police told, {full_moment(told.told_at)}, by {told.told_by.name}", "\n".join(lines))
    for one in crime.considered:
        held = f", {full_moment(one.held_at)}" if one.held_at else ""
        said = f"{one.get_answer_display()}{held}. {one.why}"
        yield _part(f"Strategy discussion, {full_moment(one.at)}, {one.by.name}", said)


def _visit(visit: Visit) -> dict[str, Any]:
    how = ("seen alone" if visit.alone else "seen with others there") if visit.seen else "not seen"
    how += ", refused or avoided" if visit.obstructed else ""
    there = f" Also there: {visit.present}." if visit.present else ""
    spoken = f"“{visit.words}”" if visit.words else ""
    lines = [
        f"{visit.place}, {how}.{there}", spoken, visit.observed, *_held(visit), visit.why_not_alone, visit.why_not_seen,
    ]  # fmt: skip
    return _part(full_moment(visit.at), "\n".join(line for line in lines if line), "")


def _held(visit: Visit) -> Iterator[str]:
    """Where the child sleeps, how they were spoken with, and who interpreted (AS-09, AS-10, AS-21)."""
    if visit.bedroom is not None:
        yield "Saw where the child sleeps." if visit.bedroom else "Did not see where the child sleeps."
    if visit.communication:
        yield f"How: {visit.communication}"
    if visit.followed is not None:
        why = f": {visit.why_not_followed}" if visit.why_not_followed else ""
        yield (
            "Followed what was recommended for communicating."
            if visit.followed
            else (f"Did not follow what was recommended for communicating{why}")
        )
    if visit.facilitator:
        alone = ", not independent" if visit.facilitator_family else ""
        yield f"Helped to say it{alone}: {visit.facilitator}"
    if visit.advocate:
        yield f"An advocate: {visit.get_advocate_display().lower()}"
    yield from _interpreted(visit)
    if visit.next_by and visit.next_at:
        yield f"What happens next, {visit.next_by.name}, {full_moment(visit.next_at)}: {visit.next_step}"


def _interpreted(visit: Visit | ParentSeen) -> Iterator[str]:
    if visit.interpreted == Visit.Interpreted.WAIVED:
        yield "Not interpreted: a manager agreed to do without."
    elif visit.interpreted:
        alone = ", not independent" if visit.interpreted == Visit.Interpreted.FAMILY else ""
        yield f"Interpreted {visit.get_interpreted_display().lower()}{alone}: {visit.interpreter}"


def _parent(seen: ParentSeen) -> dict[str, Any]:
    """A parent or carer, what they say and what they were told (AS-07)."""
    there = f", with the child there: {seen.why_together}" if seen.child_there else ", without the child"
    lines = [f"{seen.place}{there}", seen.views, f"Told: {seen.told}", *_interpreted(seen)]
    return _part(f"{seen.who}, {full_moment(seen.at)}", "\n".join(lines))


def _check(row: CheckRow) -> dict[str, Any]:
    """What an agency was asked for and said, or that it has not replied (AS-08)."""
    lines = [] if row.replies or not row.waits else ["Has not replied yet."]
    for reply in row.replies:
        lines += [f"{reply.said_by}, {full_day(local_day(reply.said_at))}:", reply.words]
        lines += [f"Effect on the child: {reply.effect_on_child}"] if reply.effect_on_child else []
        lines += [f"Not for the family: {reply.in_confidence}"] if reply.in_confidence else []
    if row.check.without_because:
        lines.append(f"Why we went on without it: {row.check.without_because}")
    return _part(f"{row.check.agency_name} ({row.check.kind_words}). {row.due_words}", "\n".join(lines))


def _disagreement(row: disagreements.Row) -> dict[str, Any]:
    """What people see differently, each view as it was put, and how it was settled or where it stands (AS-17)."""
    one = row.one
    lines = [f"{view.who}: {view.words}" for view in row.views]
    if one.resolved_by and one.resolved_at:
        lines += [
            f"Decided by {one.resolved_by.name}, {full_moment(one.resolved_at)}: {one.decision}",
            f"Why: {one.why}",
        ]
    else:
        lines.append(f"Not settled. {row.at.stage.title}, by {long_date(row.at.due_on)}.")
    return _part(f"Professional disagreement: {one.issue}", "\n".join(lines))


def _action(row: actions.Row) -> dict[str, Any]:
    """What is to be done or was: by whom, by when, and how it ended (AS-18, CL-10)."""
    one = row.one
    first = f", agreed first for {long_date(one.first_due_on)}" if row.moved else ""
    lines = [f"{row.owner}. By {long_date(one.due_on)}{first}. {actions.origin_words(row)}"]
    if row.people:
        lines.append(f"For {', '.join(row.people)}")
    if one.done_on:
        lines.append(f"Done on {long_date(one.done_on)}{' (late)' if row.late else ''}: {one.ended_words}")
    elif one.ended_as:
        lines.append(f"Not done after all: {one.ended_words}")
    elif row.last:
        lines.append(f"So far: {row.last}")
    return _part(one.what, "\n".join(lines))


def _safe(one: Any) -> str:
    now = "To be protected now" if one.protect_now else "Nothing more to be done at once to protect them"
    return f"{now}: {one.protect_why}"


def _review(one: Any) -> dict[str, Any]:
    target = f" New target: {full_day(one.target)}." if one.target else ""
    text = f"{one.get_decision_display()}.{target}\n{one.words}\n\n{_safe(one)}"
    return _part(f"{full_day(local_day(one.at))}, {one.by.name}", text)


def _supervision(one: Any) -> dict[str, Any]:
    checks = [f"- {line['question']} {line['answer']} {line['why']}".rstrip() for line in one.lines]
    first = [] if one.protect_now is None else [_safe(one), ""]
    text = "\n".join([*first, *checks, "", one.reflection, "", f"Questioned: {one.challenge}"])
    return _part(f"{full_day(local_day(one.at))}, {one.by.name}", text)


def _width(svg: str) -> float:
    """How wide a picture stands on paper, in points: its own size, or what fits."""
    box = _BOX.search(svg)
    if box is None:
        return WIDEST
    wide, high = float(box[1]) * POINTS, float(box[2]) * POINTS
    return wide * min(1, WIDEST / wide, HIGHEST / high)


def _listed(people: Iterable[tuple[str, str]]) -> str:
    """Each with what they are to the child, where that is known."""
    return "; ".join(", ".join(part for part in one if part) for one in people)


def _figures(assessment: Assessment) -> list[dict[str, Any]]:
    """Genogram and network map: as they were drawn for the conclusion, or as they stand today."""
    child, kept = assessment.child.person, room.family_drawn(assessment)
    if kept is not None:
        said, day = kept.said, full_day(local_day(kept.at))
        genogram, network = kept.genogram, kept.network
        family = _listed((row["name"], row["to_child"]) for row in said["family_in_words"])
        near = _listed((row["name"], row["role"]) for row in said["network_in_words"])
    else:
        tree, net, day = genogram_of(child), network_of(child), full_day(local_day(now()))
        genogram, network = tree.svg, net.svg
        family = _listed((row.name, row.to_child) for row in tree.rows)
        near = _listed((one.name, one.role) for one in net.members)
    drawn = [("Genogram", genogram, family), ("Network map", network, near)]
    return [
        {
            "svg": svg,
            "alt": f"{title}. {words}",
            "caption": f"{title}, as it stood on {day}: {words}.",
            "width": _width(svg),
        }
        for title, svg, words in drawn
        if words
    ]
