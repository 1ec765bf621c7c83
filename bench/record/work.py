"""Fifteen years of work on a made-up population: contacts, decisions, referrals, assessments, clocks and the timeline.

Set by set in the database, from the same seed the same rows. What is recent stands as in any week: contacts waiting,
referrals to allocate, some sixteen open assessments a worker, whatever the size of the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from bench.record.tables import insert
from kith.kernel.now import today
from kith.standards import deadlines, thresholds
from kith.standards.deadlines import Deadline

YEARS, RECENT_DAYS, CASELOAD = 15, 45, 16
_WORDS = (
    "Fell asleep twice this week and asked to stay for after-school club every day. Told a teaching assistant that "
    "there was shouting at night and that nobody had come to fetch the younger ones. Came without a coat in the rain, "
    "and was hungry at break. The parent did not answer the door or the telephone. A neighbour has written to us about "
    "the same home before, and the health visitor could not get in at the last three appointments."
)
_HOURS = {"clock_hours": 1, "calendar_days": 24, "working_days": 34, "weeks": 168, "months": 730}

_HELPERS = """
create schema if not exists bench;
create function bench.u(n bigint, salt bigint) returns float8 language sql immutable parallel safe
  as $$ select (hashint8extended(n, salt) & 2147483647)::float8 / 2147483648 $$;
create function bench.one(among anyarray, n bigint, salt bigint) returns anyelement language sql immutable parallel safe
  as $$ select among[1 + floor(bench.u(n, salt) * cardinality(among))::int] $$;
create unlogged table bench.home as
  select m.household_id as household, m.person_id as child_id, p.shown_name, p.date_of_birth, p.sex,
    row_number() over (partition by m.household_id order by m.person_id) as place
  from people_householdmember m join people_person p on p.subject_id = m.person_id where p.kind = 'child';
create index on bench.home (household);
"""

_CONTACT = """
create unlogged table bench.contact as
with asked as (
  select n, 1 + floor({homes} * power(bench.u(n, 1), 1.3))::bigint as household,
    case when n > {all} - {recent} then now() - interval '{days} days' * (({all} - n + bench.u(n, 2)) / {recent})
      else now() - interval '{days} days'
        - (interval '{years} years' - interval '{days} days') * (({all} - {recent} - n + bench.u(n, 2)) / {all}) end
      as received_at,
    case when n <= {all} - {waiting} then 'decided' when bench.u(n, 3) < 0.15 then 'to_sign'
      else 'waiting' end as state,
    bench.one(%(mash)s::bigint[], n, 4) as worker,
    bench.one('{{6,6,6,6,6,6,2A,2A,3A,3B,1A,5A}}'::text[], n, 5) as source,
    bench.u(n, 6) as fate, bench.u(n, 8) as kind, bench.u(n, 9) as pace
  from generate_series(1, {all}) as n)
select *, case when state <> 'waiting' then received_at + interval '30 hours' * pace ^ 3 end as decided_at,
  case when fate < 0.45 then 'nfa' when fate < 0.6 then 'advice' when fate < 0.68 then 'universal'
    when fate < 0.78 then 'early_help' else 'referral' end as outcome,
  case when source = '6' and kind < 0.6 then 'domestic_abuse' when kind < 0.8 then 'service_request'
    when kind < 0.9 then 'information' else 'exploitation' end as type
from asked
"""

_TOLD = """
create unlogged table bench.told as
select c.n, c.state, c.decided_at, c.received_at, c.outcome, c.worker, h.child_id, h.shown_name, h.date_of_birth, h.sex,
  c.state <> 'waiting' or bench.u(c.n, 20) < 0.5 as known
from bench.contact c join bench.home h using (household) where h.place = 1 or bench.u(c.n * 8 + h.place, 21) < 0.75
"""

_REFERRAL = """
create unlogged table bench.referral as
with passed as (select *, row_number() over (order by n, child_id) as rn, count(*) over () as of_all
  from bench.told where state = 'decided' and outcome = 'referral')
select rn, {all} + rn as matter, n, child_id, decided_at as received_at, worker,
  case when rn > of_all - {allocate} then 'to_allocate' when rn > of_all - {allocate} - {open} or bench.u(rn, 30) < 0.02
    then 'open' else 'closed' end as state,
  rn > of_all - {allocate} - {open} as recent
from passed
"""

_ASSESSMENT = """
create unlogged table bench.assessment as
with begun as (select *, row_number() over (order by rn) as an from bench.referral
  where state <> 'to_allocate' and (recent or bench.u(rn, 40) < 0.85))
select an, {all} + {referrals} + an as matter, rn, matter as referral, n, child_id, recent,
  received_at + interval '20 hours' * bench.u(an, 41) as opened_at,
  case when recent then (%(workers)s::bigint[])[1 + (an %% cardinality(%(workers)s::bigint[]))]
    else bench.one(%(workers)s::bigint[], an, 42) end as lead,
  bench.one(%(supervisors)s::bigint[], an, 43) as supervisor, bench.one(%(teams)s::bigint[], an, 44) as team,
  case when not recent then received_at + interval '50 days' * bench.u(an, 45) end as done_at,
  bench.one('{{nfa,nfa,nfa,cin_plan,cin_plan,early_help,strategy}}'::text[], an, 46) as outcome,
  bench.u(an, 47) < 0.6 or not recent as seen
from begun
"""


@dataclass(frozen=True)
class Staff:
    """The ids of those who work here, by what they do, and of their teams and the agencies."""

    mash: list[int]
    workers: list[int]
    supervisors: list[int]
    teams: list[int]
    agencies: dict[str, list[int]]


@dataclass(frozen=True)
class Size:
    """How much work there is, from the number of contacts."""

    contacts: int

    @property
    def waiting(self) -> int:
        """Contacts not yet decided."""
        return min(max(60, self.contacts // 2_500), self.contacts // 4)

    @property
    def open(self) -> int:
        """Open assessments."""
        return min(2_000, self.contacts // 36)

    @property
    def recent(self) -> int:
        """Contacts of the last weeks, from which all open work came."""
        return min(self.contacts // 2, self.waiting + int((self.open + self.allocate) * 2.6))

    @property
    def allocate(self) -> int:
        """Referrals that wait to be allocated."""
        return min(40, self.contacts // 250)


def write_work(connection: Connection[Any], size: Size, staff: Staff) -> None:
    """Write everything that was done about the people who stand already."""
    connection.execute(_HELPERS)
    held = connection.execute("select max(household), count(*) from bench.home").fetchone() or (0, 0)
    numbers: dict[str, Any] = {
        "all": size.contacts, "recent": size.recent, "waiting": size.waiting, "days": RECENT_DAYS, "years": YEARS,
        "homes": held[0], "open": size.open, "allocate": size.allocate, "referrals": 0,
    }  # fmt: skip
    people = {"mash": staff.mash, "workers": staff.workers, "supervisors": staff.supervisors, "teams": staff.teams}
    for made in (_CONTACT, _TOLD, _REFERRAL, _ASSESSMENT):
        connection.execute(made.format(**numbers), people if "%(" in made else None)
        if made is _REFERRAL:
            counted = connection.execute("select count(*) from bench.referral").fetchone()
            numbers["referrals"] = counted[0] if counted else 0
    for name, key in (("contact", "n"), ("told", "n"), ("referral", "rn"), ("assessment", "rn")):
        connection.execute(f"create index on bench.{name} ({key}); analyze bench.{name}")
    _matters(connection)
    _contacts(connection, staff)
    _referrals(connection)
    _assessments(connection)
    _timeline(connection, size.contacts, numbers["referrals"])
    _clocks(connection, size.contacts, numbers["referrals"])
    _round_about(connection, staff)


def _matters(connection: Connection[Any]) -> None:
    ref = "substr(md5('matter' || {0}), 1, 14)"
    for kind, rows, key in (("contact", "bench.contact", "n"), ("referral", "bench.referral", "matter"),
                            ("assessment", "bench.assessment", "matter")):  # fmt: skip
        insert(connection, "access.Matter", rows, id=key, ref=ref.format(key), kind=f"'{kind}'")
    for rows, matter, since in (("bench.told where known", "n", "received_at"),
                                ("bench.referral", "matter", "received_at"),
                                ("bench.assessment", "matter", "opened_at")):  # fmt: skip
        insert(connection, "access.MatterSubject", rows, matter_id=matter, person_id="child_id", since=since)


def _contacts(connection: Connection[Any], staff: Staff) -> None:
    agency = " ".join(
        f"when '{source}' then bench.one('{{{','.join(map(str, ids))}}}'::bigint[], n, 10)"
        for source, ids in staff.agencies.items()
    )
    claimed = "state <> 'waiting' or bench.u(n, 11) < 0.5"
    insert(
        connection, "frontdoor.Contact", "bench.contact",
        matter_id="n", number="'C-' || to_char(received_at, 'YY') || '-' || lpad(n::text, 7, '0')",
        received_at="received_at", recorded_at="received_at + interval '9 minutes'", recorded_by_id="worker",
        method="bench.one('{phone,phone,email,police_file}'::text[], n, 12)", type="type",
        agency_id=f"case source {agency} end", source_code="source", referrer_name="'Mrs Hale'",
        worry=f"'{_WORDS}'", address_line="(1 + n % 200) || ' Rowan Walk'", urgent="bench.u(n, 13) < 0.03",
        safe_now="'yes'", claimed_by_id=f"case when {claimed} then worker end",
        claimed_at=f"case when {claimed} then received_at + interval '20 minutes' end", state="state",
        decided_at="case when state = 'decided' then decided_at end",
    )  # fmt: skip
    insert(
        connection, "frontdoor.ContactChild", "bench.told",
        ref="substr(md5('told' || n || '-' || child_id), 1, 14)", matter_id="n",
        child_id="case when known then child_id end", told_given="split_part(shown_name, ' ', 1)",
        told_family="substr(shown_name, strpos(shown_name, ' ') + 1)", told_birth_date="date_of_birth", told_sex="sex",
        recognition="case when not known then 'waiting' when bench.u(n, 22) < 0.02 then 'unsure' else 'same' end",
        outcome="case when state = 'waiting' then '' else outcome end", means="'It means that home is not yet safe.'",
    )  # fmt: skip
    insert(
        connection, "frontdoor.ThresholdDecision", "bench.contact where state <> 'waiting'",
        matter_id="n", level="case outcome when 'referral' then 'intensive' when 'early_help' then 'early_help'"
        " else 'universal' end", criteria="'{}'",
        document_version=f"'{thresholds.document_on(today()).version}'", rationale=f"'{_WORDS}'", decider_id="worker",
        decided_at="decided_at",
    )  # fmt: skip
    insert(
        connection, "frontdoor.ReferrerMessage", "bench.contact where state = 'decided' and bench.u(n, 14) < 0.6",
        matter_id="n", kind="'outcome'", words="'We have decided what should happen.'", sent_at="decided_at",
        sent_by_id="worker",
    )  # fmt: skip
    insert(
        connection, "sharing.Consent", "bench.contact where bench.u(n, 15) < 0.4",
        matter_id="n", asked_of="'Grace, mother'", state="'given'", asked_at="received_at", recorded_by_id="worker",
        recorded_at="received_at",
    )  # fmt: skip
    insert(
        connection, "access.Involvement", "bench.told where known",
        person_id="child_id", user_id="worker", kind="'front_door'", matter_id="n", since="received_at",
        until="case when state = 'decided' then decided_at end",
    )  # fmt: skip


def _referrals(connection: Connection[Any]) -> None:
    insert(
        connection, "frontdoor.Referral", "bench.referral",
        matter_id="matter", number="'R-' || to_char(received_at, 'YY') || '-' || lpad(rn::text, 7, '0')",
        contact_id="n", child_id="child_id", received_at="received_at", source_code="'6'", primary_need="'N1'",
        state="state", closed_on="case when state = 'closed' then (received_at + interval '60 days')::date end",
        closure_reason="case when state = 'closed' then 'RC7' else '' end",
    )  # fmt: skip


def _assessments(connection: Connection[Any]) -> None:
    insert(
        connection, "assessment.Assessment", "bench.assessment",
        matter_id="matter", number="'A-' || to_char(opened_at, 'YY') || '-' || lpad(an::text, 7, '0')",
        referral_id="referral", child_id="child_id", sibling_group="'C-' || lpad(n::text, 7, '0')",
        started_on="opened_at::date", opened_at="opened_at", opened_by_id="supervisor",
        team_id="team", lead_id="lead", supervisor_id="supervisor",
        direction=f"'{_WORDS}'", state="case when recent then 'open' else 'authorised' end",
        seen_at="case when seen then opened_at + interval '3 days' end",
        authorised_on="case when not recent then greatest(done_at::date, opened_at::date) end",
        authorised_by_id="case when not recent then supervisor end",
        outcome="case when recent then '' else outcome end",
        conclusion=f"case when recent then '' else '{_WORDS}' end",
    )  # fmt: skip
    insert(
        connection, "assessment.Visit", "bench.assessment cross join generate_series(0, 1) as again"
        " where seen and (again = 0 or bench.u(an, 48) < 0.4)",
        matter_id="matter", child_id="child_id", at="opened_at + interval '3 days' * (1 + again)", seen="true",
        alone="true", place="'At home'", words="'I like it at my nan''s.'", recorded_by_id="lead",
        recorded_at="opened_at + interval '3 days' * (1 + again)",
    )  # fmt: skip
    for kind, who in (("key_worker", {"user_id": "lead"}), ("supervisor", {"user_id": "supervisor"}),
                      ("team", {"team_id": "team"})):  # fmt: skip
        insert(
            connection, "access.Involvement", "bench.assessment",
            person_id="child_id", kind=f"'{kind}'", matter_id="matter", since="opened_at",
            until="case when not recent then greatest(done_at, opened_at) end", **who,
        )  # fmt: skip


def _timeline(connection: Connection[Any], contacts: int, referrals: int) -> None:
    """Events with ids that follow from the work: four for a contact, two for a referral, three for an assessment."""
    steps = [
        ("frontdoor.contact_received", "4 * n - 3", "bench.contact", "n", "received_at", "worker", "Contact received"),
        ("frontdoor.child_recognised", "4 * n - 2", "bench.contact where state <> 'waiting'", "n",
         "received_at + interval '30 minutes'", "worker", "Recognised: known to us"),
        ("frontdoor.decision_made", "4 * n - 1", "bench.contact where state <> 'waiting'", "n", "decided_at", "worker",
         "Decided at the level intensive"),
        ("frontdoor.contact_decided", "4 * n", "bench.contact where state = 'decided'", "n", "decided_at", "worker",
         "Decision in force"),
        ("frontdoor.referral_received", f"{4 * contacts} + 2 * rn - 1", "bench.referral", "matter", "received_at",
         "worker", "Referral for assessment"),
        ("frontdoor.referral_decided", f"{4 * contacts} + 2 * rn", "bench.referral", "matter", "received_at",
         "worker", "Type of response decided: assessment"),
    ]  # fmt: skip
    base = 4 * contacts + 2 * referrals
    steps += [
        ("assessment.allocated", f"{base} + 3 * an - 2", "bench.assessment", "matter", "opened_at", "supervisor",
         "Allocated"),
        ("assessment.child_seen", f"{base} + 3 * an - 1", "bench.assessment where seen", "matter",
         "opened_at + interval '3 days'", "lead", "Seen at home, alone"),
        ("assessment.authorised", f"{base} + 3 * an", "bench.assessment where not recent", "matter",
         "greatest(done_at, opened_at)", "supervisor", "Assessment authorised"),
    ]  # fmt: skip
    for step, key, rows, matter, at, actor, line in steps:
        insert(
            connection, "record.StepEvent", rows, id=key, ref="gen_random_uuid()", step=f"'{step}'", actor_id=actor,
            written_at=at, happened_at=at, matter_id=matter, line=f"'{line}'",
        )  # fmt: skip
        if step == "frontdoor.contact_received":
            continue  # nobody is recognised yet
        about = rows
        if "contact" in rows:
            about = rows.replace("bench.contact", "bench.told") + " and known"
        insert(connection, "record.StepEventPerson", about, event_id=key, person_id="child_id")


def _clocks(connection: Connection[Any], contacts: int, referrals: int) -> None:
    (decide,) = (r for r in deadlines.bound_to("frontdoor.contact_received").starts if r.key == "contact.decide")
    _clock(connection, decide, "bench.contact", "n", "received_at", "4 * n - 3",
           "case when state = 'decided' then decided_at end", "case when state = 'decided' then 4 * n end")  # fmt: skip
    first = 4 * contacts
    begun = "bench.referral r left join bench.assessment a using (rn)"
    event = f"{first + 2 * referrals} + 3 * a.an"
    ends = {
        "referral.decide": ("r.received_at", f"{first} + 2 * rn"),
        "referral.acknowledge": ("r.received_at", f"{first} + 2 * rn"),
        "assessment.allocate": ("a.opened_at", f"{event} - 2"),
        "assessment.first_visit": ("case when a.seen then a.opened_at + interval '3 days' end",
                                   f"case when a.seen then {event} - 1 end"),
    }  # fmt: skip
    authorised = ("case when not a.recent then greatest(a.done_at, a.opened_at) end",
                  f"case when not a.recent then {event} end")  # fmt: skip
    for rule in deadlines.bound_to("frontdoor.referral_received").starts:
        at, by = ends.get(rule.key, authorised)
        where = "" if rule.key.startswith("referral") else " where a.an is not null or r.state <> 'closed'"
        _clock(connection, rule, begun + where, "r.matter", "r.received_at", f"{first} + 2 * rn - 1", at, by)


def _clock(
    connection: Connection[Any], rule: Deadline, rows: str, matter: str, start: str, by: str, stop: str, stopped_by: str
) -> None:
    limit = (rule.limit_number or 0) * _HOURS.get(str(rule.unit or ""), 24)
    insert(
        connection, "record.Clock", rows,
        ref=f"substr(md5('{rule.key}' || {matter}), 1, 14)", rule=f"'{rule.key}'", profile=f"'{rule.profile}'",
        edition=f"'{rule.edition}'", limit_number=str(rule.limit_number) if rule.limit_number is not None else "null",
        unit=f"'{rule.unit or ''}'", matter_id=matter, started_at=start, started_by_id=by,
        due_at=f"{start} + interval '{limit} hours'", stopped_at=stop, stopped_by_id=stopped_by,
    )  # fmt: skip


def _round_about(connection: Connection[Any], staff: Staff) -> None:
    """Who looked, who asked why, who is the same person, who may be read by whom."""
    insert(
        connection, "record.Sighting", "bench.told where known and bench.u(n, 50) < 0.6",
        person_id="child_id", actor_id="worker", at="received_at + interval '1 hour'", page="'Overview'",
        because="'You are involved: deciding on a contact'",
    )  # fmt: skip
    insert(
        connection, "access.ReasonedAccess", "bench.told where known and bench.u(n, 51) < 0.005",
        person_id="child_id", user_id="worker", why="'cover'", words="'Covering for a colleague this week.'",
        since="received_at", until="received_at + interval '8 hours'",
    )  # fmt: skip
    pairs = "bench.home h join bench.home o on o.household = h.household + 1 and o.place = 1 where h.place = 1"
    insert(
        connection, "people.MatchAnswer", f"{pairs} and bench.u(h.child_id, 52) < 0.3",
        person_id="h.child_id", other_id="o.child_id", answered_by_id=str(staff.mash[0]),
        answer="case when bench.u(h.child_id, 53) < 0.05 then 'unsure' else 'different' end",
    )  # fmt: skip
    insert(
        connection, "access.SameSubject", f"{pairs} and h.household % 300 = 0",
        kept_id="h.child_id", other_id="o.child_id", reason="'The same NHS number and mother.'",
    )  # fmt: skip
    hidden = "access_subject s where s.restricted"
    insert(connection, "people.Restriction", hidden, person_id="s.id", reason="'A relative works here.'",
           restricted_by_id=str(staff.supervisors[0]))  # fmt: skip
    for reader in staff.supervisors[:2]:
        insert(connection, "access.NamedReader", hidden, person_id="s.id", user_id=str(reader), reason="'Holds it.'")
    insert(
        connection, "frontdoor.Series", "unnest('{C,R,A}'::text[]) as letter",
        name="letter || '-' || to_char(now(), 'YY')", last="9000000",
    )  # fmt: skip
