"""A text that is always the same is looked up once for each language, and is what Django's own tag makes of it."""

import pytest
from django.template import Context, Template
from django.templatetags.i18n import TranslateNode
from django.utils.translation import override


def rendered(tag: str, library: str = "i18n translated", **context: object) -> str:
    return Template(f"{{% load {library} %}}{tag}").render(Context(context))


@pytest.mark.parametrize(
    "tag",
    [
        "{% translate 'Patients' %}",
        "{% trans 'Patients' %}",
        "{% translate 'Patients' noop %}",
        "{% translate 'not <translated> & 100 %' %}",
        "{% translate 'Patients' as kept %}[{{ kept }}]",
        "{% translate 'Patients'|upper %}",
        "{% translate text %}",
        "{% translate 'May' context 'month name' %}",
    ],
)
def test_it_says_what_django_s_own_tag_says(tag: str) -> None:
    for text in ("Patients", "<b>"):
        assert rendered(tag, text=text) == rendered(tag, "i18n", text=text)


def test_a_text_is_looked_up_once_for_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    look_up = TranslateNode.render

    def counted(self: TranslateNode, context: Context) -> object:
        asked.append(self)
        return look_up(self, context)

    monkeypatch.setattr(TranslateNode, "render", counted)
    page = Template("{% load i18n translated %}{% translate 'Patients' %}")
    with override("en"):
        assert page.render(Context()) == "Patients"
    said = {page.render(Context()) for _ in range(3)}
    assert said == {"Patienter"}
    assert len(asked) == 2


def test_a_text_that_a_page_gives_is_looked_up_each_time() -> None:
    page = Template("{% load i18n translated %}{% translate text %}")
    assert [page.render(Context({"text": text})) for text in ("Patients", "Texts")] == ["Patienter", "Tekster"]
