"""Files as they are sent: without what is there for whoever reads the source, indentation and comments."""

import re

from django.template.base import Origin
from django.template.loaders import filesystem

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
