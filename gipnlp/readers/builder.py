"""Puts paragraphs and grids one after the other into one text, and keeps their spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gipnlp.limits import Watch
from gipnlp.readers.lines import Seen
from gipnlp.report import Block, Box, Cell, Document, Grid, Places, Sight, Span, Warn
from gipnlp.text import clean

Mark = tuple[str, int, Box]  # a character as it stands on a page: its text, the page, its box there


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell before its place in the text is known."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    marks: Sequence[Mark] = field(default=(), compare=False)
    seen: Sequence[Seen] = field(default=(), compare=False)


@dataclass(slots=True)
class DocumentBuilder:
    """Collects the pieces of a document in reading order; with ``places``, also where their characters stand.

    Raises:
        TimeLimitError, TooLargeError: from each method, if the limits of ``watch`` are exceeded.
    """

    watch: Watch = field(default_factory=Watch)

    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    length: int = 0
    places: Places | None = None

    def add_paragraph(
        self, text: str, page: int | None = None, marks: Sequence[Mark] = (), seen: Sequence[Seen] = ()
    ) -> None:
        """Add a paragraph, with how its figures were seen in an image; one without text is left out."""
        text = clean(text).strip()
        if text:
            span = self._write(text, marks)
            self.blocks.append(Block(span, page))
            self._note(text, span, seen)
            self._write("\n")

    def add_grid(self, rows: Sequence[Sequence[RawCell | None]], page: int | None = None) -> None:
        """Add a grid; ``rows`` are of equal length and hold a merged cell at every place it covers."""
        self.watch.time()
        start, placed = self.length, dict[RawCell, Cell]()
        for index, row in enumerate(rows):
            firsts = [raw for raw in dict.fromkeys(row) if raw is not None and raw.row == index]
            for raw in firsts:
                text = " ".join(clean(raw.text).split())
                span = self._write(text, raw.marks)
                self._note(text, span, raw.seen)
                placed[raw] = Cell(span, raw.row, raw.column, raw.rowspan, raw.colspan)
                self._write("\t")
            self._write("\n")
        span = Span(start, self.length)
        cells = tuple(tuple(None if raw is None else placed[raw] for raw in row) for row in rows)
        self.grids.append(Grid(span, page, cells))
        self.blocks.append(Block(span, page, "grid"))

    def build(
        self,
        media_type: str,
        engine: str,
        pages: int | None = None,
        title: str | None = None,
        warnings: Sequence[Warn] = (),
    ) -> Document:
        """The document of all that was added."""
        return Document(
            text="".join(self.pieces),
            blocks=tuple(self.blocks),
            grids=tuple(self.grids),
            media_type=media_type,
            engine=engine,
            pages=pages,
            title=title,
            warnings=tuple(warnings),
            places=self.places,
            sights=tuple(self.sights),
        )

    def _note(self, text: str, span: Span, seen: Sequence[Seen]) -> None:
        """Note where in the text each figure stands that was seen in an image; they come in order."""
        at = 0
        for one in seen:
            wanted = " ".join(clean(one.text).split())
            place = text.find(wanted, at)
            if place >= 0:
                at = place + len(wanted)
                self.sights.append(Sight(Span(span.start + place, span.start + at), one.confidence, one.candidates))

    def _write(self, text: str, marks: Sequence[Mark] = ()) -> Span:
        self.watch.add_text(len(text))
        if self.places is not None:
            _place(text, marks, self.places)
        self.pieces.append(text)
        self.length += len(text)
        return Span(self.length - len(text), self.length)


def _place(text: str, marks: Sequence[Mark], places: Places) -> None:
    """Note where the characters of the text stand: those of the marks in order, white space aside."""
    if "".join("".join(written for written, _, _ in marks).split()) != "".join(text.split()):
        places.skip(len(text))
        return
    letters = ((page, box) for written, page, box in marks for letter in written if not letter.isspace())
    for letter in text:
        if letter.isspace():
            places.skip(1)
        else:
            places.add(*next(letters))
