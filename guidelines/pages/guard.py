"""The decorator for views that need content: it shows a page that says so if no content is in force."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guidelines.in_force.content import ContentMissing

View = Callable[..., HttpResponse]


def needs_content(view: View) -> View:
    """Say calmly that no content is published, instead of failing; what was sent is shown again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ContentMissing:
            sent = [
                (key, ", ".join(values))
                for key, values in request.POST.lists()
                if key not in ("csrfmiddlewaretoken", "page_mark") and any(values)
            ]
            return render(request, "guidelines/guard/content_missing.html", {"sent": sent}, status=503)

    return guarded
