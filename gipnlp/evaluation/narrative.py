"""Scores of the narrative's models: the flag, the kinds, the concrete elements; and the flag on real reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gipnlp.corpus.sentences import LabelledSentence
from gipnlp.narrative.boilerplate import NarrativeModels, read_sentences
from gipnlp.report import Paragraph, Report, Sentence, Span
from gipnlp.text import fold

FLAG_SCORE = "balanced accuracy of the flag"
_MOST_OF = 0.6  # of a gold sentence that a sentence of the report must cover


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, whether it is boilerplate, and whether it was said to be."""

    text: str
    boilerplate: bool
    flagged: bool


def balanced_accuracy(told: Sequence[Told]) -> float:
    """Mean of the shares of boilerplate and of specific sentences told right; of one of them if one is absent."""
    sides = [[t.flagged == side for t in told if t.boilerplate == side] for side in (True, False)]
    shares = [sum(side) / len(side) for side in sides if side]
    return sum(shares) / len(shares) if shares else 1.0


def sentence_scores(sentences: Sequence[LabelledSentence], models: NarrativeModels) -> dict[str, float]:
    """Balanced accuracy of the flag, recall on either side, accuracy of the kinds, F1 of the elements by overlap."""
    pairs = [(s, r) for section in _sections(sentences) for s, r in zip(section, read(section, models), strict=True)]
    told = [Told(s.text, s.boilerplate, r.boilerplate) for s, r in pairs]
    found = wanted = found_right = wanted_right = 0
    for sentence, result in pairs:
        spans = [Span(e.span.start - result.span.start, e.span.end - result.span.start) for e in result.elements]
        marks = [span for span, _ in sentence.marks]
        found, wanted = found + len(spans), wanted + len(marks)
        found_right += sum(any(span.overlaps(mark) for mark in marks) for span in spans)
        wanted_right += sum(any(mark.overlaps(span) for span in spans) for mark in marks)
    precision, recall = found_right / max(1, found), wanted_right / max(1, wanted)
    return {
        FLAG_SCORE: balanced_accuracy(told),
        "boilerplate told right": balanced_accuracy([t for t in told if t.boilerplate]),
        "specific told right": balanced_accuracy([t for t in told if not t.boilerplate]),
        "accuracy of the kind": sum(s.kind == r.kind for s, r in pairs) / max(1, len(pairs)),
        "elements": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
    }


def _sections(sentences: Iterable[LabelledSentence]) -> list[list[LabelledSentence]]:
    sections: dict[str, list[LabelledSentence]] = defaultdict(list)
    for sentence in sentences:
        sections[sentence.section].append(sentence)
    return list(sections.values())


def read(section: Sequence[LabelledSentence], models: NarrativeModels) -> list[Sentence]:
    """The sentences of a labelled section as the models read them, each a paragraph of its own."""
    text, paragraphs = "", []
    for sentence in section:
        span = Span(len(text), len(text) + len(sentence.text))
        paragraphs.append(Paragraph(sentence.text, "problems", None, False, span))
        text += sentence.text + "\n"
    return read_sentences(text, fold(text), paragraphs, models, whole=True)


def told_of_gold(gold: Mapping[str, Any], report: Report) -> list[Told]:
    """The gold sentences of a report's problems section, each with what the report says of it.

    A gold sentence is flagged when a flagged sentence of the report covers most of it; one that is not found is told
    wrong.
    """
    sentences = [("".join(fold(s.text).split()), s) for s in report.sentences]
    result = []
    for sentence in gold.get("problem_sentences", ()):
        text = "".join(fold(sentence["text"]).split())
        wanted = bool(sentence["boilerplate"])
        covering = [s for own, s in sentences if text in own or (own in text and len(own) >= _MOST_OF * len(text))]
        flagged = any(s.boilerplate for s in covering) if covering else not wanted
        result.append(Told(sentence["text"], wanted, flagged))
    return result
