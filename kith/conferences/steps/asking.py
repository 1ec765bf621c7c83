"""A conference is asked for, arranged, given another chair or day, or called off (CP-06)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from kith.access.chairing import AFTERWARDS, chairs_no_more, may_read_all, opens_to
from kith.access.leading import people_of
from kith.access.models import Involvement, Matter, MatterSubject, Subject, User
from kith.access.notices import tell
from kith.access.policies import identity_of, live
from kith.access.roles import Ability
from kith.assessment.queries.workload import holders_of
from kith.conferences import policies, queries
from kith.conferences.forms import ArrangeForm, AskForm, MoveForm
from kith.conferences.models import Conference, ConferenceChild, ConferenceMoved, Kind
from kith.earlyhelp.queries import shortened
from kith.frontdoor.numbers import next_number
from kith.kernel.now import now
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.steps import those_who_hold
from kith.protection.forms import CallOffForm
from kith.record.models import Clock
from kith.standards import engine
from kith.ui.forms import KithForm
from kith.ui.forms.words import lower_first

State = Conference.State
NEAREST = (Involvement.Kind.KEY_WORKER, Involvement.Kind.SUPERVISOR)


class AskForConference(Step):
    """Ask for a child protection conference."""

    name = "conferences.conference_asked"
    form = AskForm
    may = policies.ask
    done = "{kind} asked for, after advice: {advice}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Subject) -> dict[str, Any]:
        near = [(child.ref, name) for child, name in queries.children_near(target.person)]
        return {
            "children": near,
            "chairs": queries.chairs(),
            "kinds": queries.kinds_offered([target]),
            "again": queries.is_again(queries.earlier_of([target], now())),
        }

    def apply(
        self, act: Act, kind: str, children: list[str], adviser: str, advised_on: date, **said: Any
    ) -> Conference:
        """One about all these children. Its adviser arranges it: the children's records open to them.

        Raises:
            Breach: one is waited for about a child already; nothing asks for one about a child, or not of this kind;
                or its adviser may not read the record of one of them.
        """
        near = [one for one, _ in queries.children_near(act.target.person) if one.ref in children]
        about = [lock(one) for one in sorted(near, key=lambda one: one.pk)]  # two at once: in one order
        advises = chair_of(adviser, "adviser")
        if (row := queries.waiting_about(about)) is not None:
            name = row.child.person.shown_name
            raise Breach(f"A conference about {name} is to be held already. Open it, or leave {name} out.")
        behind = {child.pk: _behind(kind, child) for child in about}
        if kind == Kind.PREBIRTH and not any(child.person.is_unborn for child in about):
            raise Breach("A pre-birth conference is about a child who is not born yet. Choose another.", "kind")
        may_read(about, advises, "adviser")
        matter = Matter.objects.create(kind="conference")
        act.matter, act.people = matter, about
        one = Conference.objects.create(
            matter=matter,
            number=next_number("CP", act.now),
            kind=kind,
            adviser=advises,
            consulted_on=advised_on,
            asked_by=act.actor,
            asked_at=act.now,
            **{name: value for name, value in said.items() if value is not None},
        )
        act.words = {"kind": one.get_kind_display(), "advice": lower_first(one.get_advice_display())}
        MatterSubject.objects.bulk_create([MatterSubject(matter=matter, person=child) for child in about])
        ConferenceChild.objects.bulk_create(
            [ConferenceChild(matter=matter, child=child, kind=kind, **behind[child.pk]) for child in about]
        )
        opens_to(advises, about, matter)
        holders = {user for child in about for user in those_who_hold(child.person)}
        for user in {advises, *holders} - {act.actor}:
            tell(user, one.href)
        return one


class TransferNotified(Step):
    """Say when another authority told us that a child on its plan moved here."""

    name = "conferences.transfer_notified"
    form = KithForm
    may = policies.notify
    done = "{authority} told us that a child on its protection plan moved here"

    def apply(self, act: Act) -> Conference:
        """From that day its conference is counted, whenever it was asked for (kith.journeys, CL-10)."""
        one: Conference = act.target
        assert one.notified_on is not None  # the policy asked
        act.matter, act.happened_at = one.matter, engine.start_of_day(one.notified_on)
        act.people = people_of(one)
        act.words = {"authority": one.from_authority}
        return one


class ArrangeConference(Step):
    """Arrange the conference."""

    name = "conferences.conference_arranged"
    form = ArrangeForm
    may = policies.arrange
    done = "Conference arranged"

    @classmethod
    def form_kwargs(cls, actor: User, target: Conference) -> dict[str, Any]:
        return {"chairs": queries.chairs(), "since": target.asked_at}

    def apply(self, act: Act, chair: str, mode: str, place: str, planned_at: datetime) -> Conference:
        """Who chairs it, when and where; the chair, and whoever asked for it, are told.

        Raises:
            Breach: it was arranged or called off meanwhile; its chair is not independent of the work, or may not read
                the record of one of the children.
        """
        one = held(act, State.ASKED)
        _given_to(act, one, chair_of(chair))
        one.state, one.mode, one.place, one.planned_at = State.ARRANGED, mode, place, planned_at
        one.save(update_fields=["state", "chair", "mode", "place", "planned_at"])
        for user in {chair_of(chair), one.asked_by} - {act.actor}:
            tell(user, one.href)
        return one


class MoveConference(Step):
    """Change its chair, day or place."""

    name = "conferences.conference_moved"
    form = MoveForm
    may = policies.move
    done = "Conference: another chair, day or place"

    @classmethod
    def form_kwargs(cls, actor: User, target: Conference) -> dict[str, Any]:
        return {"chairs": queries.chairs(), "since": target.asked_at}

    def apply(self, act: Act, chair: str, mode: str, place: str, planned_at: datetime, reason: str) -> Conference:
        """What was planned before stays, with why it changed. A chair who goes decides nothing from then on.

        Raises:
            Breach: as for `ArrangeConference`.
        """
        one = held(act, State.ARRANGED)
        assert one.chair is not None
        assert one.planned_at is not None  # both are there once it is arranged
        before = one.chair
        ConferenceMoved.objects.create(
            matter=one.matter, chair=before, planned_at=one.planned_at, reason=reason, by=act.actor, at=act.now
        )
        _given_to(act, one, chair_of(chair))
        one.mode, one.place, one.planned_at = mode, place, planned_at
        one.save(update_fields=["chair", "mode", "place", "planned_at"])
        for user in {chair_of(chair), before, one.asked_by} - {act.actor}:
            tell(user, one.href)
        return one


class CallOffConference(Step):
    """Call it off."""

    name = "conferences.conference_called_off"
    form = CallOffForm
    may = policies.call_off
    done = "Conference called off"

    def apply(self, act: Act, off_because: str) -> Conference:
        """Who decided says why; what asked for it goes on waiting, with its date. Whoever asked for it is told.

        Raises:
            Breach: it was held or called off meanwhile.
        """
        one = held(act, State.ASKED, State.ARRANGED)
        one.state, one.off_because, one.off_by, one.off_at = State.OFF, off_because, act.actor, act.now
        one.save(update_fields=["state", "off_because", "off_by", "off_at"])
        chairs_no_more(one.matter, act.now + AFTERWARDS)
        # A transfer in counts on the conference itself: asked for again, it counts from the same day again.
        own = Clock.objects.filter(matter=one.matter, rule=queries.TRANSFER, stopped_at=None)
        own.update(not_needed_because=f"Called off: {shortened(off_because, 200)}", stopped_at=act.now)
        if one.asked_by != act.actor:
            tell(one.asked_by, one.href)
        return one


def held(act: Act, *states: str) -> Conference:
    """The conference, locked, as long as it stands where the page showed it."""
    one: Conference = lock(act.target)
    act.matter = one.matter
    if one.state not in states:
        raise Breach("Somebody was quicker: it was arranged, held or called off a moment ago. Look at it again.")
    return one


def chair_of(ref: str, field: str = "chair") -> User:
    """The conference chair with this reference."""
    grants = holders_of(Ability.CHAIR_CONFERENCES)
    found = next((grant.user for grant in grants if grant.user.ref == ref), None)
    if found is None:
        raise Breach("Choose again: they do not chair conferences any more.", field)
    return found


def may_read(about: Iterable[Subject], chair: User, field: str) -> None:
    """Whoever advises or chairs reads the record of every child."""
    if not may_read_all(about, chair):
        raise Breach("The record of a child is restricted, and they may not read it. Choose another.", field)


def _given_to(act: Act, one: Conference, chair: User) -> None:
    """A chair is independent of those who lead and supervise the work; the records open to them, and to no chair
    before."""
    about = people_of(one)
    may_read(about, chair, "chair")
    ids = {pk for child in about for pk in identity_of(child)}
    if Involvement.objects.filter(live(), user=chair, person_id__in=ids, kind__in=NEAREST).exists():
        raise Breach(f"{chair.name} leads or supervises the work with this family. Choose another chair.", "chair")
    chairs_no_more(one.matter, act.now, but=chair)
    if not Involvement.objects.filter(live(), matter=one.matter, kind=Involvement.Kind.CHAIR, user=chair).exists():
        opens_to(chair, about, one.matter)
    one.chair = chair


def _behind(kind: str, child: Subject) -> dict[str, Any]:
    """What asks for a conference about this child: no conference without it."""
    name, plan = child.person.shown_name, queries.standing_plan(child)
    if kind == Kind.REVIEW:
        if plan is None:
            raise Breach(
                f"{name} has no child protection plan to review. Choose another conference, or leave them out."
            )
        return {"reviews": plan, "outside": plan.outside}
    if plan is not None:
        raise Breach(f"{name} has a child protection plan already. Ask for a review, or leave them out.")
    if kind == Kind.TRANSFER:
        return {}
    enquiry = queries.enquiry_behind(child)
    if enquiry is None:
        raise Breach(
            f"No section 47 enquiry about {name} waits for a conference: it begins with a referral, a strategy "
            "discussion and an enquiry that is authorised with a continuing risk. Leave them out, or do that first."
        )
    return {"enquiry": enquiry, "outside": enquiry.discussion is not None and enquiry.discussion.is_outside}
