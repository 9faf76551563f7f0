"""Figures of the prose by a trained spaCy span categoriser: which indicator each quantity or absence states, or none.

Beside its training and the component for spaCy (``gipnlp.spacy_pipe``), this is the only room that imports spaCy.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gipnlp.artifacts import verified
from gipnlp.errors import ModelError
from gipnlp.report import Opinion, Paragraph, Span
from gipnlp.tagger.encoding import Candidate, Encoded, encode
from gipnlp.text import sentences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Candidate", "Encoded", "Tagger", "encode", "headings_of", "load"]

COMPONENT = "spancat"
SPANS_KEY = "facts"
PIPELINE = "pipeline"  # folder of the spaCy pipeline within that of the model


_AT_ONCE = 256  # paragraphs: bounds the memory that a long text takes


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

    def read(
        self, text: str, folded: str, paragraphs: Iterable[Paragraph], form: str | None, year: int | None
    ) -> list[Opinion]:
        """The tagger's opinion of every figure and absence of the paragraphs, in the order of the text.

        Args:
            text: The report's text.
            folded: The same, folded.
            paragraphs: Its paragraphs, without the statutory tables.
            form: Its reporting form, None if unknown.
            year: Its reporting year, None if unknown.
        """
        paragraphs = list(paragraphs)
        headings = headings_of((p.section, p.text, p.heading) for p in paragraphs)
        under = list(zip(paragraphs, headings, strict=True))
        opinions = []
        for some in (under[start : start + _AT_ONCE] for start in range(0, len(under), _AT_ONCE)):
            encoded = [encode(folded, p.span, p.section, form, year, heading) for p, heading in some]
            opinions += [
                _opinion(candidate, scores, text, folded, paragraph)
                for (paragraph, _), e, row in zip(some, encoded, self.probabilities(encoded), strict=True)
                for candidate, scores in zip(e.candidates, row, strict=True)
            ]
        return opinions


def headings_of(paragraphs: Iterable[tuple[str, str, bool]]) -> Iterator[str]:
    """For each paragraph (section, text, whether it is a heading) of a report the heading it stands under."""
    section, heading = "", ""
    for label, text, is_heading in paragraphs:
        if label != section:
            section, heading = label, ""
        yield heading
        if is_heading:
            heading = text


@lru_cache(maxsize=8)
def _sentences(folded: str, span: Span) -> tuple[Span, ...]:
    return tuple(sentences(folded, span))


def _opinion(candidate: Candidate, scores: dict[str, float], text: str, folded: str, paragraph: Paragraph) -> Opinion:
    quantity, span = candidate.quantity, candidate.span
    found = _sentences(folded, paragraph.span)
    place = bisect_right(found, span.start, key=lambda one: one.start) - 1
    sentence = found[place] if place >= 0 and span in found[place] else paragraph.span
    return Opinion(
        span=span,
        stated=span.of(text),
        value=quantity.value if quantity else 0.0,
        measure=quantity.unit if quantity else "",
        approx=quantity is not None and quantity.approx,
        absence=quantity is None,
        evidence=sentence.of(text),
        section=paragraph.section,
        page=paragraph.page,
        scores=scores,
    )


@cache
def load(folder: Path) -> Tagger:
    """The tagger stored in ``folder``.

    Raises:
        ModelError: if the folder holds no such model, or its files are not those that the training wrote.
    """
    import spacy

    import gipnlp.tagger.architecture  # noqa: F401

    pipeline = verified(folder, "tagger") / PIPELINE
    try:
        _check_config(spacy.util.load_config(pipeline / "config.cfg"), pipeline)
        return Tagger(spacy.load(pipeline))
    except ModelError:
        raise
    except Exception as error:  # spaCy raises what its many libraries raise
        raise ModelError(
            f"{pipeline} cannot be read as a pipeline of spaCy ({type(error).__name__}: {error})."
        ) from error


def _check_config(config: Mapping[str, Any], pipeline: Path) -> None:
    """Refuse a pipeline that would run anything but gipnlp's own component when it is loaded."""
    hooks = ("before_creation", "after_creation", "after_pipeline_creation")
    called = [hook for hook in hooks if config["nlp"].get(hook) is not None]
    called += ["initialize"] * any(
        config.get("initialize", {}).get(hook) is not None for hook in ("before_init", "after_init")
    )
    if called or config["nlp"]["pipeline"] != [COMPONENT]:
        raise ModelError(
            f"{pipeline} is no pipeline of gipnlp: it runs {', '.join([*called, *config['nlp']['pipeline']])}."
        )
