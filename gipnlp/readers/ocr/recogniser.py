"""Rapidocr's models: where text is on a page, and what a piece of the page reads, with every candidate's probability.

The models of rapidocr's wheel are PaddleOCR's (Apache-2.0). Detection goes through rapidocr's own interface. What the
recognition model gives is decoded here, since rapidocr keeps of it only the best text: connectionist temporal
classification (Graves et al. 2006), for lines by the best path, for figures by prefix beam search (Hannun et al. 2014)
over the characters that a statutory cell can hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from gipnlp.readers.ocr.pictures import Image

_HEIGHT = 48  # pixels of a line as the model knows it
_NARROWEST, _WIDEST = 128, 2400  # pixels
_BATCH_PIXELS = 9600  # width of all lines of a batch
_FINDING = 0.6  # of the scale of reading: enough to find text
_BEAM = 8
_LEAST = 1e-4  # probability below which a character is not considered
FIGURE_CHARACTERS = "0123456789.,-+/元万亿%增减无件条个"
_ALIKE = {
    "0": "OoＯｏ〇○０О口",
    "1": "lI|丨１",
    "-": "—－–一_ー",
    "/": "／╱",
    ",": "，",
    ".": "．。·",
    **{digit: chr(0xFF10 + int(digit)) for digit in "23456789"},
}
_AS_FIGURE = str.maketrans({other: char for char, others in _ALIKE.items() for other in others} | {" ": ""})
Probabilities = np.ndarray[Any, np.dtype[np.float32]]  # steps along the line x characters, the blank first


@dataclass(frozen=True, slots=True)
class Symbol:
    """A character of a line: where its middle is, as a share of the line's width, and how sure it is."""

    text: str
    place: float
    confidence: float


class Recogniser:
    """Rapidocr, loaded once."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.use_cls": False,
                "Global.max_side_len": 6000,
                "Global.text_score": 0.0,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # its threads spin, and batches have processes
            }
        )
        self._engine(np.full((_HEIGHT, _HEIGHT, 3), 255, np.uint8), use_det=False, use_cls=False, use_rec=True)
        self._characters: list[str] = self._engine.text_rec.postprocess_op.character
        self._columns = _columns(self._characters)

    def boxes(self, image: Image) -> list[tuple[int, int, int, int]]:
        """Where text is: (left, top, right, bottom) in pixels."""
        image = np.asarray(cv2.resize(image, None, fx=_FINDING, fy=_FINDING, interpolation=cv2.INTER_AREA), np.uint8)
        found = self._engine(image, use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return []
        corners = np.asarray(found.boxes) / _FINDING
        low, high = corners.min(axis=1), corners.max(axis=1)
        return [
            (max(int(x0), 0), max(int(y0), 0), int(np.ceil(x1)), int(np.ceil(y1)))
            for (x0, y0), (x1, y1) in zip(low, high, strict=True)
        ]

    def lines(self, pieces: Sequence[Image]) -> list[list[Symbol]]:
        """What each piece of a page, of one line, reads from left to right."""
        return [self._best_path(probabilities, share) for probabilities, share in self._probabilities(pieces)]

    def figures(self, pieces: Sequence[Image]) -> list[dict[str, float]]:
        """What each piece may read as a figure, with the probabilities; other text counts for nothing."""
        return [_beams(self._of_figures(probabilities)) for probabilities, _ in self._probabilities(pieces)]

    def _probabilities(self, pieces: Sequence[Image]) -> list[tuple[Probabilities, float]]:
        """What the model says of each piece, and the share of the steps that the piece takes up."""
        result: list[tuple[Probabilities, float]] = [(np.zeros((0, 1), np.float32), 1.0)] * len(pieces)
        scaled = [_scaled(piece) for piece in pieces]
        for places in _batches([piece.shape[1] for piece in scaled]):
            width = max(_NARROWEST, *(scaled[place].shape[1] for place in places))
            batch = np.zeros((len(places), 3, _HEIGHT, width), np.float32)
            for row, place in enumerate(places):
                piece = scaled[place]
                batch[row, :, :, : piece.shape[1]] = piece.transpose(2, 0, 1) / 127.5 - 1
            for place, probabilities in zip(places, self._engine.text_rec.session(batch), strict=True):
                result[place] = probabilities, scaled[place].shape[1] / width
        return result

    def _best_path(self, probabilities: Probabilities, share: float) -> list[Symbol]:
        best = probabilities.argmax(axis=1)
        symbols: list[Symbol] = []
        steps = len(best)
        runs = [0, *(i for i in range(1, steps) if best[i] != best[i - 1]), steps]
        for start, end in pairwise(runs):
            if best[start]:
                place = (start + end) / 2 / (steps * share)
                sure = float(probabilities[start:end, best[start]].max())
                symbols.append(Symbol(self._characters[best[start]], min(place, 1.0), sure))
        return symbols

    def _of_figures(self, probabilities: Probabilities) -> Probabilities:
        """The blank and the characters of figures, those that look alike as one."""
        chosen = [probabilities[:, [0]]]
        chosen += [probabilities[:, self._columns[char]].sum(axis=1, keepdims=True) for char in FIGURE_CHARACTERS]
        return np.concatenate(chosen, axis=1)


def as_figure(text: str) -> str:
    """The text with what looks like a digit or a sign taken for it."""
    return text.translate(_AS_FIGURE)


@cache
def recogniser() -> Recogniser:
    """The one recogniser of this process."""
    return Recogniser()


def _columns(characters: Sequence[str]) -> dict[str, list[int]]:
    places = {char: place for place, char in enumerate(characters)}
    return {
        char: [places[other] for other in dict.fromkeys(char + _ALIKE.get(char, "")) if other in places]
        for char in FIGURE_CHARACTERS
    }


def _scaled(piece: Image) -> Image:
    width = round(piece.shape[1] * _HEIGHT / piece.shape[0])
    return np.asarray(cv2.resize(piece, (min(max(width, 8), _WIDEST), _HEIGHT)), np.uint8)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Pieces of like width together."""
    batch: list[int] = []
    for place in sorted(range(len(widths)), key=widths.__getitem__):
        if batch and (len(batch) + 1) * max(widths[place], _NARROWEST) > _BATCH_PIXELS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _beams(probabilities: Probabilities) -> dict[str, float]:
    """The likeliest texts with their probabilities."""
    # of each text, the paths that end with a blank and those that do not
    beams: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for step in probabilities:
        after: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        likely = [place for place in np.flatnonzero(step > _LEAST) if place]
        for text, (blank, no_blank) in beams.items():
            after[text][0] += (blank + no_blank) * float(step[0])
            for place in likely:
                char, p = FIGURE_CHARACTERS[place - 1], float(step[place])
                if text.endswith(char):
                    after[text][1] += no_blank * p
                    after[text + char][1] += blank * p
                else:
                    after[text + char][1] += (blank + no_blank) * p
        best = sorted(after.items(), key=lambda item: -sum(item[1]))[:_BEAM]
        beams = {text: (both[0], both[1]) for text, both in best}
    return {text: sum(both) for text, both in beams.items() if sum(both) > 0}
