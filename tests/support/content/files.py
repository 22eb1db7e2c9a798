"""The shipped content files, as they are read."""

from pathlib import Path
from typing import Any

from django.conf import settings

from guidelines.content_files.loading import read_yaml
from guidelines.vocabulary.parsing import parse_vocabulary


def read(path: Path) -> dict[str, Any]:
    content = read_yaml(path)
    assert isinstance(content, dict)
    return content


VOCABULARY_FILE = read(settings.FIXTURES_DIR / "vocabulary.yaml")
VOCABULARY = parse_vocabulary(VOCABULARY_FILE)
