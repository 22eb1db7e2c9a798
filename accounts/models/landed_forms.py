"""The table of landed forms: it recognises a form that adds something when the same form is sent again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import connection, models
from django.utils import timezone

from accounts.models.people import User

KEPT_FOR = timedelta(days=7)
# The second of two that are sent at once waits here until the first one's transaction has ended.
CLAIM = """
WITH forgotten AS (DELETE FROM accounts_landedform WHERE user_id = %(user)s AND sent_at < %(before)s AND id <> %(id)s)
INSERT INTO accounts_landedform (id, user_id, content, location, sent_at)
VALUES (%(id)s, %(user)s, '', '', %(now)s)
ON CONFLICT (id) DO UPDATE SET sent_at = EXCLUDED.sent_at
RETURNING content, location
"""


@dataclass(frozen=True)
class Landed:
    """What a form did when it was sent before: a digest of what it said, and where it led. Empty if it did not land."""

    content: str
    location: str


class LandedFormManager(models.Manager["LandedForm"]):
    def claim(self, *, user: User, identifier: UUID) -> Landed:
        """Claim this form for the running transaction, and return what it did before, in one statement."""
        now = timezone.now()
        values: dict[str, UUID | datetime] = {"id": identifier, "user": user.pk, "now": now, "before": now - KEPT_FOR}
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, values)
            return Landed(*cursor.fetchone())

    def land(self, *, identifier: UUID, content: str, location: str) -> None:
        """Keep where the form led, in the transaction that wrote what it adds."""
        self.filter(pk=identifier).update(content=content, location=location)

    def is_done(self, identifier: UUID) -> bool:
        """Whether it has been dealt with, by a transaction that has ended."""
        return self.filter(pk=identifier).exclude(content="").exists()


class LandedForm(models.Model):
    """A form that was sent: by its page's key, its person, practice and address (all in `id`).

    `content` is a digest of what it said, `location` where it led; both are empty until it has landed. Rows are
    forgotten after a week: no page is open as long.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    content = models.CharField(max_length=64, blank=True)
    location = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField()

    objects: ClassVar[LandedFormManager] = LandedFormManager()

    class Meta:
        indexes = [models.Index(fields=["user", "sent_at"], name="landed_form_by_user")]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def identifier(*, key: UUID, user: User, practice_id: UUID | None, address: str) -> UUID:
        """Another person, practice or address makes another form of the same key."""
        return uuid5(NAMESPACE_OID, f"{key} {user.pk} {practice_id} {address}")
