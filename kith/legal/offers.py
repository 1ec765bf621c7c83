"""What the legal room offers the pages that gather a child's story. Advice is absent for whoever may not read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import F

from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.roles import Ability
from kith.documents.shelves import offers_shelf
from kith.legal import policies
from kith.legal.letters import LETTER
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
from kith.letters.envelopes import offers_letters
from kith.record.registry import GoingOn, Titled, keeps_open, offers_matters, offers_tonight, titled
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts
from kith.standards.words import long_date

GATEWAY, CASE = "gateway", "legal_case"
MEETING, PRE = "Legal gateway", "Pre-proceedings"


def gateways(matters: list[int]) -> Titled:
    """How gateway meetings are named and reached."""
    return titled(Gateway.objects.filter(matter_id__in=matters), MEETING, "number", "legal-gateways", "matter__ref")


def cases(matters: list[int]) -> Titled:
    """How cases are named and reached."""
    return titled(LegalCase.objects.filter(matter_id__in=matters), PRE, "number", "pre-proceedings", "matter__ref")


def people(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom a meeting or a case is about."""
    rows = MatterSubject.objects.filter(matter=matter, until=None).select_related("person__person").order_by("pk")
    return [(row.person, row.person.person.shown_name) for row in rows]


def nobody(actor: User, matter: Matter) -> bool:
    """A case opens through its children alone."""
    return False


def goes_to_court(ids: Iterable[int]) -> str:
    """Why a case stays open: the legal gateway, or what followed from it (CP-11)."""
    people = list(ids)
    if GatewayChild.objects.filter(child__in=people, open=True).exists():
        return "A legal gateway meeting about this child is to be held. Hold it, or have it called off, first."
    if LegalCaseChild.objects.filter(child__in=people, ended_on=None).exists():
        return "Pre-proceedings or proceedings about this child go on. Say how they ended first."
    return ""


def reads_advice(actor: User) -> bool:
    """Who is shown what legal advisers said, of those to whom the record is open. The database holds it as well."""
    return actor.may(Ability.READ_LEGAL_ADVICE)


def texts(ids: list[int]) -> Iterator[Texts]:
    """What was asked, said and decided at the gateway, and what was written in a case, for finding words."""
    about = MatterSubject.objects.filter(person_id__in=ids).values("matter_id")
    mine = {"matter__in": about}
    met = {"title": joined(MEETING), "address": joined("/legal-gateways/", F("matter__ref"), "/")}
    case = {"title": joined(PRE), "address": joined("/pre-proceedings/", F("matter__ref"), "/")}
    yield Gateway.objects.filter(**mine).annotate(
        at=F("asked_at"), text=joined(F("why"), "\n", F("discussed"), "\n", F("off_because")), **met
    )
    yield GatewayChild.objects.filter(child__in=ids).exclude(outcome="").annotate(
        at=F("matter__gateway__held_at"), **met,
        text=joined(
            F("threshold_words"), "\n", F("wishes"), "\n", F("tried"), "\n", F("why"), "\n", F("distance")
        ),
    )  # fmt: skip
    yield LetterBefore.objects.filter(**mine).annotate(
        text=joined(F("worries"), "\n", F("must_change"), "\n", F("help")), **case
    )
    yield PreMeeting.objects.filter(**mine).annotate(
        text=joined(F("took_part"), "\n", F("child_says"), "\n", F("family_says"), "\n", F("changed")), **case
    )
    yield FamilyMeeting.objects.filter(**mine).annotate(
        text=joined(F("to"), "\n", F("because"), "\n", F("answer_words"), "\n", F("plan")), **case
    )
    yield Extension.objects.filter(**mine).annotate(text=joined(F("why")), **case)
    yield Hearing.objects.filter(**mine).annotate(text=joined(F("words")), **case)
    yield LegalCase.objects.filter(**mine).annotate(at=F("opened_at"), text=joined(F("issued_why")), **case)
    yield (
        LegalCaseChild.objects.filter(child__in=ids)
        .exclude(ended_words="")
        .annotate(at=F("matter__legal_case__opened_at"), text=joined(F("ended_words")), **case)
    )


def advice(ids: list[int]) -> Iterator[Texts]:
    """What legal advisers said."""
    about = MatterSubject.objects.filter(person_id__in=ids).values("matter_id")
    rows = LegalAdvice.objects.filter(matter__in=about)
    for kind, title, folder in ((GATEWAY, MEETING, "legal-gateways"), (CASE, PRE, "pre-proceedings")):
        yield rows.filter(matter__kind=kind).annotate(
            title=joined(title, ", legal advice"), address=joined(f"/{folder}/", F("matter__ref"), "/"),
            text=joined(F("adviser"), "\n", F("words")),
        )  # fmt: skip


def legal_tonight(ids: list[int]) -> list[GoingOn]:
    """A meeting that waits, pre-proceedings that run, or proceedings with the newest interim order."""
    about = MatterSubject.objects.filter(person_id__in=ids, until=None).values("matter_id")
    waits = Gateway.objects.filter(matter__in=about, state=Gateway.State.ASKED).select_related("matter")
    found = [
        GoingOn(str(one), one.href, "A meeting is to decide whether it goes towards court", (one.why,)) for one in waits
    ]
    for case in LegalCase.objects.filter(matter__in=about, closed_at=None).select_related("matter").order_by("pk"):
        heard = Hearing.objects.filter(matter=case.matter).order_by("-on", "-pk").first()
        order = f"{heard.get_interim_display()}, {long_date(heard.on)}" if heard else "Nothing was heard yet"
        stands = (
            f"Before the court since {long_date(case.issued_on)}. {order}" if case.issued_on else "Work before court"
        )
        plan = FamilyMeeting.objects.filter(matter=case.matter).exclude(plan="").order_by("-pk").first()
        found.append(GoingOn(str(case), case.href, stands, (), (plan.plan,) if plan else ()))
    return found


offers_shelf(GATEWAY, policies.reaches, people)
offers_shelf(CASE, nobody, people)
keeps_open(goes_to_court)
offers_matters(GATEWAY, gateways)
offers_matters(CASE, cases)
offers_texts(texts)
offers_texts(advice, reads_advice)
offers_letters(CASE, LETTER)
offers_tonight(11, legal_tonight)
shows_then(
    Part(Gateway, "gateways", "Legal gateway meetings",
         ("state", "why", "held_at", "took_part", "discussed", "decided_by", "off_because")),
    Part(
        GatewayChild, "gateway_decided", "What the legal gateway decided",
        ("threshold", "threshold_words", "wishes", "tried", "outcome", "why", "distance"),
        by="child", name=lambda row, names: names.get(row.child_id, ""),
    ),
    Part(LegalAdvice, "legal_advice", "Legal advice", ("given_on", "words", "by"), since="at",
         name=lambda row, _: row.adviser, may=reads_advice, privileged=True),
    Part(
        LegalCase, "legal_cases", "Pre-proceedings and proceedings",
        ("opened_at", "issued_on", "sought", "issued_why", "court_number", "closed_at"),
        words={"sought": lambda orders: ", ".join(str(LegalCase.Order(one).label) for one in orders)},
    ),
    Part(LegalCaseChild, "legal_ends", "How it ended for a child",
         ("ended_as", "ended_on", "ended_words", "made", "lives"), by="child",
         name=lambda row, names: names.get(row.child_id, "")),
    Part(FamilyMeeting, "family_meetings", "Family group decision-making",
         ("offered", "on", "to", "because", "review_on", "by", "answer", "answer_words", "held_on", "plan")),
    Part(LetterBefore, "letters_before", "Letters before proceedings",
         ("dated_on", "worries", "must_change", "change_by", "help", "meets_at"), since="at",
         name=lambda row, _: long_date(row.dated_on)),
    Part(PreMeeting, "pre_meetings", "Pre-proceedings meetings",
         ("held_at", "took_part", "lawyer", "child_says", "family_says", "changed", "next_on"), since="at",
         name=lambda row, _: "A meeting"),
    Part(Extension, "extensions", "More time in pre-proceedings", ("until", "why", "by"), since="at",
         name=lambda row, _: "More time"),
    Part(Hearing, "hearings", "Hearings", ("on", "interim", "words", "next_on"), since="at",
         name=lambda row, _: row.get_kind_display()),
)  # fmt: skip
