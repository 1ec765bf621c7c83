"""What a partner may read of a check: the request made to their own agency, and nothing of the record behind it."""

from __future__ import annotations

from django.db.models import Max, QuerySet

from kith.access.models import Agency, MatterSubject, RoleGrant, User
from kith.access.roles import ROLES, Ability
from kith.checks import kinds
from kith.checks.models import AgencyCheck, AgencyReply


def _of(actor: User) -> QuerySet[AgencyCheck]:
    found = AgencyCheck.objects.filter(agency_id__in=actor.agency_ids).exclude(adult__restricted=True)
    secret = MatterSubject.objects.filter(person__restricted=True).values("matter_id")
    found = found.exclude(pk__in=secret)  # whoever may read it here: it goes on paper
    return found.select_related("matter", "work", "agency", "asked_by", "adult__person")


def asked_of(actor: User) -> list[AgencyCheck]:
    """The requests that wait for an answer of the agencies somebody signs in for, the longest due first."""
    found = list(_of(actor).filter(state=AgencyCheck.State.WAITING).order_by("due_on", "asked_at", "pk"))
    running = kinds.still_open({one.work for one in found}) if found else set()
    return [one for one in found if one.work_id in running]


def answered_by(actor: User) -> list[AgencyCheck]:
    """What somebody answered here themselves, the newest first: ten at most."""
    own = AgencyReply.objects.filter(recorded_by=actor, through_portal=True)
    newest = own.values("matter_id").annotate(last=Max("said_at")).order_by("-last")[:10]
    when = {row["matter_id"]: row["last"] for row in newest}
    found = _of(actor).filter(pk__in=when) if when else []
    return sorted(found, key=lambda one: when[one.pk], reverse=True)


def asked_of_agency(actor: User, ref: str) -> AgencyCheck | None:
    """One request to an agency that this person signs in for, also one that was answered; nothing for anybody else."""
    return _of(actor).filter(matter__ref=ref).first()


def readers_of(agency_id: int | None) -> list[User]:
    """Those who sign in for an agency and may read what it is asked."""
    if agency_id is None:
        return []
    roles = [key for key, role in ROLES.items() if Ability.SUBMIT_REFERRALS in role.abilities]
    held = RoleGrant.objects.filter(RoleGrant.live(), role__in=roles, agency_id=agency_id)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("pk"))


def opens_in_portal(check: AgencyCheck) -> bool:
    """Whether anybody at the agency can read it in the portal. What is about somebody restricted is not shown there."""
    about = [row.person for row in check.matter.subjects.select_related("person")]
    about += [check.adult] if check.adult is not None else []
    return not any(one.restricted for one in about) and bool(readers_of(check.agency_id))


def agency_named(kind: str, name: str) -> Agency | None:
    """The partner of this kind and name, who reads the request in the portal; none where Kith knows no such one."""
    return Agency.objects.filter(kind=kind, name__iexact=name.strip()).first()
