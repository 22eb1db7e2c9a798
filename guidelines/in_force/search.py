"""Searches the recommendations in force: Danish full text, by topic and by strength."""

from collections.abc import Sequence
from functools import lru_cache

from django import forms
from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVector,
)
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.statements import Prepared
from accounts.text.danish import sort_key
from guidelines.in_force.catalogue import RecommendationRow, recommendation_row, topic_label
from guidelines.in_force.content import Content
from guidelines.in_force.understanding import UnderstoodWord
from guidelines.models import PinnedRecommendation, RecommendationVersion, Release

LONGEST_QUERY = 300
DANISH = "danish"
# Characters of the private-use area: they stand in no content, and mark the hits until the text is cut up.
HIT, END = "\ue000", "\ue001"


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    strength = forms.ChoiceField(label=_("Strength of recommendation"), required=False)

    def __init__(self, sent: QueryDict, *, content: Content) -> None:
        super().__init__(sent)
        for name, choices in _choices(content).items():
            self._offer(name, choices)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]

    def clean_q(self) -> str:
        words: str = self.cleaned_data["q"]
        return words[:LONGEST_QUERY]


@lru_cache(maxsize=4)
def _choices(content: Content) -> dict[str, list[tuple[str, str]]]:
    """The topics and strengths that a recommendation in force has."""
    versions = [entry.version for entry in content.recommendations.values()]
    topics = {version.topic: str(topic_label(version.topic)) for version in versions}
    levels = sorted({version.strength for version in versions}, key=lambda level: level.order)
    strengths = {level.key: level.words for level in levels}
    return {
        "topic": sorted(topics.items(), key=lambda choice: sort_key(choice[1])),
        "strength": list(strengths.items()),
    }


def find_recommendations(
    content: Content, *, words: str, meant: Sequence[UnderstoodWord], topic: str, strength: str
) -> list[RecommendationRow]:
    """The recommendations in force that match all of it, the best match first; without words, in their own order.

    `meant` is what the words are understood as. A word is looked for in a recommendation, and in the title of its
    guideline: all of them are about what that names.
    """
    entries = {
        entry.version.pk: entry
        for entry in content.recommendations.values()
        if (not topic or entry.version.topic == topic) and (not strength or entry.version.strength.key == strength)
    }
    if not words:
        return [recommendation_row(content, entry) for entry in entries.values()]
    widened = " & ".join(f"({' | '.join(f'{word}:*' for word in one.meant)})" for one in meant)
    found = _widened(words=words, widened=widened) if widened else _as_typed(words=words)
    return [
        recommendation_row(content, entries[key], parts_of(entries[key].version.text, marked))
        for key, marked in found
        if key in entries
    ]


def _matches(query: CombinedSearchQuery | SearchQuery) -> QuerySet[RecommendationVersion, tuple[int, str]]:
    """Of the recommendations in force those that match, or whose guideline's title does, with the text marked."""
    pins = PinnedRecommendation.objects.filter(release__in=Release.objects.effective())
    titled = pins.annotate(words=SearchVector("release__title", config=DANISH)).filter(words=query)
    return (
        RecommendationVersion.objects.filter(Q(search=query) | Q(pk__in=titled.values("version")))
        .filter(pk__in=pins.values("version"))
        .order_by(SearchRank(F("search"), query).desc(), "pk")
        .values_list(
            "pk",
            SearchHeadline("text", query, config=DANISH, start_sel=HIT, stop_sel=END, highlight_all=True),
        )
    )


def _search(words: str) -> SearchQuery:
    return SearchQuery(words, config=DANISH, search_type="websearch")


_as_typed = Prepared(lambda words: _matches(_search(words)), "words")
# And each word in its other words too, as the beginning of longer ones.
_widened = Prepared(
    lambda words, widened: _matches(_search(words) | SearchQuery(widened, config=DANISH, search_type="raw")),
    "words",
    "widened",
)


def parts_of(text: str, marked: str) -> tuple[tuple[str, bool], ...]:
    """The text cut into hits and the rest. Should marking have changed the text itself, nothing is marked."""
    if marked.replace(HIT, "").replace(END, "") != text:
        return ((text, False),)
    first, *later = marked.split(HIT)
    parts = [(first, False)]
    for piece in later:
        hit, _end, rest = piece.partition(END)
        parts += [(hit, True), (rest, False)]
    return tuple(part for part in parts if part[0])
