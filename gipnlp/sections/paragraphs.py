"""The paragraphs of the report in reading order, without its statutory tables."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from gipnlp.report import Document, Paragraph, Section, Span
from gipnlp.sections.headings import LONGEST_HEADING, START, SUB
from gipnlp.text import squeeze

_LINE_END = re.compile(r"\n")
_INNER = re.compile(rf"(?:(?<=[。;:!?\s\d])|^)(?=(?:{SUB})[^\d])")


def split_paragraphs(
    document: Document, folded: str, sections: Iterable[Section], claimed: Sequence[Span]
) -> list[Paragraph]:
    """The paragraphs in reading order: blocks cut at section headings and sub-headings, without the claimed tables."""
    heads = {section.span.start: section for section in sections}
    result: list[Paragraph] = []
    labels = sorted(heads)
    for block in document.blocks:
        for span in _outside(block.span, claimed):
            cuts = [start for start in labels if span.start < start < span.end]
            cuts += [s.heading.end for s in heads.values() if s.heading and span.start < s.heading.end < span.end]
            if block.kind == "grid":
                cuts += [m.end() for m in _LINE_END.finditer(folded, span.start, span.end)]
            elif len(span) > 200:
                cuts += [m.start() for m in _INNER.finditer(folded, span.start, span.end) if span.start < m.start()]
            edges = [span.start, *sorted(set(cuts)), span.end]
            for start, end in itertools.pairwise(edges):
                piece = _strip(document.text, Span(start, end))
                if piece:
                    label = next((heads[s].label for s in reversed(labels) if s <= piece.start), "preamble")
                    text = piece.of(document.text)
                    result.append(Paragraph(text, label, block.page, _is_heading(folded, piece, heads), piece))
    return result


def _outside(span: Span, claimed: Sequence[Span]) -> Iterator[Span]:
    start = span.start
    for other in sorted(claimed):
        if other.start < span.end and other.end > start:
            if other.start > start:
                yield Span(start, other.start)
            start = max(start, other.end)
    if start < span.end:
        yield Span(start, span.end)


def _strip(text: str, span: Span) -> Span:
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip(" \n\t|"))
    return Span(start, max(start, span.end - (len(piece) - len(piece.rstrip(" \n\t|")))))


def _is_heading(folded: str, span: Span, heads: dict[int, Section]) -> bool:
    text = squeeze(folded, span).text
    if len(text) > LONGEST_HEADING or text.endswith(("。", ";", ",")):
        return False
    return span.start in heads or bool(START.match(text)) or bool(re.search("政府信息公开.{0,12}报告$", text))
