"""The tables of practices and staff, of the access log, of tries to sign in, and of forms that are kept for a while."""

from accounts.models.access_log import AccessAction, AccessLogEntry
from accounts.models.kept_form import KeptForm
from accounts.models.landed_forms import LandedForm
from accounts.models.people import Practice, Role, Staff, User, UserManager
from accounts.models.sign_in_tries import SignInTry

__all__ = [
    "AccessAction",
    "AccessLogEntry",
    "KeptForm",
    "LandedForm",
    "Practice",
    "Role",
    "SignInTry",
    "Staff",
    "User",
    "UserManager",
]
