"""Family and agencies are invited, and each agency's report is asked for and comes (IG-01, IG-10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kith.access.leading import people_of
from kith.access.models import User
from kith.access.notices import tell
from kith.conferences import policies, queries
from kith.conferences.forms import InviteForm, ReportForm
from kith.conferences.models import Conference, ConferenceAgency, ConferenceFamily
from kith.conferences.steps.asking import State, held
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.protection.queries import agencies_named
from kith.standards.words import local_day


class InviteToConference(Step):
    """Invite family and agencies."""

    name = "conferences.invited"
    form = InviteForm
    may = policies.invite
    done = "Family and agencies invited to the conference"

    @classmethod
    def form_kwargs(cls, actor: User, target: Conference) -> dict[str, Any]:
        listed = {row.person.ref for row in queries.view_of(target).family}
        held_on = local_day(target.planned_at) if target.planned_at else None
        return {"relatives": queries.relatives_of(people_of(target)), "listed": listed, "held_on": held_on}

    def apply(self, act: Act, agencies: list[dict[str, Any]], family: list[dict[str, Any]]) -> Conference:
        """Whoever was invited before stays on the list. Who keeps somebody of the family out is the chair, with why.

        Raises:
            Breach: it was held or called off meanwhile; somebody else than the chair keeps a person out.
        """
        one = held(act, State.ASKED, State.ARRANGED)
        people = {row.person.ref: row.person.subject for row in queries.relatives_of(people_of(one))}
        before = {row.person.ref: row for row in queries.view_of(one).family}
        for said in family:
            row = before.get(said["ref"])
            kept_out = said["asked"] == ConferenceFamily.Asked.EXCLUDED
            if kept_out and act.actor.pk != one.chair_id and not (row and row.asked == said["asked"]):
                raise Breach("Its chair alone keeps somebody out of a conference. Ask them.", f"asked_{said['ref']}")
            if row is None:
                row = ConferenceFamily(matter=one.matter, person=people[said["ref"]], relation=said["relation"])
            if (row.asked, row.because) != (said["asked"], said["because"]):
                row.asked, row.because, row.by, row.at = said["asked"], said["because"], act.actor, act.now
                row.save()
        invited_agencies(act, one, agencies)
        return one


class ReportReceived(Step):
    """Record that its report came."""

    name = "conferences.report_received"
    form = ReportForm
    may = policies.receive
    done = "Report for the conference received from an agency"

    def apply(self, act: Act, report_on: date, report_words: str) -> ConferenceAgency:
        """When it came, against the day on which it was asked for (IG-10); the chair is told.

        Raises:
            Breach: somebody else wrote down a moment ago that it came.
        """
        row: ConferenceAgency = lock(act.target)
        one = Conference.objects.select_related("matter", "chair").get(matter_id=row.matter_id)
        act.matter = one.matter
        if row.report_on is not None:
            raise Breach("Somebody was quicker: that it came is written down already.")
        row.report_on, row.report_words, row.report_by = report_on, report_words, act.actor
        row.save(update_fields=["report_on", "report_words", "report_by"])
        if one.chair is not None and one.chair != act.actor:
            tell(one.chair, one.href)
        return row


def invited_agencies(act: Act, one: Conference, rows: list[dict[str, Any]]) -> dict[tuple[str, str], ConferenceAgency]:
    """Each agency of these rows has a row of its own, by its kind and name; those of before keep theirs."""
    known = agencies_named(rows)
    mine = ConferenceAgency.objects.filter(matter=one.matter).order_by("pk")
    found = {(row.agency_kind, row.agency_name.casefold()): row for row in mine}
    for said in rows:
        row = found.get(named(said))
        if row is None:
            row = ConferenceAgency(matter=one.matter, invited_by=act.actor, invited_at=act.now)
            row.agency_kind, row.agency_name = said["agency_kind"], said["agency_name"]
            row.agency = known.get(named(said))
            found[named(said)] = row
        for name, value in said.items():
            if value or name in ("part", "said", "thinks"):
                setattr(row, name, value)
        row.save()
    return found


def named(row: Mapping[str, Any]) -> tuple[str, str]:
    """How an agency is told from another."""
    return row["agency_kind"], row["agency_name"].casefold()
