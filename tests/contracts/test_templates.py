"""Where templates stand, what they are called, and how they are written: `templates/<room>/<topic>/page.html`.

A page extends another template or is a document of its own. Everything else is a piece of a page, and its name begins
with `_`: what is included, what a tag or a widget renders, what htmx fetches.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import allauth
import django
import pytest
from django.conf import settings

from tests.support.suite.rooms import ROOMS

ROOT: Path = settings.BASE_DIR
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file())
LONGEST_LINE = 140
# Django itself finds these by name; the others of its and of allauth's stand where theirs do.
FOUND_BY_DJANGO = {"403.html", "404.html", "500.html"}
LIBRARIES = (Path(allauth.__file__).parent / "templates", Path(django.__file__).parent / "forms/templates")
NAMED_BY_ALLAUTH_ONLY = Path("account/password_reset_help_text.html")  # it asks for it, and has none
OF_NO_ROOM = FOUND_BY_DJANGO | {"403_csrf.html", "503.html", "accessibility.html", "base.html"}
PLACE = re.compile(rf"(?:{'|'.join(ROOMS)})/(?:[a-z_]+/){{1,2}}[a-z_]+\.html|shared/(?:[a-z_]+/)?_[a-z_]+\.html")
PAGE = re.compile(r"\{% extends |<!doctype html>", re.IGNORECASE)
NAMED = re.compile(r"""["']((?:[a-z_]+/)*\w+\.(?:html|txt))(?:#\w+)?["'{]""")
INCLUDED = re.compile(r"""\{% include ["']([^"'#]+)""")
# Where white space is shown as it is written: these classes, and every line of the letter.
KEPT_SPACE = re.compile(r'<(\w+)[^>]*class="[^"]*\b(?:letter-text|snippet-text|goal)\b[^>]*>(.*?)</\1>', re.DOTALL)
LETTER_LINE = re.compile(r"<(p)\b[^>]*>(.*?)</p>", re.DOTALL)


def text_of(template: Path) -> str:
    return (FOLDER / template).read_text(encoding="utf-8")


def is_of_a_library(template: Path) -> bool:
    return template.parts[0] in {"account", "django"}


OURS = [template for template in TEMPLATES if not is_of_a_library(template)]
code = pytest.mark.parametrize("template", OURS, ids=str)


@code
def test_a_template_stands_in_a_room_and_a_topic(template: Path) -> None:
    assert str(template) in OF_NO_ROOM or PLACE.fullmatch(str(template))
    assert template.stem.lstrip("_") != template.parent.name, "the path says it twice"


@code
def test_a_table_on_a_screen_has_a_name(template: Path) -> None:
    """Its caption, or the heading above it. Tried: the table of a source's earlier states without one."""
    if "print" in template.parts:
        return
    for tag, inside in re.findall(r"(<table\b[^>]*>)(.*?)</table>", text_of(template), re.DOTALL):
        assert "<caption" in inside or "aria-label" in tag


@code
def test_what_is_no_page_begins_with_an_underscore(template: Path) -> None:
    assert template.name.startswith("_") != bool(PAGE.search(text_of(template)))


@pytest.mark.parametrize("template", [path for path in TEMPLATES if is_of_a_library(path)], ids=str)
def test_a_template_of_a_library_still_has_its_name(template: Path) -> None:
    assert template == NAMED_BY_ALLAUTH_ONLY or any((library / template).is_file() for library in LIBRARIES)


def names_in_code() -> dict[str, set[str]]:
    """The names of templates that stand in the rooms' code and in templates, each with the files that name it."""
    files = [path for room in (*ROOMS, "chronicpain") for path in (ROOT / room).rglob("*.py")]
    files += [FOLDER / template for template in TEMPLATES]
    named: dict[str, set[str]] = {}
    for path in files:
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            named.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return named


def test_every_template_is_used() -> None:
    named = names_in_code()
    unused = {str(template) for template in OURS} - FOUND_BY_DJANGO - named.keys()
    assert unused == set()


def test_every_name_of_a_template_leads_to_one() -> None:
    there = {str(template) for template in TEMPLATES}
    lost = {
        name: files
        for name, files in names_in_code().items()
        if name not in there and not any((library / name).is_file() for library in LIBRARIES)
    }
    assert lost == {}


@pytest.mark.parametrize("template", [path for path in OURS if path.parts[0] in ROOMS], ids=str)
def test_a_template_includes_from_its_own_room_and_those_below(template: Path) -> None:
    below = {"shared", *ROOMS[: ROOMS.index(template.parts[0]) + 1]}
    assert {Path(name).parts[0] for name in INCLUDED.findall(text_of(template))} <= below | {"django"}


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_no_line_is_too_long(template: Path) -> None:
    assert [line for line in text_of(template).splitlines() if len(line) > LONGEST_LINE] == []


def unkept(template: Path, text: str) -> list[str]:
    """What would show a line break that only the template has."""
    patterns = [KEPT_SPACE, LETTER_LINE] if template == Path("referrals/print/letter.html") else [KEPT_SPACE]
    return [content for pattern in patterns for _, content in pattern.findall(text) if "\n" in content]


@code
def test_no_line_breaks_where_white_space_is_shown(template: Path) -> None:
    assert unkept(template, text_of(template)) == []


def test_a_line_break_that_shows_would_be_noticed() -> None:
    letter = Path("referrals/print/letter.html")
    assert unkept(letter, "<p>\n  {{ line }}\n</p>")
    assert unkept(Path("base.html"), '<dd class="quiet letter-text">\n  {{ text }}\n</dd>')
    assert not unkept(Path("base.html"), "<p>\n  {{ text }}\n</p>")


def formatter(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("djangofmt"), "--check", "templates"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_the_formatter_finds_nothing() -> None:
    result = formatter(ROOT)
    assert result.returncode == 0, result.stderr


def test_what_is_not_formatted_would_be_noticed(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("<ul>\n<li>{{ one }}</li>\n</ul>\n")
    assert formatter(tmp_path).returncode == 1
