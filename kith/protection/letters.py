"""The minutes of a strategy discussion, sent to each agency that was invited: what it said itself, what was decided
and what it does, and never what others said (CP-03, IG-01)."""

from __future__ import annotations

from collections.abc import Iterator

from kith.access.models import Matter, Subject, User
from kith.access.working import works_on
from kith.actions.queries import on_work
from kith.assessment.letters.unfit import CHILD, hidden_addresses
from kith.letters.envelopes import Offer, Recipient, Unfit, Wording
from kith.letters.models import Letter
from kith.letters.queries import agency_recipient
from kith.people.queries import family_of, household_of
from kith.protection import queries
from kith.protection.models import DiscussionAgency, StrategyDiscussion
from kith.standards.words import full_moment, listed, long_date

KEPT_BACK = "What other agencies said: each keeps to what it must hold. Add what this one needs to do its part"
KEEP_IT_SAFE = (
    "This was shared with you to safeguard these children, and for nothing else. Keep it where only those who need it "
    "for that can read it. Do not share it with the family or anybody else before you have spoken to us."
)


def _of(matter: Matter) -> StrategyDiscussion:
    return StrategyDiscussion.objects.select_related("chair", "matter").get(matter=matter)


def _may_write(actor: User, matter: Matter) -> bool | str:
    """Whoever is near a child it was about, once it was held."""
    one = _of(matter)
    if one.state != StrategyDiscussion.State.HELD:
        return "The minutes are sent once the discussion was held."
    return works_on(actor, one)


def _child(matter: Matter) -> Subject:
    return queries.children_of(_of(matter))[0].child


def _recipients(matter: Matter) -> list[Recipient]:
    """Every agency that was invited or came, also those that took no part."""
    found: dict[str, Recipient] = {}
    for row in DiscussionAgency.objects.filter(matter=matter).select_related("agency").order_by("pk"):
        about = f"{row.kind_words}. {row.get_part_display()}" if row.part else row.kind_words
        one = _recipient(row, about)
        found.setdefault(one.key, one)
    return list(found.values())


def _recipient(row: DiscussionAgency, about: str) -> Recipient:
    if row.agency is not None:
        return agency_recipient(row.agency, about)
    return Recipient(f"invited-{row.ref}", Letter.Audience.AGENCY, row.agency_name, about)


def _propose(matter: Matter, to: Recipient) -> Wording:
    view = queries.view_of(_of(matter))
    names = listed([row.child.person.shown_name for row in view.children])
    return Wording(f"Strategy discussion about {names}", "", tuple(_sections(view, to)), left_out=(KEPT_BACK,))


def _sections(view: queries.View, to: Recipient) -> Iterator[tuple[str, str]]:
    one = view.one
    held = full_moment(one.held_at) if one.held_at else ""
    there = listed([row.agency_name for row in view.took_part])
    yield "The discussion", f"Held on {held}, chaired by {one.chair.name}. {there} took part. It was about {one.harm}."
    if said := _said(view, to):
        yield "What your agency told us", said
    decided = (f"{row.child.person.shown_name}: {row.get_outcome_display()}. {row.why}" for row in view.children)
    yield "What was decided", "\n\n".join(decided)
    done = [f"- {row.one.what}: {row.owner}, by {long_date(row.one.due_on)}" for row in on_work(one.matter)]
    if done:
        yield "Who does what", "\n".join(done)
    yield "The police", f"{one.get_police_display()}."
    yield "Before you share this", f"{one.basis_words}. {KEEP_IT_SAFE}"


def _said(view: queries.View, to: Recipient) -> str:
    return "\n\n".join(row.knows for row in view.took_part if row.knows and _recipient(row, "").key == to.key)


def _unfit(matter: Matter, to: Recipient) -> list[Unfit]:
    """Confidential addresses, and children of the family whom it was not about."""
    about = [row.child.person for row in queries.children_of(_of(matter))]
    family = [one.person for child in about for one in family_of(child)]
    homes = [one for child in about for one in household_of(child)]
    named = {one.first_name.casefold() for one in about}
    young = [one for one in family if one.kind != "adult" and one.first_name.casefold() not in named]
    return [*hidden_addresses([*about, *family, *homes]), *(Unfit(one.first_name, CHILD) for one in young)]


def _stops(matter: Matter, to: Recipient) -> str:
    return ""


MINUTES = Offer("Send the minutes", _may_write, _child, _recipients, _propose, _unfit, _stops)
