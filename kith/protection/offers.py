"""What the protection room offers the pages that gather a child's story."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.working import works_on
from kith.assessment.models import FollowOn
from kith.assessment.queries.following import takes_over
from kith.checks.kinds import Kind, offers_checks
from kith.documents.shelves import offers_shelf
from kith.letters.envelopes import offers_letters
from kith.protection import policies
from kith.protection.letters import MINUTES
from kith.protection.models import DiscussedChild, DiscussionAddition, DiscussionAgency, Enquiry, StrategyDiscussion
from kith.record.models import StepEvent
from kith.record.registry import Correction, GoingOn, Titled, offers_corrections, offers_matters, offers_tonight, titled
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts
from kith.standards.words import full_moment

KIND, TITLE = "strategy", "Strategy discussion"
State = StrategyDiscussion.State


def pages(matters: list[int]) -> Titled:
    """How discussions are named and reached."""
    rows = StrategyDiscussion.objects.filter(matter_id__in=matters)
    return titled(rows, TITLE, "number", "strategy-discussions", "matter__ref")


def people(matter: Matter) -> list[tuple[Subject, str]]:
    """Whom a discussion is about."""
    rows = MatterSubject.objects.filter(matter=matter, until=None).select_related("person__person").order_by("pk")
    return [(row.person, row.person.person.shown_name) for row in rows]


def works(actor: User, matter: Matter) -> bool | str:
    """Whether somebody says who else is at risk, and asks agencies: until it was held or called off."""
    one = _of(matter)
    if one.state != State.CALLED:
        return "It was held, or called off. What is new is added to its minutes."
    return actor.pk == one.chair_id or works_on(actor, one)


def near(actor: User, matter: Matter) -> bool | str:
    """Whether somebody is near it, held or not."""
    return works_on(actor, _of(matter))


def still_open(matters: Iterable[int]) -> set[int]:
    """Of these discussions those that are to be held."""
    rows = StrategyDiscussion.objects.filter(matter_id__in=list(matters), state=State.CALLED)
    return set(rows.values_list("pk", flat=True))


def chair(matter: Matter) -> User | None:
    """Who is told that a reply has come."""
    return _of(matter).chair


def rests_on(matter: Matter) -> list[Matter]:
    """What it relies on: a section 47 enquiry needs no agreement, so no work but itself."""
    return [matter]


def mend(matter: Matter) -> list[tuple[str, str]]:
    """Where agreement is recorded."""
    return [("Record what the family says", f"/checks/to/{matter.ref}/agreement/")]


def texts(ids: list[int]) -> list[Texts]:
    """What was suspected, said, decided and added, for finding words in a record."""
    about = MatterSubject.objects.filter(person_id__in=ids).values("matter_id")
    title, address = joined(TITLE), joined("/strategy-discussions/", F("matter__ref"), "/")
    whole = joined(
        F("suspected"), "\n", F("safe_until"), "\n", F("threshold"), "\n", F("police_words"), "\n", F("others"), "\n",
        F("rationale"), "\n", F("without"), "\n", F("basis_why"), "\n", F("off_because"),
    )  # fmt: skip
    at = F("matter__strategy_discussion__called_at")
    called = StrategyDiscussion.objects.filter(matter__in=about).annotate(
        at=F("called_at"), title=title, address=address, text=whole
    )
    children = DiscussedChild.objects.filter(matter__in=about, child__in=ids).exclude(why="")
    agencies = DiscussionAgency.objects.filter(matter__in=about).exclude(knows="")
    added = DiscussionAddition.objects.filter(matter__in=about)
    return [
        called,
        children.annotate(at=at, title=title, address=address, text=F("why")),
        agencies.annotate(at=at, title=title, address=address, text=joined(F("agency_name"), "\n", F("knows"))),
        added.annotate(title=title, address=address, text=joined(F("source"), "\n", F("words"))),
    ]


def added_to(events: list[StepEvent]) -> dict[int, Correction]:
    """Discussions whose minutes were added to: what they said then may be said otherwise since."""
    asked = {one.matter_id for one in events if one.step.startswith("protection.strategy_") and one.matter_id}
    rows = DiscussionAddition.objects.filter(matter__in=asked).order_by("pk")
    last = {row.matter_id: row for row in rows.select_related("matter")}
    return {
        one.pk: Correction(row.at, "The minutes were added to", f"/strategy-discussions/{row.matter.ref}/")
        for one in events
        if one.matter_id and one.step != "protection.strategy_added_to" and (row := last.get(one.matter_id))
    }


def enquiry_pages(matters: list[int]) -> Titled:
    """How enquiries are named and reached."""
    rows = Enquiry.objects.filter(matter_id__in=matters)
    return titled(rows, "Section 47 enquiry", "number", "enquiries", "matter__ref")


def enquiry_texts(ids: list[int]) -> list[Texts]:
    """What an enquiry found, and why no conference followed."""
    whole = joined(
        F("childs_words"), "\n", F("medical_words"), "\n", F("spoken_to"), "\n", F("findings"), "\n", F("safe_now"),
        "\n", F("unseen_because"), "\n", F("returned_because"), "\n", F("not_convened_because"),
    )  # fmt: skip
    address = joined("/enquiries/", F("matter__ref"), "/")
    rows = Enquiry.objects.filter(child__in=ids)
    return [rows.annotate(at=F("started_at"), title=joined("Section 47 enquiry"), address=address, text=whole)]


def discussed_tonight(ids: list[int]) -> list[GoingOn]:
    """Discussions to be held, with who keeps the children safe until then."""
    about = MatterSubject.objects.filter(person_id__in=ids, until=None).values("matter_id")
    rows = StrategyDiscussion.objects.filter(matter__in=about, state=State.CALLED).select_related("chair", "matter")
    return [
        GoingOn(
            f"{TITLE}: {row.harm}", row.href, f"To be held {full_moment(row.planned_at)}. Chair: {row.chair.name}",
            if_so=(f"Until it is held: {row.safe_until}",),
        )
        for row in rows.order_by("planned_at")
    ]  # fmt: skip


def enquired_tonight(ids: list[int]) -> list[GoingOn]:
    """Enquiries under way, and those after which a conference is owed: what the discussion decided, and what keeps
    the child safe."""
    rows = Enquiry.objects.filter(child__in=ids).select_related("lead", "matter").order_by("-started_at")
    open_still = [row for row in rows if row.is_open]
    decided = DiscussedChild.objects.filter(matter__in=[row.discussion_id for row in open_still], child__in=ids)
    why = {row.matter_id: row.why for row in decided}
    return [
        GoingOn(
            "Section 47 enquiry" + (", jointly with the police" if row.joint else ""), row.href,
            f"{row.get_state_display()}. {_led(row)}", tuple(filter(None, (why.get(row.discussion_id or 0),))),
            (f"What keeps the child safe: {row.safe_now}",) if row.safe_now else (),
        )
        for row in open_still
    ]  # fmt: skip


def _led(row: Enquiry) -> str:
    return f"Lead: {row.lead.name}" if row.lead is not None else f"Brought in from {row.brought_in_from}"


def nobody(actor: User, matter: Matter) -> bool:
    """An enquiry opens through the child alone."""
    return False


def _of(matter: Matter) -> StrategyDiscussion:
    return StrategyDiscussion.objects.select_related("chair", "matter").get(matter=matter)


offers_checks(KIND, Kind(people, works, near, still_open, chair, rests_on, mend))
offers_shelf(KIND, policies.chairs, people)
offers_matters(KIND, pages)
offers_corrections(added_to)
offers_tonight(10, discussed_tonight)
offers_tonight(11, enquired_tonight)
offers_texts(texts)
offers_letters(KIND, MINUTES)
offers_shelf("enquiry", nobody, people)
offers_matters("enquiry", enquiry_pages)
offers_texts(enquiry_texts)
takes_over(FollowOn.Kind.STRATEGY, "Call the discussion", lambda child: f"/people/{child.ref}/strategy-discussion/")
shows_then(
    Part(
        StrategyDiscussion, "discussions", "Strategy discussions",
        ("suspected_at", "suspected", "safe_until", "chair", "planned_at", "state", "held_at", "threshold_met",
         "threshold", "police", "police_words", "others", "rationale", "off_because"),
    ),
    Part(DiscussedChild, "decided", "What a discussion decided", ("outcome", "why"), by="child",
         name=lambda row, names: names.get(row.child_id, "")),
    Part(DiscussionAgency, "agencies", "What agencies said in a discussion", ("name", "part", "knows"),
         name=lambda row, _: row.agency_name),
    Part(DiscussionAddition, "added", "Added to minutes", ("words", "by", "at"), since="at",
         name=lambda row, _: row.source),
    Part(
        Enquiry, "enquiries", "Section 47 enquiries",
        ("started_at", "joint", "lead", "state", "seen_at", "seen_alone", "childs_words", "medical", "medical_words",
         "findings", "outcome", "safe_now", "authorised_by", "authorised_at", "conference_on", "not_convened_because"),
        by="child",
    ),
)  # fmt: skip
