"""HTML that is kept with places for what differs: everything in it is escaped, the kept words and what fills them."""

from django.utils.html import format_html

from accounts.pages.places import with_places

NASTY = "<script>{0}{}</script>"


def test_the_words_are_escaped_and_the_places_are_left() -> None:
    """Tried: words that are not escaped; braces of a word taken for places."""
    form = with_places("<b>{}</b><i>{{}}</i>", NASTY)
    filled = format_html(form, NASTY)
    assert filled == "<b>&lt;script&gt;{0}{}&lt;/script&gt;</b><i>&lt;script&gt;{0}{}&lt;/script&gt;</i>"


def test_what_is_html_already_stays_so() -> None:
    """Tried: to escape it again."""
    assert format_html(with_places("{}{{}}", format_html("<b>{}</b>", "{&}")), "<") == "<b>{&amp;}</b>&lt;"
