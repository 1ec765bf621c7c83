"""The machine as an actor: jobs, imports and commands write as "Kith", never as nobody and never as a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from kith.access.actor import acting
from kith.access.models import User

EMAIL = "kith@system.invalid"  # a domain that can never receive mail or be signed in with


def system_user() -> User:
    """The log-in under which the machine writes. Made on first use; it has no password, no role and no mail."""
    found = User.objects.filter(email=EMAIL).first()
    if found is None:
        found, _ = User.objects.get_or_create(
            email=EMAIL, defaults={"name": "Kith", "is_system": True, "password": "!"}
        )
    return found


@contextmanager
def working(system: User | None = None) -> Iterator[User]:
    """One piece of the machine's own work: in a transaction, as Kith (foundations, trap 17).

    Args:
        system: the machine's own log-in, where the caller has it in hand already.
    """
    with transaction.atomic():
        actor = system or system_user()
        with acting(actor):
            yield actor
