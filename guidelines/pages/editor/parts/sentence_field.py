"""The form field of a sentence: what is wrong with its template, and what it says of the cases that are kept."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms

from guidelines.builder.trial import UnreadableCase, facts_of_case
from guidelines.in_force.content import Content
from guidelines.prose.paragraph import Sayable, Telling, tell
from guidelines.prose.sentence_check import check_mentions
from guidelines.prose.template import TemplateFault, read_template
from guidelines.prose.value_words import words_inside
from guidelines.vocabulary.faults import name_of
from guidelines.vocabulary.model import OWN_MENTIONS, Vocabulary

MOST_SHOWN = 4


class SentenceInput(forms.Textarea):
    """The template, a button that says it of cases, and below it what it says of them."""

    template_name = "guidelines/editor/parts/_sentence_widget.html"

    def __init__(self, content: Content) -> None:
        super().__init__(attrs={"rows": 3})
        self.content = content

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["said"] = list(islice(said_of_cases(str(value or ""), self.content), MOST_SHOWN))
        return context


class SentenceField(forms.CharField):
    """A template that can be read, with facts that there are, and values that have words inside a sentence."""

    def __init__(self, *, content: Content, **options: Any) -> None:
        super().__init__(widget=SentenceInput(content), **options)
        self.vocabulary = content.vocabulary

    def clean(self, value: object) -> str:
        text: str = super().clean(value)
        try:
            check_mentions(_ready(text), self.vocabulary)
        except TemplateFault as fault:
            message = str(fault)
            raise forms.ValidationError(f"{message[:1].upper()}{message[1:]}.") from fault
        return text


def _ready(text: str) -> Sayable:
    """The sentence by itself. Raises TemplateFault."""
    stretches = read_template(text)
    keys = {mention.key for stretch in stretches for mention in stretch.mentions}
    place = next((place for place, mentions in OWN_MENTIONS.items() if keys & mentions.keys()), "")
    return Sayable("", place, stretches)


def said_of_cases(text: str, content: Content) -> Iterator[tuple[str, str]]:
    """What the template says of the cases of the recommendations: each text once, with the name of a case."""
    try:
        ready = _ready(text)
    except TemplateFault:
        return
    said: set[str] = set()
    for case in (case for release in content.releases.values() for pin in release.pinned.all() for case in pin.cases):
        known = {key: one for key, one in _tellings(case, content.vocabulary).items() if key in ready.keys}
        told = tell([ready], known).text
        if told and told not in said:
            said.add(told)
            yield name_of(case), told


def _tellings(case: object, vocabulary: Vocabulary) -> dict[str, Telling]:
    try:
        facts = facts_of_case(case, vocabulary)
    except UnreadableCase:
        return {}
    return {
        key: Telling(
            value,
            words_inside(key, value, vocabulary),
            vocabulary.fact_type(key) == "text",
            facts.as_of,
            facts.as_of,
        )
        for key, value in facts.values.items()
    }
