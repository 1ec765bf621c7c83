"""The early help desk: what waits, what is being led, and what came back (EH-08)."""

from __future__ import annotations

from collections import Counter

from django.db.models import Q, QuerySet

from kith.access.models import Matter, Team, User
from kith.earlyhelp.models import EarlyHelpHandover
from kith.earlyhelp.policies import handovers_for
from kith.sharing.models import Consent
from kith.sharing.queries import said, standing

State = EarlyHelpHandover.State
MOST = 300  # characters of what the family said


def teams() -> list[Team]:
    """The early help teams, the least burdened first: the fewest children waiting, then by name."""
    waiting = Counter(EarlyHelpHandover.objects.filter(state=State.OFFERED).values_list("to_team_id", flat=True))
    return sorted(Team.objects.filter(kind=Team.Kind.EARLY_HELP), key=lambda team: (waiting[team.pk], team.name))


def agreement(matter: Matter) -> str:
    """What the family said of help, in words: "Grace Okafor, mother: asked and agreed, 3 June 2026"."""
    answers = [said(one) for one in standing(matter) if one.state != Consent.State.NOT_SOUGHT]
    return shortened("; ".join(answers) or "Nobody has been asked yet", MOST)


def shortened(words: str, most: int) -> str:
    """The same words, or as many as there is room for."""
    return words if len(words) <= most else words[: most - 1] + "…"


def _desk(actor: User) -> QuerySet[EarlyHelpHandover]:
    found = EarlyHelpHandover.objects.filter(handovers_for(actor))
    return found.select_related("person__person", "to_team", "lead", "handed_by", "matter")


def waiting(actor: User) -> list[EarlyHelpHandover]:
    """Children waiting for this person's teams to accept them, longest wait first."""
    offered = _desk(actor).filter(state=State.OFFERED, to_team_id__in=actor.team_ids)
    return list(offered.order_by("handed_at"))


def accepted(actor: User) -> list[EarlyHelpHandover]:
    """Children whom this person's teams lead, newest first; their own first of all."""
    found = _desk(actor).filter(state=State.ACCEPTED).filter(Q(lead=actor) | Q(to_team_id__in=actor.team_ids))
    return sorted(found.order_by("-answered_at"), key=lambda one: one.lead_id != actor.pk)


def returned(actor: User) -> list[EarlyHelpHandover]:
    """Children whom early help returned, and nobody has settled yet, oldest first."""
    return list(_desk(actor).filter(state=State.RETURNED).order_by("answered_at"))


def find(actor: User, ref: str) -> EarlyHelpHandover | None:
    """One hand-over, if this person may read it."""
    return _desk(actor).filter(ref=ref).first()


def handovers_of(matter: Matter) -> list[EarlyHelpHandover]:
    """The hand-overs that came of one piece of work, oldest first."""
    found = EarlyHelpHandover.objects.filter(matter=matter).select_related("to_team", "lead", "person__person")
    return list(found.order_by("handed_at", "pk"))
