"""What is found in the narrative: sentences with their concrete elements, findings, and scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gipnlp.report.document import Span

SentenceKind = Literal["problem", "remedy", "frame"]


@dataclass(frozen=True, slots=True)
class Element:
    """A concrete element of a sentence: ``system``, ``figure``, ``place``, ``document``, ``date`` and the like."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the problems section, or of another section on request.

    Attributes:
        text: As written.
        kind: What it does: names a problem, promises or tells a remedy, or opens and links.
        boilerplate: It could stand unchanged in almost any other agency's report.
        score: The probability of that, 0 to 1, after all evidence.
        reasons: Why, in words.
        span: Where it stands.
        elements: Its concrete elements.
        learned: The probability by the trained model alone.
        common: The share of its runs of four words that are common in the reference collection; None if it has none.
        repeated: It stood in the body's report of the year before; None if that is not at hand.
        answers: Of a remedy, the places of the problems (in the list of sentences) that it answers.
    """

    text: str
    kind: SentenceKind
    boilerplate: bool
    score: float
    reasons: tuple[str, ...]
    span: Span
    elements: tuple[Element, ...] = ()
    learned: float = 0.0
    common: float | None = None
    repeated: bool | None = None
    answers: tuple[int, ...] = ()

    def __repr__(self) -> str:
        flag = "boilerplate" if self.boilerplate else "specific"
        return f"<Sentence {self.kind}, {flag} {self.score:.2f}: {self.text}>"

    def _repr_html_(self) -> str:
        from gipnlp.rendering.notebook import sentence_html

        return sentence_html(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the narrative that an assessor would look at: a slip of pasting, a silence, a gap.

    ``code`` is listed in the documentation; ``span`` is where it shows, None where something is absent.
    """

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One dimension of the narrative's quality, 0 to 100, with what it rests on; None where it cannot be assessed."""

    score: float | None
    evidence: str
