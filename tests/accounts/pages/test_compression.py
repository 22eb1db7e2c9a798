"""Pages are sent compressed to whoever takes them so; nothing else is. Record 30 says why that gives nothing away."""

import gzip
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.pages.compression import PageCompression
from chronicpain import settings as program

PAGE = "<p>Smerterne er værst om morgenen.</p>" * 50
BROWSER = "gzip, deflate, br, zstd"


def answer(kind: str, takes: str = BROWSER) -> HttpResponse:
    def get_response(_: object) -> HttpResponse:
        return HttpResponse(PAGE, content_type=kind)

    request = RequestFactory().get("/", headers={"accept-encoding": takes})
    response = PageCompression(get_response)(request)
    assert isinstance(response, HttpResponse)
    return response


def test_a_page_is_compressed_and_says_so() -> None:
    """Tried: without the middleware's own answer."""
    response = answer("text/html; charset=utf-8")
    assert gzip.decompress(response.content).decode() == PAGE
    assert len(response.content) < len(PAGE.encode()) / 5
    assert (response["Content-Encoding"], response["Vary"]) == ("gzip", "Accept-Encoding")


@pytest.mark.parametrize(
    ("kind", "takes"), [("application/pdf", BROWSER), ("application/fhir+json", BROWSER), ("text/html", "identity")]
)
def test_what_is_no_page_or_is_not_taken_so_is_left_alone(kind: str, takes: str) -> None:
    response = answer(kind, takes)
    assert response.content.decode() == PAGE
    assert "Content-Encoding" not in response


def test_the_length_of_a_page_is_not_exact() -> None:
    assert len({len(answer("text/html").content) for _ in range(50)}) > 10


def test_files_have_gone_before_it_and_every_page_goes_through_it() -> None:
    places = [
        program.MIDDLEWARE.index(name)
        for name in (
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "accounts.pages.compression.PageCompression",
            "chronicpain.outages.DatabaseOutages",
            "django.contrib.sessions.middleware.SessionMiddleware",
        )
    ]
    assert places == [*range(places[0], places[0] + 4)]


def test_what_another_site_would_look_for_is_not_there(gp_client: Client, settings: Any) -> None:
    """The token is another one each time, and a service's cookie goes with no request of another site."""
    token = re.compile(r'csrfmiddlewaretoken" value="(\w+)"')
    seen = {token.findall(gp_client.get(reverse("home")).content.decode())[0] for _ in range(3)}
    assert len(seen) == 3
    source = (settings.BASE_DIR / "chronicpain" / "settings.py").read_text(encoding="utf-8")
    assert 'SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict" if SECURE_COOKIES' in source
