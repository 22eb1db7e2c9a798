"""The actions of the condition builder: what each of its buttons does to the draft parts. Pure Python."""

from typing import NamedTuple

from guidelines.builder.draft import DEEPEST, GROUPS, MOST_PARTS, DraftPart, Path, walk

TOO_MANY = f"En betingelse kan højst have {MOST_PARTS} dele. Saml noget i en patientgruppe."
TOO_DEEP = f"En betingelse kan højst have {DEEPEST} niveauer. Saml noget i en patientgruppe."
NEW = {
    "fact": lambda: DraftPart("fact"),
    "population": lambda: DraftPart("population"),
    "always": lambda: DraftPart("always"),
    "group": lambda: DraftPart("any", children=[DraftPart("fact")]),
}


class ActionResult(NamedTuple):
    """The condition after an action, the control where the focus belongs (`path-control`), and why it was refused."""

    root: DraftPart | None
    focus: str
    refusal: str = ""


def find(root: DraftPart | None, path: Path) -> DraftPart | None:
    """The part at this path; None if there is none."""
    part = root
    for index in path:
        if part is None or index >= len(part.children):
            return None
        part = part.children[index]
    return part


def apply_action(root: DraftPart | None, path: Path, action: str) -> ActionResult:
    """Do what a button says to the part at this path.

    The parts are changed in place. An action that does not fit what is there changes nothing.
    """
    verb, _, what = action.partition("-")
    here = f"{path_prefix(path)}{action}"
    if verb == "add" and what in NEW:
        return _add(root, path, what)
    part = find(root, path)
    if root is None or part is None:
        return ActionResult(root, here)
    match verb:
        case "wrap":
            return _put(root, path, DraftPart("all", children=[part]), f"{path_prefix(path)}kind")
        case "negate" if part.kind == "not":
            return _replace(root, path, part.children[0] if part.children else None)
        case "negate":
            return _put(root, path, DraftPart("not", children=[part]), here)
        case "remove":
            return _remove(root, path)
        case "unwrap" if part.kind in GROUPS:
            return _unwrap(root, path, part)
        case "up" | "down":
            return _move(root, path, verb)
    return ActionResult(root, here)


def path_prefix(path: Path) -> str:
    return "".join(f"{index}-" for index in path)


def _refusal(root: DraftPart | None) -> str:
    parts = [path for path, __ in walk(root)] if root else []
    if len(parts) > MOST_PARTS:
        return TOO_MANY
    return TOO_DEEP if any(len(path) >= DEEPEST for path in parts) else ""


def _add(root: DraftPart | None, path: Path, what: str) -> ActionResult:
    """A new part at the end of the group at this path, or beside the one that stands alone."""
    new = NEW[what]()
    if root is None:
        if what == "group":
            new.kind = "all"
        return ActionResult(new, FOCUS[new.kind])
    here = f"{path_prefix(path)}add-{what}"
    whole, group = root, find(root, path)
    if group is root and root.kind not in GROUPS:
        # What stands alone and the new part must both hold.
        whole = group = DraftPart("all", children=[root])
    if group is None or group.kind not in GROUPS:
        return ActionResult(root, here)
    if what == "group" and group.kind == "any":
        new.kind = "all"
    group.children.append(new)
    if refusal := _refusal(whole):
        group.children.pop()
        return ActionResult(root, here, refusal)
    return ActionResult(whole, here)


FOCUS = {"fact": "fact", "population": "population", "always": "remove", "all": "kind", "any": "kind"}


def _put(root: DraftPart, path: Path, new: DraftPart, focus: str) -> ActionResult:
    """A part in the place of the one that it holds now; refused when it gets too large."""
    (held,) = new.children
    root = _set(root, path, new)
    refusal = _refusal(root)
    if refusal:
        return ActionResult(_set(root, path, held), f"{path_prefix(path)}remove", refusal)
    return ActionResult(root, focus)


def _set(root: DraftPart, path: Path, new: DraftPart) -> DraftPart:
    above = find(root, path[:-1])
    if not path or above is None:
        return new
    above.children[path[-1]] = new
    return root


def _replace(root: DraftPart, path: Path, new: DraftPart | None) -> ActionResult:
    if new is None:
        return _remove(root, path)
    return ActionResult(_set(root, path, new), f"{path_prefix(path)}negate")


def _remove(root: DraftPart, path: Path) -> ActionResult:
    if not path:
        return ActionResult(None, "add-fact")
    above = find(root, path[:-1])
    if above is None:
        return ActionResult(root, "")
    if above.kind == "not":  # nothing would be left of it
        return _remove(root, path[:-1])
    del above.children[path[-1]]
    return ActionResult(root, f"{path_prefix(path[:-1])}add-fact")


def _unwrap(root: DraftPart, path: Path, group: DraftPart) -> ActionResult:
    """The group's parts in its place: in a group any number of them, elsewhere one."""
    above = find(root, path[:-1]) if path else None
    if above is not None and above.kind in GROUPS:
        above.children[path[-1] : path[-1] + 1] = group.children
        return ActionResult(root, f"{path_prefix(path[:-1])}add-fact")
    if len(group.children) != 1:
        return ActionResult(root, f"{path_prefix(path)}remove")
    return ActionResult(_set(root, path, group.children[0]), f"{path_prefix(path)}remove")


def _move(root: DraftPart, path: Path, verb: str) -> ActionResult:
    above = find(root, path[:-1])
    if not path or above is None:
        return ActionResult(root, "")
    index = path[-1]
    other = index + (1 if verb == "down" else -1)
    if not 0 <= other < len(above.children):
        return ActionResult(root, f"{path_prefix(path)}{verb}")
    above.children[index], above.children[other] = above.children[other], above.children[index]
    # At the end of its way there is no such button any more.
    last = other in (0, len(above.children) - 1)
    back = "up" if verb == "down" else "down"
    return ActionResult(root, f"{path_prefix((*path[:-1], other))}{back if last else verb}")
