"""A paragraph as the tagger reads it: characters, each quantity one token, what stands around as tokens of its own.

The tokens depend on the number grammar alone, on no dictionary: a trained model reads the same text in the same way
wherever it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gipnlp.numerals import Quantity, absences, masked, quantities
from gipnlp.report import Span
from gipnlp.text import fold, squeeze

PREFIX = 2  # tokens before the text: its section and its form
HEADING = 8  # tokens after these: the first characters of the heading it stands under
_YEAR = re.compile(r"(20\d\d)年")
_ENUMERATOR = re.compile(
    r"^(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.,:]?|第[一二三四五六七八九十]+[部分章节条]+[、:]?)+"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a fact: a quantity, or words that say that something did not occur.

    Attributes:
        first, last: Half-open range of its tokens.
        span: Where it stands in the report's text.
        quantity: The quantity; None for an absence.
    """

    first: int
    last: int
    span: Span
    quantity: Quantity | None


@dataclass(frozen=True, slots=True)
class Encoded:
    """The tokens of a paragraph and its candidates, ascending."""

    tokens: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def encode(folded: str, span: Span, section: str, form: str | None, year: int | None, heading: str = "") -> Encoded:
    """The paragraph at ``span`` of the folded text, which lies in ``section`` of a report of ``form`` on ``year``.

    ``heading`` is the last heading before it in its section, "" if there is none.
    """
    squeezed = squeeze(folded, span, drop="|*")
    text = squeezed.text
    hidden = masked(text)
    found = {quantity.start: quantity for quantity in quantities(text)}
    absent = dict(absences(text))
    tokens, candidates = [f"<{section}>", f"<{form}>", *_heading_tokens(heading)], []
    at, ends = 0, {}
    while at < len(text):
        first = len(tokens)
        if quantity := found.get(at):
            tokens.append(_quantity_token(quantity))
            candidates.append(Candidate(first, first + 1, squeezed.span(at, quantity.end), quantity))
            at = quantity.end
        elif hidden[at] == "#" and text[at] != "#":
            end = next((i for i in range(at, len(text)) if hidden[i] != "#"), len(text))
            tokens += _hidden_tokens(text[at:end], year)
            at = end
        else:
            if at in absent:
                ends[absent[at]] = (at, first)
            tokens.append(text[at])
            at += 1
        if at in ends:
            start, first = ends.pop(at)
            candidates.append(Candidate(first, len(tokens), squeezed.span(start, at), None))
    return Encoded(tuple(tokens), tuple(sorted(candidates, key=lambda c: c.first)))


def _heading_tokens(heading: str) -> list[str]:
    folded = fold(heading)
    plain = _ENUMERATOR.sub("", squeeze(folded, Span(0, len(folded)), drop="|*").text)
    return [*plain[:HEADING], *["<none>"] * (HEADING - len(plain))]


def _quantity_token(quantity: Quantity) -> str:
    return f"<{'0' if quantity.value == 0 else 'n'}{quantity.unit}>"


def _hidden_tokens(text: str, year: int | None) -> Iterator[str]:
    """One token for what counts nothing: a year by its distance from the report's, a share, or another number."""
    if match := _YEAR.match(text):
        distance = int(match[1]) - year if year else 0
        yield f"<year{max(-2, min(2, distance)):+d}>" if year else "<year>"
        if len(text) > match.end() + 1:
            yield "<date>"
    elif text.endswith(("%", "‰")):
        yield "<%>"
    else:
        yield "<date>" if re.search("[年月日:]", text) else "<#>"
