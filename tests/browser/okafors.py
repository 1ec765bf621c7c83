"""Three brothers and sisters assessed together, and the hands of whoever uses the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from kith.access.actor import acting
from kith.access.models import Involvement
from kith.assessment.models import Assessment
from kith.assessment.queries.written import writings
from kith.assessment.sections import Question
from kith.assessment.steps import AgreePlan, RecordSeen, WriteSection
from kith.assessment.steps import Page as SectionPage
from kith.frontdoor.models import Contact
from kith.kernel.now import LONDON, now
from kith.network.steps import MemberAdded
from kith.people.models import Household, HouseholdMember, Person
from kith.sharing.models import Consent
from tests.assessment import scene
from tests.cast import Cast, take, user
from tests.letters.scene import spoken
from tests.people import made

BORN = {"Amara": date(2018, 2, 12), "Chidi": date(2014, 1, 9), "Noah": date(2025, 1, 9)}

FOUND = (
    "Amara is kind and funny and does well at school. Nights at home are loud. Chidi has stopped sleeping as well. "
    "Mrs Hale saw a bruise in May. Grace has begun to ask for help."
)


@dataclass
class Okafors:
    """Everybody's records, and the address of each child's assessment by first name."""

    cast: Cast
    children: dict[str, Person]
    grace: Person
    assessments: dict[str, Assessment]

    def home(self, child: str = "Amara") -> str:
        return f"/assessments/{self.assessments[child].ref}/"


def allocated_together() -> Okafors:
    """Referred by their school nine days ago, allocated the same day to Farah. Their mother speaks Yoruba and agreed
    that any agency is asked; of a father nobody has said anything. Tomasz works with the family too."""
    cast = Cast.gather()
    tomasz = user("Tomasz Reid", "social_worker", team=cast.east, registration_number="SW10002")
    actor = cast.mash_worker
    received = now() - timedelta(days=9)
    with acting(actor):
        children = {name: made.person(actor, name, "Okafor", born) for name, born in BORN.items()}
        speaks = {"sex": "F", "first_language": "yor", "interpreter_needed": True}
        grace = made.person(actor, "Grace", "Okafor", date(1991, 3, 2), kind="adult", **speaks)
        home = Household.objects.create()
        for one in children.values():
            made.related(grace, "mother", one, parental_responsibility=True)
        for one in (grace, *children.values()):
            HouseholdMember.objects.create(household=home, person_id=one.pk)
        referrals = scene.referrals(cast, *children.values(), when=received)
        contact = referrals[0].contact
        Contact.objects.filter(pk=contact.pk).update(referrer=cast.referrer, referrer_name="Mrs Hale")
        Consent.objects.create(
            matter=contact.matter, asked_of="Grace Okafor, mother", state="given", agencies=["any"],
            asked_at=received, recorded_by=actor, recorded_at=received,
        )  # fmt: skip
    scene.allocated(
        cast, referrals[0], received + timedelta(minutes=20), with_siblings=[one.ref for one in referrals[1:]],
        first_visit_on=(received + timedelta(days=1)).astimezone(LONDON).date().isoformat(),
    )  # fmt: skip
    with acting(cast.social_worker):
        for one in children.values():
            Involvement.objects.create(person_id=one.pk, user=tomasz, kind="key_worker", since=received)
        return Okafors(cast, children, grace, assessments())


def assessments() -> dict[str, Assessment]:
    """Each child's assessment as it stands, by first name."""
    found = Assessment.objects.select_related("matter", "child__person").order_by("pk")
    return {one.child.person.first_name: one for one in found}


def everything_written(okafors: Okafors, child: str) -> None:
    """Every section that is asked of one child says something, and how we know it."""
    assessment = okafors.assessments[child]
    with acting(okafors.cast.social_worker):
        asked = [one.section for one in writings(assessment)]
    for one in asked:
        answers: dict[str, Any] = {}
        for question in one.questions:
            answers |= _answer(question)
        page = SectionPage(assessment, one)
        take(WriteSection, okafors.cast.social_worker, page, answers | {"base": "0"})


def _answer(question: Question) -> dict[str, Any]:
    key = question.key
    if question.kind == "choice":
        return {key: question.options[0][0]}
    if question.kind == "line":
        return {key: "Shouting"}
    if question.kind == "blocks":
        return {key: [{name: said for one in question.questions for name, said in _answer(one).items()}]}
    if question.kind == "day":
        return {key: now().date().isoformat()}
    said = {key: f"What was found: {question.label.replace('{name}', 'the child').lower()}"}
    return said | ({f"{key}_source": "Seen on 12 June"} if question.kind == "evidenced" else {})


def why_late(page: Page) -> None:
    """Why the first visit was late, where the page asks: the family was referred nine days ago."""
    if page.locator("[name=late_reason]").count():
        fill(page, late_reason="They were away with their grandmother.")


def fill(page: Page, **answers: str) -> None:
    """Type into the fields of these names."""
    for name, words in answers.items():
        page.fill(f"[name={name}]", words)


def moment(page: Page, name: str, when: datetime | None = None) -> None:
    """Fill in a day in its three boxes, with the time where there is a box for it."""
    day = (when or now()).astimezone(LONDON)
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.fill(f"[name={name}-{part}]", str(value))
    time = page.locator(f"[name={name}-time]")
    if time.count():
        time.fill(f"{day:%H:%M}")


def send(page: Page, button: str, said: str = "") -> None:
    """Press the button that sends the form, and read that it was done."""
    page.locator("main").get_by_role("button", name=button, exact=True).click()
    if said:
        expect(page.locator("main")).to_contain_text(said)


def nearly_ready() -> Okafors:
    """Amara was seen, everything of hers is written and her plan agreed; Noah was never met. Their father is on record,
    and is not yet known to hold parental responsibility; a doctor was spoken to as their mother agreed."""
    okafors = allocated_together()
    cast, amara = okafors.cast, okafors.children["Amara"]
    farah = cast.social_worker
    with acting(farah):
        emeka = made.person(farah, "Emeka", "Okafor", date(1989, 5, 4), kind="adult", sex="M")
        for one in okafors.children.values():
            made.related(emeka, "father", one)
    said = {"name": "Nan", "role": "grandmother", "circle": "family", "closeness": "1", "said_by": "Amara"}
    take(MemberAdded, farah, amara, said | {"said_on": now().date().isoformat()})
    for name in ("Amara", "Noah"):
        everything_written(okafors, name)
        take(AgreePlan, cast.practice_supervisor, okafors.assessments[name], {})
    visit = {"at": now() - timedelta(days=2), "place": "School", "alone": "yes", "words": "I put my headphones on."}
    visit |= {"interpreted": "professional", "interpreter": "Bisi Adeyemi", "late_reason": "They were away."}
    take(RecordSeen, farah, okafors.assessments["Amara"], visit)
    with acting(cast.mash_worker):
        contact = Contact.objects.select_related("matter").get()
        spoken(cast, contact, "Rowan Surgery")
    with acting(farah):
        okafors.assessments = assessments()
    return okafors


def approved() -> Okafors:
    """Amara's conclusion is authorised: what it says is for some of its readers and not for others."""
    okafors = nearly_ready()
    amara = okafors.assessments["Amara"]
    said = {"outcome": "cin_plan", "conclusion": FOUND, "factors": ["3A"]}
    scene.concluded(okafors.cast, okafors.cast.practice_supervisor, amara, **said)
    return okafors
