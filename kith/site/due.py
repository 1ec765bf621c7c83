"""What is due to somebody, one row each: dates of their children, replies that agencies owe, contacts they took,
signatures that wait for them, disagreements for them to settle, actions that are theirs or have come up to them, days
on which a plan says to look again.

A number means the same here and on the team page: late is a running date that has passed, a manager's earlier one too;
soon is what falls due by the end of the fifth working day from today, today's with it; a contact counts for whoever has
taken it until it is decided or waits for a signature, and then for those who may sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q, QuerySet

from kith.access.models import Involvement, MatterSubject, User
from kith.access.policies import live
from kith.access.prepared import lists_of
from kith.access.roles import Ability
from kith.actions import queries as actions
from kith.assessment.models import Assessment, FollowOn
from kith.assessment.queries.following import begins_in, by_clock
from kith.assessment.queries.plan import Point, plans, points_waiting
from kith.checks.queries import CheckRow, waiting_of
from kith.disagreements import queries as disagreements
from kith.frontdoor.models import Contact
from kith.frontdoor.queries import queue
from kith.kernel.now import now, today
from kith.people import queries as people
from kith.people.models import Person
from kith.record import clocks
from kith.record.clocks import ClockFace
from kith.site.child.queries import ROOMS, age_said, due_words, home_of
from kith.standards.calendar import england
from kith.standards.words import full_day, local_day

Kind = Involvement.Kind
OWN = (Kind.KEY_WORKER, Kind.EARLY_HELP)
SOON = 5  # working days


@dataclass(frozen=True)
class Item:
    """One thing due: what, why and where it stands, when."""

    title: str
    href: str
    words: str
    clock: ClockFace
    person: Person | None = None
    name: str = ""
    about: str = ""  # what a contact stands here for

    @property
    def state(self) -> str:
        return self.clock.state

    @property
    def order(self) -> tuple[int, datetime]:
        """Late first, then today, then by date."""
        due = self.clock.clock.effective_due
        return self.clock.standing.order, due or self.clock.clock.started_at

    @property
    def who(self) -> str:
        return self.person.shown_name if self.person else self.name


@dataclass
class Group:
    """A child, a set of brothers and sisters, or a day, with what is due."""

    title: str
    href: str = ""
    about: str = ""
    badges: list[tuple[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


@dataclass
class Desk:
    """Everything about one person's children: who they are, their open assessments, and what is due."""

    people: dict[int, Person]
    assessments: dict[int, Assessment]  # the newest open one of each child
    items: list[Item]

    @property
    def idle(self) -> list[Person]:
        """Children with nothing due."""
        busy = {item.person.pk for item in self.items if item.person}
        return [person for pk, person in self.people.items() if pk not in busy]


def involved(actor: User) -> tuple[set[int], set[int]]:
    """The ids of the children somebody is the worker of, and of those whose worker they supervise."""
    rows = Involvement.objects.filter(live(), user=actor, kind__in=[*OWN, Kind.SUPERVISOR])
    pairs = list(rows.values_list("person_id", "kind"))
    return {pk for pk, kind in pairs if kind in OWN}, {pk for pk, kind in pairs if kind == Kind.SUPERVISOR}


def desk(ids: Iterable[int]) -> Desk:
    """The children of these ids with their clocks and the replies that agencies owe: so many queries for any number."""
    wanted = set(ids)
    rows = people.with_records(Person.objects.filter(pk__in=wanted).select_related("subject")).order_by("shown_name")
    open_now = Assessment.objects.filter(child_id__in=wanted, state=Assessment.State.OPEN).select_related("matter")
    about = MatterSubject.objects.filter(person_id__in=wanted, until=None)
    # A contact is due to whoever took it, a referral that waits to be allocated to a manager, and of what has been
    # concluded nothing is due: of contacts and referrals only those that are being assessed are theirs.
    being_assessed = Q(matter__referral__assessment__state=Assessment.State.OPEN)
    about = about.exclude(matter__kind__in=["contact", "subject_access"]).filter(
        being_assessed | Q(matter__referral=None)
    )
    about = about.select_related("matter").annotate(reply=F("matter__agency_check__state"))
    persons, assessments, work = lists_of(rows, open_now.order_by("started_on", "pk"), about)
    found = {person.pk: person for person in persons}
    work = [one for one in work if one.person_id in found]
    links = {one.matter_id: one.person_id for one in work}
    owed = {one.matter_id: one.person_id for one in work if one.reply == "waiting"}
    homes = {one.matter_id: home_of(one.matter) for one in work if one.matter.kind in ROOMS}
    newest: dict[int, Assessment] = {one.child_id: one for one in assessments if one.child_id in found}
    by_work = {one.matter_id: one for one in newest.values()}
    running, agreed = lists_of(clocks.running(links), plans(by_work))
    asked = by_clock(running)
    items = [
        _asked_for(asked[one.pk], clocks.face(one), found[links[one.matter_id]]) if one.pk in asked
        else _item(clocks.face(one), found[links[one.matter_id]], newest, homes.get(one.matter_id))
        for one in running
    ]  # fmt: skip
    items += [_check(row, found[pk]) for pk, row in waiting_of(owed)]
    items += [_point(one, by_work[one.matter_id], found) for one in points_waiting(agreed)]
    return Desk(found, newest, sorted(items, key=lambda item: item.order))


def _item(face: ClockFace, person: Person, newest: dict[int, Assessment], home: str | None) -> Item:
    assessment = newest.get(person.pk)
    mine = assessment and face.clock.matter_id in (assessment.matter_id, assessment.referral_id)
    href = f"/assessments/{assessment.ref}/" if assessment and mine else home or face.href
    return Item(face.title, href, due_words(face), face, person)


def _asked_for(one: FollowOn, face: ClockFace, person: Person) -> Item:
    """What a conclusion or a manager asked for: to where a plan begins, else to why and by whom it was asked for; and
    whose answer it waits for."""
    room = begins_in(one.kind, person.subject) if one.kind == one.Kind.PLAN else None
    href = room[1] if room else f"/assessments/{one.matter.ref}/#follows"
    return Item(face.title, href, f"{due_words(face)} {one.whose}".strip(), face, person)


def _check(row: CheckRow, person: Person) -> Item:
    """A reply that is waited for: late, or due by a day that was agreed with the agency."""
    return Item(f"Reply from {row.check.agency_name}", row.check.href, f"{row.due_words}.", row.face, person)


def _point(one: Point, assessment: Assessment, found: dict[int, Person]) -> Item:
    """A day on which the plan of an assessment says to look again (CL-08)."""
    href = f"/assessments/{assessment.ref}/write/plan/#id_checkpoints"
    return Item("Look again, as the plan says", href, one.what, one.face, found[assessment.child_id])


def disagreements_due(actor: User) -> list[Item]:
    """Professional disagreements for this person to settle, at the stage where each stands today (AS-17).

    Where no record it is about is open to them, only that one waits: its page asks why first, and writes it down.
    """
    return [_disagreement(row, person) for row, person in disagreements.due_to(actor)]


def _disagreement(row: disagreements.Row, person: Person | None) -> Item:
    if person is None:
        words, name = "Its page asks why you open the record", "A disagreement waits"
        return Item("Settle a disagreement", row.one.href, words, row.face, name=name)
    return Item("Settle a disagreement", row.one.href, row.one.issue, row.face, person)


def actions_due(actor: User) -> list[Item]:
    """Actions for this person to do, another agency's to ask after, and late ones that have come up to them (CL-10).

    Where no record it is about is open to them, only that one waits: its page asks why first, and writes it down.
    """
    return [_action(actor, row, person) for row, person in actions.due_to(actor)]


def _action(actor: User, row: actions.Row, person: Person | None) -> Item:
    one = row.one
    if person is None:
        words, name = "Its page asks why you open the record", "A late action waits"
        return Item("Look at a late action", one.href, words, row.face, name=name)
    title = one.what if one.owner_id == actor.pk else f"Ask {row.owner}: {one.what}"
    return Item(title, one.href, actions.origin_words(row), row.face, person)


def contacts_due(actor: User) -> list[Item]:
    """Contacts that wait for this person: those they have taken and must decide, and decisions for them to sign."""
    mine: list[Contact] = []
    if actor.may(Ability.WORK_CONTACTS):
        mine += _taken(actor)
    if actor.may(Ability.SIGN_DECISIONS):
        mine += queue.to_sign(actor).select_related("matter__threshold_decision__decider")[: queue.PAGE]
    return [_contact(row, row.clock) for row in queue.rows(mine) if row.clock] if mine else []


def contacts_taken(by: User) -> list[Item]:
    """Contacts that this worker has taken and must decide."""
    return [_contact(row, row.clock) for row in queue.rows(list(_taken(by))) if row.clock]


def _taken(by: User) -> QuerySet[Contact]:
    return queue.waiting(by, with_whom="me").filter(state=Contact.State.WAITING)[: queue.PAGE]


def _contact(row: queue.QueueRow, clock: ClockFace) -> Item:
    contact, href = row.contact, f"/contacts/{row.contact.ref}/"
    if contact.state == Contact.State.TO_SIGN:
        words = f"Decided by {contact.matter.threshold_decision.decider.name}. {row.type_words}"
        title, about = f"Sign the decision on contact {contact.number}", "waiting for your signature"
        return Item(title, f"{href}sign/", words, clock, name=row.names, about=about)
    title = f"Decide contact {contact.number}"
    return Item(title, href, row.type_words, clock, name=row.names, about="taken from the front door")


def shown(items: list[Item], which: str) -> list[Item]:
    """Only what is late, due today, or due in five working days, today's with it; or everything."""
    if which in ("late", "today"):
        return [item for item in items if item.state == which]
    if which == "soon":
        return [item for item in items if is_soon(item)]
    return items


def is_soon(item: Item) -> bool:
    """Whether something that is not late falls due by the end of the fifth working day from today."""
    due = item.clock.clock.effective_due
    if due is None or item.state == "late":
        return False
    return local_day(due) <= england().add_working_days(today(), SOON)


def grouped(found: Desk, items: list[Item], by: str) -> list[Group]:
    """Items under their child, their sibling set or their day; the most pressing group first."""
    if by == "date":
        return _by_day(items)
    badges = people.badges_of(found.people.values())
    groups: dict[str, Group] = {}
    for item in items:
        key = _key(found, item, by)
        if key not in groups:
            groups[key] = _group(found, item, by, badges)
        groups[key].items.append(item)
    return list(groups.values())


def _key(found: Desk, item: Item, by: str) -> str:
    if item.person is None:
        return f"contact {item.href}"
    assessment = found.assessments.get(item.person.pk)
    if by == "siblings" and assessment and assessment.sibling_group:
        return assessment.sibling_group
    return f"child {item.person.pk}"


def _group(found: Desk, item: Item, by: str, badges: dict[int, list[tuple[str, str]]]) -> Group:
    if item.person is None:
        return Group(item.name, item.href, item.about)
    assessment = found.assessments.get(item.person.pk)
    group = assessment.sibling_group if assessment else ""
    together = [found.people[pk] for pk, one in found.assessments.items() if group and one.sibling_group == group]
    with_them = [one for one in together if one.pk != item.person.pk]
    if by == "siblings" and with_them:
        return Group(_names(together), "", f"{len(together)} children of contact {group}")
    about = age_said(item.person)
    if with_them:
        about += f", with {_names(with_them, ages=True)}"
    return Group(item.person.shown_name, item.person.href, about, badges.get(item.person.pk, []))


def _names(persons: list[Person], *, ages: bool = False) -> str:
    said = [f"{one.first_name} {one.age_words}" if ages else one.shown_name for one in persons]
    return queue.joined(said)


def _by_day(items: list[Item]) -> list[Group]:
    groups: dict[str, Group] = {}
    for item in items:
        due = item.clock.clock.effective_due
        title = full_day(local_day(due)) if due else "No date: owed at once"
        if item.state == "late":
            title = "Late"
        elif due and local_day(due) == local_day(now()):
            title = "Today"
        groups.setdefault(title, Group(title)).items.append(item)
    return list(groups.values())
