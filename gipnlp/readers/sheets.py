"""The marks on a page of a PDF as either engine gives them, and the page turned upright for the layout code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees

from gipnlp.readers.layout import Page
from gipnlp.readers.lines import Char, visible
from gipnlp.readers.ruled import Rule
from gipnlp.text import clean

_clean = lru_cache(maxsize=8192)(clean)  # a page has few different characters
Box = tuple[float, float, float, float]  # x0, y0, x1, y1, ``y`` growing up the page
Matrix = tuple[float, float, float, float, float, float]

_THICKEST_FILL = 3.5
_DEPTH = 0.12  # of a character's size that its box reaches below the base line
_STRAIGHT = 1.0
_SLANT = 3.0  # degrees by which a line of text may miss the horizontal, as on a page that was scanned askew
_BESIDE = 0.25  # of a character's size that a box may begin beside its origin, unless it is set for vertical writing


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn character: its text, its advance box, the matrix of its text with its origin, the size of its font."""

    text: str
    box: Box
    matrix: Matrix
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is shown: what is on it, from the lower left corner."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    lines: Sequence[Box]


def upright(sheet: Sheet) -> Page:
    """The characters and rules of the page, turned upright if most of its text runs up or down."""
    turn = Counter(direction(glyph.matrix) for glyph in sheet.glyphs).most_common(1)[0][0] if sheet.glyphs else 0

    def placed(box: Box) -> Box:
        x0, y0, x1, y1 = box
        across = (x0, x1), (sheet.width - x1, sheet.width - x0)
        up = (y0, y1), (sheet.height - y1, sheet.height - y0)
        return {
            0: (*across[0], *up[1]),
            90: (*up[0], *across[0]),
            180: (*across[1], *up[0]),
            270: (*up[1], *across[1]),
        }[turn]

    width, height = (sheet.height, sheet.width) if turn % 180 else (sheet.width, sheet.height)
    glyphs = _straight(sheet.glyphs)
    drawn = [Char(_clean(glyph.text), *placed(em_box(glyph)), glyph.size, sheet.number) for glyph in glyphs]
    on_page = [char for char in drawn if 0 <= char.x <= width and 0 <= char.y <= height]
    return Page(sheet.number, width, height, visible(on_page), [Rule(*placed(box)) for box in sheet.lines], turn)


def _straight(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without slanted text, which is stamped over the page: the ring of a seal, a watermark.

    A glyph at the top of the ring stands straight itself, but was drawn between two that do not.
    """
    slanted = [_slant(glyph.matrix) > _SLANT for glyph in glyphs]
    before, after = [False, *slanted], [*slanted[1:], False]
    return [
        glyph
        for glyph, own, one, other in zip(glyphs, slanted, before, after, strict=False)
        if not own and not (one and other)
    ]


def _slant(matrix: Matrix) -> float:
    """Degrees between the direction of the text and the nearest side of the page."""
    turn = degrees(atan2(matrix[1], matrix[0])) % 90
    return min(turn, 90 - turn)


def direction(matrix: Matrix) -> int:
    """How far the text is turned, counter-clockwise, in degrees: 0, 90 (it runs up), 180 or 270."""
    a, b = matrix[:2]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def em_box(glyph: Glyph) -> Box:
    """The box of the character, of the same height for every font: what fonts say of their depth cannot be trusted."""
    _, _, c, d, x, y = glyph.matrix
    if not (c or d) or direction(glyph.matrix) or abs(glyph.box[0] - x) > _BESIDE * glyph.size:
        return glyph.box
    return glyph.box[0], y - _DEPTH * glyph.size, glyph.box[2], y + (1 - _DEPTH) * glyph.size


def seen_part(media: Box, crop: Box) -> Box:
    """The part of the page that a viewer shows (ISO 32000-1, 14.11.2): the crop box, within the media box."""
    x0, y0, x1, y1 = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else media


def borders(points: Sequence[tuple[float, float]], *, stroked: bool) -> list[Box]:
    """The straight pieces of a path that can be borders: a thin box, or the stroked sides of a larger one."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    if min(x1 - x0, y1 - y0) <= _THICKEST_FILL:
        return [(x0, y0, x1, y1)]
    if not stroked:
        return []
    return [
        (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True)
        if abs(ax - bx) < _STRAIGHT or abs(ay - by) < _STRAIGHT
    ]
