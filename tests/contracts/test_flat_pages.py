"""What tests take a page for."""

import pytest

from tests.support.http.flat_pages import flat


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<ul>\n  <li>\n    one\n  </li>\n</ul>\n", "<ul><li>one</li></ul>"),
        ('<a\n  class="x"\n  href="y"\n>z</a>', '<a class="x" href="y">z</a>'),
        ("<p>\n  one <b>two</b>\n  three\n</p>", "<p>one <b>two</b> three</p>"),
        ("<p>one<b>two</b></p>", "<p>one<b>two</b></p>"),
        ("<button>\n  press\n</button>\n<button>", "<button>press</button> <button>"),
        ('<p class="letter-text">one\n two</p>\n<p>', '<p class="letter-text">one\n two</p><p>'),
        ("<p>\n</p><textarea>\n a\n\n b</textarea>\n<p>", "<p></p><textarea>\n a\n\n b</textarea><p>"),
    ],
)
def test_a_page_is_put_on_one_line_as_a_browser_shows_it(html: str, shown: str) -> None:
    assert flat(html) == shown
