"""One gateway meeting or case with all that stands on it, those of a child, and those that wait for a manager."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kith.access.models import MatterSubject, Subject, User
from kith.access.policies import identity_of
from kith.access.prepared import Prepared, lists_of
from kith.access.roles import Ability
from kith.legal.models import (
    Extension,
    FamilyMeeting,
    Gateway,
    GatewayChild,
    Hearing,
    LegalAdvice,
    LegalCase,
    LegalCaseChild,
    LetterBefore,
    PreMeeting,
)
from kith.plans.models import Alternative
from kith.plans.options import GATEWAY
from kith.record.clocks import ClockFace, face
from kith.record.models import Clock

State = Gateway.State


@dataclass(frozen=True)
class GatewayView:
    """A meeting as its page and its minutes show it. Advice is empty for whoever may not read it, by the wall."""

    one: Gateway
    children: list[GatewayChild]
    advice: list[LegalAdvice]
    cases: list[LegalCase]
    clocks: list[Clock]

    @property
    def dates(self) -> list[ClockFace]:
        return [face(one, explained=False) for one in self.clocks]


@dataclass(frozen=True)
class CaseView:
    """A case as its page shows it."""

    one: LegalCase
    children: list[LegalCaseChild]
    letters: list[LetterBefore]
    meetings: list[PreMeeting]
    extensions: list[Extension]
    hearings: list[Hearing]
    family: list[FamilyMeeting]
    advice: list[LegalAdvice]
    clocks: list[Clock]

    @property
    def left(self) -> list[LegalCaseChild]:
        """The children for whom it goes on."""
        return [row for row in self.children if row.ended_on is None]

    @property
    def letter(self) -> LetterBefore | None:
        """The newest letter, which is the one that is sent."""
        return next(iter(self.letters), None)

    @property
    def offer(self) -> FamilyMeeting | None:
        """The newest offer of a family meeting, or the decision not to make one."""
        return next(iter(self.family), None)

    @property
    def waits_for_answer(self) -> FamilyMeeting | None:
        """The offer of which something is still to come."""
        return next((row for row in self.family if row.open), None)

    @property
    def dates(self) -> list[ClockFace]:
        """What runs and what ran, by its day."""
        return [face(one, explained=False) for one in self.clocks]


def _gateways() -> QuerySet[Gateway]:
    return Gateway.objects.select_related(
        "matter", "asked_by", "decided_by", "off_by", "alternative__matter__plan__matter"
    )


def _cases() -> QuerySet[LegalCase]:
    return LegalCase.objects.select_related("matter", "gateway__matter", "opened_by", "issued_by", "closed_by")


_gateway_by_ref = Prepared(lambda ref: _gateways().filter(matter__ref=ref), "ref")


def gateway_by_ref(ref: str) -> Gateway | None:
    """One meeting."""
    return _gateway_by_ref.first(ref=ref)


_case_by_ref = Prepared(lambda ref: _cases().filter(matter__ref=ref), "ref")


def case_by_ref(ref: str) -> LegalCase | None:
    """One case."""
    return _case_by_ref.first(ref=ref)


def gateway_children(one: Gateway) -> list[GatewayChild]:
    """Each child it is about, as they were named."""
    return list(GatewayChild.objects.filter(matter_id=one.pk).select_related("child__person").order_by("pk"))


def case_children(case: LegalCase) -> list[LegalCaseChild]:
    """Each child of a case."""
    rows = LegalCaseChild.objects.filter(matter_id=case.pk).select_related("child__person", "decision", "ended_by")
    return list(rows.order_by("pk"))


def gateway_view(one: Gateway) -> GatewayView:
    """The whole of it, for whoever reads it now."""
    mine = Q(matter_id=one.pk)
    return GatewayView(
        one,
        *lists_of(
            GatewayChild.objects.filter(mine).select_related("child__person").order_by("pk"),
            LegalAdvice.objects.filter(mine).select_related("by").order_by("pk"),
            _cases().filter(gateway=one).order_by("pk"),
            Clock.objects.filter(mine).select_related("matter").order_by("due_at", "pk"),
        ),
    )


def case_view(case: LegalCase) -> CaseView:
    """The whole of it, the newest first."""
    mine = Q(matter_id=case.pk)
    return CaseView(
        case,
        *lists_of(
            LegalCaseChild.objects.filter(mine).select_related("child__person", "decision__matter__gateway", "ended_by")
            .order_by("pk"),
            LetterBefore.objects.filter(mine).select_related("by").order_by("-pk"),
            PreMeeting.objects.filter(mine).select_related("by").order_by("-held_at", "-pk"),
            Extension.objects.filter(mine).select_related("by").order_by("-pk"),
            Hearing.objects.filter(mine).select_related("by").order_by("-on", "-pk"),
            FamilyMeeting.objects.filter(mine).select_related("by").order_by("-pk"),
            LegalAdvice.objects.filter(Q(matter_id=case.pk) | Q(matter_id=case.gateway_id)).select_related("by")
            .order_by("-pk"),
            Clock.objects.filter(mine).select_related("matter").order_by("due_at", "pk"),
        ),
    )  # fmt: skip


def gateways_about(ids: Iterable[int]) -> QuerySet[Gateway]:
    """Every meeting about one identity, the newest first."""
    about = MatterSubject.objects.filter(person_id__in=list(ids)).values("matter_id")
    return _gateways().filter(matter__in=about).order_by("-asked_at", "-pk")


def cases_about(ids: Iterable[int]) -> QuerySet[LegalCase]:
    """Every case of one identity, the newest first."""
    about = MatterSubject.objects.filter(person_id__in=list(ids)).values("matter_id")
    return _cases().filter(matter__in=about).order_by("-opened_at", "-pk")


def waiting_about(children: Iterable[Subject]) -> GatewayChild | None:
    """A child of these about whom a meeting is asked for already."""
    ids = {pk for child in children for pk in identity_of(child)}
    rows = GatewayChild.objects.filter(child__in=ids, open=True)
    return rows.select_related("child__person", "matter__gateway").first()


def open_case_of(child: Subject) -> LegalCaseChild | None:
    """The case that goes on for a child, on whichever of their records."""
    rows = LegalCaseChild.objects.filter(child__in=identity_of(child), ended_on=None)
    return rows.select_related("matter__legal_case").first()


def asked_for(child: Subject) -> Alternative | None:
    """What a manager decided where this child's plan did not work, if it asks for a meeting that was not asked for."""
    mine = {"matter__plan__child__in": identity_of(child), "chosen": GATEWAY}
    found = Alternative.objects.filter(**mine).order_by("-decided_at").first()
    return found if found is not None and not Gateway.objects.filter(alternative=found).exists() else None


def to_hold(actor: User) -> QuerySet[Gateway]:
    """The meetings that wait for somebody who may decide, the longest first; nothing for anybody else."""
    if not actor.may(Ability.DECIDE_ON_COURT):
        return Gateway.objects.none()
    return _gateways().filter(state=State.ASKED).order_by("asked_at", "pk")


def family_meeting(case: LegalCase, ref: str) -> FamilyMeeting | None:
    """An offer of this case."""
    found = FamilyMeeting.objects.filter(matter_id=case.pk, ref=ref).first()
    if found is not None:
        found.matter = case.matter
        found.matter.legal_case = case
    return found
