"""Every condition of the shipped content files."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from guidelines.vocabulary.parsing import parse_vocabulary
from tests.support.content.files import read

FIXTURES = parse_vocabulary(read(settings.FIXTURES_DIR / "vocabulary.yaml"))
Tree = dict[str, Any]


def conditions(content: Any) -> Iterator[Tree]:
    if isinstance(content, list):
        for entry in content:
            yield from conditions(entry)
    elif isinstance(content, dict):
        for name, entry in content.items():
            if name in ("applies_when", "attention_when", "when", "condition") and isinstance(entry, dict):
                yield entry
            else:
                yield from conditions(entry)


# A questionnaire has items of its own for facts.
PATHS = [path for path in sorted(settings.FIXTURES_DIR.rglob("*.yaml")) if path.stem != "instruments"]


CANCER: Tree = {"fact": "workup.active_cancer", "is": True}


def nested(levels: int) -> Tree:
    return CANCER if levels == 1 else {"all": [nested(levels - 1)]}
