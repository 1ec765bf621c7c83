"""Letting in somebody who cannot get in: a lost second step, a forgotten password. Nothing here is about a child."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth.password_validation import validate_password

from kith.access.models import User
from kith.access.notices import tell
from kith.access.steps import may_keep_this_person
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step


class LostForm(forms.Form):
    """How it is known that the second step is lost, and that this is them."""

    reason = forms.CharField(
        label="What happened, and how you know that it is them",
        max_length=500,
        help_text="Such as: phone stolen on Friday, rang her back on her desk number. Those who audit read it",
        error_messages={"required": "Say what happened, and how you know that it is them."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SecondStepRemoved(Step):
    """Take the second step off a log-in

    For somebody who has lost their phone or key, once it is certain who they are: apps, passkeys and recovery codes all
    go. They are signed out everywhere, are told by mail that something was changed, and set up another as they sign in.
    """

    name = "access.second_step_removed"
    form = LostForm
    may = may_keep_this_person
    done = "Took the second step off a log-in: {reason}"
    in_timeline = False

    def apply(self, act: Act, reason: str) -> User:
        person: User = lock(act.target)
        taken, _ = Authenticator.objects.filter(user=person).delete()
        if not taken:
            raise Breach("This log-in has no second step to take off. They are asked to set one up as they sign in.")
        for session in UserSession.objects.filter(user=person):
            session.end()
        tell(person, "/accounts/2fa/")
        act.words = {"reason": reason}
        return person


class PasswordForm(forms.Form):
    """A password that sign-in would take."""

    password = forms.CharField(strip=False, error_messages={"required": "Enter a password."})

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Long enough, on no list of breached ones, and not made of who they are."""
        typed: str = self.cleaned_data["password"]
        validate_password(typed, self.person)
        return typed


def may_at_the_terminal(actor: User, target: Any) -> bool | str:
    """Kith itself at the terminal: everybody else sends a link, so that nobody knows another's password for long."""
    return actor.is_system or "A password is set at the terminal only. Send them a link to choose one."


class PasswordSet(Step):
    """Set somebody's password

    Whoever holds the old one is signed out everywhere.
    """

    name = "access.password_set"
    form = PasswordForm
    may = may_at_the_terminal
    done = "Set a password at the terminal"
    in_timeline = False

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"person": target}

    def apply(self, act: Act, password: str) -> User:
        person: User = lock(act.target)
        person.set_password(password)
        person.save(update_fields=["password"])
        return person
