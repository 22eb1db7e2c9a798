"""Addresses that are worked out once: the same as `url` gives, for whatever is named."""

from uuid import UUID, uuid4

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse

from accounts.templatetags import paths
from accounts.templatetags.paths import path


@pytest.fixture(autouse=True)
def nothing_worked_out_yet() -> None:
    path.cache_clear()


def rendered(tag: str, **context: object) -> str:
    return Template("{% load paths %}" + tag).render(Context(context))


def test_it_gives_the_address_that_url_gives() -> None:
    one, other = uuid4(), uuid4()
    for identifier in (one, other, one):
        address = rendered("{% path 'section' episode 'pain' %}", episode=identifier)
        assert address == reverse("section", args=[identifier, "pain"])
        assert address == rendered("{% url 'section' episode 'pain' %}", episode=identifier)
    assert rendered("{% path 'section' episode 'work' %}", episode=one) != rendered(
        "{% path 'section' episode 'pain' %}", episode=one
    )
    assert rendered("{% path 'home' %}") == reverse("home")


def test_it_can_be_kept_under_a_name() -> None:
    identifier = UUID(int=1)
    assert rendered("{% path 'episode' episode as link %}[{{ link }}]", episode=identifier) == (
        f"[{reverse('episode', args=[identifier])}]"
    )


def test_an_address_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def counted(name: str, args: tuple[object, ...]) -> str:
        asked.append((name, args))
        return reverse(name, args=args)

    monkeypatch.setattr(paths, "reverse", counted)
    identifier = UUID(int=1)
    for _ in range(3):
        rendered("{% path 'episode' episode %}", episode=identifier)
    rendered("{% path 'episode' episode %}", episode=UUID(int=2))
    assert asked == [("episode", (identifier,)), ("episode", (UUID(int=2),))]


def test_what_has_no_address_is_a_fault_each_time() -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            rendered("{% path 'section' episode %}", episode=UUID(int=1))
        with pytest.raises(NoReverseMatch):
            rendered("{% path 'nowhere' %}")


def test_a_static_file_has_the_address_that_static_gives() -> None:
    asked = Template("{% load static %}{% static 'js/main.js' %}").render(Context())
    assert rendered("{% asset 'js/main.js' %}") == asked
