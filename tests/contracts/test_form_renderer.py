"""The inputs that are written in Python are those that Django's templates of the same widgets give."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Backend
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from accounts.pages.form_renderer import WRITTEN, InputRenderer
from assessment.pages.fields import RadiosByDigit, TicksByDigit
from guidelines.in_force.content import Content
from tests.support.http import flat_pages
from tests.support.http.access_matrix import PAGES
from tests.support.http.flat_pages import flat
from tests.support.http.requests import EDITOR, MANAGER, client_as, undone
from tests.support.http.routes import ROUTES, arguments
from tests.support.records.cast import Cast
from tests.support.records.furnished import Record

# The options of a question as a template; every other template is Django's own.
OURS = Path(flat_pages.__file__).parent / "djangos_forms"
NASTY = "<b>&amp; \"quoted\" and 'so'"
CHOICES = [
    ("", gettext_lazy("Not answered")),
    (1, 1234),
    (NASTY, NASTY),
    ("safe", mark_safe("<i>safe</i>")),
    ("Group", [("in & it", "In it"), (2.5, 2.5)]),
]
# Without groups and marked texts, as every question's are: these options are written once and kept.
PLAIN = [("", gettext_lazy("Not answered")), (1, 1234), (NASTY, NASTY)]
ATTRS = {"class": NASTY, "data-on": True, "data-off": False, "data-none": None, "data-safe": mark_safe("&amp;")}


class DjangosRenderer(DjangoTemplates):
    """Every widget by its template."""

    @cached_property
    def engine(self) -> Backend:
        return Backend({"APP_DIRS": True, "DIRS": [OURS], "NAME": "djangos_forms", "OPTIONS": {}})


class BothRenderers(InputRenderer):
    """Renders twice what is written in Python, and compares."""

    seen: set[str] = set()
    djangos = DjangosRenderer()

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        own = super().render(template_name, context, request)
        if template_name in WRITTEN:
            self.seen.add(template_name)
            assert flat(own) == flat(self.djangos.render(template_name, context))
        return own


VALUES: list[tuple[forms.Widget, object]] = [
    *((kind(ATTRS), value) for kind in (forms.TextInput, forms.Textarea) for value in (None, "", 0, 1.5, NASTY)),
    (forms.Textarea(), "\nfirst a line feed"),
    *((kind(), 12345) for kind in (forms.NumberInput, forms.EmailInput, forms.URLInput, forms.HiddenInput)),
    (forms.DateInput(), "2026-03-02"),
    (forms.PasswordInput(render_value=True), NASTY),
    *((forms.CheckboxInput(ATTRS), value) for value in (None, False, True, "on")),
    *((kind(ATTRS, CHOICES), value) for kind in (forms.Select, RadiosByDigit) for value in (None, "", 1, NASTY)),
    *((RadiosByDigit(ATTRS, PLAIN), value) for value in (None, "", 1, NASTY)),
    *((TicksByDigit(ATTRS, PLAIN), value) for value in (None, [1, NASTY], ["1"])),
    *((kind(ATTRS, CHOICES), [1, "in & it"]) for kind in (forms.SelectMultiple, TicksByDigit)),
    (forms.RadioSelect(choices=CHOICES), 1),
    (forms.CheckboxSelectMultiple(choices=CHOICES), ["safe"]),
]


@pytest.mark.parametrize("attrs", [{"id": "id_it"}, {}, {"id": "id_it", "class": "scale", "aria-invalid": "true"}])
def test_each_widget_is_what_djangos_template_gives(attrs: dict[str, str]) -> None:
    """Tried: a value that is not escaped, `data-off` written out, a number with a comma, an option kept as chosen."""
    for widget, value in VALUES:
        widget.render("na&me", value, attrs, renderer=BothRenderers())


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[set[str]]:
    """Every form renders twice; the templates that were compared."""
    monkeypatch.setattr(BothRenderers, "seen", set())
    settings.FORM_RENDERER = f"{BothRenderers.__module__}.{BothRenderers.__name__}"
    return BothRenderers.seen


def test_every_form_of_the_program_is_what_djangos_templates_give(
    both: set[str], furnished: tuple[Cast, tuple[Record, Record]], content: Content
) -> None:
    """Every page that takes a form, as it is opened, and every section. Tried: radio buttons without `checked`."""
    cast, (record, _) = furnished
    values = arguments(record, content)
    for role in (MANAGER, EDITOR):
        client = client_as(cast, role)
        for route in ROUTES:
            page = PAGES.get(route.name)
            if page and role in page.may and page.get == 200 and (page.post != 405 or route.name == "practice"):
                keys = [one.key for one in content.vocabulary.sections] if route.name == "section" else [None]
                for key in keys:
                    response = undone(client, "GET", route.url(values | ({"section_key": key} if key else {})))
                    assert response.status_code == 200, route.name
    kinds = ("text", "textarea", "select", "radio", "checkbox_select", "hidden", "checkbox")
    assert both >= {f"django/forms/widgets/{kind}.html" for kind in kinds}
