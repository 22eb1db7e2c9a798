"""The shipped list of medicines."""

from django.conf import settings

from guidelines.medicines.model import parse_medicines
from tests.support.content.files import read

BODY = read(settings.FIXTURES_DIR / "medicines.yaml")
KINDS = {row["key"] for row in read(settings.FIXTURES_DIR / "vocabulary.yaml")["treatment_kinds"]}
MEDICINES = parse_medicines(BODY, KINDS)
