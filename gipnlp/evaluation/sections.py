"""Scores of the sections: by headings alone, by the model alone, by both; with the headings stripped."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gipnlp.corpus.reports import CorpusReport
from gipnlp.evaluation.measures import Ratios
from gipnlp.learned import Models
from gipnlp.report import SECTIONS, Block, Document, Span
from gipnlp.sections import split_sections
from gipnlp.sections.classifier import SectionClassifier, tokens
from gipnlp.text import fold

SectionWay = Literal["headings", "model", "both"]
SECTION_WAYS: tuple[SectionWay, ...] = ("headings", "model", "both")


@dataclass(frozen=True, slots=True)
class Judged:
    """A paragraph that is no heading: its report, its characters, the right label, the one given, how sure."""

    report: str
    text: str
    wanted: str
    given: str
    probability: float


def section_outcomes(
    reports: Sequence[CorpusReport], way: SectionWay, models: Models, *, stripped: bool
) -> list[Judged]:
    """The label that each paragraph of the reports gets.

    Args:
        reports: Reports of a corpus.
        way: ``model`` takes each paragraph by itself, ``both`` is what the pipeline does.
        models: Where the classifier is.
        stripped: Take the headings away first.
    """
    return [one for report in reports for one in _outcomes(report, way, models, stripped)]


def _outcomes(report: CorpusReport, way: SectionWay, models: Models, stripped: bool) -> list[Judged]:
    passages = [p for p in report.passages if not (stripped and p.heading)]
    text = "\n".join(p.text for p in passages)
    spans, start = [], 0
    for passage in passages:
        spans.append(Span(start, start + len(passage.text)))
        start = spans[-1].end + 1
    if way == "model":
        given = _alone(models.sections, text, spans, report)
    else:
        document = Document(text, tuple(Block(span, None) for span in spans), (), "text/plain", "corpus")
        sections = split_sections(
            document, fold(text), report.form, (), (), models if way == "both" else None, report.year
        )
        given = [
            next((s.label, s.probability) for s in reversed(sections) if s.span.start <= span.start) for span in spans
        ]
    return [
        Judged(report.name, p.text, p.section, label, probability)
        for p, (label, probability) in zip(passages, given, strict=True)
        if not p.heading
    ]


def _alone(
    classifier: SectionClassifier, text: str, spans: Sequence[Span], report: CorpusReport
) -> list[tuple[str, float]]:
    features = [tokens(span.of(text), span.start / len(text), report.form, report.year) for span in spans]
    rows = classifier.evidence(features)
    best = [max(row, key=row.__getitem__) for row in rows]
    return [(label, math.exp(row[label])) for label, row in zip(best, rows, strict=True)]


def by_label(judged: Sequence[Judged]) -> dict[str, list[Ratios]]:
    """For each section label the counts of characters of each report: under it rightly, under it, and due there."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in judged:
        size = len(one.text)
        counts[one.wanted, one.report][0] += size if one.given == one.wanted else 0
        counts[one.given, one.report][1] += size
        counts[one.wanted, one.report][2] += size
    rows: dict[str, list[Ratios]] = defaultdict(list)
    for (label, _), (hits, found, wanted) in counts.items():
        rows[label].append(Ratios(hits, found, wanted))
    return {label: rows[label] for label in SECTIONS if label in rows}


def share_right(judged: Sequence[Judged]) -> float:
    """Share of the characters that carry the right label."""
    total = sum(len(one.text) for one in judged)
    return sum(len(one.text) for one in judged if one.given == one.wanted) / total if total else 1.0
