"""Practices, and the people who work in them."""

from typing import ClassVar
from uuid import uuid4

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.keys import KeyedModel, keys_that_fit, readable, sorted_by
from accounts.models.triggers import NO_TRUNCATE, ends_sessions


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, password: str | None = None, **values: object) -> "User":
        user = self.model(email=self.normalize_email(email), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(KeyedModel, AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. What they may do comes from their place in a practice, or from editing content."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_content_administrator = models.BooleanField(_("content administrator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    sort_key = sorted_by("name")

    # Where they work, by the practice's name: set when a session's user is fetched (accounts.sign_in.backends).
    working_in: list["Staff"]

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            *readable("user", "name"),
            *keys_that_fit("user", sort_key=sorted_by("name")),
        ]
        indexes = [models.Index(fields=["sort_key"], name="user_in_order")]
        triggers = [ends_sessions("is_active", "is_content_administrator", user="id")]

    def __str__(self) -> str:
        return self.name


class Practice(KeyedModel):
    """A general practice: the tenant. FHIR: Organization."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=4, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    provider_number = models.CharField(_("provider number"), max_length=6, blank=True)
    gln = models.CharField(_("GLN"), max_length=13, blank=True)
    planning_area = models.CharField(_("planning area"), max_length=40, blank=True)
    sort_key = sorted_by("name")

    class Meta:
        constraints = [*readable("practice", "name"), *keys_that_fit("practice", sort_key=sorted_by("name"))]
        indexes = [models.Index(fields=["sort_key"], name="practice_in_order")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    GP = "gp", _("General practitioner")
    NURSE = "nurse", _("Practice nurse")


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class Staff(models.Model):
    """A person's place in a practice. FHIR: PractitionerRole."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="staff")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="places")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    is_manager = models.BooleanField(_("practice manager"), default=False)
    authorisation_id = models.CharField(_("authorisation ID"), max_length=5, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "user"], name="staff_once_per_practice"),
            models.UniqueConstraint(fields=["practice", "id"], name="staff_practice_id"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="staff_role_known"),
        ]
        triggers = [ends_sessions("role", "is_active", "is_manager", user="user_id")]

    def __str__(self) -> str:
        return self.user.name
