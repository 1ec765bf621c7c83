"""Somebody opened a record for a reason they gave; a manager of those involved looks at it afterwards (IG-06)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kith.access.models import ReasonedAccess, User
from kith.access.policies import involvements_of
from kith.access.request import SignedIn
from kith.access.roles import Ability, who_may
from kith.kernel.now import now
from kith.kernel.step import Act, Step
from kith.ui.forms import KithForm, Radios
from kith.ui.gates import needs_ability
from kith.ui.step_page import step_page

LOOKED_AT_FOR = timedelta(days=90)


class ReviewForm(KithForm):
    """Was it right?"""

    found_right = Radios(
        "Was this the right reason to open the record?",
        [("yes", "Yes"), ("no", "No, I will take it up with them")],
        small=True,
    )


def may_review(actor: User, target: Any) -> bool | str:
    """May look at a reason: a manager of those who are involved, never the one who gave it."""
    if not actor.may(Ability.SUPERVISE):
        return f"This is for {who_may(Ability.SUPERVISE)} to do. Ask one of them."
    if target.user_id == actor.pk:
        return "Nobody reviews their own reason. Another manager will."
    if not involvements_of(actor).filter(person_id=target.person_id).exists():
        return "You do not look after this child's case. A manager who does will review this."
    return True


class ReviewReason(Step):
    """Look at why somebody opened this record."""

    name = "people.access_reviewed"
    form = ReviewForm
    may = may_review
    done = "A reason for opening the record was looked at: {found}"

    def apply(self, act: Act, found_right: str) -> ReasonedAccess:
        """The answer stands beside the reason on "Who has looked"."""
        row: ReasonedAccess = act.target
        row.reviewed_by, row.reviewed_at, row.found_right = act.actor, act.now, found_right == "yes"
        row.save(update_fields=["reviewed_by", "reviewed_at", "found_right"])
        act.people, act.words = [row.person_id], {"found": "right" if row.found_right else "not right"}
        return row


def waiting(actor: User) -> QuerySet[ReasonedAccess]:
    """Reasons given for opening the records of children this person's teams look after, newest first."""
    if not actor.may(Ability.SUPERVISE):
        return ReasonedAccess.objects.none()
    rows = ReasonedAccess.objects.filter(reviewed_at=None, since__gte=now() - LOOKED_AT_FOR).exclude(user=actor)
    mine = rows.filter(person_id__in=involvements_of(actor).values("person_id"))
    return mine.select_related("user", "person__person").order_by("-since")[:200]


@login_required
@needs_ability(Ability.SUPERVISE)
def reasons(request: SignedIn) -> HttpResponse:
    """Everything that waits."""
    return render(request, "site/work_reasons.html", {"rows": waiting(request.user)})


@login_required
@needs_ability(Ability.SUPERVISE)
def review(request: SignedIn, pk: int) -> HttpResponse:
    """One reason."""
    row = ReasonedAccess.objects.select_related("user", "person__person").filter(pk=pk).first()
    if row is None or may_review(request.user, row) is not True:
        raise Http404
    return step_page(
        request,
        ReviewReason,
        row,
        template="site/work_reason.html",
        context={"row": row, "back": {"href": "/reasons/", "label": "Reasons to look at"}},
        forward="/reasons/",
        said="Noted.",
    )


urls = [path("reasons/", reasons, name="reasons"), path("reasons/<int:pk>/", review, name="review")]
