"""A sentence as the patterns of the rules read it: each quantity one character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gipnlp.numerals import Quantity, masked, quantities
from gipnlp.report import Span
from gipnlp.text import Squeezed, squeeze

FIRST_SLOT = 0xE000  # quantities stand as private-use characters in the text that patterns read
SLOTS = "\ue000-\uf8ff"
_FOREIGN = re.compile(f"[{SLOTS}]")  # private-use characters of the text itself
_ITEM = rf"[^,。;:#{SLOTS}、和及与的]+"
_RESPECTIVELY = re.compile(
    rf"(?P<names>{_ITEM}(?:[、和及与]+{_ITEM})+?)(?=(?:的[^,。;:{SLOTS}、]{{1,8}}?)?(?:分别|依次))[^,。;:{SLOTS}、]{{0,8}}"
    rf"(?P<each>分别|依次)[^,。;:{SLOTS}、]{{0,4}}"
    rf"(?P<figures>[{SLOTS}](?:[、和及与]+[{SLOTS}])+)(?![、和及与]*[{SLOTS}])"
)
_MOST_SLOTS = 500
_CONTEXT = 300  # characters of the paragraph before a sentence that tell what it is about


@dataclass(frozen=True, slots=True)
class Slotted:
    """A sentence as patterns read it: each quantity one character, dates and numbers that count nothing ``#``.

    Attributes:
        text: What patterns read.
        starts: For each character of ``text``, where it begins in the squeezed sentence.
        squeezed: The squeezed sentence.
        found: The quantities, in the order of their characters.
        before: The paragraph before the sentence, squeezed: what the sentence goes on with.
    """

    text: str
    starts: tuple[int, ...]
    squeezed: Squeezed
    found: tuple[Quantity, ...]
    before: str = ""

    @classmethod
    def of(cls, folded: str, span: Span, paragraph: Span | None = None) -> Slotted:
        """The sentence at ``span`` of the ``paragraph``."""
        squeezed = squeeze(folded, span, drop="|*")
        found = quantities(squeezed.text)[:_MOST_SLOTS]
        hidden = _FOREIGN.sub("#", masked(squeezed.text))
        chars: list[str] = []
        starts: list[int] = []
        at = 0
        for number, quantity in enumerate(found):
            _copy(hidden, at, quantity.start, chars, starts)
            chars.append(chr(FIRST_SLOT + number))
            starts.append(quantity.start)
            at = quantity.end
        _copy(hidden, at, len(hidden), chars, starts)
        begin = max(paragraph.start, span.start - _CONTEXT) if paragraph else span.start
        return cls("".join(chars), tuple(starts), squeezed, found, squeeze(folded, Span(begin, span.start)).text)

    def distributed(self) -> Iterator[Slotted]:
        """The sentence once for each item of its lists (甲、乙分别为#和#): with that item and its own figure alone."""
        for match in _RESPECTIVELY.finditer(self.text):
            names = list(re.finditer(r"[^、和及与]+", match["names"]))
            figures = list(re.finditer(f"[{SLOTS}]", match["figures"]))
            if len(names) != len(figures) or len(names) < 2:
                continue
            first, last = match.start("names"), match.start("figures")
            for name, figure in zip(names, figures, strict=True):
                kept = [
                    range(first),
                    range(first + name.start(), first + name.end()),
                    range(match.end("names"), match.start("each")),
                    range(match.end("each"), last),
                    range(last + figure.start(), last + figure.end()),
                    range(match.end(), len(self.text)),
                ]
                yield self._of_places([place for part in kept for place in part])

    def _of_places(self, places: list[int]) -> Slotted:
        text = "".join(self.text[place] for place in places)
        return replace(self, text=text, starts=tuple(self.starts[place] for place in places))

    def quantity(self, place: int) -> Quantity:
        """The quantity whose character stands at ``place`` of the text."""
        return self.found[ord(self.text[place]) - FIRST_SLOT]

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]`` in the report's text."""
        last = self.starts[end] if end < len(self.starts) else len(self.squeezed.text)
        return self.squeezed.span(self.starts[start], last)


def _copy(hidden: str, start: int, end: int, chars: list[str], starts: list[int]) -> None:
    """Copy characters; a run of ``#`` becomes one."""
    for place in range(start, end):
        if hidden[place] == "#" and place > start and hidden[place - 1] == "#":
            continue
        chars.append(hidden[place])
        starts.append(place)
