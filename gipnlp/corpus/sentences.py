"""The labelled sentences of problems sections, as JSON lines: what the models of the narrative are trained on.

One line is one sentence: ``text``; ``label``, a list of ``[start, end, kind]`` for its concrete elements; ``kind`` and
``boilerplate``; ``number`` of a problem within its section and ``answers``, the numbers of the problems that a remedy
answers; and what is known of it: ``id, section, agency, level, form, year, family, split``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from gipnlp.corpus import DEFAULT, FORMS, LEVELS, Split, corpus_files
from gipnlp.errors import CorpusError
from gipnlp.report import Span

SENTENCES = DEFAULT.parent / "sentences"
Mark = Literal["system", "figure", "place", "document", "date", "department", "case", "action"]
MARKS: tuple[Mark, ...] = get_args(Mark)
KINDS = ("problem", "remedy", "frame")


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence of a problems section with its labels. See the module's text for the fields."""

    id: str
    text: str
    marks: tuple[tuple[Span, Mark], ...]
    kind: str
    boilerplate: bool
    number: int | None
    answers: tuple[int, ...]
    section: str
    agency: str
    level: str
    form: str
    year: int
    family: str = ""
    split: Split = "train"

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> LabelledSentence:
        """The sentence of one line.

        Raises:
            ValueError, KeyError, TypeError: if a value is missing or not allowed.
        """
        marks = tuple((Span(int(s), int(e)), name) for s, e, name in sorted(data["label"]))
        rest = {name: data[name] for name in cls.__dataclass_fields__ if name in data and name != "marks"}
        sentence = cls(**rest | {"marks": marks, "answers": tuple(data["answers"])})
        for problem in sentence.problems():
            raise ValueError(problem)
        return sentence

    def to_dict(self) -> dict[str, Any]:
        """The line of the sentence."""
        data = asdict(self)
        del data["marks"]
        label = [[span.start, span.end, name] for span, name in self.marks]
        return {"id": data.pop("id"), "text": data.pop("text"), "label": label, **data}

    def problems(self) -> Iterator[str]:
        """What is wrong with it."""
        allowed = {"kind": KINDS, "level": LEVELS, "form": FORMS, "split": get_args(Split)}
        for name, values in allowed.items():
            if getattr(self, name) not in values:
                yield f"{name} {getattr(self, name)!r} is none of {', '.join(values)}"
        if not isinstance(self.boilerplate, bool):
            yield f"boilerplate {self.boilerplate!r} is neither true nor false"
        if self.boilerplate == bool(self.marks):
            yield "a sentence is boilerplate, or it has concrete elements"
        for span, name in self.marks:
            if name not in MARKS:
                yield f"{name!r} is none of {', '.join(MARKS)}"
            if not 0 <= span.start < span.end <= len(self.text):
                yield f"the span {span.start}-{span.end} is not inside the text"


def sentences_beside(passages: Path) -> Path:
    """The folder of labelled sentences that goes with a folder of passages: beside it, or else gipnlp's own."""
    beside = passages.resolve().parent / SENTENCES.name
    return beside if beside.is_dir() else SENTENCES


def load_sentences(folder: Path = SENTENCES) -> list[LabelledSentence]:
    """All labelled sentences of a folder, in the order of files and lines.

    Raises:
        CorpusError: naming the file, the line and what is wrong with it.
    """
    return [sentence for path in corpus_files(folder).values() for sentence in _read(path)]


def _read(path: Path) -> Iterator[LabelledSentence]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield LabelledSentence.from_dict(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
                raise CorpusError(f"{path}, line {number}: {what}.") from error


def write_sentences(path: Path, sentences: Iterable[LabelledSentence]) -> None:
    """Write labelled sentences as JSON lines."""
    lines = [json.dumps(sentence.to_dict(), ensure_ascii=False) + "\n" for sentence in sentences]
    path.write_text("".join(lines), encoding="utf-8")
