"""Figures of the prose by a trained spaCy span categoriser: which indicator each quantity or absence states, or none.

This is the only room that imports spaCy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gipnlp.artifacts import verified
from gipnlp.report import Paragraph
from gipnlp.tagger.encoding import Candidate, Encoded, encode

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Candidate", "Encoded", "Opinion", "Tagger", "encode", "load"]

COMPONENT = "spancat"
SPANS_KEY = "facts"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the tagger holds of one candidate: the probability of each label that is not out of the question.

    A label is an indicator, or ``@`` and an applicant where the figure is about one kind of applicant.
    """

    candidate: Candidate
    paragraph: Paragraph
    scores: dict[str, float]


class Tagger:
    """A trained span categoriser with the way from paragraphs to its documents."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.categorizer: Any = nlp.get_pipe(COMPONENT)

    def doc(self, encoded: Encoded) -> Doc:
        """The tokens as a spaCy Doc, the candidates as its span group ``candidates``."""
        from spacy.tokens import Doc, Span

        doc = Doc(self.nlp.vocab, words=list(encoded.tokens), spaces=[False] * len(encoded.tokens))
        doc.spans["candidates"] = [Span(doc, c.first, c.last) for c in encoded.candidates]
        return doc

    def probabilities(self, encoded: Sequence[Encoded]) -> list[list[dict[str, float]]]:
        """For each paragraph and candidate the probability of each label above one in a hundred."""
        asked = [e for e in encoded if e.candidates]
        if not asked:
            return [[] for _ in encoded]
        _, scores = self.categorizer.predict([self.doc(e) for e in asked])
        rows = iter(scores.tolist())
        labels = self.categorizer.labels
        return [
            [{label: p for label, p in zip(labels, next(rows), strict=True) if p >= 0.01} for _ in e.candidates]
            for e in encoded
        ]

    def read(self, folded: str, paragraphs: Iterable[Paragraph], form: str | None, year: int | None) -> list[Opinion]:
        """The tagger's opinion of every candidate of the paragraphs."""
        paragraphs = list(paragraphs)
        encoded = [encode(folded, p.span, p.section, form, year) for p in paragraphs]
        return [
            Opinion(candidate, paragraph, scores)
            for paragraph, e, row in zip(paragraphs, encoded, self.probabilities(encoded), strict=True)
            for candidate, scores in zip(e.candidates, row, strict=True)
        ]


@cache
def load(folder: Path) -> Tagger:
    """The tagger stored in ``folder``.

    Raises:
        ModelError: if the folder holds no such model, or its files are not those that the training wrote.
    """
    import spacy

    import gipnlp.tagger.architecture  # noqa: F401

    return Tagger(spacy.load(verified(folder, "tagger") / "pipeline"))
