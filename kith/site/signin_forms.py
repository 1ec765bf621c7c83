"""The library's sign-in forms in our words: work e-mail, plain labels, no text inside the boxes."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from kith.ui.forms.words import house_rules

CODE_HINT = "Six figures from your app, or one of your recovery codes"


class Plain:
    """Labels and hints of ours, sentences of the house, and no placeholder."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            house_rules(field, str(field.label))
            if name == "code":
                field.widget.attrs |= {"inputmode": "text", "spellcheck": "false", "class": "govuk-input--width-10"}


NEW_PASSWORD = {
    "password1": "At least 12 characters. Three or four words that do not belong together are best",
}


class LoginForm(Plain, account.LoginForm):
    labels = {"login": "Work email address", "password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "spellcheck": "false"}


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    labels = {
        "oldpassword": "The password you have now",
        "password1": "New password",
        "password2": "New password, once more",
    }
    hints = NEW_PASSWORD


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    labels = {"email": "Work email address"}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password, once more"}
    hints = NEW_PASSWORD


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    labels = {"password": "Password"}


class AuthenticateForm(Plain, mfa.AuthenticateForm):
    labels = {"code": "Code"}
    hints = {"code": CODE_HINT}


class ReauthenticateByCodeForm(Plain, mfa.ReauthenticateForm):
    labels = {"code": "Code"}
    hints = {"code": CODE_HINT}


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    labels = {"code": "Code"}
    hints = {"code": "The six figures that your app shows now"}


class AddKeyForm(Plain, webauthn.AddWebAuthnForm):
    labels = {"name": "What you call it", "passwordless": "Sign in with this alone, without a password"}
    hints = {
        "name": "Such as “work laptop” or “blue key”",
        "passwordless": "It will ask for your fingerprint, face or its PIN each time",
    }


class EditKeyForm(Plain, webauthn.EditWebAuthnForm):
    labels = {"name": "What you call it"}
