"""A page of the program as a tree of elements."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

WITHOUT_AN_END = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


class _Reader(HTMLParser):
    """Builds the tree that the tags say: the program's templates leave out no end."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.builder.start("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in WITHOUT_AN_END:
            self.builder.end(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHOUT_AN_END:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def tree_of(html: str) -> Element:
    """The page, or the piece of one, below one element of its own."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.builder.end("page")
    return reader.builder.close()
