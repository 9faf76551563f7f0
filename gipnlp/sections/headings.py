"""Where a section may begin, by the headings found anywhere in the text and by the tables, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from gipnlp.errors import DataError
from gipnlp.report import SECTIONS, Document, Span, Table
from gipnlp.statute import data_toml
from gipnlp.text import Squeezed, squeeze

_NUMERALS = "一二三四五六七八九十"
_TOP = (
    rf"[{_NUMERALS}]{{1,2}} ?[、.,:](?:[{_NUMERALS}][、.])?|第[{_NUMERALS}]+?(?:部分|章)[、:.]?"
    rf"|[(][{_NUMERALS}][)][、.]?(?=总体情况|概述)"
)
SUB = rf"[(][{_NUMERALS}]{{1,2}}[)][、.]?|[㈠㈡㈢㈣㈤㈥㈦㈧㈨]"
_ARABIC = r"\d{1,2}[、.](?!\d)"
START = re.compile(rf"(?P<top>{_TOP})|(?P<sub>{SUB})|(?P<arabic>{_ARABIC})")
_ANNEX = re.compile(r"(?:^|(?<=[\n。;)日\s]))附\s*[件表]\s*\d{0,2}\s*[:：.、]?|(?:^|\n)附\s*[:：]")
_TITLE_END = re.compile(r"[。:;!?,\d(|一]|20\d\d")
_OFFICIAL = re.compile(
    "收到和处理政府信息公开申请|存在的?主要问题及改进|其他需要报告的事项|政府信息公开行政复议、行政诉讼|主动公开政府信息情况"
)  # headings of the forms 2019 and 2021, whatever their enumerator
_NAME_END = re.compile("(?:情况|事项|措施|打算|计划|安排|方面|附表)[:。]?$")
_RUN_IN = re.compile(
    "(?<=情况|事项|措施|打算|计划|安排|问题|概述)(?=目前|当前|今年|去年|虽然|尽管|由于|一年|近年|我[局镇乡县区市省委厅院校处办部]|本[局机年]|全[年镇乡县区市省]|按照|根据|截至|截止|在)"
)  # where a heading without a mark of its own is followed by its text
_SHORTEST_HEADING = 3
_TABLE_WEIGHT = 3.0  # a statutory table is sure evidence of its section
LONGEST_HEADING = 36


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a section may begin.

    Attributes:
        start: Position of the heading, its enumerator included.
        end: Position after the heading's own text; ``start`` if it is not told apart from what follows.
        label: The section that the heading names.
        weight: How surely, above 0; the decoder adds up weights.
        level: 1 for a heading of the whole report, 2 for one inside a section.
    """

    start: int
    end: int
    label: str
    weight: float
    level: int = 1


@dataclass(frozen=True, slots=True)
class _Heading:
    label: str
    weight: float
    pattern: re.Pattern[str]


@cache
def _headings() -> tuple[_Heading, ...]:
    result = []
    for entry in data_toml("sections.toml")["heading"]:
        if entry["label"] not in SECTIONS:
            raise DataError(f"sections.toml: {entry['label']} is no section label")
        result += [_Heading(entry["label"], float(entry["weight"]), re.compile(text)) for text in entry["patterns"]]
    return tuple(result)


def name_heading(text: str) -> tuple[str, float, int] | None:
    """The label that a heading's text names, how surely, and how much of the text says so; None if it names none."""
    best: tuple[float, int, str] | None = None
    plain = text.replace('"', "")
    for heading in _headings():
        match = heading.pattern.match(plain)
        if match and match.end() and (best is None or (heading.weight, match.end()) > best[:2]):
            best = (heading.weight, match.end(), heading.label)
    return None if best is None else (best[2], best[0], best[1])


def candidates(
    document: Document, folded: str, claimed: Sequence[Span], tables: Sequence[Table] = ()
) -> list[Candidate]:
    """All places where a section may begin: headings outside the ``claimed`` tables, and the tables themselves."""
    found: dict[int, Candidate] = {}
    for candidate in (*_numbered(folded), *_bare(document, folded), *_annexes(folded)):
        inside = any(span.start <= candidate.start < span.end for span in claimed)
        if not inside and candidate.weight > getattr(found.get(candidate.start), "weight", 0.0):
            found[candidate.start] = candidate
    kept = _raised(folded, _without_contents([found[start] for start in sorted(found)], folded))
    kept = [*kept, *_merged(kept, folded, claimed), *_tables(claimed, tables)]
    return sorted(kept, key=lambda candidate: candidate.start)


def _merged(found: Sequence[Candidate], folded: str, claimed: Sequence[Span]) -> Iterator[Candidate]:
    """A heading that merges remedies and problems (四、五): the table is of the one, the text after it of the other."""
    heads = [candidate for candidate in found if candidate.level == 1]
    for place, candidate in enumerate(heads):
        after = heads[place + 1].start if place + 1 < len(heads) else len(folded)
        title = squeeze(folded, Span(candidate.start, min(after, candidate.start + 60))).text
        merged = candidate.label == "remedies" and re.match(
            r"[^。]{8,34}[和及与、]存在的?(?:主要)?(?:问题|不足)", title
        )
        ends = [span.end for span in claimed if candidate.start < span.start < after]
        if merged and ends:
            yield Candidate(ends[-1], ends[-1], "problems", 1.0)


def _raised(folded: str, found: list[Candidate]) -> list[Candidate]:
    """Official headings in brackets head sections where no heading of the report names their label."""
    named = {candidate.label for candidate in found if candidate.level == 1}
    return [
        replace(c, level=1) if c.label not in named and _OFFICIAL.search(folded, c.start, c.start + 30) else c
        for c in found
    ]


def _tables(claimed: Sequence[Span], tables: Sequence[Table]) -> Iterator[Candidate]:
    """A statutory table begins its section where no heading does."""
    for span in claimed:
        inside = next((table.id for table in tables if table.span in span), None)
        if inside is not None:
            label = "annex" if inside == "statistics" else inside.split(".")[0]
            yield Candidate(span.start, span.start, label, _TABLE_WEIGHT)


def _numbered(folded: str) -> Iterator[Candidate]:
    for match in START.finditer(folded):
        before = folded[max(0, match.start() - 40) : match.start()]
        after = squeeze(folded, Span(match.end(), _line_end(folded, match.end())))
        named = name_heading(after.text)
        if named is None:
            continue
        label, weight, length = named
        at_line_start = not before.strip(" |#*>·\t") or bool(re.search(r"\n[ |#*>·\t]*$", before))
        ends_sentence = bool(re.search(r"[。;:!?|)\"》]\s*$|\d\s*$|^\s*$|元\s*$", before)) or before.endswith("  ")
        if not (at_line_start or ends_sentence or re.search(r"\s$", before)):
            continue
        level = 1 if match["top"] else 2
        line_weight = 1.0 if at_line_start else 0.6
        title = _title_length(folded, after, length)
        length_weight = 0.0 if title > LONGEST_HEADING else 0.4
        if match["arabic"]:
            line_weight -= 0.4
        if weight < 1 and not (at_line_start and level == 1):
            continue
        end = after.span(0, title).end if title <= LONGEST_HEADING else match.start()
        yield Candidate(match.start(), end, label, weight + line_weight + length_weight, level)


def _line_end(folded: str, start: int) -> int:
    """Where the heading's line ends, or 60 characters on; a line of hardly a word is not the whole heading."""
    end = folded.find("\n", start + _SHORTEST_HEADING)
    return min(len(folded) if end < 0 else end, start + 60)


def _title_length(folded: str, after: Squeezed, least: int) -> int:
    """Length of the heading, up to the mark, the white space or the figure that closes it."""
    match = _TITLE_END.search(after.text, least)
    marked = match.start() if match else len(after.text)
    if run_in := _RUN_IN.search(after.text, least - 1, marked):
        return run_in.start()
    for index in range(least, marked):
        if folded[after.places[index] - 1].isspace():
            return index
    return marked


def _bare(document: Document, folded: str) -> Iterator[Candidate]:
    """Unnumbered headings: short lines of their own that are wholly a section's name."""
    for block in document.blocks:
        if block.kind != "paragraph" or len(block.span) > 60 or "|" in block.span.of(folded):
            continue
        line = squeeze(folded, block.span, drop="*#|")
        named = name_heading(line.text.rstrip(":。"))
        if named is None or named[1] < 1 or not 2 <= len(line.text) <= 30:
            continue
        closed = bool(_NAME_END.search(line.text))
        if named[2] >= (0.45 if closed else 0.7) * len(line.text):
            yield Candidate(block.span.start, block.span.end, named[0], 1.2, 1)


def _annexes(folded: str) -> Iterator[Candidate]:
    for match in _ANNEX.finditer(folded):
        rest = folded[match.end() : match.end() + 400]
        if re.search(r"指标\s*名\s*称|统\s*计\s*指\s*标|计\s*量\s*单\s*位|统计表[\s\S]{0,80}\d", rest):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield Candidate(start, match.end(), "annex", 2.0)


def _without_contents(found: list[Candidate], folded: str) -> list[Candidate]:
    """The candidates without those of a contents list: three or more headings with hardly a word between them."""
    kept: list[Candidate] = []
    run: list[Candidate] = []
    for candidate in [*found, None]:
        close = bool(run) and candidate is not None and len("".join(folded[run[-1].end : candidate.start].split())) < 24
        if candidate is not None and (not run or close):
            run.append(candidate)
            continue
        again = {later.label for later in found if run and later.start > run[-1].start}
        contents = len(run) >= 3 and sum(c.label in again for c in run) >= len(run) - 1
        kept += [] if contents else run
        run = [candidate] if candidate is not None else []
    return kept
