"""Who opens which page: people signed in as in the morning, and the addresses each of them would open."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from kith.access.models import Involvement, Matter, User
from kith.access.system import working
from kith.assessment.models import Assessment
from kith.frontdoor.models import Contact, ContactChild
from kith.people.models import Person

Visit = tuple[User, str]


def signed_in(user: User) -> Client:
    """A browser of somebody who has signed in with both steps."""
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user, backend="kith.site.sessions.Backend")
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0}]
    session.save()
    return browser


def users(name: str, most: int) -> list[User]:
    """Those who work under that name (mash0, mash1 and so on)."""
    return list(User.objects.filter(email__startswith=name, email__regex=rf"^{name}[0-9]").order_by("pk")[:most])


def visits(workers: int = 20) -> dict[str, list[Visit]]:
    """The pages measured, each with some people and records to open it for; `workers` social workers at most."""
    with working():
        mash, social = users("mash", 5), users("worker", workers)
        seniors, supervisors = users("head", 2), users("supervisor", 5)
        waiting = list(Contact.objects.exclude(state="decided").select_related("matter").order_by("-pk")[:20])
        told = list(ContactChild.objects.filter(recognition="waiting").select_related("matter").order_by("-pk")[:20])
        pages: dict[str, list[Visit]] = {
            "Front-door queue": [(one, "/front-door/") for one in mash],
            "A contact": [(mash[0], f"/contacts/{one.ref}/") for one in waiting],
            "Is this a child we know?": [(mash[0], f"/contacts/{one.matter.ref}/children/{one.ref}/") for one in told],
            "Child's page": [(one, f"/people/{ref}/") for one, ref in _held(social)],
            "Child's chronology": [(one, f"/people/{ref}/chronology/") for one, ref in _held(social)],
            "An assessment": _assessments(social),
            "My work": [(one, "/") for one in social],
            "Team": [(one, "/team/") for one in supervisors],
            "Search": [(social[0], f"/search/?q={words}") for words in _names()],
            "From contact to help, six months": [(one, "/conversion/") for one in seniors],
            "From contact to help, five years": [(one, "/conversion/?since=2021-12") for one in seniors],
            "Contacts behind a number": [
                (one, "/conversion/contacts/?since=2021-12&stage=assessment") for one in seniors
            ],
        }
    return {name: found for name, found in pages.items() if found}


def _held(workers: list[User]) -> Iterator[tuple[User, str]]:
    for one in workers:
        held = Involvement.objects.filter(user=one, kind="key_worker", until=None).select_related("person")
        for row in held[:2]:
            yield one, row.person.ref


def _assessments(workers: list[User]) -> list[Visit]:
    return [
        (one, f"/assessments/{Matter.objects.get(pk=row.pk).ref}/")
        for one in workers
        for row in Assessment.objects.filter(lead=one, state="open")[:1]
    ]


def _names() -> list[str]:
    """What is typed: a whole name, with and without a date of birth, a beginning."""
    people = Person.objects.filter(subject__restricted=False).order_by("pk")
    found = []
    for place, person in enumerate(people[1_000:1_800:40]):
        born = person.date_of_birth
        first, *_, last = person.shown_name.split()
        dated = f"{first} {last} {born:%d/%m/%Y}" if born else f"{first} {last}"
        found.append((dated, f"{first} {last}", f"{first[:4]} {last[:4]}")[place % 3].replace(" ", "+"))
    return found
