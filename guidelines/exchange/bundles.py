"""Exports content as a bundle, and imports a bundle as drafts: what it would change is shown first.

An import publishes nothing and changes nothing that is in force: it makes drafts, and sources and rating schemes that
were not there before. If one is there already and differs, that is told and it stays: published content leans on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from guidelines.comparison.releases import FieldChange, ReleaseComparison, compare, field_changes
from guidelines.comparison.words import reading_of, title_of, words_of_row
from guidelines.content_files.loading import LEVEL_FIELDS, SOURCE_FIELDS, load_ratings, load_sources
from guidelines.content_files.release import content_of_release
from guidelines.content_files.row_keys import row_key
from guidelines.content_files.text import Bundle, checksum_of, texts_in
from guidelines.exchange.checks import check_whole
from guidelines.in_force.catalogue import WITH_RECOMMENDATIONS
from guidelines.in_force.content import Content
from guidelines.models import Publication, RatingLevel, RatingScheme, Release, Source
from guidelines.publishing.consistency import Refused, check_together, write_consistently
from guidelines.publishing.drafts import create_draft, create_publication, edit_draft
from guidelines.schema.fields import Words, fields_of_shape, rows_of
from guidelines.schema.registry import PARTS
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import Json, JsonObject, rows_in
from guidelines.vocabulary.sourcing import SchemeRow, SourceRow

Kind = Publication.Kind
# Of these there is one, which the whole program reads.
ONLY_ONE = (Kind.VOCABULARY, Kind.INSTRUMENTS, Kind.MEDICINES)
Found = TypeVar("Found")


def bundle_in_force() -> Bundle:
    """All schemes and sources, and every publication as it is in force."""
    releases = Release.objects.effective().select_related("publication").order_by("publication__key")
    return Bundle(
        [scheme_row(scheme) for scheme in RatingScheme.objects.order_by("key")],
        [source_row(source) for source in Source.objects.order_by("key")],
        [content_of_release(release) for release in releases],
    )


def bundle_of(release: Release) -> Bundle:
    """One release, in force or not, with the sources and the scheme that it names."""
    content = content_of_release(release)
    named = {text for _place, text in texts_in(content)}
    return Bundle(
        [scheme_row(scheme) for scheme in RatingScheme.objects.filter(key__in=named).order_by("key")],
        [source_row(source) for source in Source.objects.filter(key__in=named).order_by("key")],
        [content],
    )


def scheme_row(scheme: RatingScheme) -> JsonObject:
    """A rating scheme as it stands in fixtures/ratings.yaml."""
    levels = list(scheme.levels.order_by("order"))

    def rows(kind: str) -> list[Json]:
        found = [level for level in levels if level.kind == kind]
        return [
            {"key": level.key, **_drop_empty_fields({name: getattr(level, name) for name in LEVEL_FIELDS})}
            for level in found
        ]

    strengths, certainties = rows(RatingLevel.Kind.STRENGTH), rows(RatingLevel.Kind.CERTAINTY)
    return {"key": scheme.key, "title": scheme.title, "strengths": strengths, "certainties": certainties}


def source_row(source: Source) -> JsonObject:
    """A source as it stands in fixtures/sources.yaml."""
    fields = {"file": source.file_name, **{name: getattr(source, name) for name in SOURCE_FIELDS}}
    return {"key": source.key, **_drop_empty_fields(fields)}


def _drop_empty_fields(row: Mapping[str, Json]) -> JsonObject:
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


class ImportStatus(StrEnum):
    """What a bundle's publication, source or scheme is to the program."""

    NEW = "new"
    DIFFERS = "differs"
    UNCHANGED = "unchanged"
    WAITING = "waiting"  # what is on its way says the same already


@dataclass(frozen=True)
class ImportedEntry:
    """A publication, a source or a scheme of a bundle, beside what is there. `draft` is what an import makes."""

    key: str
    title: str
    status: ImportStatus
    draft: Release | None = None
    recommendations: int = 0
    comparison: ReleaseComparison | None = None
    fields: list[FieldChange] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """What an import of a bundle makes, or would make."""

    publications: list[ImportedEntry]
    sources: list[ImportedEntry]
    schemes: list[ImportedEntry]

    @property
    def drafts(self) -> list[Release]:
        return [found.draft for found in self.publications if found.draft]

    @property
    def makes_something(self) -> bool:
        return bool(self.drafts) or any(found.status == ImportStatus.NEW for found in (*self.sources, *self.schemes))

    @property
    def fingerprint(self) -> str:
        """Tells whether what was shown is still what would be made."""
        rows = (*self.publications, *self.sources, *self.schemes)
        numbers = [found.draft.number if found.draft else 0 for found in rows]
        return checksum_of([[found.key, found.status, number] for found, number in zip(rows, numbers, strict=True)])


def examine(*, by: User, bundle: Bundle) -> Plan:
    """What an import would make; nothing is written. Raises Refused with the place where the bundle does not hold."""
    with transaction.atomic():
        plan = import_bundle(by=by, bundle=bundle)
        transaction.set_rollback(True)
    return plan


@transaction.atomic
def import_bundle(*, by: User, bundle: Bundle) -> Plan:
    """Make a draft of each publication that is new or differs, all or nothing; nothing is published.

    Raises Refused for what names an unknown source or scheme, is of another kind than what is there, holds what would
    be lost, or does not hold together as a whole.
    """
    sources = [_beside_source(row) for row in bundle.sources]
    schemes = [_beside_scheme(row) for row in bundle.schemes]
    _add_new(bundle, sources, schemes)
    for content in bundle.publications:
        check_whole(content)
    written = [(content, *_draft_of(by, content)) for content in bundle.publications]
    drafts = [draft for _content, _status, draft in written if draft]
    together = check_together(*drafts) if drafts else None
    return Plan([_make_entry(content, status, draft, together) for content, status, draft in written], sources, schemes)


def _beside_source(row: JsonObject) -> ImportedEntry:
    found = Source.objects.filter(pk=row["key"]).first()
    return _beside(row, _source_words(source_row(found)) if found else None, _source_words(row))


def _beside_scheme(row: JsonObject) -> ImportedEntry:
    found = RatingScheme.objects.filter(pk=row["key"]).first()
    return _beside(row, _scheme_words(scheme_row(found)) if found else None, _scheme_words(row))


def _beside(row: JsonObject, before: Mapping[Words, str] | None, now: Mapping[Words, str]) -> ImportedEntry:
    """A source or a scheme of a bundle, beside what is there (None: nothing)."""
    key = str(row["key"])
    title = str(row.get("title") or key)
    if before is None:
        return ImportedEntry(key, title, ImportStatus.NEW)
    fields = field_changes(before, now)
    return ImportedEntry(key, title, ImportStatus.DIFFERS if fields else ImportStatus.UNCHANGED, fields=fields)


def _source_words(row: JsonObject) -> dict[Words, str]:
    said = _read(SourceRow, row)
    return {entry.label: str(getattr(said, entry.name) or "") for entry in fields_of_shape(SourceRow)}


def _scheme_words(row: JsonObject) -> dict[Words, str]:
    said = _read(SchemeRow, row)
    levels: dict[Words, str] = {
        level.label: ", ".join(str(value) for name in LEVEL_FIELDS if (value := getattr(level, name)) not in (None, ""))
        for level in (*said.strengths, *said.certainties)
    }
    return {_("Title"): said.title, **levels}


def _read(declared: type[Found], row: JsonObject) -> Found:
    """A source or a scheme. Raises Refused if it is not as such a row should be."""
    return write_consistently(lambda: read(declared, row))


def _add_new(bundle: Bundle, sources: list[ImportedEntry], schemes: list[ImportedEntry]) -> None:
    new = {found.key for found in (*sources, *schemes) if found.status == ImportStatus.NEW}
    write_consistently(lambda: load_ratings({"schemes": [row for row in bundle.schemes if row["key"] in new]}))
    write_consistently(lambda: load_sources({"sources": [row for row in bundle.sources if row["key"] in new]}))


def _draft_of(by: User, content: JsonObject) -> tuple[ImportStatus, Release | None]:
    """The draft that this content becomes, with the status; None if the program has the same already, or as a draft."""
    key, kind = str(content["key"]), str(content["kind"])
    publication = Publication.objects.filter(key=key).first()
    if publication is None:
        if kind in ONLY_ONE and Publication.objects.filter(kind=kind).exists():
            words = {"kind": Kind(kind).label, "key": key}
            raise Refused(_("%(key)s: there is one publication of the kind “%(kind)s” already.") % words)
        return ImportStatus.NEW, create_publication(by=by, key=key, kind=kind, content=content)
    if publication.kind != kind:
        words = {"key": key, "kind": Kind(publication.kind).label}
        raise Refused(_("%(key)s is a publication of another kind: “%(kind)s”.") % words)
    said = _said(content)
    if (in_force := publication.releases.effective().first()) and _said(content_of_release(in_force)) == said:
        return ImportStatus.UNCHANGED, None
    on_their_way = publication.releases.exclude(state=Release.State.PUBLISHED)
    if any(_said(content_of_release(release)) == said for release in on_their_way):
        return ImportStatus.WAITING, None
    draft = create_draft(by=by, publication=publication, note=_("From a file"))
    return ImportStatus.DIFFERS, edit_draft(by=by, release=draft, content=content, seen_hash=draft.content_hash)


def _said(content: JsonObject) -> JsonObject:
    """What the content says, without why it is released; of a guideline without what is empty and may be left out."""
    said = {name: value for name, value in content.items() if name != "release"}
    if "recommendations" not in said:
        return said
    rows: list[Json] = []
    for row in rows_in(said, "recommendations"):
        filled = _drop_empty_fields(row)
        if filled.get("source") == content.get("source"):
            del filled["source"]
        rows.append(filled)
    return {**_drop_empty_fields(said), "recommendations": rows}


def _make_entry(
    content: JsonObject, status: ImportStatus, draft: Release | None, together: Content | None
) -> ImportedEntry:
    key, title, rows = str(content["key"]), str(content["title"]), len(rows_in(content, "recommendations"))
    before = draft and draft.publication.releases.effective().first()
    if draft is None or before is None or together is None:
        return ImportedEntry(key, title, status, draft, rows)
    if draft.publication.kind in WITH_RECOMMENDATIONS:
        return ImportedEntry(key, title, status, draft, rows, compare(before, draft, together.vocabulary))
    was, now = (_rows_as_text(release, together) for release in (before, draft))
    return ImportedEntry(key, title, status, draft, fields=field_changes(was, now))


def _rows_as_text(release: Release, together: Content) -> dict[Words, str]:
    """Each field of a content that is released as a whole, by its row, and the order of the rows, part by part."""
    reading = reading_of(release.publication.kind, content_of_release(release), together)
    texts: dict[Words, str] = {}
    for part in PARTS[reading.kind]:
        titles = []
        for row in rows_of(part, reading.body):
            title = title_of(part, row, reading)
            named = f"{title} ({row_key(row)})" if title in titles else title
            titles.append(named)
            about = words_of_row(part, row, reading)
            texts |= {f"{part.one}: {named}: {label}" if part.name else label: said for label, said in about.items()}
        if part.name and not part.single:
            order = _("Order")
            texts[f"{part.title}: {order}"] = ", ".join(titles)
    return texts
