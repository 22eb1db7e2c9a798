"""A page as a reader sees it, whatever lines its templates are broken into."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

BLOCKS = (
    "html|head|body|title|meta|link|script|div|p|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tr|td|th|h[1-6]|section|article|"
    "aside|nav|header|footer|main|form|fieldset|legend|details|summary|option|optgroup|datalist|br|svg"
)
BESIDE_A_BLOCK = re.compile(rf" ?(</?(?:{BLOCKS})\b[^>]*>) ?")
WITHIN_A_CONTROL = re.compile(r"(<(?:button|select)\b[^>]*>) | (</(?:button|select)>)")
# Shown as it is written: what is typed, and what stands in these classes (white-space in the stylesheets).
KEPT = re.compile(
    r"""<(textarea|pre)\b.*?</\1>|<(\w+)\b[^>]*\bclass="[^"]*\b(?:letter-text|snippet-text|goal)\b[^>]*>.*?</\2>""",
    re.DOTALL,
)


def flat(html: str) -> str:
    """The HTML on one line: one space for any white space, and none where a browser shows none.

    What is shown as it is written stays as it is.
    """
    pieces, end = [], 0
    for kept in KEPT.finditer(html):
        pieces += [_flattened(html[end : kept.start()]), kept.group()]
        end = kept.end()
    return "".join((*pieces, _flattened(html[end:])))


def _flattened(html: str) -> str:
    html = re.sub(r"\s+", " ", html).replace(" >", ">")
    html = BESIDE_A_BLOCK.sub(r"\1", html)
    return WITHIN_A_CONTROL.sub(r"\1\2", html)


@pytest.fixture(autouse=True, scope="session")
def pages_on_one_line() -> Iterator[None]:
    """Every page that a test's client gets is flat, so that what it says and does not say is found."""
    request = Client.request

    def flat_request(client: Client, **environ: Any) -> Any:
        response = request(client, **environ)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = flat(response.content.decode())
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", flat_request)
        yield
