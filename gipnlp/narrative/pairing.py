"""Which remedies answer which problems, which problems none answers, and which stood in the report of last year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from gipnlp.narrative.features import shape
from gipnlp.report import Finding, Report
from gipnlp.statute import data_text
from gipnlp.text import words

ANSWERS = 0.08  # similarity from which a remedy answers a problem; by measurement on the labelled sentences
_MOST = 500  # problems and remedies that are compared: no section has more, but a file may
CARRIED = 0.5  # similarity from which a problem is last year's
_SAME_PLACE = 0.08  # what the k-th remedy has for it with the k-th problem, where there are as many of both


def similarity(first: str, second: str) -> float:
    """How much two sentences share of what they are about, 0 to 1: Dice over words and character pairs.

    Words of every such section, enumerators and numbers do not count.
    """
    return _shared(_about(first), _about(second))


def _shared(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _about(text: str) -> Counter[str]:
    hidden = shape(text)
    own = [word.of(hidden) for word in words(hidden) if re.match(r"[\u4e00-\u9fffA-Za-z]", word.of(hidden))]
    kept = [word for word in own if word not in _common()]
    pairs = [word[i : i + 2] for word in kept for i in range(len(word) - 1)]
    return Counter([*kept, *pairs])


@cache
def _common() -> frozenset[str]:
    """Words of every problems section, which tell nothing of what a sentence is about."""
    return frozenset(data_text("common_words.txt").split())


def pair(problems: Sequence[str], remedies: Sequence[str]) -> list[tuple[int, ...]]:
    """For each remedy the places of the problems that it answers: the one it is most about, and those nearly as much.

    Where there are as many remedies as problems, the order counts for it too.
    """
    aligned = len(problems) == len(remedies)
    named = [_about(problem) for problem in problems[:_MOST]]
    result = []
    for place, remedy in enumerate(remedies):
        own = _about(remedy) if place < _MOST else Counter[str]()
        scores = [
            _shared(problem, own) + (_SAME_PLACE if aligned and number == place else 0.0)
            for number, problem in enumerate(named)
        ]
        best = max(scores, default=0.0)
        result.append(tuple(n for n, score in enumerate(scores) if score >= ANSWERS and score >= 0.85 * best))
    return result


def carried_over(problems: Sequence[str], before: Sequence[str]) -> list[int | None]:
    """For each problem the place of last year's that it repeats, None if there is none."""
    result: list[int | None] = []
    old_ones = [_about(old) for old in before[:_MOST]]
    for problem in problems:
        own = _about(problem)
        scores = [_shared(own, old) for old in old_ones]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        result.append(best if best is not None and scores[best] >= CARRIED else None)
    return result


def find_unanswered(report: Report, prior: Report | None = None) -> list[Finding]:
    """Problems that no remedy answers, and problems that stood in the report of the year before."""
    answered = {place for sentence in report.sentences for place in sentence.answers}
    found = [
        Finding("unanswered-problem", "no remedy answers this problem", sentence.span)
        for place, sentence in enumerate(report.sentences)
        if sentence.kind == "problem" and place not in answered
    ]
    problems = [sentence for sentence in report.sentences if sentence.kind == "problem"]
    before = [sentence.text for sentence in prior.sentences if sentence.kind == "problem"] if prior else []
    again = carried_over([sentence.text for sentence in problems], before)
    return found + [
        Finding("carried-over-problem", f"stood in last year's report: {before[old]}", sentence.span)
        for sentence, old in zip(problems, again, strict=True)
        if old is not None
    ]
