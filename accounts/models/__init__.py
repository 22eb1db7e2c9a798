"""The tables of practices and staff, of who signs in, of the access log, and of forms that are kept for a while."""

from accounts.models.access_log import AccessAction, AccessLogEntry
from accounts.models.kept_form import KeptForm
from accounts.models.landed_forms import LandedForm
from accounts.models.people import Practice, Role, Staff, User, UserManager
from accounts.models.security_events import SecurityEvent, SecurityEventKind
from accounts.models.sessions import Session
from accounts.models.sign_in_tries import SignInTry

__all__ = [
    "AccessAction",
    "AccessLogEntry",
    "KeptForm",
    "LandedForm",
    "Practice",
    "Role",
    "SecurityEvent",
    "SecurityEventKind",
    "Session",
    "SignInTry",
    "Staff",
    "User",
    "UserManager",
]
