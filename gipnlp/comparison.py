"""Two reports side by side: two years of one body, or two bodies.

Facts that changed, the sums between years (three-valued), and the text sentence by sentence: what stayed, what was
reworded, what is new, what is gone, with the share that is repeated in each section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from gipnlp.narrative.bodies import same_body
from gipnlp.narrative.documents import section_texts, sentences_of, words_of
from gipnlp.narrative.features import shape
from gipnlp.narrative.measures import (
    cosine_similarity,
    edit_similarity,
    jaccard_similarity,
    simple_similarity,
    stickiness,
)
from gipnlp.narrative.silences import figure
from gipnlp.report import APPLICANTS, Check, Report, Status
from gipnlp.statute import indicators

_REWORDED = 0.6  # Indel similarity of characters from which a sentence is another one reworded
_EQUAL = 1e-6
Fate = Literal["same", "reworded", "new", "gone"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in both reports or in one; ``before`` or ``after`` is None where the report does not state it."""

    indicator: str
    applicant: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of either report: the same in both but for figures, reworded, new in the second, or gone from it."""

    section: str
    fate: Fate
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SectionRepeat:
    """How much of a section of the second report stood in the first: words of its repeated sentences, of all."""

    section: str
    words: int
    repeated: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What :func:`compare` finds."""

    changes: tuple[Change, ...]
    checks: tuple[Check, ...]
    lines: tuple[Line, ...]
    sections: tuple[SectionRepeat, ...]
    similarities: dict[str, float]

    def __repr__(self) -> str:
        fates = Counter(line.fate for line in self.lines)
        told = ", ".join(f"{fates[fate]} {fate}" for fate in get_args(Fate))
        failing = sum(check.status == "fail" for check in self.checks)
        return f"<Comparison: {len(self.changes)} figures changed, {failing} sums fail, sentences: {told}>"

    def _repr_html_(self) -> str:
        from gipnlp.rendering.notebook import comparison_html

        return comparison_html(self)


def compare(before: Report, after: Report) -> Comparison:
    """Compare two reports; the sums between years are checked where they are of consecutive years of one body.

    >>> import gipnlp
    >>> before, after = gipnlp.read_many(["corpus/samples/qinghe-2021.html", "corpus/samples/qinghe-2022.pdf"])
    >>> gipnlp.compare(before, after).checks[6]
    <Check years.carried.total: pass | total: 结转下年度 of last year = 上年结转: 3 and 3>

    Args:
        before: The report of the year before, or of another body.
        after: The report to compare with it.

    Returns:
        Figures that changed, sums between the years, the fate of each sentence, and similarities of the whole text from
        0 to 1 (formulas and sources: :mod:`gipnlp.narrative.measures`).
    """
    lines = [line for label in _labels(before, after) for line in _lines(label, before, after)]
    first, second = sentences_of(before), sentences_of(after)
    similarities = {
        "cosine": cosine_similarity(second, first),
        "jaccard": jaccard_similarity(second, first),
        "minimum edit": edit_similarity(second, first),
        "simple": simple_similarity(second, first),
        "stickiness": stickiness(second, first),
    }
    return Comparison(
        changes=tuple(_changes(before, after)),
        checks=tuple(between_years(before, after)),
        lines=tuple(lines),
        sections=tuple(_repeats(lines)),
        similarities={name: round(value, 4) for name, value in similarities.items()},
    )


def _changes(before: Report, after: Report) -> Iterator[Change]:
    first, second = _figures(before), _figures(after)
    for key in _keys():
        old, new = first.get(key), second.get(key)
        if old != new:
            yield Change(*key, old, new)


def _keys() -> Iterator[tuple[str, str]]:
    for name, indicator in indicators().items():
        yield from (
            (name, applicant) for applicant in (("total", *APPLICANTS[:-1]) if indicator.by_applicant else ("total",))
        )


def _figures(report: Report) -> dict[tuple[str, str], float]:
    """The figure of each indicator and applicant: of the table, else the surest of the prose."""
    ranked = sorted(report.facts, key=lambda fact: (fact.source == "table", fact.confidence))
    return {(f.indicator, f.applicant or "total"): f.value for f in ranked if f.value is not None}


def between_years(before: Report, after: Report) -> list[Check]:
    """The sums between two consecutive years of one body: held, broken, or skipped where a figure is absent.

    结转下年度 of the year before is 上年结转 of the year; 现行有效 follows from 制发 and 废止 (form 2021), 项目数量
    from 增/减 (form 2019), and what is cumulative does not fall. The last three are soft: reorganisations and
    clean-ups move them. No sums where the years do not follow each other, or the reports are of different bodies.
    """
    if before.year is None or after.year != before.year + 1 or not same_body(before.agency, after.agency):
        return []
    checks = [_carried(before, after, applicant) for applicant in APPLICANTS]
    checks += [_in_force(before, after, name) for name in ("rules", "normative_documents")]
    checks += [
        _items(before, after, name) for name in ("licensing", "other_services", "penalty", "compulsion", "charges")
    ]
    return [*checks, _rises(before, after)]


def _carried(before: Report, after: Report, applicant: str) -> Check:
    key = None if applicant == "total" else applicant
    old = next((f.value for f in before.find("requests.carried_out", key) if f.value is not None), None)
    new = next((f.value for f in after.find("requests.carried_in", key) if f.value is not None), None)
    return _follows(f"years.carried.{applicant}", f"{applicant}: 结转下年度 of last year = 上年结转", (old,), new)


def _in_force(before: Report, after: Report, name: str) -> Check:
    repealed = figure(after, f"{name}.repealed")
    parts = (
        figure(before, f"{name}.in_force"),
        figure(after, f"{name}.issued"),
        None if repealed is None else -repealed,
    )
    title = f"{name}: 现行有效 = last year's + 制发 - 废止"
    return _follows(f"years.{name}.in_force", title, parts, figure(after, f"{name}.in_force"))


def _items(before: Report, after: Report, name: str) -> Check:
    parts = (figure(before, f"{name}.prior_items"), figure(before, f"{name}.change"))
    title = f"{name}: 上一年项目数量 = last year's + 增/减"
    return _follows(f"years.{name}.prior_items", title, parts, figure(after, f"{name}.prior_items"))


def _follows(id_: str, title: str, parts: Sequence[float | None], whole: float | None) -> Check:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or whole is None:
        return Check(id_, "skipped", f"{title}: a figure is missing")
    status: Status = "pass" if abs(sum(known) - whole) < _EQUAL else "fail"
    return Check(id_, status, f"{title}: {sum(known):g} and {whole:g}")


def _rises(before: Report, after: Report) -> Check:
    old, new = (figure(report, "disclosed.cumulative") for report in (before, after))
    title = "历年累计 does not fall"
    if old is None or new is None:
        return Check("years.cumulative", "skipped", f"{title}: a figure is missing")
    return Check("years.cumulative", "pass" if new >= old else "fail", f"{title}: {old:g} and {new:g}")


def _labels(before: Report, after: Report) -> Iterable[str]:
    return dict.fromkeys(label for report in (after, before) for label, _ in section_texts(report))


def _lines(label: str, before: Report, after: Report) -> Iterator[Line]:
    """The sentences of a section of the second report in order, each with the one of the first that it comes from."""
    old, new = (dict(section_texts(report)).get(label, []) for report in (before, after))
    origins = _origins([shape(text) for text in old], [shape(text) for text in new])
    for text, (fate, origin) in zip(new, origins, strict=True):
        yield Line(label, fate, "" if origin is None else old[origin], text)
    taken = {origin for _, origin in origins}
    yield from (Line(label, "gone", text, "") for place, text in enumerate(old) if place not in taken)


def _origins(old: Sequence[str], new: Sequence[str]) -> list[tuple[Fate, int | None]]:
    """Of each new sentence, the old one that it comes from: the same first, then the most alike; each once."""
    from rapidfuzz.distance import Indel

    places: dict[str, list[int]] = {}
    for place, text in enumerate(old):
        places.setdefault(text, []).append(place)
    result: list[tuple[Fate, int | None]] = [
        ("same", places[text].pop(0)) if places.get(text) else ("new", None) for text in new
    ]
    left = sorted(place for rest in places.values() for place in rest)
    fresh = [place for place, (_, origin) in enumerate(result) if origin is None]
    scores = [
        (Indel.normalized_similarity(new[now], old[then], score_cutoff=_REWORDED), -now, -then)
        for now in fresh
        for then in left
    ]
    for score, now, then in sorted(scores, reverse=True):
        if score >= _REWORDED and result[-now][1] is None and -then in left:
            result[-now] = ("reworded", -then)
            left.remove(-then)
    return result


def _repeats(lines: Iterable[Line]) -> Iterator[SectionRepeat]:
    counts: dict[str, list[int]] = {}
    for line in lines:
        if line.fate != "gone":
            words = len(words_of(line.after))
            total = counts.setdefault(line.section, [0, 0])
            total[0] += words
            total[1] += words if line.fate == "same" else 0
    for section, (words, repeated) in counts.items():
        yield SectionRepeat(section, words, round(repeated / words, 4) if words else 0.0)
