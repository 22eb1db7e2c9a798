"""Writing the access log: one entry for each look at, or change of, a patient's record."""

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from accounts.models import AccessAction, AccessLogEntry, Staff


@dataclass(frozen=True)
class RequestOrigin:
    """Where a request came from."""

    address: str | None
    request_id: UUID


request_origin: ContextVar[RequestOrigin | None] = ContextVar("request_origin", default=None)


def record_access(*, by: Staff, action: AccessAction, patient_id: UUID | None = None, detail: str = "") -> None:
    """Add one entry, in the transaction of the look-up or the change that it is about."""
    origin = request_origin.get()
    AccessLogEntry.objects.create(
        practice_id=by.practice_id,
        staff=by,
        patient_id=patient_id,
        action=action,
        detail=detail[:200],
        address=origin.address if origin else None,
        request_id=origin.request_id if origin else None,
    )
