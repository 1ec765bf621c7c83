"""Two records of one person: answered, joined, and parted again with both as they were (decision 10)."""

from __future__ import annotations

from typing import Any

from kith.access.models import SameSubject
from kith.access.policies import identity_of
from kith.kernel.now import now
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms import JoinForm, MatchAnswerForm, PartForm, RestrictedAnswerForm
from kith.people.models import MatchAnswer, Person, RestrictedMatch
from kith.people.queries import joined_records
from kith.people.search_rows import rebuild_around
from kith.people.steps.living import other_person


class MatchAnswered(Step):
    """Say whether two records are one person"""

    name = "people.match_answered"
    form = MatchAnswerForm
    may = policies.may_answer_match
    done = "Answered whether two records are one person: {answer}"

    def apply(self, act: Act, other: str, answer: str, why: str) -> MatchAnswer:
        """Keep the answer. "Same" joins nothing by itself: joining is the next step, after its preview."""
        person, second = act.target, other_person(act, other)
        act.people = [person.pk, second.pk]
        row = MatchAnswer.objects.create(
            person_id=person.pk,
            other_id=second.pk,
            matter=act.matter,
            answer=answer,
            why=why,
            answered_by=act.actor,
            at=act.now,
        )
        act.words = {"answer": row.get_answer_display().lower()}
        return row


def join(act: Act, kept: Person, other: Person, reason: str) -> SameSubject:
    """Link two records as one person. No row of either moves.

    Raises:
        Breach: one of them is joined already in a way that would make a chain.
    """
    for one in sorted((kept, other), key=lambda person: person.pk):
        lock(one.subject)
    if SameSubject.objects.filter(kept_id=other.pk, until=None).exists():
        raise Breach("Another record is joined into the one you would join. Keep that one instead, or part them first.")
    if SameSubject.objects.filter(other_id__in=(kept.pk, other.pk), until=None).exists():
        raise Breach("One of these is joined into another record already. Start from the record that was kept.")
    link = SameSubject.objects.create(kept_id=kept.pk, other_id=other.pk, reason=reason, since=act.now)
    MatchAnswer.objects.create(
        person_id=kept.pk, other_id=other.pk, answer="same", why=reason, answered_by=act.actor, at=act.now
    )
    act.people = [kept.pk, other.pk]
    # Whoever is joined with somebody restricted disappears from the cards of their family.
    rebuild_around(kept)
    rebuild_around(other)
    return link


class RecordsJoined(Step):
    """Join two records of one person"""

    name = "people.records_joined"
    form = JoinForm
    may = policies.may_join
    done = "Two records joined as one person"

    def apply(self, act: Act, other: str, reason: str) -> SameSubject:
        return join(act, act.target, other_person(act, other), reason)


class RecordsParted(Step):
    """Part two records that are two people"""

    name = "people.records_parted"
    form = PartForm
    may = policies.may_part
    done = "Two records parted: they are two people"

    def apply(self, act: Act, other: str, reason: str) -> SameSubject:
        """End the link: both records stand as they were, and what was written since is listed for sorting."""
        pairs = {frozenset((one.kept.ref, one.other.ref)): one for one in joined_records(act.target)}
        found = pairs.get(frozenset((act.target.ref, other)))
        if found is None:
            raise Breach("These two records are not joined.")
        link = found.link
        link.until, link.undone_because = now(), reason
        link.save(update_fields=["until", "undone_because"])
        MatchAnswer.objects.create(
            person_id=link.kept_id,
            other_id=link.other_id,
            answer="different",
            why=reason,
            answered_by=act.actor,
            at=act.now,
        )
        act.people = [link.kept_id, link.other_id]
        rebuild_around(found.kept)
        rebuild_around(found.other)
        return link


class RestrictedMatchJoined(Step):
    """Say whether somebody new is the restricted person"""

    name = "people.restricted_match_joined"
    form = RestrictedAnswerForm
    may = policies.may_read_restricted
    done = "A new record compared with this one: {answer}"

    def apply(self, act: Act, answer: str, reason: str) -> Any:
        """For a named reader: the new record joins the restricted one, and is hidden with it from then on."""
        row: RestrictedMatch = lock(act.target)
        if row.answer:
            raise Breach("Another named reader has answered this already.")
        act.people, act.words = [row.person_id], {"answer": RestrictedMatch.Answer(answer).label.lower()}
        if answer == RestrictedMatch.Answer.SAME:
            other = Person.objects.select_related("subject").filter(pk=row.other_id).first()
            if other is None:
                raise Breach("There is no new record yet, only a contact. Answer once the child is recognised.")
            restricted = Person.objects.select_related("subject").get(pk=row.person_id)
            if other.pk not in identity_of(restricted.subject):
                join(act, restricted, other, reason)
        row.answer, row.answered_by, row.answered_at = answer, act.actor, act.now
        row.save(update_fields=["answer", "answered_by", "answered_at"])
        return row
