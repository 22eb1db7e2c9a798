"""What the buttons of the condition builder do. Pure Python."""

from guidelines.builder.draft import DEEPEST, GROUPS, MOST_PARTS, DraftPart, Path, walk

TOO_MANY = f"En betingelse kan højst have {MOST_PARTS} dele. Saml noget i en patientgruppe."
TOO_DEEP = f"En betingelse kan højst have {DEEPEST} niveauer. Saml noget i en patientgruppe."
NEW = {
    "fact": lambda: DraftPart("fact"),
    "population": lambda: DraftPart("population"),
    "always": lambda: DraftPart("always"),
    "group": lambda: DraftPart("any", children=[DraftPart("fact")]),
}
Pressed = tuple[DraftPart | None, str, str]


def find(root: DraftPart | None, path: Path) -> DraftPart | None:
    """The part at this path; None where there is none."""
    part = root
    for index in path:
        if part is None or index >= len(part.children):
            return None
        part = part.children[index]
    return part


def press(root: DraftPart | None, path: Path, action: str) -> Pressed:
    """The condition after a press, where the focus belongs (`path-control`), and why it was refused (else empty).

    The parts are changed in place. A press that does not fit what is there changes nothing.
    """
    verb, _, what = action.partition("-")
    here = f"{spelled(path)}{action}"
    if verb == "add" and what in NEW:
        return _add(root, path, what)
    part = find(root, path)
    if root is None or part is None:
        return root, here, ""
    match verb:
        case "wrap":
            return _put(root, path, DraftPart("all", children=[part]), f"{spelled(path)}kind")
        case "negate" if part.kind == "not":
            return _replaced(root, path, part.children[0] if part.children else None)
        case "negate":
            return _put(root, path, DraftPart("not", children=[part]), here)
        case "remove":
            return _remove(root, path)
        case "unwrap" if part.kind in GROUPS:
            return _unwrap(root, path, part)
        case "up" | "down":
            return _move(root, path, verb)
    return root, here, ""


def spelled(path: Path) -> str:
    return "".join(f"{index}-" for index in path)


def _refusal(root: DraftPart | None) -> str:
    parts = [path for path, __ in walk(root)] if root else []
    if len(parts) > MOST_PARTS:
        return TOO_MANY
    return TOO_DEEP if any(len(path) >= DEEPEST for path in parts) else ""


def _add(root: DraftPart | None, path: Path, what: str) -> Pressed:
    new = NEW[what]()
    if root is None:
        if what == "group":
            new.kind = "all"
        return new, FOCUS[new.kind], ""
    group = find(root, path)
    here = f"{spelled(path)}add-{what}"
    if group is root and root.kind not in GROUPS:
        # What stands alone and the new part must both hold.
        group = DraftPart("all", children=[root])
    if group is None or group.kind not in GROUPS:
        return root, here, ""
    if what == "group" and group.kind == "any":
        new.kind = "all"
    group.children.append(new)
    whole = root if path or group is root else group
    refusal = _refusal(whole)
    if refusal:
        group.children.pop()
        return root, here, refusal
    return whole, here, ""


FOCUS = {"fact": "fact", "population": "population", "always": "remove", "all": "kind", "any": "kind"}


def _put(root: DraftPart, path: Path, new: DraftPart, focus: str) -> Pressed:
    """A part in the place of the one that it holds now; refused when it gets too large."""
    (held,) = new.children
    root = _set(root, path, new)
    refusal = _refusal(root)
    if refusal:
        return _set(root, path, held), f"{spelled(path)}remove", refusal
    return root, focus, ""


def _set(root: DraftPart, path: Path, new: DraftPart) -> DraftPart:
    above = find(root, path[:-1])
    if not path or above is None:
        return new
    above.children[path[-1]] = new
    return root


def _replaced(root: DraftPart, path: Path, new: DraftPart | None) -> Pressed:
    if new is None:
        return _remove(root, path)
    return _set(root, path, new), f"{spelled(path)}negate", ""


def _remove(root: DraftPart, path: Path) -> Pressed:
    if not path:
        return None, "add-fact", ""
    above = find(root, path[:-1])
    if above is None:
        return root, "", ""
    if above.kind == "not":  # nothing would be left of it
        return _remove(root, path[:-1])
    del above.children[path[-1]]
    return root, f"{spelled(path[:-1])}add-fact", ""


def _unwrap(root: DraftPart, path: Path, group: DraftPart) -> Pressed:
    """The group's parts in its place: in a group any number of them, elsewhere one."""
    above = find(root, path[:-1]) if path else None
    if above is not None and above.kind in GROUPS:
        above.children[path[-1] : path[-1] + 1] = group.children
        return root, f"{spelled(path[:-1])}add-fact", ""
    if len(group.children) != 1:
        return root, f"{spelled(path)}remove", ""
    return _set(root, path, group.children[0]), f"{spelled(path)}remove", ""


def _move(root: DraftPart, path: Path, verb: str) -> Pressed:
    above = find(root, path[:-1])
    if not path or above is None:
        return root, "", ""
    index = path[-1]
    other = index + (1 if verb == "down" else -1)
    if not 0 <= other < len(above.children):
        return root, f"{spelled(path)}{verb}", ""
    above.children[index], above.children[other] = above.children[other], above.children[index]
    # At the end of its way there is no such button any more.
    last = other in (0, len(above.children) - 1)
    back = "up" if verb == "down" else "down"
    return root, f"{spelled((*path[:-1], other))}{back if last else verb}", ""
