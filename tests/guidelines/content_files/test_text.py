"""Content as text: what goes out comes back the same, and what is no plain content is refused with the line."""

import json
import re
from contextlib import suppress
from typing import Any

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.text.normal import normalised_in
from guidelines.content_files.folder import file_names
from guidelines.content_files.text import (
    MOST_BYTES,
    NotABundle,
    checksum_of,
    decode_file,
    open_bundle,
    pack_bundle,
    parse,
    write_json,
    write_yaml,
)
from tests.support.content.bundles import ODD, ROW, a_bundle

ODD += [
    "- x",
    "a: b",
    "# x",
    "'",
    '"',
    "æøå ÆØÅ",
    "😀",
    "a\nb\n",
    "  a  ",
    "\tx",
    "\r\n",
    "\u2028",
    "\x85",
    "\ufeff",
    "%",
    "@x",
    "&a",
    "*a",
    "!x",
    "|",
    ">",
]
TEXTS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    TEXTS | st.integers(-(10**15), 10**15) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def text_of(**changes: Any) -> str:
    return write_yaml(pack_bundle(a_bundle()) | changes)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_yaml_and_json_lose_nothing(content: dict[str, Any]) -> None:
    assert parse(write_yaml(content)) == content
    assert parse(write_json(content)) == content


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    """What is read stays as it is when it is written. Tried: refused without a word, and read as its own repr."""
    said, refused = read_or_refused(text)
    assert refused is None or re.search(r"\w{3}", refused)
    # By what they look like, for what is no number is not equal to itself.
    assert refused is not None or repr(parse(write_yaml({"said": said}))) == repr({"said": said})


@pytest.mark.parametrize("text", ["a: 1", "[a, 1]", "a", '{"a": null}'])
def test_a_text_that_says_something_is_not_read_as_nothing(text: str) -> None:
    """Tried: anything at all read as nothing."""
    assert parse(text) == yaml.safe_load(text) is not None


def read_or_refused(text: str) -> tuple[Any, str | None]:
    """What a text says, or why it is refused."""
    try:
        return parse(text), None
    except NotABundle as refused:
        return None, str(refused)


@given(VALUES)
def test_a_bundle_is_intact_in_both_forms_and_whatever_the_order_of_its_keys(value: Any) -> None:
    bundle = a_bundle(currency_note=value)
    for write in (write_yaml, write_json):
        read = open_bundle(write(pack_bundle(bundle)))
        assert read == a_bundle(currency_note=normalised_in(value))
        assert read.is_intact
    turned = dict(reversed(pack_bundle(bundle).items()))
    assert open_bundle(write_json(turned)).is_intact


def test_the_content_files_are_read_as_any_yaml_reader_reads_them() -> None:
    for name in file_names(settings.FIXTURES_DIR):
        text = (settings.FIXTURES_DIR / name).read_text(encoding="utf-8")
        assert parse(text) == yaml.safe_load(text), name


def test_what_was_changed_by_hand_is_not_intact() -> None:
    assert not open_bundle(write_yaml(pack_bundle(a_bundle())).replace("title: A", "title: B")).is_intact
    without = {name: value for name, value in pack_bundle(a_bundle()).items() if name != "checksum"}
    assert not open_bundle(write_json(without)).is_intact


LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
BROKEN = [
    (LAUGHS, "Linje 1: henvisninger"),
    ("a: 1\nb: *a\n", "Linje 2"),
    ("a: &x 1\n", "Linje 1: henvisninger"),
    ("a: 1\nb: !!python/object/apply:os.system ['true']\n", "Linje 2: typer"),
    ("a: !!binary aGVq\n", "Linje 1: typer"),
    ("a: 1\nb:\n  c: 1\n  c: 2\n", "Linje 4: »c« står to gange"),
    ("1: a\n", "Linje 1: en nøgle skal være tekst"),
    ("? [a, b]\n: c\n", "en nøgle skal være tekst"),
    ("a: 'x\nb: 2\n", "Linje"),
    ("a: [1, 2\n", "Linje"),
    ("a: 1\n b: 2\n", "Linje 2"),
    ("a: 1\n---\nb: 2\n", "ét dokument"),
    ("", "ét dokument"),
    ("a: \x01\n", "tegn|Linje"),
    ("[" * 200, "lag"),
    ("a: " + "[" * 5000, "lag"),
    ('{"a": 1,\n "a": 2}', "»a« står to gange"),
    ('{"a": 1,\n "b": }', "Linje 2"),
    ('{"a": 1', "Linje 1"),
    ('{"a": NaN}', "NaN"),
    ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "JSON|lag"),
    ('{"a": ' + "[" * 100 + "]" * 100 + "}", "lag"),
    ('{"a": "\\u0000"}', "a: et tegn"),
    ('{"a": ["x", "\\ud800"]}', "a › nr. 2: et tegn"),
    ('{"a": ' + "9" * 5000 + "}", "JSON"),
]


@pytest.mark.parametrize(("text", "reason"), BROKEN, ids=[reason for _text, reason in BROKEN])
def test_what_is_no_plain_content_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(NotABundle, match=reason):
        parse(text)


WRONG = [
    ("- a\n", "ikke en pakke"),
    ("key: x\n", "ikke en pakke"),
    (text_of(format=2), "format 2"),
    (text_of(format="1"), "format 1"),
    (text_of(format=True), "format True"),
    (text_of(extra=1), "»extra« hører ikke"),
    (text_of(publications=None), "publications.*Er filen hel"),
    (text_of(sources=[{"title": "x"}]), "sources, nr. 1: key mangler"),
    (text_of(sources=["x"]), "sources, nr. 1: key mangler"),
    (text_of(publications=[ROW, ROW]), "»a« står der to gange"),
    (text_of(publications=[ROW | {"kind": 1}]), "a: kind mangler"),
    (text_of(publications=[ROW | {"title": " "}]), "a: title mangler"),
    (text_of(publications=[ROW | {"release": {"note": " "}}]), "a: release › note"),
    (text_of(publications=[ROW | {"release": []}]), "a: release › note"),
]


@pytest.mark.parametrize(("text", "reason"), WRONG, ids=[reason for _text, reason in WRONG])
def test_what_is_no_bundle_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(NotABundle, match=reason):
        open_bundle(text)


def test_every_cut_of_a_bundle_is_refused_or_seen_to_be_changed() -> None:
    text = write_yaml(pack_bundle(a_bundle()))
    for end in range(len(text.rstrip())):
        with suppress(NotABundle):
            assert not open_bundle(text[:end]).is_intact


def test_the_file_itself() -> None:
    assert decode_file("\ufeffa: æ".encode()) == "a: æ"
    for data, reason in ((b"\xff\xfe\x00", "UTF-8"), (b"a" * (MOST_BYTES + 1), "5 MB")):
        with pytest.raises(NotABundle, match=reason):
            decode_file(data)
    with pytest.raises(NotABundle, match="5 MB"):
        parse("a" * (MOST_BYTES + 1))


def test_the_checksum_is_that_of_the_canonical_json() -> None:
    assert checksum_of({"b": "æ", "a": 1}) == checksum_of(json.loads('{"a": 1, "b": "æ"}'))
    assert checksum_of({"a": 1}) != checksum_of({"a": "1"})
