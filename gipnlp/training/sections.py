"""Training of the section classifier: paragraphs of the corpus to a scikit-learn model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gipnlp.report import Span
from gipnlp.sections.classifier import SectionClassifier, tokens
from gipnlp.text import fold, sentences
from gipnlp.corpus import Passage

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

_SEED = 1
_C = 8.0  # inverse strength of the L2 penalty; the best of 1, 2, 4, 8, 16 on the dev split
_LEAST_SENTENCE = 12  # characters from which a sentence is an example of its own


def train_sections(passages: Sequence[Passage]) -> SectionClassifier:
    """A classifier trained on the passages of the split ``train``, and on their sentences."""
    rows = [row for passage, position in with_positions(passages) if passage.split == "train" for row in _rows(passage, position)]
    pipeline = _pipeline()
    pipeline.fit([features for features, _ in rows], [label for _, label in rows])
    return SectionClassifier(pipeline)


def _pipeline() -> Pipeline:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    vectorizer = TfidfVectorizer(
        analyzer="word", token_pattern=r"\S+", lowercase=False, min_df=3, max_features=40_000, sublinear_tf=True, dtype=np.float32
    )
    return Pipeline([("tfidf", vectorizer), ("logistic", LogisticRegression(C=_C, max_iter=300, random_state=_SEED))])


def with_positions(passages: Sequence[Passage]) -> Iterator[tuple[Passage, float]]:
    """Each passage with the place in its report where it begins, as a share of the report's characters."""
    lengths: dict[str, int] = {}
    for passage in passages:
        lengths[passage.report] = lengths.get(passage.report, 0) + len(passage.text)
    seen: dict[str, int] = {}
    for passage in passages:
        before = seen.get(passage.report, 0)
        yield passage, before / lengths[passage.report]
        seen[passage.report] = before + len(passage.text)


def _rows(passage: Passage, position: float) -> Iterator[tuple[str, str]]:
    yield tokens(passage.text, position, passage.form), passage.section
    spans = list(sentences(fold(passage.text), Span(0, len(passage.text))))
    for span in spans if len(spans) > 1 else ():
        if len(span) >= _LEAST_SENTENCE:
            yield tokens(span.of(passage.text), position, passage.form), passage.section


def save_sections(classifier: SectionClassifier, folder: Path, file: str) -> None:
    """Write the model with skops, which stores no code."""
    from skops.io import dump

    folder.mkdir(parents=True, exist_ok=True)
    dump(classifier.pipeline, folder / file)
