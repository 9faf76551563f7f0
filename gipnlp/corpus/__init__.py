"""The corpus: labelled passages as JSON lines, in the form that doccano imports and exports.

One line is one paragraph of one report: ``text``; ``label``, a list of ``[start, end, label]`` in characters of the text; and
what is known of it: ``id, report, agency, level, form, year, section, heading, family, split``.

A label is an indicator of the catalogue, with ``@applicant`` where the figure is about one kind of applicant;
``none.<kind>`` for a quantity that is no fact of the report; ``?`` before an indicator where two careful people could
differ: such a span counts neither way. ``?`` alone is a quantity that nobody judged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from gipnlp.errors import CorpusError
from gipnlp.report import APPLICANTS, SECTIONS, Span
from gipnlp.statute import indicators

Split = Literal["train", "dev", "test"]
KINDS = ("prior", "plan", "part", "change", "rank", "money", "combined", "cumulative", "rate", "other")
UNJUDGED = "?"
LEVELS = ("ministry", "province", "city", "county", "township", "department", "institution")
FORMS = ("2008", "2014", "2019", "2021")
DEFAULT = Path(__file__).parent.parent.parent / "corpus" / "passages"


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled span of a passage."""

    span: Span
    name: str

    @property
    def indicator(self) -> str | None:
        """The indicator; None for a quantity that is no fact, or one that is in doubt."""
        return None if self.name.startswith(("none.", "?")) else self.name.partition("@")[0]

    @property
    def applicant(self) -> str | None:
        """The kind of applicant; None for all together."""
        return self.name.partition("@")[2] or None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or heading of a report, with its labels. See the module's text for the fields."""

    id: str
    text: str
    labels: tuple[Label, ...]
    section: str
    heading: bool
    report: str
    agency: str
    level: str
    form: str
    year: int
    family: str = ""
    split: Split = "train"

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Passage:
        """The passage of one line.

        Raises:
            ValueError, KeyError, TypeError: if a value is missing or not allowed.
        """
        optional = {"family", "split"} - set(data)
        known = {name: data[name] for name in cls.__dataclass_fields__ if name not in {"labels", *optional}}
        labels = tuple(Label(Span(int(s), int(e)), str(name)) for s, e, name in sorted(data["label"]))
        passage = cls(labels=labels, **known)
        for problem in passage.problems():
            raise ValueError(problem)
        return passage

    def to_dict(self) -> dict[str, Any]:
        """The line of the passage."""
        data = asdict(self)
        del data["labels"]
        label = [[label.span.start, label.span.end, label.name] for label in self.labels]
        return {"id": data.pop("id"), "text": data.pop("text"), "label": label, **data}

    def problems(self) -> Iterator[str]:
        """What is wrong with it."""
        allowed = {
            "section": SECTIONS,
            "level": LEVELS,
            "form": FORMS,
            "split": get_args(Split),
        }
        for name, values in allowed.items():
            if getattr(self, name) not in values:
                yield f"{name} {getattr(self, name)!r} is none of {', '.join(values)}"
        for name, kind in (("text", str), ("heading", bool), ("year", int)):
            if not isinstance(getattr(self, name), kind):
                yield f"{name} {getattr(self, name)!r} is no {kind.__name__}"
        for label in self.labels:
            if not 0 <= label.span.start < label.span.end <= len(self.text):
                yield f"the span {label.span.start}-{label.span.end} is not inside the text"
            if not _known(label.name):
                yield f"{label.name!r} is no label"


def _known(name: str) -> bool:
    if name == UNJUDGED:
        return True
    if name.startswith("none."):
        return name[5:] in KINDS
    indicator, _, applicant = name.removeprefix("?").partition("@")
    return indicator in indicators() and (not applicant or applicant in APPLICANTS)


def corpus_files(folder: Path) -> dict[str, Path]:
    """The files of a corpus by name.

    Raises:
        CorpusError: if there is none.
    """
    files = {path.name: path for path in sorted(folder.glob("*.jsonl"))}
    if not files:
        raise CorpusError(f"{folder} holds no .jsonl file.", "Name a folder of passages; corpus/README.md tells the form.")
    return files


def load_corpus(folder: Path = DEFAULT) -> list[Passage]:
    """All passages of a folder, in the order of files and lines.

    Raises:
        CorpusError: naming the file, the line and what is wrong with it.
    """
    return [passage for path in corpus_files(folder).values() for passage in read_passages(path)]


def read_passages(path: Path) -> Iterator[Passage]:
    """The passages of one file.

    Raises:
        CorpusError: naming the line and what is wrong with it.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield Passage.from_dict(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
                raise CorpusError(f"{path}, line {number}: {what}.") from error


def write_passages(path: Path, passages: Iterable[Passage]) -> None:
    """Write passages as JSON lines."""
    lines = [json.dumps(passage.to_dict(), ensure_ascii=False) + "\n" for passage in passages]
    path.write_text("".join(lines), encoding="utf-8")
