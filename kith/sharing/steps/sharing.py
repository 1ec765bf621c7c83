"""A manager's authority to share without asking, and each conversation with another agency (FD-04, FD-05, IG-01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from kith.access.models import Matter, User
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.sharing import policies, queries
from kith.sharing.forms import AskAuthorityForm, AuthoriseForm, DiscussionForm, EndForm, RefuseAuthorityForm
from kith.sharing.kinds import kind_words
from kith.sharing.models import AgencyDiscussion, Authorisation, AuthorityAsked, Consent
from kith.standards.codesets import kinds_of_agency
from kith.standards.words import full_moment, long_date
from kith.ui.forms.words import lower_first


class AuthorisedWithoutConsent(Step):
    """Authorise sharing without consent."""

    name = "sharing.authorised_without_consent"
    form = AuthoriseForm
    may = policies.authorise
    done = "A manager authorised sharing without consent, to be looked at again by {review_on}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        refused = queries.help_was_refused(target.matter)
        return {"askers": queries.may_ask(actor), "latest": queries.review_by(), "refused": refused}

    def apply(self, act: Act, asked_by: str, review_on: date, **said: Any) -> Authorisation:
        """Keep who asked, who authorised, for which agencies, what may be shared, and until when."""
        asker = User.objects.filter(ref=asked_by).first() if asked_by else getattr(act.target, "claimed_by", None)
        act.matter, act.words = act.target.matter, {"review_on": long_date(review_on)}
        given = Authorisation.objects.create(
            kind=Authorisation.Kind.SHARE_WITHOUT_CONSENT,
            matter=act.target.matter,
            asked_by=asker,
            approver=act.actor,
            at=act.now,
            review_on=review_on,
            **said,
        )
        waits = AuthorityAsked.objects.filter(matter=given.matter, answered_at=None).exclude(asked_by=act.actor)
        waits.update(answered_by=act.actor, answered_at=act.now, authorisation=given)
        return given


class AuthorityAskedFor(Step):
    """Ask a manager to authorise sharing."""

    name = "sharing.authority_asked_for"
    form = AskAuthorityForm
    may = policies.ask_authority
    done = "Asked a manager to authorise sharing without consent"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"refused": queries.help_was_refused(target.matter)}

    def apply(self, act: Act, **said: Any) -> AuthorityAsked:
        """The request waits for a manager; until one authorises it nobody may be spoken to on it."""
        matter = act.target.matter
        if AuthorityAsked.objects.filter(matter=matter, asked_by=act.actor, answered_at=None).exists():
            raise Breach("You have asked for this, and no manager has answered yet. Ring one if it cannot wait.")
        act.matter = matter
        return AuthorityAsked.objects.create(matter=matter, asked_by=act.actor, asked_at=act.now, **said)


class AuthorityRefused(Step):
    """Do not authorise this."""

    name = "sharing.authority_refused"
    form = RefuseAuthorityForm
    may = policies.refuse_authority
    done = "A manager did not authorise sharing without consent"

    def apply(self, act: Act, refused_because: str) -> AuthorityAsked:
        """The worker reads why, and what to do instead."""
        asked: AuthorityAsked = lock(act.target)
        if asked.answered_at is not None:
            raise Breach("This was answered a moment ago.")
        asked.answered_by, asked.answered_at, asked.refused_because = act.actor, act.now, refused_because
        asked.save(update_fields=["answered_by", "answered_at", "refused_because"])
        act.matter = asked.matter
        return asked


class AuthorisationEnded(Step):
    """End this authorisation."""

    name = "sharing.authorisation_ended"
    form = EndForm
    may = policies.end_authorisation
    done = "Authority to share without consent ended"

    def apply(self, act: Act, reason: str) -> Authorisation:
        """From now on it covers no conversation; those it covered stay covered."""
        authorisation: Authorisation = lock(act.target)
        if authorisation.ended_at is not None:
            raise Breach("This was ended a moment ago.")
        authorisation.ended_at, authorisation.ended_because = act.now, reason
        authorisation.save(update_fields=["ended_at", "ended_because"])
        act.matter = authorisation.matter
        return authorisation


class AgencySpokenTo(Step):
    """Record a talk with an agency."""

    name = "sharing.agency_spoken_to"
    form = DiscussionForm
    may = policies.speak_to_agency
    done = "Spoke to another agency ({kind}), {ground}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"covered": queries.covered_now(target.matter)}

    def apply(self, act: Act, agency_kind: str, at: datetime, **said: Any) -> AgencyDiscussion:
        """Keep the conversation with what it rests on: an agreement or an authority that came before it."""
        matter = act.target.matter
        act.matter, act.happened_at = matter, at
        talk = keep_shared(act, matter, agency_kind=agency_kind, at=at, **said)
        act.words = {
            "kind": lower_first(kind_words([agency_kind])),
            "ground": "as the family agreed" if talk.consent_id else "as a manager authorised",
        }
        return talk


def keep_shared(
    act: Act, matter: Matter, *, agency_kind: str, at: datetime, rests_on: Sequence[Matter] = (), **said: Any
) -> AgencyDiscussion:
    """Write down what was shared with an agency, on what it rests (IG-01): a talk, or a request that was sent.

    Args:
        matter: the work on which it was shared.
        rests_on: the work whose agreements and authorisations count; that work alone unless it is said.
        said: the rest of what `DiscussionForm` cleans.

    Raises:
        Breach: no agreement or authority of somebody else covered that kind of agency at that moment.
    """
    among = rests_on or [matter]
    ground = queries.ground_for(among, agency_kind, at)
    if ground is None:
        raise _no_ground(among, agency_kind, at, act.now)
    if isinstance(ground, Authorisation) and ground.approver_id == act.actor.pk:
        raise Breach(
            "You authorised this yourself. Somebody else speaks to the agency, or another manager authorises it."
        )
    return AgencyDiscussion.objects.create(
        matter=matter,
        agency_kind=agency_kind,
        at=at,
        by=act.actor,
        consent=ground if isinstance(ground, Consent) else None,
        authorisation=ground if isinstance(ground, Authorisation) else None,
        **said,
    )


def _no_ground(among: Sequence[Matter], kind: str, at: datetime, now: datetime) -> Breach:
    """Why this conversation may not be recorded as one that was allowed."""
    label = dict(kinds_of_agency())[kind]
    later = queries.ground_for(among, kind, now)
    if isinstance(later, Consent):
        when = full_moment(queries.asked_when(later))
        return Breach(f"They agreed on {when}, after this conversation. Check the time you spoke.", "at")
    if later is not None:
        when = full_moment(later.at)
        return Breach(f"It was authorised on {when}, after this conversation. Check the time you spoke.", "at")
    return Breach(
        f"Nobody has agreed that this agency is spoken to, and no authorisation in force names it: {label}. Ask the "
        "family, or ask a manager to authorise it.",
        "agency_kind",
    )
