"""Keys and file names of sources are for editors: no page that a clinician reads shows one."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from tests.support.content.files import read
from tests.support.http.requests import MANAGER
from tests.support.http.routes import ROUTES
from tests.support.http.walk import Walk

SOURCES = read(settings.FIXTURES_DIR / "sources.yaml")["sources"]
# What stands in an address or an attribute is not read, and a source may be called as its publication is.
READ = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL)
FILES = re.compile(r"\b\d{3}_[0-9a-f]{16}\b|\b\w+\.(?:txt|yaml)\b")
FEW = 40
NO_PAGE = re.compile("pdf|print|sheet|fhir|export|drawing")


def codes_in_page(html: str) -> set[str]:
    """The keys and file names of sources in what is read of a page."""
    text = READ.sub(" ", html)
    keys = {row["key"] for row in SOURCES if re.search(rf"(?<![\w/-]){re.escape(row['key'])}(?![\w/-])", text)}
    return keys | set(FILES.findall(text))


def test_a_key_or_a_file_name_would_be_noticed() -> None:
    file, key = SOURCES[0]["file"], SOURCES[0]["key"]
    assert codes_in_page(f"<p>Kilde ({file}), {key}</p>") == {file.removesuffix(".txt"), key}
    assert codes_in_page(f'<a href="/kilder/{key}/">Kilden</a>') == set()


def test_no_page_of_a_clinician_shows_a_key_or_a_file_name_of_a_source(
    walk: Walk,
) -> None:
    """Tried: the file's name beside the source on the page of a decision, and on that of a recommendation."""
    pages = {route.name: walk.answer(MANAGER, "GET", route) for route in ROUTES if not NO_PAGE.search(route.name)}
    shown = {name: page for name, page in pages.items() if page.status_code == 200}
    assert len(shown) > FEW
    found = {name: codes_in_page(page.content.decode()) for name, page in shown.items()}
    assert {name: codes for name, codes in found.items() if codes} == {}
    # And where no rule has failed, none is said to have.
    assert [name for name, page in shown.items() if _("fault in the rule") in page.content.decode().lower()] == []
