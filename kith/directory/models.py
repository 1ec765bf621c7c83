"""Places and help near a family: postcodes as geography, and the directory of local services."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kith.access.history import tracked
from kith.access.models import Agency, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


class Postcode(models.Model):
    """A live postcode from the ONS directory: its authority and where it lies."""

    kith_free_of_personal_data = "geography"
    kith_rows_may_go = "replaced as a whole when a newer postcode directory is loaded"

    code = models.CharField(max_length=8, primary_key=True)  # without the space
    authority_code = models.CharField(max_length=12)
    easting = models.IntegerField(null=True)  # metres, EPSG:27700
    northing = models.IntegerField(null=True)  # metres, EPSG:27700


@tracked
class LocalService(models.Model):
    """A service near here that may help a family sooner than a referral would (EH-06)."""

    kith_free_of_personal_data = "describes services"

    class Reach(models.TextChoices):
        UNIVERSAL = "universal", "Open to everyone"
        TARGETED = "targeted", "For families who need more"
        COMMISSIONED = "commissioned", "Paid for by the authority"
        DIRECT = "direct", "Run by the authority"
        VOLUNTARY = "voluntary", "Run by a voluntary group"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=200)
    says = models.TextField(max_length=2000)
    reach = models.CharField(max_length=20, choices=Reach)
    needs = ArrayField(models.CharField(max_length=60), default=list)
    youngest = models.PositiveSmallIntegerField(default=0)
    oldest = models.PositiveSmallIntegerField(default=18)
    place = models.CharField(max_length=120, blank=True)
    cost = models.CharField(max_length=120, default="Free")
    how_to_refer = models.CharField(max_length=300)
    waiting_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    verified_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SignPost(models.Model):
    """A family was told of a service: which one and when, never who they are (EH-06)."""

    kith_append_only = True
    kith_free_of_personal_data = "counts how often a service is named to families; no family is in it"

    class Where(models.TextChoices):
        DIRECTORY = "directory", "From the directory"
        PORTAL = "portal", "By a referrer, instead of a referral"

    service = models.ForeignKey(LocalService, on_delete=models.PROTECT, related_name="signposts")
    where = models.CharField(max_length=12, choices=Where)
    needs = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["service", "-at"], name="signposts_to_service")]
