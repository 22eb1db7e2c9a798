"""What is sent is what was written, without indentation and comments."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.template import Engine

from chronicpain.lean_files import INDENTED, StaticFilesStorage, lean_script, lean_style

ROOT: Path = settings.BASE_DIR
SCRIPTS, STYLES = sorted((ROOT / "static/js").glob("*.js")), sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WORDS = re.compile(r"{% blocktrans(?:late)?\b(?P<how>[^%]*)%}(?P<said>.*?){% (?:plural|endblocktrans)", re.DOTALL)


def test_a_script_loses_its_comments_and_nothing_else() -> None:
    """Tried: what stands after two slashes in a line."""
    written = '// Why.\nconst a = "http://x"; // here\n\n    // More.\n    go(`a ${a}`);\n'
    assert lean_script(written) == 'const a = "http://x"; // here\ngo(`a ${a}`);\n'


def test_a_text_over_several_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="several lines"):
        lean_script("const a = `one\n  two`;\n")


def test_a_style_loses_its_comments_and_nothing_else() -> None:
    assert lean_style("/* One\n two. */\n.a {\n  color: red; /* why */\n}\n") == ".a {\ncolor: red;\n}\n"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_each_of_our_scripts_says_the_same(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    said = "".join(line for line in written.splitlines() if not line.strip().startswith("//"))
    assert re.sub(r"\s", "", lean_script(written)) == re.sub(r"\s", "", said)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_each_of_our_styles_keeps_its_rules(path: Path) -> None:
    """A text in a style that looks like a comment would be lost: there is none."""
    written = path.read_text(encoding="utf-8")
    assert not re.search(r"""["'(][^"'()\n]*/\*""", written)
    assert lean_style(written).count("{") == re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL).count("{")


@pytest.mark.parametrize(
    ("name", "kept"), [("js/a.js", "go();\n"), ("js/a.0123456789ab.js", "go();\n"), ("dkfds/js/a.js", "  go(); // a\n")]
)
def test_our_own_are_kept_as_they_are_sent(name: str, kept: str, tmp_path: Path) -> None:
    """Also after they were read, to name them by what they say. Tried: those of others too; what was left to read."""
    storage, content = StaticFilesStorage(location=str(tmp_path)), ContentFile(b"  go(); // a\n")
    if name.startswith("js/"):
        content = ContentFile(b"// Why.\n  go();\n")
    content.read()
    storage._save(name, content)
    assert (tmp_path / name).read_text() == kept


def test_no_words_of_a_template_stand_on_several_lines_as_they_are_typed() -> None:
    """They are looked up by what is typed, indentation too, unless they are trimmed. Tried: one without `trimmed`."""
    found = [
        (path.name, one["said"])
        for path in TEMPLATES
        for one in WORDS.finditer(path.read_text(encoding="utf-8"))
        if "\n" in one["said"] and "trimmed" not in one["how"]
    ]
    assert found == []


def test_a_template_is_read_without_indentation_and_its_lines_keep_their_numbers() -> None:
    """Tried: the loader left out of the settings."""
    engine = Engine.get_default()
    for name in ("base.html", "assessment/episode/overview.html"):
        written = (ROOT / "templates" / name).read_text(encoding="utf-8")
        read = engine.get_template(name).source
        assert read == INDENTED.sub("\n", written) != written
        assert read.count("\n") == written.count("\n")
