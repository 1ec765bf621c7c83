"""`users`: the log-ins of the people who work here, from the terminal. How the first administrator is made."""

from argparse import Namespace
from typing import Any

from kith.site.commands.terminal import WELL, Stop, asked_for_password, say, wake


def listed(arguments: Namespace) -> int:
    """Everybody who has a log-in, whether they have a second step, and what they may do today."""
    wake()
    from allauth.mfa.models import Authenticator

    from kith.access.models import User
    from kith.site.signin import SECOND_STEPS

    people = list(User.objects.filter(is_system=False))
    safe = set(Authenticator.objects.filter(type__in=SECOND_STEPS).values_list("user_id", flat=True))
    for person in people:
        roles = ", ".join(_titled(grant) for grant in person.grants) or "no role"
        step = "second step" if person.pk in safe else "-"
        say(f"{person.email:<40} {person.name:<28} {step:<12} {roles if person.is_active else 'closed'}")
    if not people:
        say("Nobody yet. Make the first log-in: bin/kith users add NAME@AUTHORITY --name NAME")
    return WELL


def add(arguments: Namespace) -> int:
    """A log-in for somebody, with a role where one is given."""
    wake()
    from kith.access.steps import UserAdded
    from kith.access.system import working

    about = {"email": arguments.email, "name": arguments.name, "job_title": arguments.job_title or ""}
    with working() as kith:
        person = done(UserAdded, kith, None, about)
        if arguments.role:
            _give(kith, person, arguments)
    say(f"{person.name} has a log-in. Next: bin/kith users password {person.email}")
    return WELL


def grant(arguments: Namespace) -> int:
    """A role for somebody, from a day, until another."""
    wake()
    from kith.access.system import working

    with working() as kith:
        given = _give(kith, person_named(arguments.email), arguments)
    say(f"{given.user.name} is {_titled(given)} from {given.since:%-d %B %Y}.")
    return WELL


def end(arguments: Namespace) -> int:
    """The end of one role, or of the whole log-in."""
    wake()
    from kith.access.steps import LogInClosed, RoleEnded
    from kith.access.system import working
    from kith.kernel.now import today

    with working() as kith:
        person = person_named(arguments.email)
        if not arguments.role:
            done(LogInClosed, kith, person, {})
            say(f"{person.name} can no longer sign in. What they wrote stays.")
            return WELL
        held = [grant for grant in person.grants if grant.role == arguments.role]
        if not held:
            raise Stop(f"{person.name} does not hold the role {arguments.role} today.")
        for role in held:
            done(RoleEnded, kith, role, {"until": arguments.until or today().isoformat()})
    say(f"{person.name} no longer holds the role {arguments.role} after {arguments.until or 'today'}.")
    return WELL


def open_again(arguments: Namespace) -> int:
    """A closed log-in opened again. Its roles ended with it."""
    wake()
    from kith.access.steps import LogInOpened
    from kith.access.system import working

    with working() as kith:
        person = person_named(arguments.email)
        if person.is_active:
            raise Stop(f"The log-in of {person.name} is open already.")
        done(LogInOpened, kith, person, {})
    say(f"{person.name} can sign in again, without a role. Next: bin/kith users grant {person.email} --role ROLE")
    return WELL


def password(arguments: Namespace) -> int:
    """A password for somebody, typed at the terminal or piped in; it must be one that sign-in would take."""
    wake()
    from kith.access.locked_out import PasswordSet
    from kith.access.system import working

    with working() as kith:
        person = person_named(arguments.email)
        typed = asked_for_password(f"Password for {person.email}: ")
        done(PasswordSet, kith, person, {"password": typed})
    say(f"{person.name} can sign in with it now, and is signed out wherever the old one was used.")
    return WELL


def second_step(arguments: Namespace) -> int:
    """The second step taken off the log-in of somebody who has lost their phone, their key or their codes."""
    wake()
    from kith.access.locked_out import SecondStepRemoved
    from kith.access.system import working

    with working() as kith:
        person = person_named(arguments.email)
        done(SecondStepRemoved, kith, person, {"reason": arguments.reason})
    say(f"{person.name} is signed out everywhere, and sets up another second step as they next sign in.")
    return WELL


def person_named(email: str) -> Any:
    from kith.access.models import User

    person = User.objects.filter(email__iexact=email, is_system=False).first()
    if person is None:
        raise Stop(f"Nobody signs in as {email}. bin/kith users list shows who does.")
    return person


def _give(actor: Any, person: Any, arguments: Namespace) -> Any:
    from kith.access.models import Agency, Team
    from kith.access.steps import RoleGranted
    from kith.kernel.now import today

    team, agency = _named(Team, arguments.team), _named(Agency, arguments.agency)
    about = {
        "role": arguments.role,
        "team": team.pk if team else "",
        "agency": agency.pk if agency else "",
        "since": arguments.since or today().isoformat(),
        "until": arguments.until or "",
    }
    return done(RoleGranted, actor, person, about)


def _named(model: Any, name: str | None) -> Any:
    if not name:
        return None
    found = model.objects.filter(name__iexact=name).first()
    if found is None:
        there = ", ".join(str(one) for one in model.objects.all()[:20]) or "none yet"
        raise Stop(f"There is no {model._meta.verbose_name} called {name}. There are: {there}.")
    return found


def done(step: Any, actor: Any, target: Any, about: dict[str, Any]) -> Any:
    from kith.kernel.perform import Invalid, Refused, perform

    try:
        return perform(step, actor, target, about).result
    except Invalid as invalid:
        raise Stop(" ".join(str(text) for faults in invalid.form.errors.values() for text in faults)) from invalid
    except Refused as refused:
        raise Stop(str(refused)) from refused


def _titled(grant: Any) -> str:
    from kith.access.roles import ROLES

    title = ROLES[grant.role].title if grant.role in ROLES else grant.role
    place = grant.team or grant.agency
    return f"{title}, {place}" if place else title
