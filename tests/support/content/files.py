"""The shipped content files, as they are read."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from guidelines.vocabulary.parsing import parse_vocabulary


def read(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


VOCABULARY_FILE = read(settings.FIXTURES_DIR / "vocabulary.yaml")
VOCABULARY = parse_vocabulary(VOCABULARY_FILE)
