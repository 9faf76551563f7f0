"""Page images: opened, turned straight, and told apart into ink, ruling lines and ground."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from gipnlp.errors import TooLargeError, TruncatedError
from gipnlp.limits import Watch
from gipnlp.readers.ruled import Rule

Image = np.ndarray[Any, np.dtype[np.uint8]]  # height x width x 3, blue green red; or height x width

DPI = 200  # at which pages are read
_SHORT_SIDE, _LONG_SIDE = 595.0, 842.0  # points: A4
_MOST_PIXELS = 120_000_000
_RED, _PALE = 40, 120  # by how much red outshines the other colours, and how bright it is
_STEEPEST = 3.0  # degrees
_SHORTEST_RULE = 24.0  # points: longer than the strokes of a heading
_SURE_RULE = 120.0  # points
_SHORTEST_RUN = 8.0  # points: of a line between two others
_TOUCH = 0.9  # points
_BEYOND = 2.5  # points
_THICKEST_RULE = 3.0  # points


@dataclass(frozen=True, slots=True)
class Picture:
    """A page image, upright and straight, in the scale in which it is read.

    Attributes:
        colour: Height x width x 3.
        scale: Pixels for a point.
        turn: By how many degrees it was turned clockwise to be upright.
    """

    colour: Image
    scale: float
    turn: int = 0

    @property
    def width(self) -> float:
        """In points."""
        return float(self.colour.shape[1] / self.scale)

    @property
    def height(self) -> float:
        """In points."""
        return float(self.colour.shape[0] / self.scale)


def open_images(data: bytes, watch: Watch) -> list[Image]:
    """The pages of an image file (PNG, JPEG, TIFF and what else Pillow reads), upright as the camera says.

    Raises:
        TruncatedError: if the file is damaged.
        TooLargeError: if it holds more pixels than any report, or more pages than the limits allow.
    """
    from PIL import Image as Pillow
    from PIL import ImageOps, ImageSequence

    try:
        with Pillow.open(io.BytesIO(data)) as file:
            watch.scans(getattr(file, "n_frames", 1))
            if file.width * file.height > _MOST_PIXELS:
                raise TooLargeError(f"The image has {file.width} x {file.height} pixels.")
            pages = [ImageOps.exif_transpose(frame).convert("RGB") for frame in ImageSequence.Iterator(file)]
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise TruncatedError(f"The image is damaged ({error}).") from error
    return [np.asarray(page)[:, :, ::-1].copy() for page in pages]


def straightened(image: Image) -> Picture:
    """The image in the scale in which it is read, small rotations undone."""
    short = min(image.shape[:2])
    scale = _SHORT_SIDE * DPI / 72 / short
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    angle = _skew(grey(image))
    if abs(angle) >= 0.05:
        image = rotated(image, angle)
    return Picture(image, DPI / 72)


def rotated(image: Image, degrees: float) -> Image:
    """The image turned counter-clockwise, its corners filled with the colour of its edge."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def _skew(page: Image) -> float:
    """By how many degrees the page must be turned counter-clockwise, so that its lines of ink are level."""
    small = np.asarray(cv2.resize(page, None, fx=800 / page.shape[1], fy=800 / page.shape[1]), np.uint8)
    ink = _dark(small, 15, 12)

    def sharpness(degrees: float) -> float:
        matrix = cv2.getRotationMatrix2D((ink.shape[1] / 2, ink.shape[0] / 2), degrees, 1.0)
        rows = cv2.warpAffine(ink, matrix, (ink.shape[1], ink.shape[0])).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = max(np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.25), key=sharpness)
    return float(max(np.arange(best - 0.2, best + 0.21, 0.05), key=sharpness))


def grey(image: Image) -> Image:
    """The image without colours."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def without_seals(image: Image) -> Image:
    """The image without colours in which red ink (seals) is as the paper; black ink under it stays."""
    plain = grey(image)
    blue, green, red = (image[:, :, channel].astype(np.int16) for channel in range(3))
    seals = ((red - np.maximum(blue, green)) > _RED).astype(np.uint8)
    if not seals.any():
        return plain
    edges = cv2.dilate(seals, np.ones((5, 5), np.uint8)) > 0
    return np.where(edges & (red > _PALE), np.uint8(np.median(plain)), plain).astype(np.uint8)


def _dark(page: Image, block: int, more: int) -> Image:
    """255 where the page is darker than what surrounds it."""
    return np.asarray(
        cv2.adaptiveThreshold(page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block | 1, more), np.uint8
    )


def ink(page: Image, scale: float) -> Image:
    """255 where there is ink, also on grey or uneven ground; without single specks."""
    smooth = np.asarray(cv2.GaussianBlur(page, (0, 0), 0.35 * scale), np.uint8)
    marks = _dark(smooth, int(14 * scale), 15)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    large = (stats[:, cv2.CC_STAT_WIDTH] >= 0.9 * scale) | (stats[:, cv2.CC_STAT_HEIGHT] >= 0.9 * scale)
    large &= stats[:, cv2.CC_STAT_AREA] >= 1.0 * scale
    large[0] = False
    return np.asarray(large[labels] * np.uint8(255), np.uint8)


def find_rules(page: Image, scale: float) -> tuple[list[Rule], Image]:
    """The ruling lines of the page in points, and a mask of their pixels.

    A very long straight run of ink is a line. A shorter one, which could be strokes of characters that touch, is a line
    where it crosses another; a very short one only where it goes from one line to another.
    """
    marks = _dark(page, int(14 * scale), 10)
    runs = {across: list(_runs(marks, scale, across)) for across in (True, False)}
    long = {across: [run for run in those if run.length >= _SHORTEST_RULE] for across, those in runs.items()}
    rules: list[Rule] = []
    mask = np.zeros_like(marks)
    for across, those in runs.items():
        for run in those:
            others = [other.rule for other in long[not across]]
            if (
                run.length >= _SURE_RULE
                or (run.length >= _SHORTEST_RULE and any(_cross(run.rule, other) for other in others))
                or _joins(run.rule, others, across)
            ):
                rules.append(run.rule)
                mask[run.rows, run.columns] |= run.pixels
    return rules, np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)


@dataclass(frozen=True, slots=True)
class _Run:
    """A straight run of ink: its middle line in points, and its pixels."""

    rule: Rule
    length: float
    rows: slice
    columns: slice
    pixels: Image


def _runs(marks: Image, scale: float, across: bool) -> Iterator[_Run]:
    lines = _long_runs(marks, int(_SHORTEST_RUN * scale), int(_THICKEST_RULE * scale), across)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    for label in range(1, count):
        x, y, width, height, _area = (int(value) for value in stats[label])
        thickness, length = (height, width) if across else (width, height)
        if thickness <= _THICKEST_RULE * scale:
            rows, columns = slice(y, y + height), slice(x, x + width)
            pixels = (labels[rows, columns] == label) * np.uint8(255)
            yield _Run(_rule(x, y, width, height, scale, across), length / scale, rows, columns, pixels)


def _cross(one: Rule, other: Rule) -> bool:
    """True if the two lines cross or meet."""
    return (
        one.x0 - _TOUCH < other.x1
        and other.x0 - _TOUCH < one.x1
        and one.top - _TOUCH < other.bottom
        and other.top - _TOUCH < one.bottom
    )


def _joins(rule: Rule, others: Sequence[Rule], across: bool) -> bool:
    """True if the rule goes from one of the others to another; it may reach a little beyond them."""
    crossed = [other for other in others if _cross(rule, other)]
    if across:
        ends, places = (rule.x0, rule.x1), [(other.x0 + other.x1) / 2 for other in crossed]
    else:
        ends, places = (rule.top, rule.bottom), [(other.top + other.bottom) / 2 for other in crossed]
    return all(any(abs(place - end) < _BEYOND for place in places) for end in ends)


def _long_runs(marks: Image, length: int, thickest: int, across: bool) -> Image:
    """What is left of marks, but for blobs, that run on for the length; a wave of a pixel does not break a run."""

    def kernel(long: int, thick: int) -> Image:
        return np.ones((thick, long) if across else (long, thick), np.uint8)

    wide = cv2.dilate(marks, kernel(1, 3))
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, kernel(3, 1))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel(length, 1))
    thin = cv2.erode(opened, kernel(1, 3))
    blobs = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((thickest, thickest), np.uint8))
    return np.asarray(np.where(cv2.dilate(blobs, np.ones((3, 3), np.uint8)) > 0, 0, thin), np.uint8)


def _rule(x: int, y: int, width: int, height: int, scale: float, across: bool) -> Rule:
    """A line as thin as a rule, in the middle of where its ink is."""
    if across:
        middle = (y + height / 2) / scale
        return Rule(x / scale, (x + width) / scale, middle - 0.3, middle + 0.3)
    middle = (x + width / 2) / scale
    return Rule(middle - 0.3, middle + 0.3, y / scale, (y + height) / scale)


def painted(page: Image, mask: Image) -> Image:
    """The page with what the mask covers painted in the ground's brightness around it."""
    ground = cv2.dilate(page, np.ones((15, 15), np.uint8))
    return np.where(mask > 0, ground, page).astype(np.uint8)


def as_tiff(pages: Sequence[Image]) -> bytes:
    """A TIFF file of the pages."""
    from PIL import Image as Pillow

    first, *others = (Pillow.fromarray(page[:, :, ::-1]) for page in pages)
    file = io.BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=others, compression="tiff_lzw")
    return file.getvalue()
