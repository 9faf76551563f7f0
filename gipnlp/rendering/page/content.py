"""What the page of one report shows, worked out from the report: numbered facts, tables, sums, sentences, text."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from statistics import median
from typing import Any

from gipnlp import __version__
from gipnlp.annotation import Reviewable, file_stem, reviewables
from gipnlp.narrative.quality import TOTAL
from gipnlp.readers.pictures import Picture
from gipnlp.rendering.page.marking import Mark, TextLine, marked_lines
from gipnlp.rendering.page.printed import Printed, printed_tables
from gipnlp.rendering.page.wording import Words, check_words, indicator_words, labels, named, say
from gipnlp.report import SECTIONS, Check, Fact, Report, Span, TableCell
from gipnlp.statute import indicators

_CONTEXT = 22  # characters of a line shown around a figure
_LINES = 1.7  # times the usual height: a figure that runs on in the next line
_MARGIN = 3  # pixels around the characters of a figure
_SAID_BY_SCRIPT = (
    *("stated", "source", "confidence", "evidence", "doubt", "page", "no_place", "empty_cell", "unreadable"),
    *("corrected_to", "missing_fact", "which_value", "other_report", "not_a_review", "loaded", "not_kept", "kept_here"),
    *("right", "wrong", "correct", "conflicting", "reviewed", "prose"),
)


@dataclass(frozen=True, slots=True)
class SectionView:
    """The tables and the facts of the prose that belong under a section."""

    label: str
    title: Words
    tables: tuple[Printed, ...]
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A fact's place on a picture, in pixels of the picture; ``broken`` if it runs on in the next line.

    The box of such a fact holds what stands beside it too.
    """

    fact: int
    x: float
    y: float
    width: float
    height: float
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's picture as a data URL, with the boxes of facts on it."""

    page: int
    width: int
    height: int
    url: str
    boxes: tuple[Box, ...]


class Content:
    """What the page shows of a report. Facts, sentences and findings go by their place in the report's lists."""

    def __init__(self, report: Report, pictures: Sequence[Picture] = (), index: str | None = None) -> None:
        self.report = report
        self.pictures = pictures
        self.index = index
        self.reviewables: list[Reviewable] = list(reviewables(report))
        self.others: list[tuple[int, Span]] = [
            (number, span) for number, one in enumerate(self.reviewables) for span in one.others
        ]

    @cached_property
    def sections(self) -> list[SectionView]:
        """The sections that have a table or a fact, in the order of the form."""
        tables: dict[str, list[Printed]] = {}
        for table in printed_tables(self.report.tables, self._fact_of):
            tables.setdefault("annex" if table.kind == "statistics" else table.kind, []).append(table)
        in_tables = {fact for group in tables.values() for table in group for fact in table.facts}
        facts: dict[str, list[int]] = {}
        for number, fact in enumerate(self.report.facts):
            if number not in in_tables:
                known = indicators().get(fact.indicator)
                facts.setdefault(known.section if known else "other", []).append(number)
        return [
            SectionView(
                label,
                named("sections", label),
                tuple(tables.get(label, ())),
                self._in_order(facts.get(label, ())),
            )
            for label in SECTIONS
            if label in tables or label in facts
        ]

    def _in_order(self, facts: Sequence[int]) -> tuple[int, ...]:
        """The facts as they stand in the text, those without a place last."""
        spans = {number: self.report.facts[number].span for number in facts}
        return tuple(sorted(facts, key=lambda number: (spans[number] is None, spans[number] or Span(0, 0), number)))

    @cached_property
    def _by_cell(self) -> dict[tuple[str, str | None, Span | None], int]:
        facts = ((n, f) for n, f in enumerate(self.report.facts) if f.source == "table")
        return {(f.indicator, f.applicant, f.span): n for n, f in reversed(list(facts))}

    def _fact_of(self, cell: TableCell) -> int | None:
        return self._by_cell.get((cell.indicator, cell.applicant, cell.span))

    @cached_property
    def lines(self) -> list[TextLine]:
        """The text with what covers it."""
        marks = [Mark("fact", n, f.span) for n, f in enumerate(self.report.facts) if f.span]
        marks += [Mark("other", len(self.report.facts) + n, span) for n, (_, span) in enumerate(self.others)]
        marks += [Mark("sentence", n, s.span) for n, s in enumerate(self.report.sentences)]
        marks += [Mark("finding", n, f.span) for n, f in enumerate(self.report.findings) if f.span]
        return list(marked_lines(self.report, marks))

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The pictures of pages."""
        return [
            Sheet(one.page, one.width, one.height, _data_url(one), tuple(self._boxes(one))) for one in self.pictures
        ]

    def _boxes(self, picture: Picture) -> Iterator[Box]:
        sizes = self.report.source.page_sizes
        if picture.page > len(sizes) or not all(sizes[picture.page - 1]) or self._is_image:
            return
        width, height = sizes[picture.page - 1]
        across, down = picture.width / width, picture.height / height
        boxes = [fact.box for fact in self.report.facts if fact.box and fact.page == picture.page]
        usual = median(bottom - top for _, top, _, bottom in boxes) if boxes else 0.0
        broken = {box for box in boxes if box[3] - box[1] > _LINES * usual}
        for number, fact in enumerate(self.report.facts):
            if fact.box and fact.page == picture.page:
                x0, top, x1, bottom = fact.box
                x, y = x0 * across - _MARGIN, top * down - _MARGIN
                wide, tall = (x1 - x0) * across + 2 * _MARGIN, (bottom - top) * down + 2 * _MARGIN
                yield Box(number, round(x, 1), round(y, 1), round(wide, 1), round(tall, 1), fact.box in broken)

    @property
    def _is_image(self) -> bool:
        """True for an image file: OCR turns and straightens it first, so that its boxes do not fit the picture."""
        return self.report.source.media_type.startswith("image/")

    def fact(self, number: int) -> Fact:
        """The fact of that number."""
        return self.report.facts[number]

    def state(self, number: int) -> str:
        """``conflict``, ``doubt`` or ``plain``."""
        fact = self.report.facts[number]
        return "conflict" if fact.conflicts else "doubt" if fact.doubt else "plain"

    def name(self, number: int) -> Words:
        """What the fact is."""
        fact = self.report.facts[number]
        return indicator_words(fact.indicator, fact.applicant)

    def around(self, number: int) -> tuple[str, str, str]:
        """The evidence before the figure, the figure, and what follows."""
        fact = self.report.facts[number]
        if fact.span is None:
            return fact.evidence[: 2 * _CONTEXT], "", ""
        text, stated = self.report.text, fact.span.of(self.report.text)
        start = text.rfind("\n", 0, fact.span.start) + 1
        end = (text.find("\n", fact.span.end) + 1 or len(text) + 1) - 1
        before, after = text[start : fact.span.start], text[fact.span.end : end]
        short = ("…" + before[-_CONTEXT:]) if len(before) > _CONTEXT else before
        return short, stated, after[:_CONTEXT] + ("…" if len(after) > _CONTEXT else "")

    @cached_property
    def checks(self) -> list[tuple[Check, Words, list[int]]]:
        """The sums, failing ones first, with the numbers of the facts that a failing one compares."""
        order = {"fail": 0, "pass": 1, "skipped": 2}
        involved: dict[str, list[int]] = {}
        for number, fact in enumerate(self.report.facts):
            for check in fact.conflicts:
                involved.setdefault(check, []).append(number)
        checks = sorted(self.report.checks, key=lambda check: order[check.status])
        return [(check, check_words(check.id), involved.get(check.id, [])) for check in checks]

    def failing_in(self, table: Printed) -> list[tuple[Check, Words]]:
        """The sums that fail and take in a figure of the table."""
        here = set(table.facts)
        return [(check, words) for check, words, facts in self.checks if check.status == "fail" and here & set(facts)]

    def count(self, status: str) -> int:
        """How many checks ended so."""
        return sum(check.status == status for check in self.report.checks)

    @property
    def total(self) -> float | None:
        """The total score of the narrative."""
        score = self.report.quality.get(TOTAL)
        return score.score if score else None

    @property
    def dimensions(self) -> list[tuple[Words, float | None, str]]:
        """The dimensions of quality: name, score, evidence; the total last."""
        return [(named("quality", name), one.score, one.evidence) for name, one in self.report.quality.items()]

    def data(self) -> dict[str, Any]:
        """What the script needs: the facts, the passages they stand in, and its own words."""
        passage_of = self._passage_of
        facts = [
            self._fact_data(number, fact, passage_of(fact.span) if fact.source != "table" else None)
            for number, fact in enumerate(self.report.facts)
        ]
        facts += [self._other_data(passage, span) for passage, span in self.others]
        return {
            "version": __version__,
            "name": file_stem(self.report),
            "sha256": self.report.source.sha256,
            "facts": facts,
            "passages": [one.passage.to_dict() | {"label": []} for one in self.reviewables],
            "indicators": [
                [one.id, *indicator_words(one.id), one.unit, int(one.by_applicant)] for one in indicators().values()
            ],
            "words": {name: say(name) for name in _SAID_BY_SCRIPT},
            "sources": labels()["sources"],
        }

    def _passage_of(self, span: Span | None) -> int | None:
        if span is None:
            return None
        return next((n for n, one in enumerate(self.reviewables) if span in one.span), None)

    def _fact_data(self, number: int, fact: Fact, passage: int | None) -> dict[str, Any]:
        data = asdict(fact)
        del data["span"], data["rule"], data["box"]
        places = {"start": fact.span.start, "end": fact.span.end} if fact.span else {}
        return (
            data | places | {"name": self.name(number), "passage": passage, "within": self._within(fact.span, passage)}
        )

    def _other_data(self, passage: int, span: Span) -> dict[str, Any]:
        return {
            "indicator": "",
            "name": say("missing_fact"),
            "stated": span.of(self.report.text),
            "start": span.start,
            "end": span.end,
            "passage": passage,
            "within": self._within(span, passage),
        }

    def _within(self, span: Span | None, passage: int | None) -> list[int] | None:
        """The span in the characters of its passage."""
        if span is None or passage is None:
            return None
        shift = self.reviewables[passage].span.start
        return [span.start - shift, span.end - shift]


def _data_url(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"
