"""Parts of pages that need a look in the database or in a file: choosing a practice, and the demo's sign-ins."""

from typing import Any

from django import template
from django.template import Context

from accounts.demo import DemoSignIns, demo_sign_ins
from accounts.models import Staff

register = template.Library()


@register.inclusion_tag("includes/choose_practice.html", takes_context=True)
def choose_practice(context: Context) -> dict[str, Any]:
    """A form to go on in another practice; nothing for someone with one place only."""
    staff: Staff | None = context.get("staff")
    places = (
        Staff.objects.filter(user=staff.user_id, is_active=True).select_related("practice").order_by("practice__name")
        if staff
        else Staff.objects.none()
    )
    return {"staff": staff, "places": places, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("includes/demo_sign_ins.html")
def demo_accounts() -> dict[str, DemoSignIns | None]:
    return {"demo": demo_sign_ins()}
