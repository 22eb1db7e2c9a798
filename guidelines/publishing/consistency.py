"""Checks that all content holds together when a step is taken; if not, the step is refused, with the reason."""

import logging
from collections.abc import Callable
from itertools import zip_longest
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from guidelines.in_force.content import Content, build_content
from guidelines.models import Release
from guidelines.publishing.checks import Checks
from guidelines.vocabulary.reading import ContentFault

logger = logging.getLogger(__name__)
# What content can be refused for. Anything else is an error of the program's own.
NOT_WHOLE = (ValueError, DatabaseError, ObjectDoesNotExist)
Written = TypeVar("Written")

# What must hold of content as a whole before it is submitted. The rooms above add theirs; each raises what it finds.
content_checks: list[Callable[[Content], object]] = []

# What is worked out once of what is in force, or planned, after a release has come or gone. The rooms above add theirs.
on_publication: list[Callable[[], object]] = []


class Refused(Exception):
    """The step is not taken, and nothing has changed; the message says why, to the person who asked."""


def write_consistently(write: Callable[[], Written]) -> Written:
    """Write a draft's content, all or nothing; what the content lacks is said in words, and logged with its place."""
    try:
        with transaction.atomic():
            return write()
    except NOT_WHOLE as error:
        log_refusal(error)
        raise Refused(_("The content does not hold together: %(reason)s") % {"reason": error}) from error


def log_refusal(error: Exception) -> None:
    """Log why content is refused, with each place in it that is at fault."""
    if not isinstance(error, ContentFault):
        logger.warning("Content is refused: %s", error)
        return
    for fault, place in zip_longest(error.faults, error.places, fillvalue=()):
        path = " › ".join(map(str, place))
        logger.warning("Content is refused: %s, %s: %s", error.key or "no key", path or "as a whole", fault)


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

    return write_consistently(build)


def require_ready(checks: Checks) -> None:
    """Raises Refused, with how much stands in the way of a release."""
    if not checks.is_ready:
        words = {"errors": len(checks.errors), "warnings": len(checks.unanswered), "cases": checks.failing}
        told = _(
            "It cannot be submitted. Errors: %(errors)s. Warnings without a word: %(warnings)s. "
            "Failing cases: %(cases)s. See “Checks and cases”."
        )
        raise Refused(told % words)
