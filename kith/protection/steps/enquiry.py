"""A section 47 enquiry begins with the discussion, is concluded by two people, and may lead to a conference (CP-04)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from kith.access.models import Matter, MatterSubject, User
from kith.access.notices import tell
from kith.assessment.models import Assessment
from kith.frontdoor.numbers import next_number
from kith.kernel.now import LONDON
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.steps import those_who_hold
from kith.protection import policies
from kith.protection.enquiry_forms import AuthoriseForm, ConferenceHeldForm, NotConvenedForm, ProposeForm, ReturnForm
from kith.protection.models import DiscussedChild, Enquiry
from kith.protection.queries import discussion_of
from kith.record.models import Clock
from kith.ui.forms import KithForm
from kith.ui.forms.words import lower_first

State = Enquiry.State
CONFERENCE = "cp.icpc.hold"


class StartEnquiry(Step):
    """Begin the section 47 enquiry."""

    name = "protection.enquiry_started"
    form = KithForm
    may = policies.start_enquiry
    done = "Section 47 enquiry began, {how}"

    def apply(self, act: Act) -> Enquiry:
        """It follows from the discussion that decided it; whoever leads the assessment leads it (CP-04)."""
        row: DiscussedChild = act.target
        discussion = discussion_of(row)
        assessment = Assessment.objects.filter(child=row.child).select_related("lead").order_by("-opened_at").first()
        holders = [assessment.lead if assessment else None, *those_who_hold(row.child.person), discussion.chair]
        joint = row.outcome == DiscussedChild.Outcome.S47_JOINT or discussion.police == discussion.Police.INVESTIGATE
        act.matter = Matter.objects.create(kind="enquiry")
        assert discussion.ended_at is not None  # it was held
        act.people, act.happened_at = [row.child], discussion.ended_at
        act.words = {"how": "jointly with the police" if joint else "by us alone"}
        MatterSubject.objects.create(matter=act.matter, person=row.child)
        return Enquiry.objects.create(
            matter=act.matter, number=next_number("E", act.now), child=row.child, discussion=discussion, joint=joint,
            assessment=assessment, lead=next(one for one in holders if one is not None), started_at=discussion.ended_at,
        )  # fmt: skip


class ProposeEnquiry(Step):
    """Send the enquiry for authorisation."""

    name = "protection.enquiry_proposed"
    form = ProposeForm
    may = policies.write_enquiry
    done = "Section 47 enquiry sent for authorisation: {outcome}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Enquiry) -> dict[str, Any]:
        return {"started_at": target.started_at}

    def apply(self, act: Act, **said: Any) -> Enquiry:
        """What was found, as it is sent; a manager who neither leads nor sent it answers."""
        one = _held(act, State.OPEN)
        for name, value in said.items():
            setattr(one, name, value)
        one.state, one.sent_by, one.sent_at, one.returned_because = State.SENT, act.actor, act.now, ""
        one.save()
        act.words = {"outcome": lower_first(one.get_outcome_display())}
        for user in {*_chair(one), *those_who_hold(one.child.person)} - {act.actor, one.lead}:
            tell(user, one.href)
        return one


class ReturnEnquiry(Step):
    """Send the enquiry back."""

    name = "protection.enquiry_returned"
    form = ReturnForm
    may = policies.answer_enquiry
    done = "Section 47 enquiry sent back"

    def apply(self, act: Act, returned_because: str) -> Enquiry:
        """Whoever sent it hears what is missing; what they wrote stays."""
        one = _held(act, State.SENT)
        one.state, one.returned_because = State.OPEN, returned_because
        one.save(update_fields=["state", "returned_because"])
        if one.sent_by is not None:
            tell(one.sent_by, one.href)
        return one


class AuthoriseEnquiry(Step):
    """Authorise the enquiry."""

    name = "protection.enquiry_authorised"
    form = AuthoriseForm
    may = policies.answer_enquiry
    done = "Section 47 enquiry concluded: {outcome}"

    @classmethod
    def form_kwargs(cls, actor: User, target: Enquiry) -> dict[str, Any]:
        return {"seen": target.seen_at is not None}

    def apply(self, act: Act, unseen_because: str = "") -> Enquiry:
        """Two people have decided. Where the risk does not continue, no conference is owed."""
        one = _held(act, State.SENT)
        one.state, one.unseen_because = State.AUTHORISED, unseen_because
        one.authorised_by, one.authorised_at = act.actor, act.now
        one.save(update_fields=["state", "unseen_because", "authorised_by", "authorised_at"])
        act.words = {"outcome": lower_first(one.get_outcome_display())}
        if one.outcome != Enquiry.Outcome.CONTINUING:
            _not_owed(act, one, one.get_outcome_display())
        for user in {*((one.lead,) if one.lead else ()), *those_who_hold(one.child.person)} - {act.actor}:
            tell(user, one.href)
        return one


class ConferenceHeld(Step):
    """The initial conference was held."""

    name = "protection.initial_conference_held"
    form = ConferenceHeldForm
    may = policies.follow_enquiry
    done = "Initial child protection conference held"

    @classmethod
    def form_kwargs(cls, actor: User, target: Enquiry) -> dict[str, Any]:
        return {"since": target.started_at}

    def apply(self, act: Act, conference_on: date) -> Enquiry:
        """It follows from the conference, whose day stops the clock (kith.journeys).

        Raises:
            Breach: no conference was held.
        """
        if not act.follows:
            raise Breach("Hold the conference: its day is written here by itself.")
        one = _held(act, State.AUTHORISED)
        one.conference_on = conference_on
        one.save(update_fields=["conference_on"])
        act.happened_at = min(act.now, datetime.combine(conference_on, time(17), LONDON))
        return one


class ConferenceNotConvened(Step):
    """Say why no conference is convened."""

    name = "protection.conference_not_convened"
    form = NotConvenedForm
    may = policies.answer_conference
    done = "No initial conference is convened, with the reason"

    def apply(self, act: Act, not_convened_because: str) -> Enquiry:
        """A named manager, with the reason; the clock is not needed and says so (CP-06)."""
        one = _held(act, State.AUTHORISED)
        one.not_convened_because, one.not_convened_by = not_convened_because, act.actor
        one.save(update_fields=["not_convened_because", "not_convened_by"])
        _not_owed(act, one, not_convened_because)
        return one


def _held(act: Act, state: Enquiry.State) -> Enquiry:
    one: Enquiry = lock(act.target)
    act.matter, act.people = one.matter, [one.child]
    settled = state == State.AUTHORISED and not one.owes_conference
    if one.state != state or settled:
        raise Breach("Somebody was quicker: this was answered a moment ago. Look at it again.")
    return one


def _chair(one: Enquiry) -> list[User]:
    """Whoever chaired the discussion that began it; nobody where it began in another system."""
    return [one.discussion.chair] if one.discussion is not None else []


def _not_owed(act: Act, one: Enquiry, why: str) -> None:
    running = Clock.objects.filter(matter=one.matter, rule=CONFERENCE, stopped_at=None)
    running.update(not_needed_because=why[:1000], stopped_at=act.now)
