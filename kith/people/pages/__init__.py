"""The addresses of the people room. The page that tells somebody's story, /people/<ref>/, is gathered in `site`."""

from django.urls import path

from kith.people.pages import changing, deciding, finding, joining, restricting

urls = [
    path("search/", finding.search, name="search"),
    path("people/new/", finding.new, name="new"),
    path("people/repeated-identifiers/", finding.repeated, name="repeated"),
    path("people/restricted-matches/", restricting.desk, name="restricted-matches"),
    path("people/restricted-matches/<slug:match>/", restricting.answer, name="restricted-match"),
    path("people/<slug:ref>/reason/", deciding.reason, name="reason"),
    path("people/<slug:ref>/edit/", changing.edit, name="edit"),
    path("people/<slug:ref>/edit/details/", changing.details, name="details"),
    path("people/<slug:ref>/edit/few-words/", changing.few_words, name="few-words"),
    path("people/<slug:ref>/edit/name/", changing.name, name="name"),
    path("people/<slug:ref>/edit/number/", changing.number, name="number"),
    path("people/<slug:ref>/edit/address/", changing.address, name="address"),
    path("people/<slug:ref>/edit/born/", changing.born, name="born"),
    path("people/<slug:ref>/edit/take-back/", changing.take_back, name="take-back"),
    path("people/<slug:ref>/edit/family/", changing.family, name="family"),
    path("people/<slug:ref>/edit/family/ended/", changing.family_ended, name="family-ended"),
    path("people/<slug:ref>/edit/family/not-known/", changing.unknown_parent, name="unknown-parent"),
    path("people/<slug:ref>/edit/household/", changing.household, name="household"),
    path("people/<slug:ref>/edit/household/left/", changing.household_left, name="household-left"),
    path("people/<slug:ref>/match/<slug:other>/", joining.match, name="match"),
    path("people/<slug:ref>/join/<slug:other>/", joining.join, name="join"),
    path("people/<slug:ref>/part/<slug:other>/", joining.part, name="part"),
    path("people/<slug:ref>/parted/<slug:other>/", joining.parted, name="parted"),
    path("people/<slug:ref>/restrict/", restricting.restrict, name="restrict"),
    path("people/<slug:ref>/readers/", restricting.readers, name="readers"),
    path("people/<slug:ref>/readers/remove/", restricting.remove_reader, name="remove-reader"),
    path("people/<slug:ref>/lift/", restricting.lift, name="lift"),
]
