"""The figure of the pain drawing: two plain people of our own, front and back, cut into regions. Pure Python.

Only the side to the viewer's left is drawn; the other is its mirror image. Seen from the front the patient's right
is to the viewer's left, seen from the back it is to the viewer's right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MIDDLE, BETWEEN = 100, 220
# From head to toe: each region's SVG path, with absolute points. `*` is a side, drawn to the viewer's left.
FRONT = {
    "head": "M80 50 Q79 27 100 27 Q121 27 120 50 Z",
    "face": "M80 50 L120 50 Q120 68 109 77 Q100 83 91 77 Q80 68 80 50 Z",
    "neck": "M91 77 Q100 83 109 77 L111 92 L89 92 Z",
    "shoulder_*": "M89 92 C78 99 66 99 59 106 C52 112 50 121 49 130 L71 130 L76 114 L88 102 Z",
    "chest_*": "M100 92 L89 92 L88 102 L76 114 L71 130 L70 150 L100 150 Z",
    "upper_arm_*": "M49 130 L68 130 L62 184 L43 182 Z",
    "forearm_*": "M43 182 L62 184 Q59 214 50 240 L34 237 Q36 206 43 182 Z",
    "hand_*": "M34 237 L50 240 Q53 252 47 265 Q42 276 35 274 Q26 270 28 256 Z",
    "abdomen_*": "M100 150 L70 150 Q74 174 69 202 L100 202 Z",
    "pelvis": "M80 202 L120 202 L101 240 L99 240 Z",
    "hip_*": "M69 202 L80 202 L99 240 L64 240 Q63 220 69 202 Z",
    "thigh_*": "M64 240 L99 240 L97 262 L92 312 L66 312 Q60 270 64 240 Z",
    "knee_*": "M66 312 L92 312 Q94 326 91 340 L67 340 Q64 326 66 312 Z",
    "shin_*": "M67 340 L91 340 Q94 366 85 408 L71 408 Q61 366 67 340 Z",
    "foot_*": "M71 408 L85 408 Q89 420 86 432 Q74 438 61 432 Q62 424 71 408 Z",
}
BACK = {
    "head": "M80 50 Q79 27 100 27 Q121 27 120 50 Q120 66 110 75 L90 75 Q80 66 80 50 Z",
    "neck": "M90 75 L110 75 L111 92 L89 92 Z",
    "shoulder_*": FRONT["shoulder_*"],
    "upper_arm_*": FRONT["upper_arm_*"],
    "forearm_*": FRONT["forearm_*"],
    "hand_*": FRONT["hand_*"],
    "upper_back": "M100 92 L89 92 L88 102 L76 114 L71 130 L70 154 L130 154 L129 130 L124 114 L112 102 L111 92 Z",
    "lower_back": "M70 154 Q74 176 69 202 L131 202 Q126 176 130 154 Z",
    "sacrum": "M84 202 L116 202 L100 234 Z",
    "buttock_*": "M69 202 L84 202 L100 234 L100 246 Q82 252 64 245 Q62 222 69 202 Z",
    "thigh_*": "M64 245 Q82 252 99 246 L97 266 L92 322 L66 322 Q60 282 64 245 Z",
    "calf_*": "M66 322 L92 322 Q97 356 86 408 L70 408 Q58 360 66 322 Z",
    "heel_*": "M70 408 L86 408 Q89 424 85 432 Q77 437 68 432 Q66 422 70 408 Z",
}
DRAWN_SIDE = {"front": "right", "back": "left"}
POINT = re.compile(r"(\d+) (\d+)")


@dataclass(frozen=True)
class Shape:
    """One region on the picture. Its number stands on printed sheets, so a shape is added last and none is moved."""

    key: str
    number: int
    path: str
    x: float
    y: float


def place(path: str, mirrored: bool, offset: int) -> str:
    """The path moved to the right by the offset, first mirrored in the figure's middle if so asked."""

    def move(point: re.Match[str]) -> str:
        x = int(point[1])
        return f"{(2 * MIDDLE - x if mirrored else x) + offset} {point[2]}"

    return POINT.sub(move, path)


def points(path: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in POINT.findall(path)]


def _draw_shapes() -> Iterator[tuple[str, str]]:
    for view, regions, offset in (("front", FRONT, 0), ("back", BACK, BETWEEN)):
        for name, path in regions.items():
            for side in ("right", "left") if "*" in name else (DRAWN_SIDE[view],):
                yield f"{view}_{name.replace('*', side)}", place(path, side != DRAWN_SIDE[view], offset)


def _shapes() -> Iterator[Shape]:
    for number, (key, path) in enumerate(_draw_shapes(), start=1):
        across, down = zip(*points(path), strict=True)
        yield Shape(key, number, path, (min(across) + max(across)) / 2, (min(down) + max(down)) / 2)


SHAPES = tuple(_shapes())
NUMBERS = {shape.key: shape.number for shape in SHAPES}
