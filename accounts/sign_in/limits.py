"""How often a password may be guessed: waits that grow, for whoever guesses, and for nobody else.

The count stands in the database, for all processes, by account and address together. Somebody who guesses keeps nobody
else out: not the account's own person at another address, nor others behind the same one. Guesses that are spread over
accounts or addresses are ended as well, but only where the account has not been signed in to from that address.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.crypto import salted_hmac

from accounts.models import SignInTry

FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
# Tries that failed within this time, spread over addresses, or over accounts.
SPREAD_OVER = timedelta(hours=1)
MOST_OF_ACCOUNT, MOST_OF_ADDRESS = 50, 100
FORGOTTEN_AFTER = timedelta(days=1)
KEPT_FOR = timedelta(days=90)


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: nothing at first, then twice as long each time."""
    if failures < FREE_TRIES:
        return timedelta()
    doublings: int = 2 ** min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def begin_try(*, login: str, address: str, now: datetime) -> timedelta:
    """Count a try before it is known how it ends, so that many at once are no way round.

    Returns how long to wait instead of trying; nothing if the try may be made.
    """
    account = digest_of(login)
    with transaction.atomic():
        is_known = SignInTry.objects.filter(account=account, address=address, signed_in_at__isnull=False).exists()
        if not is_known and _is_spread(account, address, now):
            return LONGEST_WAIT
        row, _ = SignInTry.objects.select_for_update().get_or_create(account=account, address=address)
        if row.failed_at is not None and row.failed_at < now - FORGOTTEN_AFTER:
            row.failures = 0
        left = row.failed_at + wait_after(row.failures) - now if row.failed_at else timedelta()
        if left > timedelta():
            return left
        row.failures, row.failed_at = row.failures + 1, now
        row.save(update_fields=["failures", "failed_at"])
    return timedelta()


def end_try(*, login: str, address: str, now: datetime) -> None:
    """The password was right: what failed from here before is forgotten, and so is what is too old to matter."""
    SignInTry.objects.filter(account=digest_of(login), address=address).update(
        failures=0, failed_at=None, signed_in_at=now
    )
    old = now - KEPT_FOR
    not_tried = Q(failed_at=None) | Q(failed_at__lt=old)
    SignInTry.objects.filter(not_tried, Q(signed_in_at=None) | Q(signed_in_at__lt=old)).delete()


def digest_of(login: str) -> str:
    """What stands for an account in the table."""
    return salted_hmac("accounts.sign_in.limits", login.strip().lower(), algorithm="sha256").hexdigest()


def _is_spread(account: str, address: str, now: datetime) -> bool:
    recent = SignInTry.objects.filter(failed_at__gt=now - SPREAD_OVER)
    of_account = recent.filter(account=account).aggregate(sum=Sum("failures"))["sum"] or 0
    of_address = recent.filter(address=address).aggregate(sum=Sum("failures"))["sum"] or 0
    return of_account >= MOST_OF_ACCOUNT or of_address >= MOST_OF_ADDRESS
