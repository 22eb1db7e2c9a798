"""A section's page as a browser holds it: its form, its parts, and what stands in them."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.http import HttpResponse
from django.urls import reverse

from assessment.models import Episode
from tests.support.http.html import tree_of

HTMX = {"HX-Request": "true"}
SWAPPED = {"saved-mark", "seen-version", "side", "panel", "episode-line", "safety"}
Typed = dict[str, list[str]]


def url(episode: Episode, section: str = "pain") -> str:
    return reverse("section", args=[episode.pk, section])


def parsed(response: HttpResponse) -> Element:
    return tree_of(response.content.decode())


def ids(response: HttpResponse) -> set[str]:
    return {element.get("id", "") for element in parsed(response).iter()}


def text_at(response: HttpResponse, identifier: str) -> str:
    return "".join(next(e for e in parsed(response).iter() if e.get("id") == identifier).itertext()).strip()


def values_of(control: Element) -> Iterator[str]:
    """What a browser would send for one control."""
    if control.tag == "textarea":
        # The line's end right behind the tag is none of the text.
        yield (control.text or "").removeprefix("\r").removeprefix("\n")
    elif control.tag == "select":
        options = list(control.iter("option"))
        yield next((option for option in options if option.get("selected") is not None), options[0]).get("value", "")
    elif control.get("type") in ("radio", "checkbox"):
        if control.get("checked") is not None:
            yield control.get("value", "on")
    else:
        yield control.get("value", "")


def form_of(response: HttpResponse) -> Typed:
    """What a browser would send when the form of a section is submitted as it stands."""
    return sent_by([form for form in parsed(response).iter("form") if form.get("id") == "section-form"])


def form_with(response: HttpResponse, name: str) -> Typed:
    """The same of the form that has a control of this name."""
    forms = parsed(response).iter("form")
    return sent_by([form for form in forms if any(control.get("name") == name for control in form.iter())])


def sent_by(forms: list[Element]) -> Typed:
    (form,) = forms
    typed: Typed = {}
    for control in form.iter():
        name = control.get("name")
        if name and control.tag in ("input", "select", "textarea") and name not in ("csrfmiddlewaretoken", "page_mark"):
            typed.setdefault(name, []).extend(values_of(control))
    return {name: values for name, values in typed.items() if values}


def hidden_in(response: HttpResponse) -> Typed:
    """What the answer puts into the form that stays on the page."""
    controls = [element for element in parsed(response).iter("input") if element.get("type") == "hidden"]
    hidden = {control.get("name", ""): [control.get("value", "")] for control in controls}
    return {name: value for name, value in hidden.items() if name not in ("csrfmiddlewaretoken", "page_mark")}
