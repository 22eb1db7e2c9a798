"""The content files that come with the program: a bundle unpacked in a folder, sealed with a checksum. Pure Python.

`bundle.yaml` names the files and holds the checksum over what they say. A file that was changed, added or lost since
the folder was sealed is noticed before anything is loaded.
"""

from pathlib import Path

from accounts.text.normal import normalised_in
from guidelines.content_files.text import FORMAT, NotABundle, checksum_of, parse, write_yaml
from guidelines.vocabulary.shapes import JsonObject

SEAL = "bundle.yaml"
RATINGS, SOURCES = "ratings.yaml", "sources.yaml"
WHOLE = ("vocabulary.yaml", "instruments.yaml", "medicines.yaml")
HEAD = "# Hvad mappen indeholder. Efter en rettelse i en af filerne: manage.py seal_content\n"


class SealBroken(ValueError):
    """The content files are not those that the folder was sealed with; the message says what to run."""


def file_names(folder: Path) -> list[str]:
    """The content files of the folder, in the order in which they are loaded."""
    found = [path for kind in ("guidelines", "pathways") for path in sorted((folder / kind).glob("*.yaml"))]
    return [RATINGS, SOURCES, *WHOLE, *(path.relative_to(folder).as_posix() for path in found)]


def read_folder(folder: Path) -> dict[str, JsonObject]:
    """What each file says, by name. Raises SealBroken, also if one is gone; NotABundle if one cannot be read."""
    try:
        content = _read_files(folder)
    except FileNotFoundError as error:
        raise SealBroken(f"{error.filename} is gone: put the file back, or take the last change of it back") from error
    try:
        seal = _object(folder / SEAL)
    except FileNotFoundError:
        seal = {}
    if seal != _seal_of(content):
        named = seal.get("files")
        strays = sorted(set(content).symmetric_difference(map(str, named))) if isinstance(named, list) and named else []
        about = f"({', '.join(strays)} came or went) " if strays else ""
        raise SealBroken(
            f"The content files in {folder} are not what {SEAL} was sealed with {about}- look at what has changed in"
            " them, and then run: manage.py seal_content"
        )
    return {name: normalised_in(said) for name, said in content.items()}


def seal_folder(folder: Path) -> str:
    """Write the seal of the files as they are now; returns the checksum."""
    seal = _seal_of(_read_files(folder))
    (folder / SEAL).write_text(HEAD + write_yaml(seal), encoding="utf-8")
    return str(seal["checksum"])


def _read_files(folder: Path) -> dict[str, JsonObject]:
    return {name: _object(folder / name) for name in file_names(folder)}


def _object(path: Path) -> JsonObject:
    """What a file says. Raises NotABundle, with its name, if it is no list of names with what stands under them."""
    try:
        said = parse(path.read_text(encoding="utf-8"))
    except (NotABundle, UnicodeDecodeError) as error:
        raise NotABundle(f"{path}: {error}") from error
    if not isinstance(said, dict):
        raise NotABundle(f"{path}: filen skal begynde med et navn og et kolon.")
    return said


def _seal_of(content: dict[str, JsonObject]) -> JsonObject:
    return {"format": FORMAT, "files": list(content), "checksum": checksum_of(content)}
