"""Searches the recommendations in force: Danish full text, by topic and by strength."""

from collections.abc import Iterable

from django import forms
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db.models import F, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.text.danish import sort_key
from guidelines.in_force.catalogue import RecommendationRow, recommendation_row, topic_label
from guidelines.in_force.content import Content, PublishedRecommendation
from guidelines.in_force.understanding import UnderstoodWord, understood
from guidelines.models import RecommendationVersion, Release

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
        versions = [entry.version for entry in content.recommendations.values()]
        topics = {version.topic: str(topic_label(version.topic)) for version in versions}
        levels = sorted({version.strength for version in versions}, key=lambda level: level.order)
        strengths = {level.key: level.words for level in levels}
        self._offer("topic", sorted(topics.items(), key=lambda choice: sort_key(choice[1])))
        self._offer("strength", list(strengths.items()))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]

    def clean_q(self) -> str:
        words: str = self.cleaned_data["q"]
        return words[:LONGEST_QUERY]


def find_recommendations(content: Content, *, words: str, topic: str, strength: str) -> list[RecommendationRow]:
    """The recommendations in force that match all of it, the best match first; without words, in their own order."""
    entries = {
        entry.version.pk: entry
        for entry in content.recommendations.values()
        if (not topic or entry.version.topic == topic) and (not strength or entry.version.strength.key == strength)
    }
    if not words:
        return [recommendation_row(content, entry) for entry in entries.values()]
    query = query_of(words, understood(words, content))
    found = (
        RecommendationVersion.objects.filter(
            Q(search=query) | Q(pk__in=find_by_guideline(query, entries.values())), pk__in=entries
        )
        .annotate(
            rank=SearchRank(F("search"), query),
            marked=SearchHeadline("text", query, config=DANISH, start_sel=HIT, stop_sel=END, highlight_all=True),
        )
        .order_by("-rank", "pk")
    )
    return [
        recommendation_row(content, entries[version.pk], parts_of(version.text, version.marked)) for version in found
    ]


def query_of(words: str, meant: Iterable[UnderstoodWord]) -> SearchQuery:
    """What is searched for: the words as typed, and each in its other words too, as the beginning of longer ones."""
    query = SearchQuery(words, config=DANISH, search_type="websearch")
    every = [" | ".join(f"{word}:*" for word in one.meant) for one in meant]
    if not every:
        return query
    return query | SearchQuery(" & ".join(f"({one})" for one in every), config=DANISH, search_type="raw")


def find_by_guideline(query: SearchQuery, entries: Iterable[PublishedRecommendation]) -> list[int]:
    """The recommendations of guidelines whose own title matches: all of them are about what is searched for."""
    entries = list(entries)
    titled = Release.objects.annotate(words=SearchVector("title", config=DANISH)).filter(
        pk__in={entry.release.pk for entry in entries}, words=query
    )
    releases = set(titled.values_list("pk", flat=True))
    return [entry.version.pk for entry in entries if entry.release.pk in releases]


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
