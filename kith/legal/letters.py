"""The letter before proceedings, to each of the family: worries, what must change, legal advice, the family's meeting
and ours (CP-11, FA-08). Nothing of what a legal adviser said is ever proposed for it."""

from __future__ import annotations

from collections.abc import Iterator

from kith.access.models import Matter, Subject, User
from kith.assessment.letters.unfit import CHILD, hidden_addresses
from kith.legal import policies, queries
from kith.legal.models import LegalAdvice, LegalCase, LegalCaseChild
from kith.legal.queries import CaseView
from kith.letters.envelopes import Offer, Recipient, Unfit, Wording
from kith.letters.models import Letter
from kith.letters.policies import flags_of
from kith.people.models import Person
from kith.people.policies import may_be_written_to
from kith.people.queries import family_of, household_of
from kith.standards.words import full_day, full_moment, listed

FAMILY = Letter.Audience.FAMILY
LAWYER = (
    "Take this letter to a solicitor who works with families and children as soon as you can. Legal advice and help at "
    "our meeting is free for parents in this position, whatever you earn. The list of solicitors is kept by the Law "
    "Society; your social worker can help you to find one."
)
WHAT_IT_MEANS = (
    "We are so worried about {names} that we are thinking of going to court. We do not want to. This letter says what "
    "has to be different so that we do not, and what help there is."
)
OFFERED = (
    "We offer you and your family a meeting of your own, in which you decide together how {names} can be kept safe and "
    "who helps. We listen to the plan that you make. Tell your social worker whom you want there."
)
HELD = "Your family met on {day}. The plan that you made: {plan}"
ADVICE_STAYS = "Legal advice: it is privileged, and never goes to the family"


def _of(matter: Matter) -> LegalCase:
    found = queries.case_by_ref(matter.ref)
    assert found is not None  # the work is of this kind
    return found


def _may_write(actor: User, matter: Matter) -> bool | str:
    """Whoever is near a child of the case, once the letter is written, until it is before the court."""
    case = _of(matter)
    if queries.case_view(case).letter is None:
        return "Write the letter before proceedings first."
    return policies.before_court(actor, case)


def _child(matter: Matter) -> Subject:
    return queries.case_children(_of(matter))[0].child


def _recipients(matter: Matter) -> list[Recipient]:
    """The grown-ups of the family: whoever writes chooses the parents, and others with parental responsibility."""
    children = [row.child for row in queries.case_children(_of(matter))]
    return [
        Recipient(
            f"family-{one.ref}", FAMILY, one.person.shown_name, one.words, person=one.person.subject, note=one.blocked
        )
        for one in queries.relatives_of(children)
    ]


def _propose(matter: Matter, to: Recipient) -> Wording:
    view = queries.case_view(_of(matter))
    names = listed([row.child.person.called for row in _theirs(view, to)])
    title = f"Letter before proceedings about {names}"
    return Wording(title, f"Dear {to.name}", tuple(_sections(view, names)), left_out=(ADVICE_STAYS,))


def _sections(view: CaseView, names: str) -> Iterator[tuple[str, str]]:
    letter = view.letter
    assert letter is not None  # it is asked for above
    yield "Why we write", WHAT_IT_MEANS.format(names=names)
    yield "What worries us", letter.worries
    yield f"What must change, by {full_day(letter.change_by)}", letter.must_change
    yield "What help there is", letter.help
    yield "How to get legal advice", LAWYER
    if view.offer is not None and view.offer.offered:
        held = view.offer.held_on
        words = HELD.format(day=full_day(held), plan=view.offer.plan) if held else OFFERED.format(names=names)
        yield "A meeting of your own family", words
    yield "When we meet", f"{full_moment(letter.meets_at)}, {letter.place}. Please bring your solicitor."


def _theirs(view: CaseView, to: Recipient) -> list[LegalCaseChild]:
    """The children of the case who are this reader's."""
    return [
        row for row in view.left if any(to.person and to.person.pk == one.person.pk for one in family_of(row.child))
    ]


def _unfit(matter: Matter, to: Recipient) -> list[Unfit]:
    """Confidential addresses, children who are not this reader's, and whatever a legal adviser said."""
    view = queries.case_view(_of(matter))
    about = [row.child.person for row in view.children]
    family = [one.person for child in about for one in family_of(child)]
    homes = [one for child in about for one in household_of(child)]
    named = {row.child.person.first_name.casefold() for row in _theirs(view, to)}
    young = [one for one in [*family, *about] if one.kind != "adult" and one.first_name.casefold() not in named]
    other = [Unfit(name, CHILD) for name in dict.fromkeys(one.first_name for one in young) if name]
    return [*hidden_addresses([*about, *family, *homes]), *other, *_privileged(view.advice)]


def _privileged(advice: list[LegalAdvice]) -> Iterator[Unfit]:
    """Whole sentences of legal advice, as they were written down."""
    for row in advice:
        for line in (part.strip() for part in row.words.splitlines()):
            if len(line.split()) > 3:  # a few words may stand in any letter
                yield Unfit(line, "privileged legal advice", always=True)


def _stops(matter: Matter, to: Recipient) -> str:
    """What stops letters about any of the children stops this one."""
    if to.person is None:
        return ""
    view = queries.case_view(_of(matter))
    for row in view.left:
        if flags := flags_of(row.child):
            return f"No letters may go to this family: {flags[0].reason}"
    person = Person.objects.get(subject=to.person)
    found = (may_be_written_to(person, row.child) for row in _theirs(view, to))
    return next((str(may) for may in found if may is not True), "")


LETTER = Offer("Send the letter before proceedings", _may_write, _child, _recipients, _propose, _unfit, _stops)
