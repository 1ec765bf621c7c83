"""Reading the spread check, and what of it is not answered yet. Whom a reader may not know of is absent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kith.access.actor import current_actor_id
from kith.access.models import Matter, User
from kith.access.policies import door
from kith.frontdoor.models import Contact
from kith.frontdoor.policies import contacts_met_by
from kith.spread.models import ChildAtRisk, SpreadCheck
from kith.spread.policies import follows
from kith.standards.words import full_day, local_day


@dataclass(frozen=True)
class Listed:
    """A child on the list; `href` leads to the contact where it opens to whoever reads, who `may_follow` where they may
    say what is done for the child."""

    row: ChildAtRisk
    href: str = ""
    may_follow: bool = False

    @property
    def done(self) -> str:
        """What was done for them, in words; nothing while nobody has said."""
        row = self.row
        if row.contact_id:
            return f"A contact was raised on {full_day(local_day(row.answered_at))}." if row.answered_at else ""
        return f"No contact: {row.not_raised_because}" if row.not_raised_because else ""


@dataclass(frozen=True)
class Gap:
    """Something the check does not say yet: what to do, and where; `kept` is how it is told where it is kept for
    readers who may not know of the child."""

    label: str
    href: str
    about: str = ""
    kept: str = ""


@dataclass(frozen=True)
class Spread:
    """The spread check of a piece of work, for whoever reads it now."""

    matter: Matter
    check: SpreadCheck | None
    children: list[Listed] = field(default_factory=list)

    @property
    def href(self) -> str:
        return f"/spread/{self.matter.ref}/"

    @property
    def begun(self) -> bool:
        return self.check is not None

    @property
    def gaps(self) -> Iterator[Gap]:
        """What is missing before the work can be concluded."""
        check = self.check
        if check is None or not check.words:
            about = ": say who was asked, and what was looked at"
            yield Gap("Which other children are at risk?", f"{self.href}answer/", about)
        elif check.found == SpreadCheck.Found.OTHERS and not check.standing:
            yield Gap("Other children may be at risk", f"{self.href}child/", ": list each of them")
        for one in self.children:
            if not one.row.is_answered:
                page = f"{self.href}child/{one.row.ref}/contact/"
                about = ": raise a contact, or say why not"
                yield Gap(f"{one.row.named} may be at risk", page, about, f"Another child may be at risk{about}")

    def on_paper(self) -> Iterator[tuple[str, list[str]]]:
        """The same as headings with lines."""
        if self.check is not None:
            yield "Which other children are at risk?", [f"{self.check.get_found_display()}.", self.check.words]
        for one in self.children:
            yield f"Another child: {one.row.named}", [one.row.why, one.done or "Nobody has said yet what is done."]


def spread_of(matter: Matter) -> Spread:
    """The check of a piece of work as whoever is acting may read it."""
    rows = ChildAtRisk.objects.filter(matter=matter, taken_off_at=None)
    rows = rows.select_related("child__person", "contact__matter", "listed_by", "answered_by").order_by(
        "listed_at", "pk"
    )
    found = list(rows)
    check = SpreadCheck.objects.filter(matter=matter).select_related("by").first()
    if not found:
        return Spread(matter, check)
    reader = User.objects.get(pk=current_actor_id() or 0)
    ids = [one.contact_id for one in found if one.contact_id is not None]
    raised = Contact.objects.filter(contacts_met_by(reader), matter_id__in=ids)
    opens = {one.pk: f"/contacts/{one.ref}/" for one in raised.select_related("matter")}
    seen = [one for one in found if one.child is None or door(reader, one.child).state != "none"]
    may = follows(reader, matter) is True
    return Spread(matter, check, [Listed(one, opens.get(one.contact_id or 0, ""), may) for one in seen])


def listed_child(matter: Matter, ref: str) -> ChildAtRisk | None:
    """One child of the list, as far as whoever is acting may know of them."""
    found = next((one.row for one in spread_of(matter).children if one.row.ref == ref), None)
    if found is not None:
        found.matter = matter
    return found


def as_told(row: ChildAtRisk) -> dict[str, Any]:
    """What the front door is told of a listed child to begin with, from the record where they are on it."""
    if row.child is None:
        return {"given": "", "family": "", "age": None, "born": None}
    person = row.child.person
    given, _, family = person.shown_name.partition(" ")
    return {"given": given, "family": family, "born": person.date_of_birth, "age": None}
