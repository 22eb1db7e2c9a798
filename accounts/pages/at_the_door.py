"""Middleware that normalises what a browser sends, in forms and in addresses, before any view reads it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

from accounts.text.normal import normalise_text

# A password is no text: what was typed is what is compared.
AS_TYPED = "password"


class NormalTextMiddleware:
    """Stands after the CSRF check, which reads a body first and answers for one that breaks off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        request.GET = normal(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = normal(request.POST)  # type: ignore[assignment]


def normal(sent: QueryDict) -> QueryDict:
    """The same fields with their texts normalised; the very same where nothing is to be changed."""
    kept = [(name, values, [_value(name, value) for value in values]) for name, values in sent.lists()]
    if all(values == changed for _name, values, changed in kept):
        return sent
    result = sent.copy()
    for name, _values, changed in kept:
        result.setlist(name, changed)
    result._mutable = False
    return result


def _value(name: str, value: str) -> str:
    return value if AS_TYPED in name else normalise_text(value)
