"""The tables of practices and their staff, of the access log, and of forms that are kept for a while."""

from accounts.models.access_log import AccessAction, AccessLogEntry
from accounts.models.kept_form import KeptForm
from accounts.models.landed_forms import LandedForm
from accounts.models.people import Practice, Role, Staff, User, UserManager

__all__ = [
    "AccessAction",
    "AccessLogEntry",
    "KeptForm",
    "LandedForm",
    "Practice",
    "Role",
    "Staff",
    "User",
    "UserManager",
]
