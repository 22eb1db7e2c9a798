from django.conf import settings
from django.http import HttpRequest

from accounts.open_pages.kept_forms import waiting_for


def signed_in(request: HttpRequest) -> dict[str, object]:
    """What every page's frame shows: the practice, the person's place in it, and what they may do."""
    return {
        "staff": getattr(request, "staff", None),
        "places": getattr(request, "places", []),
        "may": {permission.value.replace(".", "_"): True for permission in getattr(request, "permissions", ())},
        "kept_forms": waiting_for(request),
        "is_demo": settings.DEMO,
    }
