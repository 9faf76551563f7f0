"""Sentences for people to label, and what they labelled: the way to and from doccano, Label Studio and the page.

What is exported carries gipnlp's own suggestions, so that people correct instead of starting from nothing, and the most
uncertain paragraphs come first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from gipnlp.corpus import FORMS, KINDS, Label, Passage, load_corpus, write_passages
from gipnlp.corpus.families import with_families
from gipnlp.errors import CorpusError
from gipnlp.facts.joining import readings
from gipnlp.learned import Models
from gipnlp.report import SECTIONS, Opinion, Report, Span
from gipnlp.rules import of_other_times, read_figures
from gipnlp.statute import indicators
from gipnlp.tagger import encode
from gipnlp.text import fold

Tool = Literal["doccano", "label-studio"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
REVIEW = "review"
_LEVELS = (
    ("institution", "大学|学院|医院|公司|集团|学校|中心$"),
    ("township", "[镇乡]|街道"),
    ("ministry", "^国[家务]|^中[国央华]|[^改监计管]部$|总局|总署"),
    ("department", "[局厅委办会院队处]$|办公[室厅]"),
    ("county", "[县区旗]"),
    ("city", "市"),
    ("province", "省|自治区"),
)


def suggestions(report: Report, models: Models) -> list[tuple[float, Passage]]:
    """The paragraphs of a report as passages labelled by gipnlp, each with its uncertainty.

    Uncertainty is 1 - |2p - 1| of the least certain reading (of confidence p) of any of its figures, so 0 is
    certain and 1 is a toss-up. Paragraphs without figures and absences are left out, and so are the statutory tables.
    """
    folded = fold(report.text)
    paragraphs = [paragraph for paragraph in report.paragraphs if not paragraph.heading]
    opinions = models.tagger.read(report.text, folded, paragraphs, report.form, report.year)
    ruled = read_figures(report.text, folded, report.paragraphs, report.sections, report.year)
    doubts: dict[Span, float] = {}
    other_times = of_other_times(folded, paragraphs, report.year)
    for group in readings(ruled, opinions, other_times):
        for reading in group:
            doubt = 1 - abs(2 * models.calibration.confidence(reading) - 1)
            span = reading.opinion.span
            doubts[span] = max(doubt, doubts.get(span, 0.0))
    passages = []
    for number, paragraph in enumerate(paragraphs):
        inside = [opinion for opinion in opinions if opinion.span in paragraph.span]
        if inside:
            doubt = max(doubts.get(opinion.span, 0.0) for opinion in inside)
            passages.append((doubt, _passage(report, number, paragraph.span, paragraph.section, inside)))
    return passages


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A paragraph whose figures a person can judge.

    Attributes:
        passage: The paragraph, without labels.
        span: Where it stands in the report's text.
        others: Figures and absences in it that are no fact by gipnlp.
    """

    passage: Passage
    span: Span
    others: tuple[Span, ...]


def reviewables(report: Report) -> Iterator[Reviewable]:
    """The paragraphs of a report that hold figures, the statutory tables left out."""
    folded = fold(report.text)
    taken = [fact.span for fact in report.facts if fact.span and fact.source != "table"]
    for number, paragraph in enumerate(p for p in report.paragraphs if not p.heading):
        encoded = encode(folded, paragraph.span, paragraph.section, report.form, report.year)
        spans = [candidate.span for candidate in encoded.candidates]
        facts = [span for span in taken if span in paragraph.span]
        if facts or spans:
            others = tuple(span for span in spans if not any(span.overlaps(fact) for fact in facts))
            yield Reviewable(_passage(report, number, paragraph.span, paragraph.section, ()), paragraph.span, others)


def _passage(report: Report, number: int, span: Span, section: str, opinions: Sequence[Opinion]) -> Passage:
    labels = []
    for opinion in opinions:
        place = Span(opinion.span.start - span.start, opinion.span.end - span.start)
        facts = [f for f in report.facts if f.source != "table" and f.span and f.span.overlaps(opinion.span)]
        names = [f"{f.indicator}@{f.applicant}" if f.applicant else f.indicator for f in facts]
        labels += [Label(place, name) for name in names or ([] if opinion.absence else ["none.other"])]
    agency = report.agency or "unknown"
    name = file_stem(report)
    return Passage(
        id=f"{name}-{number:03d}",
        text=span.of(report.text),
        labels=tuple(labels),
        section=section,
        heading=False,
        report=name,
        agency=agency,
        level=next((level for level, pattern in _LEVELS if re.search(pattern, agency)), "department"),
        form=report.form or FORMS[-1],
        year=report.year or 0,
    )


def file_stem(report: Report) -> str:
    """The name of the report's file without folder and suffix; the beginning of its hash where it has none."""
    return Path(report.source.path or "").stem or report.source.sha256[:12]


def write_tasks(path: Path, ranked: Iterable[tuple[float, Passage]], tool: Tool, limit: int | None = None) -> int:
    """Write passages for a labelling tool, the most uncertain first; returns how many.

    Args:
        path: File to write: JSON lines for doccano, one JSON array for Label Studio.
        ranked: Passages with their uncertainty.
        tool: The labelling tool.
        limit: Most passages to write.
    """
    chosen = sorted(ranked, key=lambda pair: (-pair[0], pair[1].id))[:limit]
    if tool == "doccano":
        lines = [json.dumps(p.to_dict() | {"uncertainty": round(doubt, 4)}, ensure_ascii=False) for doubt, p in chosen]
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    else:
        tasks = [_task(passage, doubt) for doubt, passage in chosen]
        path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(chosen)


def _task(passage: Passage, doubt: float) -> dict[str, Any]:
    data = passage.to_dict()
    labels = data.pop("label")
    regions: list[dict[str, Any]] = [
        {
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": start, "end": end, "text": passage.text[start:end], "labels": [name]},
        }
        for start, end, name in labels
    ]
    section = {"from_name": "section", "to_name": "text", "type": "choices", "value": {"choices": [passage.section]}}
    prediction = {"model_version": "gipnlp", "score": round(1 - doubt, 4), "result": [*regions, section]}
    return {"data": data | {"uncertainty": round(doubt, 4)}, "predictions": [prediction]}


def read_tasks(path: Path) -> list[Passage]:
    """The passages that people labelled, from a file of doccano or of the page (JSON lines) or of Label Studio (JSON).

    Raises:
        CorpusError: if the file cannot be read, naming the place; for Label Studio, tasks without annotation
        are left out.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        tasks = list(_tasks(text))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise CorpusError(
            f"{path} is no review, and no export of doccano or Label Studio ({error!r}).", _HINT
        ) from error
    passages = []
    for number, task in enumerate(tasks, 1):
        try:
            passages.append(Passage.from_dict(task))
        except (ValueError, KeyError, TypeError) as error:
            what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
            raise CorpusError(f"{path}, passage {number}: {what}.", _HINT) from error
    return passages


_HINT = (
    "Name a review that a page of `gipnlp view` saved, or export JSONL from doccano or JSON from Label Studio, "
    "of tasks that `gipnlp annotate export` wrote."
)


def _tasks(text: str) -> Iterator[dict[str, Any]]:
    if text.lstrip().startswith("["):
        for task in json.loads(text):
            if annotations := task.get("annotations"):
                yield _labelled(task["data"], annotations[-1]["result"])
        return
    for line in text.split("\n"):  # not splitlines: JSON may hold other characters that end lines
        if line.strip():
            data = json.loads(line)
            if REVIEW in data:  # what a page says of facts, tables too; its passages stand in lines of their own
                continue
            yield data | data.get("meta", {}) | {"id": str(data.get("meta", data).get("id", data["id"]))}


def _labelled(data: dict[str, Any], result: Iterable[dict[str, Any]]) -> dict[str, Any]:
    labels, section = [], data["section"]
    for region in result:
        value = region["value"]
        if region["type"] == "choices":
            section = value["choices"][0]
        else:
            labels += [[value["start"], value["end"], name] for name in value["labels"]]
    return data | {"label": labels, "section": section}


def add_to_corpus(passages: Sequence[Passage], corpus: Path, name: str) -> list[Passage]:
    """Write passages as ``NAME.jsonl`` into a corpus and divide all of it anew into families and splits.

    A family or an agency that is in the corpus already stays on one side with the new passages of its kind.

    Raises:
        CorpusError: if there are no passages, the corpus has a file of that name, or a file of the corpus is malformed.
    """
    if not passages:
        raise CorpusError(
            "There are no passages to import.",
            "Export some with `gipnlp annotate export` and label them, or judge figures of the prose in a page of "
            "`gipnlp view`: cells of the statutory tables train no model.",
        )
    if (corpus / f"{name}.jsonl").exists():
        raise CorpusError(
            f"{corpus} has a file {name}.jsonl already.", "Rename the file that you import, or remove that one."
        )
    corpus.mkdir(parents=True, exist_ok=True)
    files = {path: load for path in sorted(corpus.glob("*.jsonl")) for load in [_file(path)]}
    files[corpus / f"{name}.jsonl"] = list(passages)
    together = iter(with_families([passage for group in files.values() for passage in group]))
    for path, group in files.items():
        write_passages(path, [next(together) for _ in group])
    return [p for p in load_corpus(corpus) if p.report in {passage.report for passage in passages}]


def _file(path: Path) -> list[Passage]:
    from gipnlp.corpus import read_passages

    return list(read_passages(path))


def label_names() -> list[str]:
    """All labels: the indicators, and the kinds of quantities that are no facts."""
    return [*indicators(), *(f"none.{kind}" for kind in KINDS)]


def labels_config(tool: Tool) -> str:
    """What the labelling tool needs to know of the labels: JSON for doccano's label import, XML for Label Studio."""
    if tool == "doccano":
        labels = [{"text": name, "background_color": _colour(name), "text_color": "#000000"} for name in label_names()]
        return json.dumps(labels, ensure_ascii=False, indent=1)
    marks = "\n".join(f'    <Label value="{name}" background="{_colour(name)}"/>' for name in label_names())
    choices = "\n".join(f'    <Choice value="{name}"/>' for name in SECTIONS)
    return (
        '<View>\n  <Text name="text" value="$text"/>\n'
        f'  <Labels name="label" toName="text" choice="single">\n{marks}\n  </Labels>\n'
        f'  <Choices name="section" toName="text" choice="single">\n{choices}\n  </Choices>\n</View>'
    )


def _colour(name: str) -> str:
    """One colour for each group of indicators."""
    groups = sorted({indicator.partition(".")[0] for indicator in indicators()})
    if name.startswith("none."):
        return "#dddddd"
    hue = groups.index(name.partition(".")[0]) * 360 // len(groups)
    return "#" + "".join(f"{_channel(hue, shift):02x}" for shift in (0, 8, 4))


def _channel(hue: int, shift: int) -> int:
    """Red, green or blue of a light colour (HSL with lightness 0.8)."""
    k = (shift + hue / 30) % 12
    return round(255 * (0.8 - 0.2 * max(-1, min(k - 3, 9 - k, 1))))
