"""An included template says what Django's own tag would say, and is looked up once."""

from unittest.mock import patch

import pytest
from django.template import Context, Engine, TemplateDoesNotExist

from accounts.templatetags.include import IncludeNode

TEMPLATES = {
    "row": "[{{ word }}{% for n in many %}{{ n }}{% endfor %}]{% firstof 'kept' as leaked %}",
    "outer": '{% include "row" with word="inner" %}{{ word }}{{ leaked }}',
    "fails": "{% include 'row' %}{{ word.upper.lower.title }}",
}
LOADERS = [("django.template.loaders.locmem.Loader", TEMPLATES)]
OURS = Engine(loaders=LOADERS, builtins=["accounts.templatetags.include"])
DJANGOS = Engine(loaders=LOADERS)
SAID = (
    '{% include "row" %}{{ word }}{{ leaked }}',
    '{% include "row" with word="<b>" many=many|slice:":1" %}{{ word }}',
    '{% include "row" with word="alone" only %}',
    '{% include name %}{% include "outer" %}',
    '{% for word in many %}{% include "row" %}{% endfor %}',
    '{% include "outer" with many="" %}{% include "fails" %}',
)


@pytest.mark.parametrize("said", SAID)
def test_it_is_what_django_s_own_tag_says(said: str) -> None:
    """Tried: without a layer of its own, so that what a part sets leaks; the layer left where a part has failed."""
    told = {"word": "<i>", "many": [1, 2], "name": "row"}
    ours, djangos = OURS.from_string(said), DJANGOS.from_string(said)
    for _ in range(2):
        assert ours.render(Context(told)) == djangos.render(Context(told))


def test_a_template_that_is_named_is_looked_up_once() -> None:
    page = OURS.from_string('{% for word in many %}{% include "row" %}{% endfor %}')
    with patch.object(OURS, "get_template", wraps=OURS.get_template) as looked_up:
        for _ in range(2):
            page.render(Context({"many": [1, 2, 3]}))
    assert looked_up.call_count == 1


def test_one_that_is_not_there_is_told_as_ever() -> None:
    with pytest.raises(TemplateDoesNotExist):
        OURS.from_string('{% include "nothing" %}').render(Context())


def test_the_templates_of_the_program_use_it() -> None:
    """Tried: the tag left out of the builtins."""
    page = Engine.get_default().get_template("assessment/episode/workspace.html")
    assert page.nodelist.get_nodes_by_type(IncludeNode)
