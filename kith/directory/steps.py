"""Keeping the directory: an entry is added, changed, checked and ended; and families are told of it (EH-06)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.models import Agency
from kith.directory import policies
from kith.directory.forms import ChangeForm, EndForm, ServiceForm
from kith.directory.models import LocalService, SignPost
from kith.directory.needs import NEEDS
from kith.kernel.now import LONDON
from kith.kernel.perform import lock
from kith.kernel.step import Act, Step
from kith.ui.forms import Checkboxes, KithForm, Radios


def _write(act: Act, service: LocalService, owner: str, **cleaned: Any) -> LocalService:
    for name, value in cleaned.items():
        setattr(service, name, value)
    service.owner = Agency.objects.filter(ref=owner).first() if owner else None
    service.save()
    act.words = {"name": service.name}
    return service


class ServiceAdded(Step):
    """Add a service."""

    name = "directory.service_added"
    form = ServiceForm
    may = policies.add_service
    done = "Added to the directory: {name}"

    def apply(self, act: Act, **cleaned: Any) -> LocalService:
        """A new entry counts as checked on the day it is written."""
        return _write(act, LocalService(verified_on=act.now.astimezone(LONDON).date()), **cleaned)


class ServiceChanged(Step):
    """Change this service."""

    name = "directory.service_changed"
    form = ChangeForm
    may = policies.keep_service
    done = "Changed in the directory: {name}"

    def apply(self, act: Act, checked: bool, **cleaned: Any) -> LocalService:
        """What it says now; checked only when somebody says that it was."""
        service: LocalService = lock(act.target)
        if checked:
            service.verified_on = act.now.astimezone(LONDON).date()
        return _write(act, service, **cleaned)


class ServiceVerified(Step):
    """Say that this is still right."""

    name = "directory.service_verified"
    form = KithForm
    may = policies.keep_service
    done = "Checked in the directory: {name}"

    def apply(self, act: Act) -> LocalService:
        """Somebody asked the service, and everything still holds."""
        service: LocalService = lock(act.target)
        service.verified_on = act.now.astimezone(LONDON).date()
        service.save(update_fields=["verified_on"])
        act.words = {"name": service.name}
        return service


class ServiceEnded(Step):
    """End this service."""

    name = "directory.service_ended"
    form = EndForm
    may = policies.keep_service
    done = "Ended in the directory: {name}"

    def apply(self, act: Act, ended_on: date) -> LocalService:
        """It is shown to nobody after that day, and stays in what was said of it."""
        service: LocalService = lock(act.target)
        service.ended_on = ended_on
        service.save(update_fields=["ended_on"])
        act.words = {"name": service.name}
        return service


class SignPostForm(KithForm):
    """Which needs it was for. Nothing says who the family is."""

    needs = Checkboxes("For which needs?", list(NEEDS.items()), required=False, small=True)
    where = Radios("From where?", SignPost.Where.choices, required=False, small=True)


class ServiceSignposted(Step):
    """Say that a family was told of this."""

    name = "directory.service_signposted"
    form = SignPostForm
    may = policies.signpost
    done = "A family was told of {name}"

    def apply(self, act: Act, needs: list[str], where: str) -> SignPost:
        """Counted, so that it shows which help is asked for; no family is in it."""
        act.words = {"name": act.target.name}
        return SignPost.objects.create(
            service=act.target, needs=needs, where=where or SignPost.Where.DIRECTORY, by=act.actor, at=act.now
        )
