"""Training of the section classifier: paragraphs of the corpus to a scikit-learn model."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gipnlp.corpus import Passage
from gipnlp.corpus.composed import compose, whole_reports
from gipnlp.report import Span
from gipnlp.sections.classifier import FILE, SectionClassifier, tokens
from gipnlp.text import fold, sentences
from gipnlp.training.hashed import hashed_pipeline

if TYPE_CHECKING:
    pass

_SEED = 1
_C = 8.0  # inverse strength of the L2 penalty
_FEATURES = 2**16  # places of the hash: no vocabulary need be stored
_COMPOSITIONS = 3  # how often each passage is placed anew in a report
_LEAST_SENTENCE = 12  # characters from which a sentence is an example of its own


def train_sections(passages: Sequence[Passage]) -> SectionClassifier:
    """A classifier trained on the passages of the split ``train``, and on their sentences, in composed reports."""
    chosen = [passage for passage in passages if passage.split == "train"]
    reports = [report for seed in range(_COMPOSITIONS) for report in compose(chosen, seed)]
    reports += whole_reports(chosen)
    rows = sorted({row for report in reports for row in _rows(report)})
    pipeline = hashed_pipeline(_C, _FEATURES)
    pipeline.fit([features for features, _ in rows], [label for _, label in rows])
    return SectionClassifier(pipeline)


def _rows(report: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    length, before = sum(len(passage.text) for passage in report), 0
    for passage in report:
        for text in _pieces(passage.text):
            yield tokens(text, before / length, passage.form, passage.year), passage.section
        before += len(passage.text)


def _pieces(text: str) -> Iterator[str]:
    yield text
    spans = list(sentences(fold(text), Span(0, len(text))))
    yield from (span.of(text) for span in spans if len(spans) > 1 and len(span) >= _LEAST_SENTENCE)


def save_sections(classifier: SectionClassifier, folder: Path) -> None:
    """Write the model with skops, which stores no code."""
    from skops.io import dump

    dump(classifier.pipeline, folder / FILE, compression=zipfile.ZIP_DEFLATED)
