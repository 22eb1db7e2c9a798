"""Puts what was typed back into the form of a page's HTML, and leaves everything else exactly as it is."""

from collections import defaultdict
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import accumulate
from urllib.parse import urljoin, urlsplit

from accounts.open_pages.kept_forms import Typed
from accounts.open_pages.mark import FIELD

Attributes = dict[str, str | None]
OWN = frozenset({"csrfmiddlewaretoken", FIELD})
PRESSED = frozenset({"submit", "button", "image", "reset"})
TICKED = frozenset({"checkbox", "radio"})


@dataclass
class Control:
    """An input, a textarea, a button, or an option of a select: where its tag stands, and for a textarea its text."""

    kind: str
    name: str
    attributes: Attributes
    start: int
    end: int
    text_end: int

    @property
    def value(self) -> str:
        return self.attributes.get("value") or ("on" if self.kind in TICKED and "value" not in self.attributes else "")


@dataclass
class FormOnPage:
    """A form that is sent by POST: its own id, the path that it is sent to, and its controls."""

    identifier: str
    address: str
    controls: list[Control] = field(default_factory=list)


class _FormReader(HTMLParser):
    """The forms that are sent by POST, with their controls, and where the page's own content begins."""

    def __init__(self, html: str, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.main = page, list[FormOnPage](), 0
        self._form: FormOnPage | None = None
        self._area: Control | None = None
        self._select: Attributes = {}
        self._elsewhere: list[tuple[str, Control]] = []
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self.feed(html)
        self.close()
        for identifier, control in self._elsewhere:
            for form in self.forms:
                if form.identifier == identifier:
                    form.controls.append(control)

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes: Attributes = dict(attrs)
        start = self._place()
        end = start + len(self.get_starttag_text() or "")
        if tag == "main":
            self.main = end
        elif tag == "form":
            self._begin(attributes)
        elif tag == "select":
            self._select = attributes
        elif tag in ("input", "button", "textarea", "option"):
            self._add(tag, attributes, start, end)

    def _begin(self, attributes: Attributes) -> None:
        address = urlsplit(urljoin(self.page, attributes.get("action") or "")).path
        self._form = FormOnPage(attributes.get("id") or "", address)
        if (attributes.get("method") or "").lower() == "post":
            self.forms.append(self._form)

    def _add(self, tag: str, attributes: Attributes, start: int, end: int) -> None:
        named = self._select if tag == "option" else attributes
        kinds = {"input": "text", "button": "submit"}
        kind = (attributes.get("type") or kinds[tag]).lower() if tag in kinds else tag
        control = Control(kind, named.get("name") or "", attributes, start, end, text_end=end)
        if tag == "textarea":
            self._area = control
        if "form" in named:
            self._elsewhere.append((named["form"] or "", control))
        elif self._form is not None:
            self._form.controls.append(control)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            self._area.text_end = self._place()
            self._area = None


def fill_page(html: str, page: str, typed: Typed, notice: str) -> str | None:
    """The HTML of the page at this path with the fields that were typed, and the notice (HTML) above its content.

    None if the page has no form of that address, or has no room for something that was typed.
    """
    read = _FormReader(html, page)
    sent: dict[str, list[str]] = defaultdict(list)
    for name, value in typed.fields:
        sent[name].append(value)
    address = urlsplit(typed.address).path
    forms = [form for form in read.forms if form.address == address]
    if not forms:
        return None
    form = max(forms, key=lambda each: len({control.name for control in each.controls} & set(sent)))
    changes = [(read.main, read.main, notice)]
    for control in sorted(form.controls, key=lambda each: each.start):
        if control.name and control.name not in OWN and control.kind != "file":
            changes += _change(control, sent)
    if any(value.strip() for values in sent.values() for value in values):
        return None
    for start, end, text in sorted(changes, reverse=True):
        html = html[:start] + text + html[end:]
    return html


def _change(control: Control, sent: dict[str, list[str]]) -> list[tuple[int, int, str]]:
    """What one control needs to hold what was sent under its name; that is then taken out of `sent`."""
    waiting = sent.get(control.name, [])
    if control.kind in PRESSED:
        waiting.clear()
        return []
    if control.kind in TICKED or control.kind == "option":
        mark = "selected" if control.kind == "option" else "checked"
        is_chosen = control.value in waiting
        if is_chosen:
            waiting.remove(control.value)
        attributes = {name: value for name, value in control.attributes.items() if name != mark}
        return [_tag(control, attributes | ({mark: None} if is_chosen else {}))]
    if not waiting:
        return []
    value = waiting.pop(0)
    if control.kind == "textarea":
        # A line end at the very beginning is not the text's own in HTML.
        return [(control.end, control.text_end, "\n" + escape(value))]
    return [_tag(control, control.attributes | {"value": value})]


def _tag(control: Control, attributes: Attributes) -> tuple[int, int, str]:
    name = "option" if control.kind == "option" else "input"
    written = "".join(f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attributes.items())
    return control.start, control.end, f"<{name}{written}>"
