"""The report's text as lines of pieces, each with the facts, sentences and findings that cover it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gipnlp.report import Report, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that covers a span: ``fact``, ``other`` (a figure that is none), ``sentence`` or ``finding``."""

    kind: str
    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that are covered by the same marks."""

    text: str
    marks: tuple[Mark, ...]

    def numbers(self, kind: str) -> list[int]:
        """The numbers of the marks of a kind, the shortest first."""
        return [mark.number for mark in self.marks if mark.kind == kind]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the text.

    Attributes:
        kind: ``heading``, ``cells`` (of a statutory table) or ``prose``.
        section: The label of the section that begins with this line, None within one.
        page: The page that begins with this line, None within one.
        pieces: Its text.
    """

    kind: str
    section: str | None
    page: int | None
    pieces: tuple[Piece, ...]


def marked_lines(report: Report, marks: Iterable[Mark]) -> Iterator[TextLine]:
    """The text line by line; a paragraph that begins within a line begins a new one."""
    ordered = sorted(marks, key=lambda mark: mark.span)
    headings = {paragraph.span.start for paragraph in report.paragraphs if paragraph.heading}
    pages = sorted((paragraph.span.start, paragraph.page) for paragraph in report.paragraphs if paragraph.page)
    sections = {section.span.start: section.label for section in report.sections}
    at_page: int | None = None
    for span in _lines(report):
        number = bisect_right(pages, (span.end, 0)) - 1
        page = pages[number][1] if number >= 0 else None
        new_page = page if page != at_page else None
        at_page = page
        section = next((label for start, label in sections.items() if span.start <= start < max(span.end, start)), None)
        if section:
            sections = {start: label for start, label in sections.items() if start >= span.end}
        kind = "prose"
        if any(table.span.overlaps(span) for table in report.tables):
            kind = "cells"
        elif span.start in headings:
            kind = "heading"
        yield TextLine(kind, section, new_page, tuple(_pieces(report.text, span, ordered)))


def _lines(report: Report) -> Iterator[Span]:
    text = report.text
    tables = [table.span for table in report.tables]
    starts = {paragraph.span.start for paragraph in report.paragraphs} | {table.start for table in tables}
    cuts = sorted({0, len(text), *(at + 1 for at, char in enumerate(text) if char == "\n"), *starts})
    for start, end in pairwise(cuts):
        line = text[start:end]
        if line.strip():
            yield Span(start, start + len(line.rstrip()))


def _pieces(text: str, line: Span, marks: Sequence[Mark]) -> Iterator[Piece]:
    inside = [mark for mark in marks if mark.span.overlaps(line)]
    edges = {line.start, line.end}
    for mark in inside:
        edges |= {max(mark.span.start, line.start), min(mark.span.end, line.end)}
    for start, end in pairwise(sorted(edges)):
        covering = [mark for mark in inside if mark.span.start <= start and end <= mark.span.end]
        yield Piece(text[start:end], tuple(sorted(covering, key=lambda mark: len(mark.span))))
