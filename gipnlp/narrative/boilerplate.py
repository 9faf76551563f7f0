"""The sentences of a section: what each one does, and whether it is boilerplate, with the reasons.

Boilerplate (套话) is what could stand unchanged, but for the name and the year, in almost any other agency's report.
Two kinds of evidence are weighed and told apart: what a trained model holds of the sentence (scikit-learn), and what
was measured: how common its runs of four words are in a reference collection, and whether it stood in the body's own
report of the year before.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from gipnlp.artifacts import load_skops
from gipnlp.narrative.documents import words_of
from gipnlp.narrative.elements import ElementFinder, find_elements
from gipnlp.narrative.features import context_tokens, sentence_tokens, shape
from gipnlp.narrative.measures import OCTAGRAM, grams
from gipnlp.narrative.pairing import pair
from gipnlp.narrative.reference import Reference
from gipnlp.narrative.splitting import Piece, split
from gipnlp.report import Element, Paragraph, Sentence, SentenceKind, Span
from gipnlp.text import words

FLAG, KIND, ELEMENTS = "flag.skops", "kind.skops", "elements.skops"
FLAGGED = 0.5
_NAMED = 0.04  # share of boilerplate among sentences with a concrete element, on held-out labelled sentences
_COMMON_WEIGHT = 1.5  # logits that a sentence wholly of common runs of words is more boilerplate
_REPEATED_WEIGHT = 1.0  # logits that one from last year's report is, where it names nothing concrete
_MOST_WORDS = 3
_BEFORE = 60  # sentences before one that tell what it may be
_RARE = 0.05  # share of documents of the reference collection up to which a word tells something
_NAMES = {
    "system": "system",
    "figure": "figure",
    "place": "place",
    "document": "document",
    "date": "date",
    "department": "department",
    "case": "case",
    "action": "checkable action",
}


class NarrativeModels:
    """The three models of the narrative: flag, kind, concrete elements."""

    def __init__(self, flag: Any, kind: Any, elements: Any) -> None:
        self.flag = flag
        self.kind = kind
        self.finder = ElementFinder(elements)

    def boilerplate(self, tokens: Sequence[str]) -> list[float]:
        """The probability of boilerplate for each sentence, given by :func:`sentence_tokens`."""
        column = list(self.flag.classes_).index(True)
        return [float(row[column]) for row in self.flag.predict_proba(list(tokens))]

    def kinds(self, tokens: Sequence[str]) -> list[SentenceKind]:
        """What each sentence does, given by its tokens and those of its context."""
        return [cast(SentenceKind, str(kind)) for kind in self.kind.predict(list(tokens))]

    def telling_words(self, text: str, reference: Reference | None) -> list[str]:
        """The words of a sentence that are no common ones and speak most against boilerplate, the strongest first."""
        hidden = shape(text)
        own = [word.of(hidden) for word in words(hidden) if len(word) > 1 and word.of(hidden)[0].isalpha()]
        own = [word for word in own if reference is None or reference.frequency((word,)) <= _RARE]
        if not own:
            return []
        weights = self.flag.decision_function([f"w={word}" for word in own])
        base = float(self.flag.decision_function([""])[0])
        ranked = sorted(zip((float(w) - base for w in weights), own, strict=True))
        return list(dict.fromkeys(word for weight, word in ranked if weight < 0))[:_MOST_WORDS]


@cache
def load(folder: Path) -> NarrativeModels:
    """The models stored in ``folder``.

    Raises:
        ModelError: if the folder holds no such models, or its files are not those that the training wrote.
    """
    return NarrativeModels(*(load_skops(folder, "boilerplate", file) for file in (FLAG, KIND, ELEMENTS)))


def read_sentences(
    text: str,
    folded: str,
    paragraphs: Iterable[Paragraph],
    models: NarrativeModels,
    reference: Reference | None = None,
    own: Sequence[str] = (),
    prior: Collection[str] | None = None,
    *,
    whole: bool = False,
) -> list[Sentence]:
    """The sentences of a section with their kind, the flag, and the reasons for it.

    Args:
        text: The report's text.
        folded: The same, folded.
        paragraphs: The paragraphs of the section.
        models: The trained models.
        reference: The collection in which common runs of words are looked up.
        own: Names of the reporting body.
        prior: Sentences of the body's report of the year before; None if that is not at hand.
        whole: Each paragraph is one sentence already.
    """
    pieces = [Piece(paragraph.span, "") for paragraph in paragraphs] if whole else split(folded, paragraphs)
    if not pieces:
        return []
    written = [piece.span.of(text) for piece in pieces]
    elements = [find_elements(folded, piece.span, models.finder, own) for piece in pieces]
    tokens = [sentence_tokens(line, (e.kind for e in found)) for line, found in zip(written, elements, strict=True)]
    learned = models.boilerplate(tokens)
    kinds = models.kinds([f"{t} {context}" for t, context in zip(tokens, _contexts(pieces, written), strict=True)])
    before = _runs(prior) if prior is not None else None
    found = [
        _sentence(line, piece.span, kind, probability, concrete, models, reference, before)
        for line, piece, kind, probability, concrete in zip(written, pieces, kinds, learned, elements, strict=True)
    ]
    return _paired(found)


def _contexts(pieces: Sequence[Piece], written: Sequence[str]) -> list[str]:
    return [
        context_tokens(line, written[max(0, place - _BEFORE) : place], piece.heading, place, len(pieces))
        for place, (piece, line) in enumerate(zip(pieces, written, strict=True))
    ]


def _sentence(
    line: str,
    span: Span,
    kind: SentenceKind,
    learned: float,
    elements: Sequence[Element],
    models: NarrativeModels,
    reference: Reference | None,
    before: Collection[tuple[str, ...]] | None,
) -> Sentence:
    own = words_of(line)
    common = reference.common_share(own) if reference else None
    repeated = None if before is None else any(run in before for run in grams(own, OCTAGRAM)) or tuple(own) in before
    logit = _logit(learned) + _COMMON_WEIGHT * (common or 0.0) + _REPEATED_WEIGHT * bool(repeated)
    score = min(_NAMED, learned) if elements else 1 / (1 + math.exp(-logit))
    sentence = Sentence(line, kind, score >= FLAGGED, round(score, 4), (), span, tuple(elements), round(learned, 4))
    sentence = replace(sentence, common=None if common is None else round(common, 4), repeated=repeated)
    return replace(sentence, reasons=tuple(_reasons(sentence, models, reference)))


def _reasons(sentence: Sentence, models: NarrativeModels, reference: Reference | None) -> Iterable[str]:
    start = sentence.span.start
    named = [f"{_NAMES[e.kind]} {sentence.text[e.span.start - start : e.span.end - start]}" for e in sentence.elements]
    if sentence.boilerplate:
        yield "names no system, place, department, document, figure, date or case of this body"
        yield f"reads like boilerplate of other bodies (probability {sentence.learned:.2f})"
    elif named:
        yield f"names {', '.join(named)}"
    else:
        told = "、".join(models.telling_words(sentence.text, reference))
        yield f"reads unlike boilerplate (probability {sentence.learned:.2f}){f': {told}' if told else ''}"
    if sentence.common:
        yield f"{sentence.common:.0%} of its runs of four words are common in the reference collection"
    if sentence.repeated:
        yield "stood in the report of the year before"


def _paired(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, each remedy with the problems that it answers."""
    problems = [place for place, one in enumerate(sentences) if one.kind == "problem"]
    remedies = [place for place, one in enumerate(sentences) if one.kind == "remedy"]
    answered = pair([sentences[p].text for p in problems], [sentences[r].text for r in remedies])
    answers = {r: tuple(problems[n] for n in found) for r, found in zip(remedies, answered, strict=True)}
    return [replace(one, answers=answers.get(place, ())) for place, one in enumerate(sentences)]


def _runs(prior: Iterable[str]) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for line in prior:
        own = words_of(line)
        found |= {*grams(own, OCTAGRAM), tuple(own)}
    return found


def _logit(probability: float) -> float:
    bounded = min(0.999, max(0.001, probability))
    return math.log(bounded / (1 - bounded))
