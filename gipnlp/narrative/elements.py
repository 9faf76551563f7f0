"""Concrete elements of a sentence, each with its span: what could not stand in almost any other agency's report.

Figures, dates, and names in quotation marks or 《》 are found by the number grammar and by patterns. Names of systems,
departments and places, cases, and actions that one could verify are found by a trained model (scikit-learn), character
by character. What is common property (slogans, law of the whole country, 各部门) is no element: ``data/elements.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gipnlp.errors import DataError
from gipnlp.narrative.features import character_features
from gipnlp.numerals import masked, quantities
from gipnlp.report import Element, Span
from gipnlp.statute import data_toml
from gipnlp.text import squeeze, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTSIDE = "O"
LEARNED = ("system", "place", "department", "document", "case", "action")
_IMPOSSIBLE = -1e9
_SOME = 1  # 一次, 一支 and the like count nothing
_EDGE = '"《》、，,及和与的等由从'
_DOCUMENT = re.compile(r"《([^《》]{2,60})》|[\u4e00-\u9fff]{1,8}[〔\[(]20\d\d[〕\])]第?\d{1,4}号")
_CITED = re.compile("[\u4e00-\u9fff]*(?:按照?|根据|依[据照]|对照|参照|落实|执行|转发|印发|收到|见)")
_QUOTED = re.compile(r'"([^"]{2,24})"')
_DATE = re.compile(
    r"(?:20\d\d年)?\d{1,2}月(?:\d{1,2}[日号]|份|[上中下]旬|初|底|末|中)?(?:之?前|起)?|(?:20\d\d年|明年|当年|今年)(?:年?[底初末]|[上下]半年|第?[一二三四]季度)(?:前|起)?"
    r"|第?[一二三四]季度(?:末|前|起)?|每(?:周|月|季度?|半年|旬|日)(?:[一二三四五六日末]|\d{1,2}(?:次|[日号](?:前|起)?))?|[上下]半年|\d{1,2}个工作日"
)
_PERCENT = re.compile(
    r"\d+(?:\.\d+)?(?:%|‰|个百分点)|[一二三四五六七八九]成(?:[以左右])?|百分之[一二三四五六七八九十百]+|[过近]半(?!年)|[三四五]分之[一二三四]"
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    slogan: re.Pattern[str]
    document: re.Pattern[str]
    name: re.Pattern[str]
    idiom: re.Pattern[str]
    uncounted: re.Pattern[str]
    uncounted_units: frozenset[str]


class ElementFinder:
    """A trained model that says of each character whether it begins, goes on with, or is outside a concrete name."""

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline
        self.tags = [str(tag) for tag in pipeline.classes_]
        self._moves = _moves(self.tags)

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """The names in a folded, squeezed sentence: kind, start, end."""
        if not text:
            return []
        scores = self.pipeline.predict_log_proba(character_features(text))
        return spans_of([self.tags[state] for state in _best(scores, self._moves)])


def find_elements(folded: str, span: Span, finder: ElementFinder | None, own: Iterable[str] = ()) -> list[Element]:
    """The concrete elements of a sentence, ascending, none overlapping another.

    Args:
        folded: The report's text, folded.
        span: The sentence.
        finder: The trained model; None finds what patterns find.
        own: Names of the reporting body itself, which make no sentence specific.
    """
    squeezed = squeeze(folded, span, drop="|*")
    text = squeezed.text
    found = [*_by_pattern(text), *(_by_model(text, finder, tuple(own)) if finder else ())]
    kept: list[tuple[str, int, int]] = []
    for kind, start, end in found:
        if not any(start < e and s < end for _, s, e in kept):
            kept.append((kind, start, end))
    return [Element(kind, squeezed.span(s, e)) for kind, s, e in sorted(kept, key=lambda one: one[1])]


def _by_pattern(text: str) -> Iterator[tuple[str, int, int]]:
    patterns = _patterns()
    for match in _DOCUMENT.finditer(text):
        if match[1] is None or not patterns.document.fullmatch(match[1]):
            cited = _CITED.match(match[0])
            yield "document", match.start() + (cited.end() if cited else 0), match.end()
    for match in _QUOTED.finditer(text):
        if not patterns.slogan.fullmatch(match[1]):
            yield "system", *match.span()
    for match in _DATE.finditer(text):
        yield "date", *match.span()
    for match in _PERCENT.finditer(text):
        yield "figure", *match.span()
    hidden = masked(patterns.idiom.sub(lambda match: "#" * len(match[0]), text))
    for quantity in quantities(text):
        some = quantity.chinese and quantity.value <= _SOME and not quantity.approx
        parts = quantity.unit in patterns.uncounted_units or patterns.uncounted.match(text, quantity.end)
        if not some and not parts and "#" not in hidden[quantity.start : quantity.end + 1]:
            yield "figure", quantity.start, quantity.end


def _by_model(text: str, finder: ElementFinder, own: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    generic = _patterns().name
    parts = list(words(text))
    for kind, start, end in finder.find(text):
        whole = [part for part in parts if part.overlaps(Span(start, end))]
        begin = whole[0].start
        name = text[begin : whole[-1].end].strip(_EDGE)
        common = len(name) < 2 or generic.fullmatch(name) or _patterns().slogan.fullmatch(name)
        if not common and not any(name in one for one in own):
            begin = text.index(name, begin)
            yield kind, begin, begin + len(name)


def spans_of(tags: Sequence[str]) -> list[tuple[str, int, int]]:
    """The runs of ``B-kind I-kind …`` as kind, start, end."""
    found: list[tuple[str, int, int]] = []
    for place, tag in enumerate(tags):
        if tag.startswith("B-"):
            found.append((tag[2:], place, place + 1))
        elif tag.startswith("I-") and found and found[-1][2] == place:
            found[-1] = (found[-1][0], found[-1][1], place + 1)
    return found


def _moves(tags: Sequence[str]) -> NDArray[np.float64]:
    """``[before, now]``: what goes on must have begun."""
    result = np.zeros((len(tags), len(tags)))
    for before, first in enumerate(tags):
        for now, second in enumerate(tags):
            if second.startswith("I-") and first[2:] != second[2:]:
                result[before, now] = _IMPOSSIBLE
    return result


def _best(scores: NDArray[np.float64], moves: NDArray[np.float64]) -> list[int]:
    """The likeliest sequence of tags that can be (Viterbi 1967)."""
    total, pointers = scores[0].copy(), []
    for row in scores[1:]:
        steps = total[:, None] + moves
        pointers.append(steps.argmax(axis=0))
        total = steps.max(axis=0) + row
    states = [int(total.argmax())]
    for back in reversed(pointers):
        states.append(int(back[states[-1]]))
    return states[::-1]


@cache
def _patterns() -> _Patterns:
    data = data_toml("elements.toml")
    try:
        slogan, document, name, idiom = (
            re.compile("|".join(f"(?:{text})" for text in data[key]))
            for key in ("slogans", "documents", "names", "idioms")
        )
        return _Patterns(
            slogan, document, name, idiom, re.compile(data["uncounted"]), frozenset(data["uncounted_units"])
        )
    except (KeyError, TypeError, re.error) as error:
        raise DataError(f"elements.toml: {type(error).__name__}: {error}") from error
