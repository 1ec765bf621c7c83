"""Keeping the people who work here: log-ins made and closed, roles given and ended. Nothing here is about a child."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from kith.access.models import Agency, ApiToken, RoleGrant, Team, User
from kith.access.policies import needs
from kith.access.roles import ROLES, Ability
from kith.kernel.now import LONDON, today
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.standards.codesets import agency_kinds

LONGEST_KEY = 366  # days
AS_WRITTEN = ["%Y-%m-%d", "%d %m %Y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]

_keeps_people = needs(Ability.KEEP_PEOPLE)


def may_keep_people(actor: User, target: Any) -> bool | str:
    """A system administrator, or Kith itself at the terminal: somebody must make the first administrator."""
    return actor.is_system or _keeps_people(actor, target)


def may_keep_this_person(actor: User, target: Any) -> bool | str:
    """As above; but nobody gives or takes their own roles, and Kith's own log-in has none."""
    person = target.user if isinstance(target, (RoleGrant, ApiToken)) else target
    if person.is_system:
        return "This is Kith's own log-in. It has no roles."
    if person.pk == actor.pk:
        return "Nobody changes their own roles or log-in. Ask another system administrator."
    return may_keep_people(actor, target)


class Day(forms.DateField):
    """A day, typed as people write it."""

    def __init__(self, label: str, missing: str, *, hint: str = "", **kwargs: Any) -> None:
        wrong = f"{label} must be a date, such as 4 6 2026 or 4 June 2026."
        super().__init__(
            label=label,
            help_text=hint or "Such as 4 6 2026",
            input_formats=AS_WRITTEN,
            error_messages={"required": missing, "invalid": wrong},
            widget=forms.DateInput(format="%d %m %Y", attrs={"class": "govuk-input--width-10"}),
            **kwargs,
        )


class PersonForm(forms.Form):
    """Who somebody is at work."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter their name."})
    email = forms.EmailField(
        label="Work email address",
        max_length=254,
        error_messages={
            "required": "Enter their work email address.",
            "invalid": "Enter an email address, such as name@authority.gov.uk.",
        },
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    phone = forms.CharField(label="Work phone number", max_length=30, required=False)
    registration_number = forms.CharField(
        label="Social Work England number",
        max_length=20,
        required=False,
        help_text="Leave empty for those who are not social workers",
    )
    experienced_in_section_47 = forms.BooleanField(
        label="Has experience of section 47 enquiries", required=False, help_text="Their manager says so"
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        """One log-in for each address, whatever its capitals."""
        email = str(self.cleaned_data["email"]).lower()
        others = User.objects.exclude(pk=self.person.pk) if self.person else User.objects.all()
        if others.filter(email__iexact=email).exists():
            raise forms.ValidationError("Somebody already signs in with this address.")
        return email


class UserAdded(Step):
    """Add somebody who works here"""

    name = "access.user_added"
    form = PersonForm
    may = may_keep_people
    done = "Added a log-in"
    in_timeline = False

    def apply(self, act: Act, **cleaned: Any) -> User:
        return User.objects.create_user(password=None, **cleaned)


class UserChanged(Step):
    """Change what is known of somebody who works here"""

    name = "access.user_changed"
    form = PersonForm
    may = may_keep_this_person
    done = "Changed a log-in"
    in_timeline = False

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"person": target}

    def apply(self, act: Act, **cleaned: Any) -> User:
        person: User = lock(act.target)
        for name, value in cleaned.items():
            setattr(person, name, value)
        person.save(update_fields=list(cleaned))
        return person


class GrantForm(forms.Form):
    """A role, where it is held, and for how long."""

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *((role.key, role.title) for role in ROLES.values())],
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose one of the roles offered."},
    )
    team = forms.ModelChoiceField(
        Team.objects.all(), label="Team", required=False, help_text="Leave empty for a role in a partner agency"
    )
    agency = forms.ModelChoiceField(
        Agency.objects.all(), label="Agency", required=False, help_text="Only for a role in a partner agency"
    )
    since = Day("First day", "Enter the first day.", initial=today)
    until = Day(
        "Last day",
        "Enter the last day.",
        required=False,
        hint="Leave empty when nobody knows yet. The role ends by itself after it",
    )

    def clean(self) -> dict[str, Any]:
        """A partner's role names its agency, and no other role does; and it ends after it begins."""
        cleaned = super().clean() or self.cleaned_data
        role, agency = ROLES.get(cleaned.get("role") or ""), cleaned.get("agency")
        if role and role.agency and not agency:
            self.add_error("agency", f"Choose the agency: a {role.title.lower()} sees only what that agency sent.")
        if role and agency and not role.agency:
            self.add_error("agency", f"Leave the agency empty: a {role.title.lower()} works for the authority.")
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must be the day it starts, or later.")
        return cleaned


class RoleGranted(Step):
    """Give a role"""

    name = "access.role_granted"
    form = GrantForm
    may = may_keep_this_person
    done = "Gave the role of {role}"
    in_timeline = False

    def apply(self, act: Act, **cleaned: Any) -> RoleGrant:
        lock(act.target)
        held = act.target.role_grants.filter(role=cleaned["role"], team=cleaned["team"], agency=cleaned["agency"])
        last = cleaned["until"]
        for grant in held:
            if (grant.until is None or grant.until >= cleaned["since"]) and (last is None or grant.since <= last):
                raise Breach("They hold this role in those days already. End it first, or choose other days.", "role")
        act.words = {"role": ROLES[cleaned["role"]].title}
        act.target.forget_roles()
        return RoleGrant.objects.create(user=act.target, **cleaned)


class EndForm(forms.Form):
    """The last day a role is held."""

    until = Day("Last day", "Enter the last day.", initial=today, hint="The role may be used until that day ends")


class RoleEnded(Step):
    """End a role"""

    name = "access.role_ended"
    form = EndForm
    may = may_keep_this_person
    done = "Ended the role of {role}"
    in_timeline = False

    def apply(self, act: Act, **cleaned: Any) -> RoleGrant:
        grant: RoleGrant = lock(act.target)
        if cleaned["until"] < grant.since:
            raise Breach("The last day must be the day it starts, or later.", "until")
        grant.until = cleaned["until"]
        grant.save(update_fields=["until"])
        act.words = {"role": ROLES[grant.role].title if grant.role in ROLES else grant.role}
        act.target.until = grant.until
        grant.user.forget_roles()
        return grant


class LogInClosed(Step):
    """Close a log-in"""

    name = "access.log_in_closed"
    may = may_keep_this_person
    done = "Closed a log-in"
    in_timeline = False

    def apply(self, act: Act, **cleaned: Any) -> User:
        person: User = lock(act.target)
        person.role_grants.filter(since__lte=today()).filter(RoleGrant.live()).update(until=today())
        person.is_active = False
        person.save(update_fields=["is_active"])
        return person


class LogInOpened(Step):
    """Open a closed log-in again"""

    name = "access.log_in_opened"
    may = may_keep_this_person
    done = "Opened a log-in again"
    in_timeline = False

    def apply(self, act: Act, **cleaned: Any) -> User:
        person: User = lock(act.target)
        person.is_active = True
        person.save(update_fields=["is_active"])
        return person


class KeyForm(forms.Form):
    """Which system a key is for, and its last day."""

    name = forms.CharField(label="Name of the system", max_length=120, error_messages={"required": "Name the system."})
    until = Day("Last day", "Enter the last day.", hint="The key may be used until that day ends, a year at most")

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not today() <= until <= today() + timedelta(days=LONGEST_KEY):
            raise forms.ValidationError("The last day must be today or later, and within a year.")
        return until


class KeyGiven(Step):
    """Give a system a key

    The system does what the log-in may do, through the interface for other systems only. The key itself is on the token
    that comes back, once, and kept nowhere.
    """

    name = "access.key_given"
    form = KeyForm
    may = may_keep_this_person
    done = "Gave a system a key"
    in_timeline = False

    def apply(self, act: Act, name: str, until: date) -> ApiToken:
        ends = datetime.combine(until + timedelta(days=1), time(), LONDON)
        token, key = ApiToken.issue(act.target, name, ends)
        token.key = key
        return token


class KeyEnded(Step):
    """End a system's key"""

    name = "access.key_ended"
    may = may_keep_this_person
    done = "Ended a system's key"
    in_timeline = False

    def apply(self, act: Act, **cleaned: Any) -> ApiToken:
        token: ApiToken = lock(act.target)
        token.until = min(token.until, act.now)
        token.save(update_fields=["until"])
        return token


class TeamForm(forms.Form):
    """What a team is called and what it does."""

    name = forms.CharField(label="Name of the team", max_length=120, error_messages={"required": "Enter its name."})
    kind = forms.ChoiceField(label="What it does", choices=Team.Kind.choices)
    phone = forms.CharField(label="Phone number", max_length=30, required=False)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if Team.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("There is a team of this name already.")
        return name


class TeamAdded(Step):
    """Add a team"""

    name = "access.team_added"
    form = TeamForm
    may = may_keep_people
    done = "Added a team"
    in_timeline = False

    def apply(self, act: Act, **cleaned: Any) -> Team:
        return Team.objects.create(**cleaned)


def _kinds_of_agency() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in agency_kinds().values()]


class AgencyForm(forms.Form):
    """A partner of the authority."""

    name = forms.CharField(label="Name of the agency", max_length=200, error_messages={"required": "Enter its name."})
    kind = forms.ChoiceField(label="Kind of agency", choices=_kinds_of_agency)
    phone = forms.CharField(label="Phone number", max_length=30, required=False)


class AgencyAdded(Step):
    """Add a partner agency"""

    name = "access.agency_added"
    form = AgencyForm
    may = may_keep_people
    done = "Added a partner agency"
    in_timeline = False

    def apply(self, act: Act, **cleaned: Any) -> Agency:
        return Agency.objects.create(source_code=agency_kinds()[cleaned["kind"]].referral_source, **cleaned)
