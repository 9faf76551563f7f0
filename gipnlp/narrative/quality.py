"""The quality of a report's narrative by a rubric that an evaluator edits: a score for each dimension, and the total.

Every dimension is points for measured things (``data/rubric.toml``), less what findings cost, and shows what it rests
on. What cannot be assessed, since there is no year before or no peer group, is said and left out of the total.
"""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gipnlp.errors import DataError
from gipnlp.narrative.contents import find_gaps, missing, required
from gipnlp.narrative.documents import narrative, sentences_of, words_of
from gipnlp.narrative.elements import find_elements
from gipnlp.narrative.measures import (
    boilerplate_share,
    dissimilarity,
    document_frequency,
    rarity,
    readability,
    stickiness,
)
from gipnlp.narrative.pairing import carried_over, find_unanswered
from gipnlp.narrative.reference import Reference, readability_parts
from gipnlp.narrative.silences import find_silences
from gipnlp.narrative.slips import find_slips
from gipnlp.report import Finding, Report, Score, Sentence, Span
from gipnlp.statute import data_text
from gipnlp.text import fold

DIMENSIONS = (
    "completeness",
    "consistency",
    "candour",
    "specificity",
    "remedy",
    "novelty",
    "originality",
    "readability",
)
TOTAL = "total"
FULL = 100.0
_FEWEST_PEERS = 5
_MOST_SHOWN = 3
_SHORTEST_CLAUSE = 6
_SUREST = 0.998  # probability beyond which a sentence is no more boilerplate
_HINT = "The file gipnlp/data/rubric.toml is an example; its head explains the keys."
Steps = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Something measured of a narrative; ``value`` is None where it cannot be, and then ``shown`` says why."""

    value: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of the rubric: its weight, the points for what is measured, what findings cost, an explanation."""

    weight: float
    explain: str
    points: Mapping[str, Steps]
    minus: Mapping[str, float]


Rubric = Mapping[str, Dimension]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What assessors need of a report: its findings, and the scores by dimension, with ``total`` last."""

    findings: tuple[Finding, ...]
    scores: dict[str, Score]


def load_rubric(path: Path | None = None) -> Rubric:
    """The rubric of a file, by default gipnlp's own.

    Raises:
        DataError: if the file cannot be read, or names what there is not.
    """
    name = str(path or "rubric.toml")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8") if path else data_text("rubric.toml"))
        return {key: _dimension(name, key, table) for key, table in data.items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"{name} is no rubric ({type(error).__name__}: {error}).", _HINT) from error


def _dimension(name: str, key: str, table: Mapping[str, Any]) -> Dimension:
    if key not in DIMENSIONS:
        raise DataError(f"{name}: {key} is no dimension ({', '.join(DIMENSIONS)}).", _HINT)
    if unknown := set(table["points"]) - set(_MEASURES[key]):
        raise DataError(f"{name}: {key} measures {', '.join(_MEASURES[key])}, not {', '.join(sorted(unknown))}.", _HINT)
    points = {what: tuple((float(x), float(y)) for x, y in sorted(steps)) for what, steps in table["points"].items()}
    if not all(points.values()):
        raise DataError(f"{name}: {key} has points without steps.", _HINT)
    minus = {code: float(cost) for code, cost in table.get("minus", {}).items()}
    return Dimension(float(table["weight"]), str(table["explain"]), points, minus)


_MEASURES = {
    "completeness": ("contents",),
    "consistency": ("failing_checks",),
    "candour": ("shortcomings", "specific_problems", "problem_odds", "rarity"),
    "specificity": ("figures", "names", "specific_share"),
    "remedy": ("answered", "responsive", "checkable", "remedy_odds"),
    "novelty": ("stickiness", "carried_over"),
    "originality": ("rarity", "peer_boilerplate", "dissimilarity"),
    "readability": ("difficulty",),
}


def assess(
    report: Report,
    rubric: Rubric,
    reference: Reference | None = None,
    prior: Report | None = None,
    peers: Sequence[Report] = (),
    shares: Collection[Span] = (),
) -> Assessment:
    """The findings and scores of a report.

    Args:
        report: A report with its sentences.
        rubric: :func:`load_rubric`.
        reference: The collection that readability is compared with.
        prior: The body's report of the year before.
        peers: Reports of other bodies, of the same year and level where possible.
        shares: The figures that count one category of what was disclosed; every report can list them.
    """
    findings = (
        *find_gaps(report),
        *find_slips(report),
        *find_silences(report, prior),
        *find_unanswered(report, prior),
    )
    measured = measure(report, reference, prior, peers, shares)
    scores = {name: _score(rubric[name], measured, findings) for name in DIMENSIONS if name in rubric}
    return Assessment(findings, {**scores, TOTAL: _total(rubric, scores)})


def measure(
    report: Report,
    reference: Reference | None = None,
    prior: Report | None = None,
    peers: Sequence[Report] = (),
    shares: Collection[Span] = (),
) -> dict[str, Measured]:
    """Everything that the rubric gives points for, by name; the arguments are those of :func:`assess`."""
    return {
        "contents": _contents(report),
        "failing_checks": _checks(report),
        **_problems(report),
        "rarity": _rarity(report, reference),
        **_elements(report, shares),
        **_against_prior(report, prior),
        **_against_peers(report, peers),
        "difficulty": _difficulty(report, reference),
    }


def _score(dimension: Dimension, measured: Mapping[str, Measured], findings: Iterable[Finding]) -> Score:
    parts = [(measured[name], _interpolated(steps, measured[name].value)) for name, steps in dimension.points.items()]
    known = [points for _, points in parts if points is not None]
    shown = "; ".join(one.shown for one, _ in parts)
    if not known:
        return Score(None, shown)
    most = sum(max(y for _, y in steps) for name, steps in dimension.points.items() if measured[name].value is not None)
    costs = Counter(f.code for f in findings if f.code in dimension.minus)
    messages = [f.message for f in findings if f.code in dimension.minus]
    lost = sum(dimension.minus[code] * count for code, count in costs.items())
    reached = FULL * sum(known) / most if most else 0.0
    evidence = "; ".join([shown, *messages[:_MOST_SHOWN]])
    return Score(round(max(0.0, reached - lost), 1), evidence)


def _interpolated(steps: Steps, value: float | None) -> float | None:
    """Points for a value: on a line between two steps, those of the nearest step beyond the ends."""
    if value is None:
        return None
    if value <= steps[0][0]:
        return steps[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(steps):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return steps[-1][1]


def _total(rubric: Rubric, scores: Mapping[str, Score]) -> Score:
    known = {name: score.score for name, score in scores.items() if score.score is not None and rubric[name].weight}
    weights = sum(rubric[name].weight for name in known)
    left_out = [name for name in scores if name not in known and rubric[name].weight]
    evidence = ", ".join(f"{name} {value:.0f} x {rubric[name].weight:g}" for name, value in known.items())
    if left_out:
        evidence += f"; not assessed: {', '.join(left_out)}"
    if not weights:
        return Score(None, evidence)
    return Score(round(sum(rubric[name].weight * value for name, value in known.items()) / weights, 1), evidence)


def _contents(report: Report) -> Measured:
    wanted = required(report)
    if not wanted:
        return Measured(None, "the reporting form is not known")
    gone = missing(report)
    shown = f"{len(wanted) - len(gone)} of {len(wanted)} required contents"
    return Measured(1 - len(gone) / len(wanted), shown)


def _checks(report: Report) -> Measured:
    counts = Counter(check.status for check in report.checks)
    decided = counts["pass"] + counts["fail"]
    if not decided:
        return Measured(None, "no sums or agreements to check")
    return Measured(counts["fail"], f"{counts['fail']} of {decided} sums and agreements fail")


def _problems(report: Report) -> dict[str, Measured]:
    problems = [sentence for sentence in report.sentences if sentence.kind == "problem"]
    remedies = [sentence for sentence in report.sentences if sentence.kind == "remedy"]
    specific = [sentence for sentence in problems if not sentence.boilerplate]
    checkable = [sentence for sentence in remedies if not sentence.boilerplate]
    answered = {place for sentence in remedies for place in sentence.answers}
    share = len(answered) / len(problems) if problems else None
    responsive = [sentence for sentence in remedies if sentence.answers]
    shortcomings = sum(_clauses(sentence.text) for sentence in problems)
    count = len(report.sentences)
    told = [sentence for sentence in report.sentences if not sentence.boilerplate]
    return {
        "shortcomings": Measured(shortcomings, f"{len(problems)} problems in {shortcomings} clauses"),
        "specific_problems": Measured(len(specific), f"{len(specific)} of them specific{_first(specific)}"),
        "problem_odds": _odds(problems, "problems"),
        "remedy_odds": _odds(remedies, "remedies"),
        "answered": Measured(share, f"{len(answered)} of {len(problems)} problems answered by a remedy"),
        "responsive": Measured(
            len(responsive) / len(remedies) if remedies else None,
            f"{len(responsive)} of {len(remedies)} remedies answer a problem",
        ),
        "checkable": Measured(
            len(checkable), f"{len(checkable)} of {len(remedies)} remedies checkable{_first(checkable)}"
        ),
        "specific_share": Measured(
            len(told) / count if count else 0.0, f"{len(told)} of {count} sentences of the problems section specific"
        ),
    }


def _clauses(text: str) -> int:
    """Clauses of a sentence that say something: an office that lists six shortcomings in one sentence names six."""
    return sum(len(part) >= _SHORTEST_CLAUSE for part in re.split("[,;:。、]", fold(text)))


def _odds(sentences: Sequence[Sentence], what: str) -> Measured:
    """Mean logarithm of the odds that the sentences are no boilerplate: gradual where the flag is yes or no."""
    if not sentences:
        return Measured(None, f"no {what} to weigh")
    bounded = [min(_SUREST, max(1 - _SUREST, sentence.score)) for sentence in sentences]
    mean = sum(math.log((1 - p) / p) for p in bounded) / len(bounded)
    return Measured(mean, f"{what} boilerplate by {1 / (1 + math.exp(mean)):.0%}")


def _first(sentences: Sequence[Sentence]) -> str:
    return f" (“{sentences[0].text[:24]}…”)" if sentences else ""


def _rarity(report: Report, reference: Reference | None) -> Measured:
    problems = [words_of(sentence.text) for sentence in report.sentences if sentence.kind == "problem"]
    if reference is None or not problems:
        return Measured(None, "no collection to compare with" if problems else "no problems to weigh")
    value = rarity(problems, lambda word: reference.frequency((word,)))
    return Measured(value, f"a word of the problems stands in {math.exp(-value):.1%} of the reference collection")


def _elements(report: Report, shares: Collection[Span]) -> dict[str, Measured]:
    """Figures, dates, names in quotation marks and documents, which need no trained model: the whole prose is long."""
    folded = fold(report.text)
    found = [
        element
        for piece in narrative(report)
        for element in find_elements(folded, piece.span, None)
        if not element.span.of(folded).endswith("%") and not any(element.span.overlaps(share) for share in shares)
    ]
    kinds = Counter(kind for kind, _ in dict.fromkeys((e.kind, e.span.of(folded)) for e in found))
    figures, names = (
        Counter({kind: kinds[kind] for kind in group}) for group in (("figure", "date"), ("document", "system"))
    )
    return {
        "figures": Measured(figures.total(), f"in the narrative {_listed(figures)}"),
        "names": Measured(names.total(), _listed(names)),
    }


def _listed(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {kind}s" for kind, count in kinds.items())


def _against_prior(report: Report, prior: Report | None) -> dict[str, Measured]:
    if prior is None:
        gone = Measured(None, "no report of the year before")
        return {"stickiness": gone, "carried_over": gone}
    sticky = stickiness(sentences_of(report), sentences_of(prior))
    problems, before = ([s.text for s in one.sentences if s.kind == "problem"] for one in (report, prior))
    again = [old for old in carried_over(problems, before) if old is not None]
    share = len(again) / len(problems) if problems else 0.0
    return {
        "stickiness": Measured(sticky, f"{sticky:.0%} of the words in sentences of the year before"),
        "carried_over": Measured(share, f"{len(again)} of {len(problems)} problems stood there already"),
    }


def _against_peers(report: Report, peers: Sequence[Report]) -> dict[str, Measured]:
    if len(peers) < _FEWEST_PEERS:
        gone = Measured(None, f"no peer group ({_FEWEST_PEERS} reports at least)")
        return {"peer_boilerplate": gone, "dissimilarity": gone}
    own, others = sentences_of(report), [sentences_of(peer) for peer in peers]
    counts = document_frequency(others)
    common = boilerplate_share(own, lambda run: counts[run] / len(others))
    unlike = dissimilarity(own, others)
    return {
        "peer_boilerplate": Measured(common, f"{common:.0%} of the words in sentences that peers share"),
        "dissimilarity": Measured(unlike, f"words unlike those of {len(peers)} peers by {unlike:.2f}"),
    }


def _difficulty(report: Report, reference: Reference | None) -> Measured:
    texts = [piece.span.of(report.text) for piece in narrative(report)]
    if reference is None or not texts:
        return Measured(None, "no collection to compare with" if texts else "no narrative")
    length, functions = readability_parts(texts)
    value = readability(length, functions, reference.norms)
    return Measured(value, f"{length:.1f} characters a clause, {functions:.1f} adverbs and conjunctions a sentence")
