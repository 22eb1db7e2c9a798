"""The demo's sign-ins, for its sign-in page."""

from django import template

from accounts.sign_in.demo_accounts import DemoSignIns, demo_sign_ins

register = template.Library()


@register.inclusion_tag("accounts/sign_in/_demo_sign_ins.html")
def demo_accounts() -> dict[str, DemoSignIns | None]:
    return {"demo": demo_sign_ins()}
