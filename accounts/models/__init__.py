"""Practices, the people who work in them, and the log of who looked at what."""

from accounts.models.access_log import AccessAction, AccessLogEntry
from accounts.models.landed_forms import LandedForm
from accounts.models.people import Practice, Role, Staff, User, UserManager

__all__ = ["AccessAction", "AccessLogEntry", "LandedForm", "Practice", "Role", "Staff", "User", "UserManager"]
