"""The shipped list of medicines."""

from django.conf import settings

from guidelines.content_files.loading import read_yaml
from guidelines.medicines.model import parse_medicines

BODY = read_yaml(settings.FIXTURES_DIR / "medicines.yaml")
KINDS = {row["key"] for row in read_yaml(settings.FIXTURES_DIR / "vocabulary.yaml")["treatment_kinds"]}
MEDICINES = parse_medicines(BODY, KINDS)
