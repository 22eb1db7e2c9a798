"""Whether content holds together: what stands in the way is said in words, to the person who asked for the step."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from guidelines.in_force.content import Content, build_content
from guidelines.models import Release
from guidelines.publishing.checks import Checks

NOT_WHOLE = (KeyError, ValueError, TypeError, AttributeError, DatabaseError, ObjectDoesNotExist)

# What must hold of content as a whole before it is submitted. The rooms above add theirs; each raises what it finds.
content_checks: list[Callable[[Content], object]] = []


class Refused(Exception):
    """The step is not taken, and nothing has changed; the message says why, to the person who asked."""


def guarded(write: Callable[[], Any]) -> Any:
    """Write a draft's content, all or nothing; what the file lacks is said in words."""
    try:
        with transaction.atomic():
            return write()
    except NOT_WHOLE as error:
        reason = _("%(error)s is missing") % {"error": error} if isinstance(error, KeyError) else str(error)
        raise Refused(_("The content does not hold together: %(reason)s") % {"reason": reason}) from error


def check_content(content: Content) -> None:
    """What every room asks of the content that is to be in force. Raises whatever stands in the way."""
    for check in content_checks:
        check(content)


def check_together(*releases: Release) -> Content:
    """The content as it would be with these releases in force. Raises Refused with what does not hold together."""
    replaced = [release.publication_id for release in releases]
    others = Release.objects.effective().exclude(publication__in=replaced).values_list("pk", flat=True)

    def build() -> Content:
        content = build_content((*others, *(release.pk for release in releases)))
        check_content(content)
        return content

    whole: Content = guarded(build)
    return whole


def require_ready(checks: Checks) -> None:
    """Raises Refused, with how much stands in the way of a release."""
    if not checks.is_ready:
        words = {"errors": len(checks.errors), "warnings": len(checks.unanswered), "cases": checks.failing}
        told = _(
            "It cannot be submitted. Errors: %(errors)s. Warnings without a word: %(warnings)s. "
            "Failing cases: %(cases)s. See “Checks and cases”."
        )
        raise Refused(told % words)
