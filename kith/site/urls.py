"""Every address in the house. Each room keeps its own in `pages.py`, as `urls`."""

from django.urls import include, path

from kith.actions import pages as actions
from kith.api.v1 import api
from kith.assessment import pages as assessment
from kith.care import pages as care
from kith.checks import pages as checks
from kith.conferences import pages as conferences
from kith.directory import pages as directory
from kith.disagreements import pages as disagreements
from kith.documents import pages as documents
from kith.earlyhelp import pages as earlyhelp
from kith.emergency import pages as emergency
from kith.frontdoor import pages as frontdoor
from kith.governance import pages as governance
from kith.intelligence import pages as intelligence
from kith.legal import pages as legal
from kith.letters import pages as letters
from kith.network import pages as network
from kith.notes import pages as notes
from kith.people import pages as people
from kith.plans import pages as plans
from kith.protection import pages as protection
from kith.site import (
    access_page,
    accounts,
    behind,
    clock,
    drafts,
    help,
    me,
    people_who_work,
    practice,
    reviews,
    team,
    work,
)
from kith.site.child import pages as child
from kith.spread import pages as spread

handler400 = "kith.site.errors.misunderstood"
handler404 = "kith.site.errors.not_here"
handler500 = "kith.site.errors.broken"

urlpatterns = [
    path("drafts/<str:key>/", drafts.draft, name="draft"),
    path("api/v1/", api.urls),
    *accounts.urls,
    *me.urls,
    *help.urls,
    *people_who_work.urls,
    path("", include((work.urls, "work"))),
    path("", include((team.urls + behind.urls, "team"))),
    path("", include((clock.urls, "clock"))),
    path("", include((reviews.urls, "reviews"))),
    path("", include((access_page.urls, "access"))),
    path("", include((governance.urls, "governance"))),
    path("", include((intelligence.urls, "intelligence"))),
    path("", include((people.urls, "people"))),
    path("", include((network.urls, "network"))),
    path("", include((letters.urls, "letters"))),
    path("", include((child.urls, "child"))),
    path("", include((assessment.urls, "assessment"))),
    *practice.urls(),
    path("", include((protection.urls, "protection"))),
    path("", include((emergency.urls, "emergency"))),
    path("", include((plans.urls, "plans"))),
    path("", include((care.urls, "care"))),
    path("", include((legal.urls, "legal"))),
    path("", include((conferences.urls, "conferences"))),
    path("", include((checks.urls, "checks"))),
    path("", include((disagreements.urls, "disagreements"))),
    path("", include((notes.urls, "notes"))),
    path("", include((actions.urls, "actions"))),
    path("", include((frontdoor.urls, "frontdoor"))),
    path("", include((spread.urls, "spread"))),
    path("", include((directory.urls, "directory"))),
    path("", include((documents.urls, "documents"))),
    path("", include((earlyhelp.urls, "earlyhelp"))),
]
