"""Files as they are sent: without what is there for whoever reads the source, indentation and comments."""

import re
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from django.template.base import Origin
from django.template.loaders import filesystem
from whitenoise.storage import CompressedManifestStaticFilesStorage

INDENTED = re.compile(r"\n[ \t]+")
IN_CSS = re.compile(r"/\*.*?\*/", re.DOTALL)


class TemplateLoader(filesystem.Loader):
    """The program's templates without indentation: no page keeps white space as it is typed in a template."""

    def get_contents(self, origin: Origin) -> str:
        return INDENTED.sub("\n", super().get_contents(origin))


def lean_script(text: str) -> str:
    """A script without indentation and lines that only comment. Each text in it stands on one line."""
    lines = [line.strip() for line in text.splitlines()]
    if any(line.count("`") % 2 for line in lines):
        raise ValueError("a text in backticks goes over several lines")
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def lean_style(text: str) -> str:
    """A stylesheet without indentation and comments."""
    return "\n".join(filter(None, map(str.strip, IN_CSS.sub("", text).splitlines()))) + "\n"


# By the folder of our own files; what others have made comes as they send it.
LEAN = {"js": lean_script, "css": lean_style}


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
