"""Users, the teams and agencies they belong to, and the roles they hold for a time."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.prepared import Prepared
from kith.access.roles import ROLES, Ability, Role
from kith.kernel.ids import new_ref
from kith.kernel.now import today

_WORKFORCE = "names people who work here, not children or families"


class Users(BaseUserManager["User"]):
    """Creates log-ins; e-mail addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new log-in. Without a password it can only sign in through the authority's own provider."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def with_roles(self, pk: int) -> User | None:
        """One log-in and the roles it holds today, in one query where it holds any."""
        grants = _held(user=pk, day=today())
        if not grants:
            return self.filter(pk=pk).first()
        user = grants[0].user
        user.grants = grants
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@tracked
class Agency(models.Model):
    """A partner of the authority: a school, a health body, the police. `source_code` is the CIN census code."""

    kith_free_of_personal_data = "names organisations"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, db_index=True)
    source_code = models.CharField(max_length=4, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked
class Team(models.Model):
    """A team of the authority: the MASH, an assessment team, early help."""

    kith_free_of_personal_data = "names teams"

    class Kind(models.TextChoices):
        MASH = "mash", "Multi-agency safeguarding hub"
        ASSESSMENT = "assessment", "Assessment"
        EARLY_HELP = "early_help", "Early help"
        DUTY = "duty", "Out of hours"
        OTHER = "other", "Other"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """Somebody who signs in, or a system that writes on the authority's behalf."""

    kith_free_of_personal_data = _WORKFORCE

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    registration_number = models.CharField(
        "Social Work England number", max_length=20, blank=True, help_text="Empty for those who are not social workers"
    )
    experienced_in_section_47 = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    density = models.CharField(max_length=8, default="roomy", choices=[("roomy", "Roomy"), ("compact", "Compact")])

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def grants(self) -> list[RoleGrant]:
        """The roles this person holds today."""
        return list(self.role_grants.filter(RoleGrant.live()).select_related("team", "agency"))

    @cached_property
    def roles(self) -> list[Role]:
        return [ROLES[grant.role] for grant in self.grants if grant.role in ROLES]

    @cached_property
    def team_ids(self) -> set[int]:
        return {grant.team_id for grant in self.grants if grant.team_id}

    def teams_where(self, *abilities: Ability) -> set[int]:
        """The teams in which a role held today gives one of these abilities: supervising one team opens no other."""
        return {grant.team_id for grant in self.grants if grant.team_id and ROLES[grant.role].abilities & {*abilities}}

    @cached_property
    def agency_ids(self) -> set[int]:
        return {grant.agency_id for grant in self.grants if grant.agency_id}

    def may(self, ability: Ability) -> bool:
        """Whether any role held today gives this ability."""
        return self.is_active and any(ability in role.abilities for role in self.roles)

    def forget_roles(self) -> None:
        """Read the roles afresh, after a grant began or ended."""
        for name in ("grants", "roles", "team_ids", "agency_ids"):
            self.__dict__.pop(name, None)


@tracked
class RoleGrant(models.Model):
    """A role held by somebody from one date, until another or until ended; in a team or an agency where it has one."""

    kith_free_of_personal_data = _WORKFORCE

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=40)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("since"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"

    @staticmethod
    def live(on: Any = None) -> Q:
        """Grants in force today, or on a day."""
        day = on or today()
        return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


# For every page of everybody.
_held = Prepared(
    lambda user, day: RoleGrant.objects.filter(RoleGrant.live(day), user_id=user).select_related(
        "user", "team", "agency"
    ),
    "user",
    "day",
)
