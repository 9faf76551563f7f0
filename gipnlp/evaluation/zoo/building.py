"""Writes the files of a zoo: ``FOLDER/PRODUCER/VARIATION-FORM-SEED.suffix``, with their cells in ``FOLDER/gold``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from gipnlp.evaluation.zoo.paper import Paper, make_paper
from gipnlp.evaluation.zoo.producers import PRODUCERS
from gipnlp.evaluation.zoo.scoring import GOLD
from gipnlp.evaluation.zoo.variations import VARIATIONS


def build(folder: Path, producers: Iterable[str], only: str = "", seeds: int = 1) -> Iterator[str]:
    """Build a zoo, and say what each producer wrote or lacks.

    Args:
        folder: Where to; files of the same names are replaced.
        producers: Names of :data:`.producers.PRODUCERS`.
        only: Part of the names of the variations to build; "" for all.
        seeds: How many reports of each form and variation.
    """
    papers = {
        f"{variation.name}-{form}-{seed}": make_paper(variation, form, seed)
        for variation in VARIATIONS
        if only in variation.name
        for form in variation.forms
        for seed in range(seeds)
    }
    (folder / GOLD).mkdir(parents=True, exist_ok=True)
    for name, paper in papers.items():
        gold = [[indicator, applicant, value] for (indicator, applicant), value in paper.gold.items()]
        (folder / GOLD / f"{name}.json").write_text(json.dumps(gold), encoding="utf-8")
    for name in producers:
        producer = PRODUCERS[name]
        if missing := producer.missing():
            yield f"{name}: left out, {', '.join(missing)} not installed (tests/zoo/install-producers.sh)"
            continue
        target = folder / name
        target.mkdir(exist_ok=True)
        shown: dict[str, Paper] = {key: paper for key, paper in papers.items() if paper.look.needs <= producer.shows}
        producer.write(shown, target)
        yield f"{name}: {len(shown)} files"
