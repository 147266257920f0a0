"""Units in a tree, persons, their accounts, their roles with dates, and notices that say nothing of a case."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from vaern.people.enums import OrgRole, UnitKind
from vaern.vault.fields import SealedTextField
from vaern.vault.scopes import Scope, ScopeKind


class Unit(models.Model):
    """A department, centre or workplace. `path` is the ids from the root, so that a subtree is one range."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, db_index=True)
    phone = models.CharField(max_length=24, blank=True)
    closed_on = models.DateField(null=True)


class Person(models.Model):
    """One human being who works here. Persons, not accounts, are compared when someone is excluded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    work_email = models.EmailField(blank=True)
    work_phone = models.CharField(max_length=24, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")
    left_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["work_email"], condition=~models.Q(work_email=""), name="one_person_per_work_email"
            ),
        ]

    @property
    def first_name(self) -> str:
        """What a colleague says."""
        return self.name.split(" ", 1)[0]


def plain_username(typed: str) -> str:
    """A user name as it is kept and counted: without space around it, and in small letters, ÆØÅ too."""
    return typed.strip().lower()


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by what is typed at sign-in."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """User names are matched without regard to case, alike on every database: all are kept in small letters."""
        return self.get(username=plain_username(username or ""))


class Account(AbstractBaseUser):
    """A way of signing in. A person may have several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    username = models.CharField(max_length=150, unique=True)
    is_active = models.BooleanField(default=True)
    totp_secret = SealedTextField(scope=ScopeKind.PERSON)
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects = AccountManager()

    @property
    def vault_scope(self) -> Scope:
        """The second factor is sealed with the person's own key."""
        return Scope(ScopeKind.PERSON, self.person_id)


class RoleAssignment(models.Model):
    """A person holds a role in a unit from a day (and until one). A deputy stands in for the unit's leader."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=16, choices=OrgRole.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roles")
    since = models.DateField()
    until = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "role", "since"], name="role_in_unit")]


class Absence(models.Model):
    """A person is away (holiday, illness) from a day to a day, with a substitute where one is named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    substitute = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="substitutes_for")
    made_at = models.DateTimeField()


class Invitation(models.Model):
    """A one-time way in for a person: a first account, or a new second factor. Only the token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Notice(models.Model):
    """An entry in a person's inbox. It names a code and an id; what it says is worked out when it is opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    code = models.CharField(max_length=32)
    subject_id = models.UUIDField(null=True)
    dedupe = models.CharField(max_length=96, unique=True)
    made_at = models.DateTimeField()
    emailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "read_at", "made_at"], name="notice_inbox")]
