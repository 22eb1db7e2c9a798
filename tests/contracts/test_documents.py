"""The documents: short where they must be, and true to the tree. Links lead somewhere, and what is named exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.support.suite.rooms import ROOMS

ROOT: Path = settings.BASE_DIR
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
RECORDS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.*"))
LONGEST_README, FIRST_SCREEN, HEAVIEST_PICTURES = 150, 30, 400_000
LINK = re.compile(r"\]\((?!https?://|mailto:)(?P<file>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
NAMED = re.compile(
    r"`(?P<path>[\w.-]+(?:/[\w.-]+)*(?:/|/[\w-]+\.(?:py|html|js|css|yaml|json|md|toml|txt|po|yml|webp)))`"
)
IN_FILE = re.compile(r"`(?P<name>[A-Za-z_][\w.]*)` in\s+`(?P<path>[\w./-]+\.(?:py|html|js|po))`")
RECORD = re.compile(
    r"# (?P<number>\d+)\. (?P<title>.+)\n\n"
    r"Date: (?P<date>\d{4}-\d\d-\d\d)\. Status: (?P<status>accepted|replaced by record \d+)\.\n"
)
# A name on the screen in a document: bold or italic.
ON_SCREEN = re.compile(r"\*\*([^*`]+)\*\*|(?<!\*)\*([^*`|]+)\*(?!\*)")
SAID = re.compile(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', re.MULTILINE)
# Made by the program, not kept in the tree.
MADE = (".venv/", "node_modules/", "staticfiles/", "var/")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors_of(path: Path) -> set[str]:
    """The anchors that a forge gives the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path) -> Iterator[str]:
    for link in LINK.finditer(text_of(path)):
        target = (path.parent / link["file"]).resolve() if link["file"] else path
        if not target.exists() or (link["anchor"] and link["anchor"] not in anchors_of(target)):
            yield link[0]


def missing_files(path: Path) -> Iterator[str]:
    """The files and folders that a document names in code marks, and that are neither at the root nor in a room."""
    for named in NAMED.finditer(text_of(path)):
        places = (ROOT, *(ROOT / room for room in ROOMS))
        if not named["path"].startswith(MADE) and not any((place / named["path"]).exists() for place in places):
            yield named["path"]


def missing_names(path: Path) -> Iterator[str]:
    """What is said to stand in a file, and does not."""
    for said in IN_FILE.finditer(text_of(path)):
        file = ROOT / said["path"]
        if file.exists() and said["name"].rpartition(".")[2] not in text_of(file):
            yield said[0]


def test_the_readme_is_one_screen_that_says_what_it_is_and_how_to_begin() -> None:
    lines = text_of(ROOT / "README.md").splitlines()
    assert len(lines) <= LONGEST_README
    first = "\n".join(lines[:FIRST_SCREEN])
    for said in ("not CE-marked", "not for clinical use", "./dev run", "./dev test"):
        assert said in first
    assert first.count("](docs/pictures/") == 3


def test_the_pictures_are_light_and_each_is_shown() -> None:
    assert len(PICTURES) >= 3
    assert sum(picture.stat().st_size for picture in PICTURES) < HEAVIEST_PICTURES
    shown = "".join(map(text_of, DOCUMENTS))
    assert [picture.name for picture in PICTURES if f"pictures/{picture.name}" not in shown] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_what_a_document_links_to_and_names_is_there(path: Path) -> None:
    assert [*broken_links(path), *missing_files(path), *missing_names(path)] == []


def test_a_wrong_link_or_name_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        "# One\n[a](none.md) [b](#one) [c](#two) `docs/none.md` `docs/tour.md` `var/x/`\n"
        "`nothing_such` in `dev/none.py`, `Practice` in `manage.py`, `main` in\n`manage.py`",
        encoding="utf-8",
    )
    assert list(broken_links(path)) == ["](none.md)", "](#two)"]
    assert list(missing_files(path)) == ["docs/none.md", "dev/none.py"]
    assert list(missing_names(path)) == ["`Practice` in `manage.py`"]


def names_on_screens() -> set[tuple[str, str]]:
    """Each name in the documents that speak of screens and are not walked by a test, with its document."""
    documents = {path: text_of(ROOT / "docs" / path) for path in ("screens.md", "editing.md", "tour.md")}
    documents["tour.md"] = documents["tour.md"].partition("## More to try")[2]
    return {
        (" ".join((name or other).split()).removesuffix("…").rstrip(" .,"), path)
        for path, text in documents.items()
        for name, other in ON_SCREEN.findall(text)
    }


def test_every_name_on_a_screen_is_said_there() -> None:
    """In the Danish catalogue, or else in content, a template or a module, where a text begins with it."""
    catalogue = text_of(ROOT / "chronicpain" / "locale" / "da" / "LC_MESSAGES" / "django.po")
    texts = ["".join(re.findall(r'"(.*)"', found)) for found in SAID.findall(catalogue)]
    code = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    files = [*(ROOT / "fixtures").rglob("*.yaml"), *(ROOT / "templates").rglob("*.html"), *code]
    elsewhere = "\n".join(map(text_of, files))
    names = names_on_screens()
    assert len(names) > 80
    unknown = [
        (name, path)
        for name, path in sorted(names)
        if not any(text.startswith(name) for text in texts)
        and not re.search(rf"[\"»>']\s*{re.escape(name)}", elsewhere)
    ]
    assert unknown == []


def test_every_record_has_a_date_and_a_status_and_stands_in_the_index() -> None:
    read = {path: RECORD.match(text_of(path)) for path in RECORDS}
    assert [name_of(path) for path, found in read.items() if found is None] == []
    assert [int(found["number"]) for found in read.values() if found] == list(range(1, len(RECORDS) + 1))
    rows = re.findall(r"^\| \d+ \|.*$", text_of(ROOT / "docs" / "adr" / "README.md"), re.MULTILINE)
    expected = [
        f"| {found['number']} | [{found['title']}]({path.name}) | {found['date']} | {found['status']} |"
        for path, found in read.items()
        if found
    ]
    assert rows == expected


def test_the_data_model_names_every_model() -> None:
    named = set(re.findall(r"\w+", text_of(ROOT / "docs" / "architecture.md")))
    models = [model.__name__ for room in ROOMS for model in apps.get_app_config(room).get_models()]
    assert len(models) > 40
    assert [model for model in models if model not in named] == []


def test_the_licence_is_the_one_that_is_named() -> None:
    assert text_of(ROOT / "LICENSE").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert 'license = "EUPL-1.2"' in text_of(ROOT / "pyproject.toml")
