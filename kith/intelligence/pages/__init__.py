"""The pages of figures: from contact to help, categories of child protection plans, what agencies contributed."""

from django.urls import path

from kith.intelligence.pages import categories, contributions, conversion

urls = [
    path("conversion/", conversion.conversion, name="conversion"),
    path("conversion/export/", conversion.export, name="conversion-export"),
    path("conversion/contacts/", conversion.behind, name="conversion-contacts"),
    path("abuse-categories/", categories.categories, name="categories"),
    path("abuse-categories/export/", categories.export, name="categories-export"),
    path("abuse-categories/plans/", categories.hidden, name="categories-plans"),
    path("agency-contributions/", contributions.contributions, name="contributions"),
    path("agency-contributions/export/", contributions.export, name="contributions-export"),
]
