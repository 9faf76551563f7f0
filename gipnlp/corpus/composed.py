"""Whole reports of the corpus, and others composed of its passages: many of its reports are excerpts."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gipnlp.corpus import Passage

# paragraphs of each section, least and most, in the order of the form
_NEW = {
    "preamble": (1, 3),
    "overview": (4, 14),
    "proactive": (0, 2),
    "requests": (0, 3),
    "remedies": (0, 2),
    "problems": (2, 6),
    "other": (1, 3),
}
_OLD = {
    "preamble": (1, 3),
    "overview": (2, 7),
    "proactive": (3, 10),
    "requests": (2, 6),
    "fees": (0, 2),
    "remedies": (1, 3),
    "problems": (2, 6),
    "other": (0, 2),
    "annex": (0, 1),
}
_SHAPES = {"2008": _OLD, "2014": _OLD, "2019": _NEW, "2021": _NEW}


_WHOLE = 10  # paragraphs of a report that is no excerpt
_ENOUGH = 5  # whole reports from which no others are composed


def whole_reports(passages: Sequence[Passage]) -> list[list[Passage]]:
    """The reports of the corpus that are whole, as they stand; where there are hardly any, composed ones."""
    groups: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        groups[passage.report].append(passage)
    whole = [report for report in groups.values() if len(report) >= _WHOLE]
    return whole if len(whole) >= _ENOUGH else list(compose(passages))


def compose(passages: Sequence[Passage], seed: int = 1) -> Iterator[list[Passage]]:
    """Reports that together use each paragraph once at least, each section's paragraphs under one of its headings.

    Paragraphs of the same level stand together, so that a township's report is a township's throughout.
    """
    chooser = random.Random(seed)
    for form, shape in _SHAPES.items():
        body, heads = _by_section(passages, form)
        unused = {section: sorted(body[section], key=lambda p: (p.level, chooser.random())) for section in shape}
        number = 0
        while any(unused.values()):
            report = f"{form}-composed-{number}"
            number += 1
            yield [replace(p, report=report, form=form) for p in _one(shape, body, heads, unused, chooser)]


def _by_section(
    passages: Sequence[Passage], form: str
) -> tuple[dict[str, list[Passage]], dict[str, list[Passage]]]:
    body: dict[str, list[Passage]] = defaultdict(list)
    heads: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.heading and _SHAPES[passage.form] is _SHAPES[form]:
            heads[passage.section].append(passage)
        elif not passage.heading and passage.form == form:
            body[passage.section].append(passage)
    return body, heads


def _one(
    shape: dict[str, tuple[int, int]],
    body: dict[str, list[Passage]],
    heads: dict[str, list[Passage]],
    unused: dict[str, list[Passage]],
    chooser: random.Random,
) -> Iterator[Passage]:
    for section, (least, most) in shape.items():
        wanted = chooser.randint(least, most)
        chosen = [unused[section].pop() for _ in range(min(wanted, len(unused[section])))]
        short = wanted - len(chosen)
        chosen += chooser.sample(body[section], min(short, len(body[section]))) if short and not chosen else []
        if chosen and heads[section]:
            yield chooser.choice(heads[section])
        yield from chosen
