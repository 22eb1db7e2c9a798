"""What a browser sends of the condition builder."""

from typing import Any

from django.http import QueryDict

from guidelines.builder.draft import DraftPart, part_of, walk


def sent_by(part: DraftPart, name: str = "when") -> QueryDict:
    """What a browser sends of a form that shows this part."""
    sent = QueryDict(mutable=True)
    for path, one in walk(part):
        here = "-".join([name, *map(str, path)])
        shown = {"kind": one.kind, "number": one.number, "fact": one.fact, "shown": one.fact}
        shown |= {"comparison": one.comparison, "population": one.population, "unreadable": one.unreadable}
        for key, value in shown.items():
            sent[f"{here}-{key}"] = value
        sent.setlist(f"{here}-value", one.values)
    return sent


def inputs(tree: Any, name: str) -> dict[str, Any]:
    """The inputs that show this condition, to post with others; none for no condition."""
    return dict(sent_by(part_of(tree), name).lists()) if tree is not None else {}
