"""`doctor` and `test-mail`: is Kith well, and does its mail arrive."""

from argparse import Namespace

from kith.site.commands.terminal import BROKEN, WELL, Stop, complain, say, wake


def doctor(arguments: Namespace) -> int:
    """Every check, what it found, and how to mend what is broken."""
    wake()
    from kith.site.doctor import examine

    broken = 0
    for finding in examine():
        say(f"{'well  ' if finding.well else 'BROKEN'}  {finding.about}: {finding.says}")
        if not finding.well:
            broken += 1
            say(f"        To mend it: {finding.mend}")
    say("All is well." if not broken else f"{broken} to mend.")
    return BROKEN if broken else WELL


def refuse_unsafe() -> None:
    """Stop before starting when a check that Kith cannot do without is broken."""
    from django.db import connections

    from kith.site.doctor import examine

    broken = [finding for finding in examine(only_stopping=True) if not finding.well]
    connections.close_all()
    for finding in broken:
        complain(f"{finding.about}: {finding.says}\n  To mend it: {finding.mend}")
    if broken:
        raise Stop("Kith has not started.")


def test_mail(arguments: Namespace) -> int:
    """One message to one address, through the settings Kith runs with."""
    wake()
    from django.conf import settings
    from django.core.mail import send_mail

    body = f"This message was sent from the terminal to try Kith's mail. It concerns nobody.\n\n{settings.ADDRESS}/"
    try:
        send_mail("Kith can send mail", body, settings.DEFAULT_FROM_EMAIL, [arguments.email])
    except OSError as refused:
        raise Stop(f"The mail server {settings.EMAIL_HOST} did not take it: {refused}.") from refused
    where = f" It lies in {settings.EMAIL_FILE_PATH}." if "filebased" in settings.EMAIL_BACKEND else ""
    say(f"Handed over for {arguments.email}.{where}")
    return WELL
