"""Finds the rows of a form by their labels, in any layout: one chain of labels in the order of the form."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gipnlp.report import Span
from gipnlp.statute import RowSpec

_HAN = re.compile("[\u4e00-\u9fff]")
_LONGEST_GAP = 420  # Han characters between two labels of one table; notes in brackets are long
_LONGEST_NOTE = 200  # characters
_FREE_GAP = 30  # Han characters between two labels that cost nothing: group labels and short notes
_FUZZY_FLOOR = 62.0  # similarity in percent from which a garbled label still counts
_CJK_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The Han characters of a text and where each stands: what is left of a label in every layout."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, folded: str, span: Span) -> Skeleton:
        """The skeleton of a range of folded text."""
        pairs = [(match[0], match.start()) for match in _HAN.finditer(folded, span.start, span.end)]
        return cls("".join(char for char, _ in pairs), tuple(place for _, place in pairs))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row found in the text.

    Attributes:
        row: Index of the row in the form.
        start: Where the label begins, its enumerator included.
        places: Positions of the label's characters (not always contiguous: figures can stand between them).
        exact: False if the label is garbled, cut or reworded.
    """

    row: int
    start: int
    places: tuple[int, ...]
    exact: bool = True

    @property
    def end(self) -> int:
        """The position after the label's last character."""
        return self.places[-1] + 1


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: int
    first: int
    last: int
    weight: float


def find_rows(folded: str, skeleton: Skeleton, rows: Sequence[RowSpec]) -> list[Anchor]:
    """The rows of a table, each at most once, in the order of the form; [] if the text has no such table.

    Args:
        folded: The folded text.
        skeleton: Of the range to search.
        rows: The rows of the form.
    """
    chain = _best_chain(
        folded, skeleton, rows, sorted(_candidates(folded, skeleton, rows), key=lambda c: (c.last, c.row))
    )
    anchors = [_anchor(folded, skeleton, rows[c.row], c) for c in chain]
    return sorted([*anchors, *_garbled(folded, anchors, rows)], key=lambda anchor: anchor.start)


def _candidates(folded: str, skeleton: Skeleton, rows: Sequence[RowSpec]) -> Iterator[_Candidate]:
    for index, row in enumerate(rows):
        taken: list[Span] = []
        for rank, label in enumerate(row.labels):
            for match in re.finditer(label, skeleton.text):
                span = Span(match.start(), match.end())
                if any(span.overlaps(other) for other in taken):
                    continue
                numbered = _enumerator(folded, skeleton.places[span.start], row.number) is not None
                if row.numbered_only and not numbered:
                    continue
                taken.append(span)
                weight = row.weight + 0.005 * len(label) - 0.02 * rank + (0.4 if numbered else 0.0)
                weight += _standing(folded, skeleton.places[span.start])
                yield _Candidate(index, span.start, span.end, weight)


def _standing(folded: str, start: int) -> float:
    """A label begins a cell; words in a note in brackets are none."""
    line = folded[max(folded.rfind("\n", 0, start), start - _LONGEST_NOTE) + 1 : start]
    if line.rfind("(") > line.rfind(")") and not re.search(r"\(\s*[\d一二三四五六七八九十]?\s*$", line):
        return -0.7
    return 0.1 if re.search(r"(?:^|[|\t\n])[\s\"(]*$", line) else 0.0


def _enumerator(folded: str, start: int, number: str) -> int | None:
    """Where the row's own enumerator before ``start`` begins ("1." "(一)" "一、"), None if there is none."""
    if not number:
        return None
    before = folded[max(0, start - 12) : start]
    match = re.search(rf"[(]?\s*{number}\s*(?:[)]\s*[、.,]?|[、.,:)])[\s\"|']*$", before)
    return None if match is None else max(0, start - 12) + match.start()


def _best_chain(
    folded: str, skeleton: Skeleton, rows: Sequence[RowSpec], candidates: list[_Candidate]
) -> list[_Candidate]:
    """The heaviest chain that ascends in place and in row; long gaps cost, too long ones break it."""
    scores: list[float] = []
    previous: list[int] = []
    for index, candidate in enumerate(candidates):
        best, back = 0.0, -1
        for earlier in range(index - 1, -1, -1):
            before = candidates[earlier]
            gap = candidate.first - before.last
            if gap > _LONGEST_GAP:  # candidates ascend by their last character: all others are farther away
                break
            if before.row >= candidate.row or gap < 0:
                continue
            gained = scores[earlier] - 0.004 * max(0, gap - _FREE_GAP)
            if gained > best:
                best, back = gained, earlier
        scores.append(best + candidate.weight)
        previous.append(back)
    chain: list[_Candidate] = []
    at = max(range(len(scores)), key=scores.__getitem__, default=-1)
    while at >= 0:
        chain.append(candidates[at])
        at = previous[at]
    return chain[::-1]


def _anchor(folded: str, skeleton: Skeleton, row: RowSpec, candidate: _Candidate) -> Anchor:
    places = skeleton.places[candidate.first : candidate.last]
    start = _enumerator(folded, places[0], row.number)
    return Anchor(candidate.row, places[0] if start is None else start, places)


def _garbled(folded: str, anchors: list[Anchor], rows: Sequence[RowSpec]) -> Iterator[Anchor]:
    """Rows without an exact label, sought between their neighbours among the text that no label claims."""
    from rapidfuzz import fuzz

    for before, after in itertools.pairwise(anchors):
        missing = range(before.row + 1, after.row)
        lowest = before.end
        for run in _runs(folded, Span(before.end, after.start)) if missing else ():
            words = _han(run.of(folded))
            scored = [
                (max(fuzz.ratio(label, words) for label in rows[i].labels), i)
                for i in missing
                if not rows[i].numbered_only
            ]
            score, index = max(scored, default=(0.0, -1))
            if score >= _FUZZY_FLOOR and run.start >= lowest:
                places = tuple(place for place in range(run.start, run.end) if _HAN.match(folded[place]))
                start = _enumerator(folded, run.start, rows[index].number)
                yield Anchor(index, run.start if start is None else start, places, exact=False)
                missing, lowest = range(index + 1, after.row), run.end


def _runs(folded: str, span: Span) -> Iterator[Span]:
    """Stretches of text between figures and cell borders that could be a label."""
    for match in re.finditer(r"[^\d|\t\n]{3,60}", folded[span.start : span.end]):
        text = match[0]
        left = len(text) - len(text.lstrip(" .、)(" + _CJK_DIGITS))
        if _han(text[left:]):
            yield Span(span.start + match.start() + left, span.start + match.end())


def _han(text: str) -> str:
    return "".join(_HAN.findall(text))
