"""Reading people: finding, recognising, family, badges. Everything is walled to whoever is acting."""

from kith.people.queries.badges import Badge, badges_of, offers_badges
from kith.people.queries.family import (
    FamilyMember,
    Ring,
    address_shown,
    addresses_now,
    addresses_of,
    at_home_with,
    duty_teams,
    family_of,
    household_children,
    household_of,
    who_to_ask,
    who_to_ring,
)
from kith.people.queries.finding import (
    LONGEST_SEARCH,
    SearchResult,
    find_by_ref,
    joined_with,
    kept_record_of,
    opened_by,
    search,
)
from kith.people.queries.joined import entries_since, joined_records, parted_from, preview_of
from kith.people.queries.known import known_of
from kith.people.queries.matching import (
    Match,
    check_shown,
    described,
    guarded,
    likely_matches,
    particulars_typed,
    show_matches,
)
from kith.people.queries.review import (
    RepeatedIdentifier,
    named_readers,
    on_the_desk_of,
    repeated_identifiers,
    restricted_matches_for,
)
from kith.people.search_rows import particulars_of, rebuild_search

__all__ = [
    "LONGEST_SEARCH",
    "Badge",
    "FamilyMember",
    "Match",
    "RepeatedIdentifier",
    "Ring",
    "SearchResult",
    "address_shown",
    "addresses_now",
    "addresses_of",
    "at_home_with",
    "badges_of",
    "check_shown",
    "described",
    "duty_teams",
    "entries_since",
    "family_of",
    "find_by_ref",
    "guarded",
    "household_children",
    "household_of",
    "joined_records",
    "joined_with",
    "kept_record_of",
    "known_of",
    "likely_matches",
    "named_readers",
    "offers_badges",
    "on_the_desk_of",
    "opened_by",
    "parted_from",
    "particulars_of",
    "particulars_typed",
    "preview_of",
    "rebuild_search",
    "repeated_identifiers",
    "restricted_matches_for",
    "search",
    "show_matches",
    "who_to_ask",
    "who_to_ring",
]
