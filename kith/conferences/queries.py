"""Reading conferences: one, those of a child, those somebody is to arrange or chair, and what stands behind one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.policies import identity_of
from kith.access.prepared import Prepared, lists_of
from kith.access.roles import ROLES, Ability
from kith.assessment.queries.workload import holders_of
from kith.conferences.ends import ended_since
from kith.conferences.models import (
    Conference,
    ConferenceAddition,
    ConferenceAgency,
    ConferenceChild,
    ConferenceFamily,
    ConferenceMoved,
    Kind,
)
from kith.frontdoor.models import Referral
from kith.letters.policies import flags_of
from kith.people.models import Person
from kith.people.policies import may_be_written_to
from kith.people.queries import family_of, is_a_child
from kith.people.queries.family import PARENTS
from kith.protection.models import Enquiry
from kith.protection.queries import children_near
from kith.record.clocks import ClockFace, choices_at, face, tightened
from kith.record.models import Clock
from kith.record.own_numbers import number
from kith.standards import deadlines, engine
from kith.standards.calendar import england
from kith.standards.words import local_day

__all__ = ["children_near"]

State, Outcome = Conference.State, ConferenceChild.Outcome
HOLD, FIRST, NEXT = "cp.icpc.hold", "cp.review.first", "cp.review.next"
TRANSFER = "cp.transfer.hold"
QUORUM = "conference.agencies"


@dataclass(frozen=True)
class View:
    """A conference as its page and its minutes show it."""

    one: Conference
    children: list[ConferenceChild]
    agencies: list[ConferenceAgency]
    family: list[ConferenceFamily]
    moved: list[ConferenceMoved]
    additions: list[ConferenceAddition]

    @property
    def invited(self) -> bool:
        """Whether anybody is on the list."""
        return bool(self.agencies or self.family)

    @property
    def took_part(self) -> list[ConferenceAgency]:
        return [row for row in self.agencies if row.shared]

    @property
    def did_not(self) -> list[ConferenceAgency]:
        """Who was invited, and neither came nor sent word."""
        return [row for row in self.agencies if row.part and not row.shared]

    @property
    def reports(self) -> list[ConferenceAgency]:
        """Who was asked for a report, whether it came or not (IG-10)."""
        return [row for row in self.agencies if row.report_due_on]


@dataclass(frozen=True)
class Relative:
    """Somebody of the family who could be invited, and what stands in the way."""

    person: Person
    words: str
    blocked: str

    @property
    def ref(self) -> str:
        return self.person.ref


@dataclass(frozen=True)
class Earlier:
    """Something that happened to a child before: a referral, an enquiry or a conference, with the day."""

    on: date
    words: str
    href: str


def _whole() -> QuerySet[Conference]:
    return Conference.objects.select_related("matter", "chair", "adviser", "asked_by", "ended_by", "off_by")


_by_ref = Prepared(lambda ref: _whole().filter(matter__ref=ref), "ref")


def by_ref(ref: str) -> Conference | None:
    """One conference."""
    return _by_ref.first(ref=ref)


def _children() -> QuerySet[ConferenceChild]:
    return ConferenceChild.objects.select_related(
        "child__person", "enquiry__matter", "enquiry__discussion__matter", "enquiry__assessment__matter",
        "reviews__matter__conference",
    ).order_by("pk")  # fmt: skip


def children_of(one: Conference) -> list[ConferenceChild]:
    """Each child it is about, as they were named."""
    return list(_children().filter(matter_id=one.pk))


def view_of(one: Conference) -> View:
    """The whole of it, for whoever reads it now."""
    mine = Q(matter_id=one.pk)
    return View(
        one,
        *lists_of(
            _children().filter(mine),
            ConferenceAgency.objects.filter(mine).order_by("pk"),
            ConferenceFamily.objects.filter(mine).select_related("person__person", "by").order_by("pk"),
            ConferenceMoved.objects.filter(mine).select_related("chair", "by").order_by("pk"),
            ConferenceAddition.objects.filter(mine).select_related("by").order_by("pk"),
        ),
    )


def conferences_about(ids: Iterable[int]) -> QuerySet[Conference]:
    """Every conference about one identity, the newest first, for a page that asks for several things at once."""
    about = MatterSubject.objects.filter(person_id__in=list(ids)).values("matter_id")
    return _whole().filter(matter__in=about).order_by("-asked_at", "-pk")


def of_people(ids: Iterable[int]) -> list[Conference]:
    """Every conference about one identity, the newest first."""
    return list(conferences_about(ids))


def to_hold(actor: User) -> QuerySet[Conference]:
    """Those that this person is to arrange or to chair, the first first."""
    mine = Q(chair=actor, state=State.ARRANGED) | Q(adviser=actor, state=State.ASKED)
    return _whole().filter(mine).order_by("planned_at", "asked_at", "pk")


def report(one: Conference, ref: str) -> ConferenceAgency | None:
    """An agency that was invited to this conference."""
    return ConferenceAgency.objects.filter(matter_id=one.pk, ref=ref).first()


def chairs() -> list[tuple[str, str]]:
    """Conference chairs, by reference, with their name and role."""
    return [
        (grant.user.ref, f"{grant.user.name}, {ROLES[grant.role].title.lower()}")
        for grant in holders_of(Ability.CHAIR_CONFERENCES)
    ]


def enquiry_behind(child: Subject) -> Enquiry | None:
    """The section 47 enquiry that asks for a conference about this child, and of which nothing came yet (CP-06)."""
    rows = Enquiry.objects.filter(child__in=identity_of(child), state=Enquiry.State.AUTHORISED)
    newest = rows.select_related("discussion").order_by("-started_at", "-pk")
    return next((one for one in newest if one.owes_conference), None)


def last_decision(child: Subject) -> ConferenceChild | None:
    """What the last conference decided for this child, on whichever of their records."""
    rows = _children().filter(child__in=identity_of(child), matter__conference__state=State.HELD).exclude(outcome="")
    return rows.select_related("matter__conference__matter").order_by("-matter__conference__held_at", "-pk").first()


def standing_plan(child: Subject) -> ConferenceChild | None:
    """What the last conference decided for this child, where they have a plan from there to this day: one that was
    handed over to another authority is reviewed there."""
    newest = last_decision(child)
    if newest is None or not newest.has_plan or _fell_away(newest):
        return None
    return newest


def _fell_away(row: ConferenceChild) -> bool:
    held_at = row.matter.conference.held_at
    return held_at is not None and ended_since(identity_of(row.child), held_at)


def waiting_about(children: Iterable[Subject]) -> ConferenceChild | None:
    """A child of these about whom a conference is asked for or arranged already."""
    ids = {pk for child in children for pk in identity_of(child)}
    rows = ConferenceChild.objects.filter(child__in=ids, matter__conference__state__in=[State.ASKED, State.ARRANGED])
    return rows.select_related("child__person").first()


def relatives_of(children: list[Subject]) -> list[Relative]:
    """Parents and the grown-ups of the family, each once, with why they may not be written to where something stops it
    (FA-08). Whom the conference is about is asked as a child, and not here."""
    found: dict[int, Relative] = {}
    stopped = {child.pk: flags_of(child) for child in children}
    for child in children:
        for member in family_of(child):
            own_parent = member.is_theirs and member.relationship.kind in PARENTS  # of whatever age
            if member.person.died_on or member.person.pk in stopped or (is_a_child(member.person) and not own_parent):
                continue
            before = found.get(member.person.pk)
            flags, may = stopped[child.pk], may_be_written_to(member.person, child)
            why = f"Nothing may go to this family: {flags[0].reason}" if flags else "" if may is True else str(may)
            words = before.words if before else member.words
            found[member.person.pk] = Relative(member.person, words, (before.blocked if before else "") or why)
    return list(found.values())


def earlier_of(children: Iterable[Subject], moment: datetime) -> list[Earlier]:
    """Referrals, enquiries with a continuing risk and conferences in the window before, the newest first (CP-06)."""
    since = moment - timedelta(days=number("repeat_contact.window", moment) * 365 / 12)
    ids = {pk for child in children for pk in identity_of(child)}
    referrals, enquiries, conferences = lists_of(
        Referral.objects.filter(child__in=ids, received_at__gte=since).select_related("child__person"),
        Enquiry.objects.filter(child__in=ids, started_at__gte=since, outcome="continuing").select_related("matter"),
        Conference.objects.filter(
            matter__subjects__person__in=ids, held_at__gte=since, matter__subjects__until=None
        ).select_related("matter").distinct(),
    )  # fmt: skip
    found = [
        *(
            Earlier(local_day(row.received_at), f"Referral {row.number}", f"/people/{row.child.ref}/")
            for row in referrals
        ),
        *(Earlier(local_day(row.started_at), f"{row}, a continuing risk", row.href) for row in enquiries),
        *(Earlier(local_day(row.held_at), str(row), row.href) for row in conferences if row.held_at),
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def is_again(earlier: Iterable[Earlier]) -> bool:
    """Whether somebody says what is different now: more than this referral, or a conference, in the window."""
    rows = list(earlier)
    return sum("/people/" in row.href for row in rows) > 1 or any("/conferences/" in row.href for row in rows)


def counted(one: Conference) -> QuerySet[Clock]:
    """The dates that holding this conference answers: of its enquiries, of the conferences before it, or of when
    another authority told us of the move (CL-10)."""
    rows = ConferenceChild.objects.filter(matter_id=one.pk)
    works = [rows.values("enquiry"), rows.values("reviews__matter")]
    asked = Q(matter__in=works[0], rule=HOLD) | Q(matter__in=works[1], rule__in=(FIRST, NEXT))
    asked |= Q(matter=one.pk, rule=TRANSFER)
    return Clock.objects.filter(asked).order_by("due_at", "pk")


def unexplained(one: Conference, moment: datetime) -> list[Clock]:
    """Of these dates those that will have passed by then, while nobody has said why."""
    return list(counted(one).filter(stopped_at=None, due_at__lt=moment, late_reason=""))


def dates_of(one: Conference) -> list[ClockFace]:
    """By when it is held, and by when it is reviewed: one of several that fall on the same day."""
    own = Q(matter_id=one.pk) | Q(pk__in=counted(one).values("pk"))
    rows = Clock.objects.filter(own).select_related("matter").order_by("due_at", "pk")
    once = {(row.rule, row.due_at and local_day(row.due_at), bool(row.stopped_at)): row for row in rows}
    return [face(row, explained=False) for row in once.values()]


def review_due(one_is_review: bool, held_at: datetime) -> datetime | None:
    """By when a conference held at this moment is reviewed: three months, then six, as the standard in force says."""
    key = NEXT if one_is_review else FIRST
    rule = tightened(deadlines.chosen(key, choices_at(held_at), on=local_day(held_at)), held_at)
    return engine.due(rule, held_at, england()).at


def settled_by(one: Conference) -> list[Matter]:
    """The conferences before a review of which every child's plan has been looked at by now, or has ended without one:
    their dates stop."""
    before = {row.reviews.matter_id for row in children_of(one) if row.reviews is not None}
    left = ConferenceChild.objects.filter(matter__in=before, outcome__in=[Outcome.PLAN, Outcome.CONTINUES])
    looked_at = ConferenceChild.objects.exclude(outcome="").exclude(reviews=None).values("reviews")
    unseen = left.exclude(pk__in=looked_at).select_related("child", "matter__conference")
    waits = {row.matter_id for row in unseen if not _fell_away(row)}
    return list(Matter.objects.filter(pk__in=before - waits))


def quorum(moment: datetime) -> int:
    """How many agencies besides the authority a conference needs: the authority's own number (CP-06)."""
    return number(QUORUM, moment)


def kinds_offered(children: Iterable[Subject]) -> list[str]:
    """What may be asked for about these children today, the likeliest first."""
    about = list(children)
    found = [Kind.REVIEW] if any(standing_plan(child) for child in about) else []
    if any(enquiry_behind(child) for child in about):
        found += [Kind.PREBIRTH if about[0].person.is_unborn else Kind.INITIAL]
    return [str(kind) for kind in dict.fromkeys([*found, Kind.INITIAL, Kind.PREBIRTH, Kind.REVIEW, Kind.TRANSFER])]
