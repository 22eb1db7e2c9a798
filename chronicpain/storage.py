from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

from chronicpain.lean_files import LEAN


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Keeps our own scripts and styles as they are sent, and names each file by its content, also where one JavaScript
    module imports another.
    """

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: "File[bytes]") -> Any:
        """What `save` writes, and what is written under the name with the hash."""
        folder, *rest = PurePosixPath(name).parts
        if len(rest) == 1 and name.endswith(f".{folder}") and (lean := LEAN.get(folder)):
            pieces = (piece if isinstance(piece, bytes) else piece.encode() for piece in content.chunks())
            content = ContentFile(lean(b"".join(pieces).decode()).encode())
        return super()._save(name, content)
