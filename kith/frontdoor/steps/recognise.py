"""Is this a child we know? Nobody is created before the likely matches were shown (FD-10, promise 2)."""

from __future__ import annotations

from kith.access.models import MatterSubject, Subject
from kith.frontdoor import policies
from kith.frontdoor.forms import RecogniseForm
from kith.frontdoor.models import Contact, ContactChild
from kith.frontdoor.queries.recognition import children_of, particulars_told
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people import queries as people
from kith.people.models import MatchAnswer, Person
from kith.people.queries.matching import among, check_shown
from kith.people.steps import records

Recognition = ContactChild.Recognition


class RecogniseChild(Step):
    """Say whether this is a child we know."""

    name = "frontdoor.child_recognised"
    form = RecogniseForm
    may = policies.work_child
    done = "Recognised: {answer}"

    def apply(self, act: Act, answer: str, person: str, shown: str, why: str) -> ContactChild:
        """Link the contact to the record we hold, or begin one, and propose the other children of the household."""
        # Held, so that whoever answers of a brother or sister in the same moment waits, and knows what was said here.
        contact: Contact = lock(act.target.matter.contact)
        everybody = children_of(contact=contact.pk)
        (row,) = (one for one in everybody if one.pk == act.target.pk)
        row.matter = act.target.matter  # with its contact, as it stood when the actor opened the page
        if row.recognition != Recognition.WAITING:
            raise Breach("Somebody answered this already. Look at what they said before changing it.", "answer")
        told = particulars_told(row)
        seen = check_shown(act.actor, shown, told)
        known = among(seen, person) if person else None
        if person and known is None:
            raise Breach("That record was not among those shown. Look again, then choose.", "person")
        others = [one for one in everybody if one.pk != row.pk]
        if answer == Recognition.SAME and known is not None:
            if any(one.child_id == known.pk for one in others):
                return _named_twice(act, row, others)
            row.child = known.subject
            records.note_name_as_told(act, known, row.told_given, row.told_family)
        else:
            row.child = _begin(act, row).subject
            _answered(act, row.child, seen.people, known, answer, why)
        row.recognition = answer
        row.save(update_fields=["child", "recognition"])
        link(act, row)
        _propose_household(act, row, others)
        act.people, act.words = [row.child], {"answer": row.get_recognition_display().lower()}
        return row


def _named_twice(act: Act, row: ContactChild, others: list[ContactChild]) -> ContactChild:
    """The same child told of twice in one contact is considered once; what was said of them stays where it was said."""
    row.recognition = Recognition.TWICE
    row.save(update_fields=["recognition"])
    act.matter, act.words = row.matter, {"answer": row.get_recognition_display().lower()}
    _propose_household(act, row, others)
    return row


def link(act: Act, row: ContactChild) -> None:
    """The contact is about this person from now on; whoever works it is involved."""
    act.matter = row.matter
    MatterSubject.objects.bulk_create([MatterSubject(matter=row.matter, person=row.child)], ignore_conflicts=True)
    worker_id = row.matter.contact.claimed_by_id or act.actor.pk
    if row.child_id is not None:
        policies.involve(worker_id, row.child_id, row.matter)


def _begin(act: Act, row: ContactChild) -> Person:
    contact = row.matter.contact
    return records.new_person(
        act,
        matter=row.matter,  # for the named readers of somebody restricted whom this may be (decision 6)
        kind=Person.Kind.UNBORN if row.told_expected_date else Person.Kind.CHILD,
        given=row.told_given,
        family=row.told_family,
        date_of_birth=row.told_birth_date or records.born_about(row.told_age, contact.received_at),
        birth_date_estimated=row.told_birth_date is None and row.told_age is not None,
        expected_date=row.told_expected_date,
        sex=row.told_sex,
        identifiers={"upn": row.told_upn, "nhs": row.told_nhs},
        address_line=contact.address_line,
        postcode=contact.postcode,
    )


def _answered(act: Act, begun: Subject, shown: list[int], unsure_about: Person | None, answer: str, why: str) -> None:
    """Those shown and not chosen are different people; the one in doubt is marked as such on both records."""
    doubtful = unsure_about.pk if unsure_about is not None and answer == Recognition.UNSURE else None
    said = MatchAnswer.Answer
    MatchAnswer.objects.bulk_create(
        MatchAnswer(
            person=begun, other_id=pk, answer=said.UNSURE if pk == doubtful else said.DIFFERENT,
            matter=act.target.matter, why=why, answered_by=act.actor, at=act.now,
        )
        for pk in shown
    )  # fmt: skip


def _propose_household(act: Act, row: ContactChild, others: list[ContactChild]) -> None:
    """The other children of the household are considered too, each by themselves (FD-10)."""
    if any(one.recognition == Recognition.WAITING for one in others):
        return  # one of them may be a child of this household: first see who was meant
    found = [one.child for one in sorted([*others, row], key=lambda one: one.pk) if one.child is not None]
    already = {subject.pk for subject in found}
    for sibling in people.household_children(*found) if found else []:
        if sibling.pk in already:
            continue
        already.add(sibling.pk)
        proposed = ContactChild.objects.create(
            matter=row.matter,
            child=sibling.subject,
            proposed=True,
            recognition=Recognition.SAME,
            told_given=sibling.first_name,
            told_family=" ".join(sibling.shown_name.split(" ")[1:]),
            told_birth_date=sibling.date_of_birth,
            told_sex=sibling.sex,
        )
        link(act, proposed)
