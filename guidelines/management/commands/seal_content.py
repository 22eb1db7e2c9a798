"""manage.py seal_content: the checksum over the content files under fixtures/, after one of them was changed."""

from django.conf import settings
from django.core.management.base import BaseCommand

from guidelines.content_files.folder import SEAL, seal_folder


class Command(BaseCommand):
    help = f"Write {SEAL}, the list of the content files under fixtures/ with the checksum over what they say."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{SEAL}: {seal_folder(settings.FIXTURES_DIR)}")
