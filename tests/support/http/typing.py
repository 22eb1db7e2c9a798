"""Typing into a page's form, by its controls, as somebody at the keyboard does."""

from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from tests.support.http.forms import Typed, parsed, values_of

TEXT = "Skrevet med hånd <7> & mere"
OWN = {"csrfmiddlewaretoken", "page_mark"}


def forms_sent_to(response: Any, page: str, address: str) -> list[Element]:
    """The forms of a page that are sent by POST to this address."""
    path = urlsplit(page).path
    return [
        form
        for form in parsed(response).iter("form")
        if form.get("method", "").lower() == "post"
        and urlsplit(urljoin(path, form.get("action") or "")).path == address
    ]


def fields_of(form: Element) -> Typed:
    """What a browser would send for a form as it stands, without a button and without the page's own tokens."""
    sent: Typed = {}
    for control in form.iter():
        name = control.get("name")
        is_sent = control.tag in ("input", "select", "textarea") and control.get("type") not in ("submit", "file")
        if name and is_sent and name not in OWN:
            sent.setdefault(name, []).extend(values_of(control))
    return {name: values for name, values in sent.items() if values}


def typed_into(form: Element) -> Typed:
    """The same, with something else in every text, choice and box."""
    sent: Typed = fields_of(form)
    for control in form.iter():
        name, kind = control.get("name"), control.get("type", "text")
        if not name or name in OWN or kind == "hidden" or control.get("readonly") is not None:
            continue
        if control.tag == "textarea" or (control.tag == "input" and kind in ("text", "search")):
            sent[name] = [f"{TEXT} {name}" if value == sent[name][0] else value for value in sent[name]]
        elif control.tag == "select":
            sent[name] = [[option.get("value", "") for option in control.iter("option")][-1]]
        elif control.tag == "input" and kind == "radio":
            sent[name] = [control.get("value", "on")]
        elif control.tag == "input" and kind == "checkbox" and control.get("checked") is None:
            sent.setdefault(name, []).append(control.get("value", "on"))
    return sent
