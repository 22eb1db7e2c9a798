"""The table of sign-ins that last: whose, from where, and until when."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.models.people import User


class Session(AbstractBaseSession):
    """A browser that somebody is signed in with.

    `session_key` is a digest of the key in the cookie: who reads this table can sign in as nobody. `expire_date` is set
    when they sign in, and what they do afterwards does not move it.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    # The browser and the system, in a word each.
    device = models.CharField(max_length=60, blank=True)
    address = models.GenericIPAddressField(null=True)

    def __str__(self) -> str:
        return f"{self.user} {self.device}"
