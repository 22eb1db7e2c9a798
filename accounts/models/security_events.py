"""The table of what happened at the door: who signed in, failed to, signed out, or was refused."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.models.triggers import APPEND_ONLY

# Neither the program nor whoever reaches the database through it can say that it was another time.
AT_IS_NOW = pgtrigger.Trigger(
    name="at_is_now",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="NEW.at = clock_timestamp(); RETURN NEW;",
)


class SecurityEventKind(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    WRONG_PASSWORD = "wrong_password", _("wrong password")
    MADE_TO_WAIT = "made_to_wait", _("made to wait after wrong passwords")
    CONFIRMED = "confirmed", _("confirmed the password")
    SIGNED_OUT = "signed_out", _("signed out")
    SESSION_ENDED = "session_ended", _("ended a sign-in elsewhere")
    PASSWORD_CHANGED = "password_changed", _("changed the password")
    REFUSED = "refused", _("refused a page")


class SecurityEvent(models.Model):
    """What happened, to whose account (None: to none that there is), and from where. Only ever added to."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, choices=SecurityEventKind)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # The name of the page that was refused; nothing that anybody typed.
    detail = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=SecurityEventKind.values), name="security_event_known"),
        ]
        indexes = [models.Index(fields=["user", "-at"], name="security_event_of_user")]
        triggers = [*APPEND_ONLY, AT_IS_NOW]

    def __str__(self) -> str:
        return f"{self.at} {self.kind}"
