"""The shipped content files, as they are read."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from guidelines.content_files.loading import read_yaml
from guidelines.vocabulary.parsing import parse_vocabulary


@cache
def _as_json(path: Path) -> str:
    return json.dumps(read_yaml(path))


def read(path: Path) -> dict[str, Any]:
    """What the file says, to be changed as one likes. A file is read once: JSON is read ten times as quickly."""
    content = json.loads(_as_json(path))
    assert isinstance(content, dict)
    return content


VOCABULARY_FILE = read(settings.FIXTURES_DIR / "vocabulary.yaml")
VOCABULARY = parse_vocabulary(VOCABULARY_FILE)
