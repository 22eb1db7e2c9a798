"""The table of tries to sign in that failed, by account and by the address that they came from."""

from django.db import models


class SignInTry(models.Model):
    """What an address has tried with an account, whether there is such an account or not.

    `account` is a digest: what somebody typed in place of an e-mail address stands nowhere. `signed_in_at` is the last
    time that it worked from there.
    """

    account = models.CharField(max_length=64)
    address = models.GenericIPAddressField()
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    signed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="sign_in_try_once")]
        indexes = [models.Index(fields=["address", "failed_at"], name="sign_in_try_by_address")]

    def __str__(self) -> str:
        return f"{self.address} {self.failures}"
