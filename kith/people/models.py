"""Children, unborn children and adults: one kind of record, so that a mother of sixteen is one person, not two."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now, today

NAME_NOT_SUPPLIED = "Name not supplied"  # a census brings children in without names


@tracked
class Person(models.Model):
    """Somebody: a child, a child not yet born, or an adult. Names, addresses and family hang on the same subject."""

    class Kind(models.TextChoices):
        CHILD = "child", "Child"
        UNBORN = "unborn", "Unborn child"
        ADULT = "adult", "Adult"

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"
        UNKNOWN = "U", "Not known"

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, related_name="person")
    kind = models.CharField(max_length=10, choices=Kind)
    # Worked out from the names by the step that changes them: what lists and headings say.
    shown_name = models.CharField(max_length=200, default=NAME_NOT_SUPPLIED)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    date_of_birth = models.DateField(null=True, blank=True)
    birth_date_estimated = models.BooleanField(default=False)
    expected_date = models.DateField("expected date of delivery", null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    ethnicity = models.CharField(max_length=8, blank=True)
    disabilities = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    first_language = models.CharField(max_length=12, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    communication_needs = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    in_few_words = models.TextField(blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="born_before_they_died",
                condition=Q(died_on=None) | Q(date_of_birth=None) | Q(died_on__gte=F("date_of_birth")),
            ),
            models.CheckConstraint(
                name="unborn_has_no_birth_date", condition=~Q(kind="unborn") | Q(date_of_birth=None)
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def ref(self) -> str:
        return self.subject.ref

    @property
    def is_unborn(self) -> bool:
        """Whether this is a child not born yet."""
        return self.kind == self.Kind.UNBORN

    @property
    def age(self) -> int | None:
        """Whole years today, or at death."""
        if self.date_of_birth is None:
            return None
        on, born = self.died_on or today(), self.date_of_birth
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    @property
    def age_words(self) -> str:
        """How old, as people say it: "8", "7 months", "due 2 July 2026", "age not known"."""
        if self.is_unborn:
            return f"due {self.expected_date:%-d %B %Y}" if self.expected_date else "not yet born"
        if self.age is None:
            return "age not known"
        if self.age < 2 and self.date_of_birth is not None:
            on, born = self.died_on or today(), self.date_of_birth
            months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
            return f"{months} month{'' if months == 1 else 's'}" if months else "under a month"
        return f"about {self.age}" if self.birth_date_estimated else str(self.age)

    @property
    def href(self) -> str:
        """The page that tells their story."""
        return f"/people/{self.ref}/"

    @property
    def first_name(self) -> str:
        return self.shown_name.split(" ")[0] if self.shown_name else ""

    @property
    def called(self) -> str:
        """What a sentence about them calls them: their first name; a child not born yet is the baby."""
        return "the baby" if self.is_unborn else self.first_name


@tracked
class Name(models.Model):
    """A name somebody has or was called by. The newest legal or known-as name is the one shown."""

    class Kind(models.TextChoices):
        LEGAL = "legal", "Legal name"
        KNOWN_AS = "known_as", "Known as"
        ALIAS = "alias", "Also called"
        BIRTH = "birth", "Name at birth"
        AS_TOLD = "as_told", "As a referrer spelt it"

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LEGAL)
    given = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)
    said_by = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    mistaken_because = models.CharField(
        "why it was never theirs", max_length=500, blank=True, default="", db_default=""
    )

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@tracked
class Identifier(models.Model):
    """A number somebody is known by. One that breaks its own rule is kept as it came and never used to recognise."""

    class Scheme(models.TextChoices):
        LA_CHILD_ID = "la_child_id", "LA child id"
        NHS = "nhs", "NHS number"
        UPN = "upn", "UPN"
        FORMER_UPN = "former_upn", "Former UPN"
        UPN_UNKNOWN = "upn_unknown", "Reason the UPN is not known"
        HOME_OFFICE = "home_office", "Home Office reference"

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=20, choices=Scheme)
    value = models.CharField(max_length=60)
    sound = models.BooleanField("passes its own check", default=True)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)
    mistaken_because = models.CharField(
        "why it was never theirs", max_length=500, blank=True, default="", db_default=""
    )

    class Meta:
        indexes = [models.Index(fields=["scheme", "value"], name="identifier_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["value"], condition=Q(scheme="la_child_id", until=None), name="la_child_id_is_one_child"
            )
        ]


@tracked
class Address(models.Model):
    """Where somebody lives or lived. A confidential address shows to nobody outside the case, prints nowhere."""

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="addresses")
    line = models.CharField(max_length=200)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    authority_code = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=20, default="home")
    confidential = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    mistaken_because = models.CharField(
        "why it was never theirs", max_length=500, blank=True, default="", db_default=""
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="left_after_moving_in", condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since"))
            )
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.line, self.town, self.postcode) if part)


@tracked
class Household(models.Model):
    """A home that people share. It says nothing itself; its members are walled one by one."""

    kith_free_of_personal_data = "only its members say who lives there"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)


@tracked
class HouseholdMember(models.Model):
    """Somebody lives, or lived, in a household."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="households")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "person"], condition=Q(until=None), name="once_in_household")
        ]


@tracked
class Relationship(models.Model):
    """What one person is to another: `person` is the `kind` of `to` ("Grace is the mother of Amara")."""

    class Kind(models.TextChoices):
        MOTHER = "mother", "mother"
        FATHER = "father", "father"
        PARENT = "parent", "parent"
        STEP_PARENT = "step_parent", "step-parent"
        PARTNER = "partner", "partner"
        FORMER_PARTNER = "former_partner", "former partner"
        SIBLING = "sibling", "brother or sister"
        HALF_SIBLING = "half_sibling", "half-brother or half-sister"
        GRANDPARENT = "grandparent", "grandparent"
        AUNT_UNCLE = "aunt_uncle", "aunt or uncle"
        CARER = "carer", "carer"
        OTHER = "other", "other"

    class Couple(models.TextChoices):
        MARRIED = "married", "Married or in a civil partnership"
        TOGETHER = "together", "Living together, not married"
        APART = "apart", "A couple who do not live together"

    class Parted(models.TextChoices):
        SEPARATED = "separated", "Separated"
        DIVORCED = "divorced", "Divorced, or the civil partnership dissolved"

    class Quality(models.TextChoices):
        CLOSE = "close", "Close"
        STRAINED = "strained", "Strained"

    class Letters(models.TextChoices):
        ASK = "ask", "Only after asking the key worker"
        NEVER = "never", "Never: no letters and no invitations"

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="relationships")
    to = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="relationships_to")
    kind = models.CharField(max_length=20, choices=Kind)
    parental_responsibility = models.BooleanField(null=True)
    # How they came to hold it: a code of the list ParentalResponsibilityBasis, each with its section of the law.
    responsibility_basis = models.CharField(max_length=20, blank=True, default="", db_default="")
    safe_contact = models.CharField("limits on contact", max_length=300, blank=True)
    # Read by `may_be_written_to`: what stands here blocks letters and invitations in every room.
    letters = models.CharField(max_length=10, choices=Letters, blank=True, default="", db_default="")
    couple = models.CharField(max_length=10, choices=Couple, blank=True, default="", db_default="")
    parted = models.CharField(max_length=10, choices=Parted, blank=True, default="", db_default="")
    parted_on = models.DateField(null=True, blank=True)
    quality = models.CharField(max_length=10, choices=Quality, blank=True, default="", db_default="")
    asked = models.CharField(
        "who was asked about them, and what they said", max_length=300, blank=True, default="", db_default=""
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    mistaken_because = models.CharField("why it was never so", max_length=500, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="not_related_to_oneself", condition=~Q(person=F("to"))),
            models.UniqueConstraint(fields=["person", "to", "kind"], condition=Q(until=None), name="related_once"),
        ]


class MatchShown(models.Model):
    """The likely matches that somebody was shown for somebody described: nobody is created before this exists."""

    kith_walled_to = "shown_to"
    kith_append_only = True

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    shown_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    described = models.CharField(max_length=64)  # digest of the particulars that were compared
    people = ArrayField(models.BigIntegerField(), default=list)
    seen_in = models.TextField(
        default="", blank=True
    )  # PostgreSQL's snapshot: what stood written when the list was made
    at = models.DateTimeField(default=now)


@tracked
class MatchAnswer(models.Model):
    """What somebody answered: the same person, a different one, or not sure yet."""

    class Answer(models.TextChoices):
        SAME = "same", "Same person"
        DIFFERENT = "different", "Different person"
        UNSURE = "unsure", "Not sure yet"

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="match_answers")
    other = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="match_answers_about")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    why = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)


@tracked
class Restriction(models.Model):
    """Why a record is restricted to its named readers, by whom, and why it was opened again."""

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="restrictions")
    reason = models.CharField(max_length=500)
    restricted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=now)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_because = models.CharField(max_length=500, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="restricted_once")]


@tracked
class RestrictedMatch(models.Model):
    """A new record, or a contact, may be about a restricted person: only their named readers see it (decision 6).

    Written by `kith_restricted_matches` with its owner's rights: whoever wrote the contact learns nothing.
    """

    class Answer(models.TextChoices):
        SAME = "same", "Same person"
        DIFFERENT = "different", "Different person"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="restricted_matches")
    other = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=now)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="restricted_match_is_about_something", condition=Q(other__isnull=False) | Q(matter__isnull=False)
            )
        ]
        indexes = [models.Index(fields=["person"], name="restricted_match_waiting", condition=Q(answer=""))]


class SearchKey(models.Model):
    """How a person is reached by the search: a hashed key a row. Derived; see recognition/README.md."""

    kith_rows_may_go = "derived from names, dates and identifiers, and rebuilt with them"

    pk = models.CompositePrimaryKey("key", "person_id")
    key = models.BigIntegerField()
    person = models.ForeignKey(Subject, models.CASCADE, related_name="+")


class ThisTransaction(models.Func):
    """The number of the transaction under way, as PostgreSQL counts them; never used twice in one server's life."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class SearchCard(models.Model):
    """What a person is compared by, in one read. Derived."""

    kith_rows_may_go = "derived, rebuilt with the person"

    person = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="+")
    particulars = models.JSONField()
    version = models.PositiveSmallIntegerField(db_index=True)
    # The transaction that wrote it, so that what has come since a list of matches was made is read by index.
    written_in = models.BigIntegerField(db_default=ThisTransaction(), db_index=True)


class NameToken(models.Model):
    """A single word that occurs in names, with the forms it may be mistyped as."""

    kith_free_of_personal_data = "single words of names, linked to nobody; only ever read by the search"

    token = models.CharField(max_length=64, primary_key=True, db_collation="C")
    forms = ArrayField(models.IntegerField())
    people = models.IntegerField(default=1)

    class Meta:
        # Each word goes into the index when it is written: every search would read a list of words still to go in.
        indexes = [GinIndex(fields=["forms"], name="nametoken_forms", fastupdate=False)]
