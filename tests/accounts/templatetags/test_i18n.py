"""What templates say in words is what Django's own tags would say, in Danish; what never differs is looked up once."""

from collections import Counter

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.template.backends.django import get_template_tag_modules
from django.template.base import TextNode
from django.utils import translation
from django.utils.safestring import SafeString

OURS = Engine(libraries={"i18n": "accounts.templatetags.i18n"})
DJANGOS = Engine(libraries={"i18n": "django.templatetags.i18n"})
SAID = (
    '{% translate "Safety" %}',
    "{% trans 'Do now' %}",
    '{% translate "Safety" as said %}[{{ said }}]',
    '{% translate "Safety"|upper %}',
    "{% translate word %}",
    '{% translate "Safety" noop %}',
    '{% translate "May" context "month name" %}',
    '{% translate "100 % <b>" %}',
    "{% blocktranslate %}Safety{% endblocktranslate %}",
    "{% blocktranslate %}100 % {{ word }} {{ nobody }}{% endblocktranslate %}",
    "{% blocktranslate with day=word|upper trimmed %}\n  Until {{ day }}.\n{% endblocktranslate %}{{ day }}",
    "{% blocktranslate with day=word asvar said %}{{ day }}{% endblocktranslate %}[{{ said }}]",
    "{% blocktranslate count n=many trimmed %}\n {{ n }} more\n{% plural %} {{ n }} m {% endblocktranslate %}{{ n }}",
    "{% blocktranslate count years=many %}{{ years }} year{% plural %}{{ years }} years{% endblocktranslate %}",
    "{% blocktranslate with x=word count n=many %}{{ x }}{% plural %}{{ n }} {{ x }}{% endblocktranslate %}",
)


@pytest.mark.parametrize("many", [0, 1, 2, 1234])
@pytest.mark.parametrize("word", ["Safety", "<b> & {0} %(x)s", SafeString("<b>")], ids=["word", "nasty", "html"])
@pytest.mark.parametrize("said", SAID)
def test_it_is_what_django_s_own_tags_say(said: str, word: str, many: int) -> None:
    """Rendered twice, as what is kept must not change. Tried: the plural that was said first, kept for every number."""
    text = "{% load i18n %}" + said
    ours, djangos = OURS.from_string(text), DJANGOS.from_string(text)
    for number in (many, 1):
        told = {"word": word, "many": number}
        assert ours.render(Context(told)) == djangos.render(Context(told))


def test_words_that_stand_in_the_template_are_its_text() -> None:
    """Also where it is first read while no language is in force. Tried: translated where it is rendered."""
    with translation.override(None, deactivate=True):
        (_load, node) = OURS.from_string('{% load i18n %}{% translate "Safety" %}').nodelist
    assert type(node) is TextNode
    with translation.override(settings.LANGUAGE_CODE):
        assert node.s == translation.gettext("Safety") == "Sikkerhed"


def test_no_other_library_is_there_twice() -> None:
    """Django's check of that is silenced. Tried: a second library `paths`."""
    found = Counter(name for name, _path in get_template_tag_modules())
    assert [name for name, number in found.items() if number > 1] == ["i18n"]


def test_the_templates_of_the_program_load_these() -> None:
    """Tried: the module under another name."""
    loaded = Engine.get_default().get_template("base.html")
    assert Engine.get_default().libraries["i18n"] == "accounts.templatetags.i18n"
    assert "TranslateNode" not in {type(node).__name__ for node in loaded.nodelist}
