"""A conference in writing: who is invited, and afterwards to each agency what it said itself and what was decided, to
each of the family what was decided for the children who are theirs, and why (IG-01, FA-08)."""

from __future__ import annotations

from collections.abc import Iterator

from kith.access.models import Matter, Subject, User
from kith.access.working import works_on
from kith.actions.queries import on_work
from kith.assessment.letters.unfit import CHILD, hidden_addresses
from kith.conferences import invitations, queries
from kith.conferences.models import Conference, ConferenceAgency, ConferenceChild, ConferenceFamily
from kith.letters.envelopes import Offer, Recipient, Unfit, Wording
from kith.letters.models import Letter
from kith.letters.policies import flags_of
from kith.letters.queries import agency_recipient
from kith.people.queries import family_of, household_of
from kith.standards.words import full_day, full_moment, listed, long_date

KEPT_BACK = "What other agencies said: each keeps to what it must hold. Add what this one needs to do its part"
TO_THE_FAMILY = "What agencies said, where the family did not hear it there. Add what they may read"
KEEP_IT_SAFE = (
    "This was shared with you to safeguard these children, and for nothing else. Keep it where only those who need it "
    "for that can read it."
)
DISAGREE = (
    "Tell your social worker, or whoever chaired the conference, as soon as you can. You can also complain, and ask "
    "for somebody to help you with that. What you say is put beside the minutes."
)
THERE = (ConferenceFamily.Part.HERE, ConferenceFamily.Part.PARTLY)
AGENCY, FAMILY = Letter.Audience.AGENCY, Letter.Audience.FAMILY


def _of(matter: Matter) -> Conference:
    return Conference.objects.select_related("chair", "matter").get(matter=matter)


def _may_write(actor: User, matter: Matter) -> bool | str:
    """Whoever is near a child it is about: invitations once it has a day, and what was decided once it was held."""
    one = _of(matter)
    if one.state not in (Conference.State.ARRANGED, Conference.State.HELD):
        return "It has no day yet: arrange it first." if one.waits else "It was called off."
    if one.brought_in_from:
        return "It was held in another system, which holds its minutes. There is nothing here to send."
    return works_on(actor, one)


def _child(matter: Matter) -> Subject:
    return queries.children_of(_of(matter))[0].child


def _recipients(matter: Matter) -> list[Recipient]:
    """Before it is held whoever is invited; then the family who was asked or kept out, and every agency."""
    view = queries.view_of(_of(matter))
    if view.one.waits:
        return invitations.recipients(view)
    found = [_relative(row) for row in view.family]
    for row in view.agencies:
        about = f"{row.kind_words}. {row.get_part_display()}" if row.part else row.kind_words
        found.append(_agency(row, about))
    return list({one.key: one for one in reversed(found)}.values())[::-1]


def _relative(row: ConferenceFamily) -> Recipient:
    kept_out = row.asked == ConferenceFamily.Asked.EXCLUDED
    note = f"Kept out by {row.by.name}: {row.because}" if kept_out else ""
    name = row.person.person.shown_name
    return Recipient(f"family-{row.ref}", FAMILY, name, row.relation, person=row.person, note=note)


def _agency(row: ConferenceAgency, about: str) -> Recipient:
    if row.agency is not None:
        return agency_recipient(row.agency, about)
    return Recipient(f"invited-{row.ref}", AGENCY, row.agency_name, about)


def _propose(matter: Matter, to: Recipient) -> Wording:
    view = queries.view_of(_of(matter))
    theirs = _children_for(view, to)
    if view.one.waits or invitations.is_one(to):
        return invitations.wording(view, theirs, to)
    names = listed([row.child.person.shown_name for row in theirs])
    title = f"Child protection conference about {names}"
    if to.audience == FAMILY:
        return Wording(title, f"Dear {to.name}", tuple(_to_family(view, theirs, to)), left_out=(TO_THE_FAMILY,))
    return Wording(title, "", tuple(_to_agency(view, to)), left_out=(KEPT_BACK,))


def _children_for(view: queries.View, to: Recipient) -> list[ConferenceChild]:
    """Of a family the children who are this reader's: a half-brother's other father reads nothing of the others."""
    if to.person is None:
        return view.children
    return [row for row in view.children if any(to.person.pk == one.person.pk for one in family_of(row.child))]


def _to_agency(view: queries.View, to: Recipient) -> Iterator[tuple[str, str]]:
    yield "The conference", _held(view)
    said = [row.said for row in view.took_part if row.said and _agency(row, "").key == to.key]
    if said:
        yield "What your agency said", "\n\n".join(said)
    yield "What was decided", "\n\n".join(_decided(view.children))
    yield "Why", view.one.rationale
    if view.one.dissent:
        yield "Who sees it differently", view.one.dissent
    done = [f"- {row.one.what}: {row.owner}, by {long_date(row.one.due_on)}" for row in on_work(view.one.matter)]
    if done:
        yield "Who does what", "\n".join(done)
    if view.one.next_review_on:
        yield "When it is reviewed", f"By {full_day(view.one.next_review_on)}."
    yield "Before you share this", f"{view.one.basis_words}. {KEEP_IT_SAFE}"


def _to_family(view: queries.View, theirs: list[ConferenceChild], to: Recipient) -> Iterator[tuple[str, str]]:
    there = any(row.part in THERE for row in view.family if to.person and row.person_id == to.person.pk)
    yield "The conference", _held(view, named=there)
    yield "What was decided", "\n\n".join(_decided(theirs))
    yield "Why", view.one.rationale
    said = [row.said for row in view.family if row.said and to.person and row.person_id == to.person.pk]
    if said:
        yield "What you said", "\n\n".join(said)
    if view.one.next_review_on:
        yield "When we meet again", f"By {full_day(view.one.next_review_on)}."
    yield "If you do not agree", DISAGREE


def _held(view: queries.View, *, named: bool = True) -> str:
    """When, and by whom; which agencies, for those who saw them there: a refuge's name says where somebody lives."""
    one = view.one
    on = full_moment(one.held_at) if one.held_at else ""
    there = f" {listed([row.agency_name for row in view.took_part])} took part." if named else ""
    return f"Held on {on}, chaired by {one.chair.name if one.chair else ''}.{there}"


def _decided(rows: list[ConferenceChild]) -> Iterator[str]:
    for row in rows:
        words = f"{row.child.person.shown_name}: {row.get_outcome_display()}."
        words += f" {row.category_words}. What must change: {row.must_change}" if row.has_plan else ""
        words += f" Instead: {row.get_instead_display()}." if row.instead else ""
        yield f"{words} {row.why}"


def _unfit(matter: Matter, to: Recipient) -> list[Unfit]:
    """Confidential addresses, and children of the family whom it was not about, or who are not this reader's."""
    view = queries.view_of(_of(matter))
    about = [row.child.person for row in view.children]
    family = [one.person for child in about for one in family_of(child)]
    homes = [one for child in about for one in household_of(child)]
    named = {row.child.person.first_name.casefold() for row in _children_for(view, to)}
    young = [one for one in [*family, *about] if one.kind != "adult" and one.first_name.casefold() not in named]
    other = [Unfit(name, CHILD) for name in dict.fromkeys(one.first_name for one in young) if name]
    return [*hidden_addresses([*about, *family, *homes]), *other]


def _stops(matter: Matter, to: Recipient) -> str:
    """What stops letters about any of the children stops this one; nobody is invited to what was held."""
    if invitations.is_one(to) and not _of(matter).waits:
        return "It was held or called off: an invitation would come too late."
    if to.person is None:
        return ""
    view = queries.view_of(_of(matter))
    for row in view.children:
        if flags := flags_of(row.child):
            return f"No letters may go to this family: {flags[0].reason}"
    return ""


def _theirs(matter: Matter, to: Recipient) -> list[Subject]:
    return [row.child for row in _children_for(queries.view_of(_of(matter)), to)]


MINUTES = Offer("Write to family and agencies", _may_write, _child, _recipients, _propose, _unfit, _stops, _theirs)
