"""`keys`: what other systems speak to Kith with. Each belongs to a log-in of its own and ends by itself."""

from argparse import Namespace

from kith.site.commands.people import done, person_named
from kith.site.commands.terminal import WELL, Stop, say, wake


def listed(arguments: Namespace) -> int:
    """Every key in force: its number, its log-in, its system and its last moment. Never the key itself."""
    wake()
    from kith.access.models import ApiToken
    from kith.kernel.now import now

    keys = list(ApiToken.objects.filter(until__gt=now()).select_related("user").order_by("until"))
    for key in keys:
        say(f"{key.pk:>6} {key.user.email:<40} {key.name:<28} until {key.until:%-d %B %Y}")
    if not keys:
        say("None. bin/kith keys give NAME@AUTHORITY --system NAME --until YYYY-MM-DD")
    return WELL


def give(arguments: Namespace) -> int:
    """A key for a system, printed once and kept nowhere."""
    wake()
    from kith.access.steps import KeyGiven
    from kith.access.system import working

    with working() as kith:
        about = {"name": arguments.system, "until": arguments.until}
        token = done(KeyGiven, kith, person_named(arguments.email), about)
    say(token.key)
    return WELL


def end(arguments: Namespace) -> int:
    """The end of one key, at once."""
    wake()
    from kith.access.models import ApiToken
    from kith.access.steps import KeyEnded
    from kith.access.system import working

    with working() as kith:
        token = ApiToken.objects.filter(pk=arguments.number).select_related("user").first()
        if token is None:
            raise Stop(f"There is no key {arguments.number}. bin/kith keys list shows those in force.")
        done(KeyEnded, kith, token, {})
    say(f"The key of {token.name} opens nothing any more.")
    return WELL
