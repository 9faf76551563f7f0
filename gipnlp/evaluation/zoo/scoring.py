"""How well the files of a zoo are read, cell by cell.

Every cell that the paper shows is in exactly one class:

- right: the table facts of its indicator and applicant are there and all have the value that is printed; a blank, "/"
  or "-" is right as a fact without a value and without a doubt.
- flagged: not right, but a user is told. Only these count: a table fact of the cell has a ``doubt``; a table fact of
  the cell takes part in a failing check (``conflicts``); a warning's message begins with the cell's indicator (or that
  and its applicant), its row, or its table (``missing-table``, or ``remedies``, which is one row of figures); the file
  as a whole is refused with an error. A warning that names another row, a check that is skipped, a low confidence
  and a fact without a value *but without a doubt* do not count.
- silent: everything else: a wrong value, a missing cell, a value where nothing is printed.

Besides, a table fact with a value for a cell that the paper does not have is silent (``invented``), unless flagged as
above.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from gipnlp.errors import GipnlpError
from gipnlp.evaluation.zoo.cases import Key
from gipnlp.pipeline import read
from gipnlp.report import Fact, Report

GOLD = "gold"
_CLASSES = ("right", "flagged", "silent")
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file as read: its cells by class, what was silently wrong, whether the two PDF engines differ."""

    producer: str
    specimen: str
    counts: Mapping[str, int]
    silent: Sequence[str] = ()
    flagged: Sequence[str] = ()
    engines: Sequence[str] = field(default=())

    @property
    def variation(self) -> str:
        """The variation of the specimen; page breaks at different rows are one."""
        name = self.specimen.rsplit("-", 2)[0]
        return "-".join(part for part in name.split("-") if not part.isdigit() or part in {"2019", "2021"})


def score_folder(folder: Path, only: str = "", processes: int = 1, every: int = 1) -> list[Outcome]:
    """Read every file of a zoo.

    Args:
        folder: Where ``build`` put it.
        only: Part of the path (``producer/specimen``) of the files to read; "" for all.
        processes: How many files are read at once.
        every: 9 for every ninth of the files, in order of producer and name.
    """
    files = [
        path
        for path in sorted(folder.glob("*/*"))
        if path.parent.name != GOLD and only in f"{path.parent.name}/{path.name}"
    ]
    files = files[::every]
    if processes == 1:
        return [score_file(path, folder) for path in files]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(partial(score_file, folder=folder), files, chunksize=8))


def score_file(path: Path, folder: Path) -> Outcome:
    """Read one file of a zoo and compare it with its gold."""
    gold = read_gold(folder / GOLD / f"{path.stem}.json")
    data = path.read_bytes()
    try:
        report = read(data, rules_only=True)
    except GipnlpError as error:
        return Outcome(path.parent.name, path.stem, {"flagged": len(gold)}, flagged=[f"refused: {error}"])
    counts, silent, flagged = compare(report, gold)
    engines = _engines_differ(data) if path.suffix == ".pdf" else []
    return Outcome(path.parent.name, path.stem, counts, silent, flagged, engines)


def read_gold(path: Path) -> dict[Key, float | None]:
    """The true cells that :func:`.building.build` wrote."""
    return {(indicator, applicant): value for indicator, applicant, value in json.loads(path.read_text("utf-8"))}


def compare(report: Report, gold: Mapping[Key, float | None]) -> tuple[Counter[str], list[str], list[str]]:
    """Cells by class, and descriptions of the silent and of the flagged ones."""
    facts: dict[Key, list[Fact]] = {}
    for fact in report.facts:
        if fact.source == "table":
            facts.setdefault((fact.indicator, fact.applicant or "total"), []).append(fact)
    counts: Counter[str] = Counter()
    described: dict[str, list[str]] = {"silent": [], "flagged": []}
    for key, value in gold.items():
        own = facts.get(key, [])
        found = _class(report, key, value, own)
        counts[found] += 1
        if found != "right":
            read_as = ", ".join(_shown(fact.value) for fact in own) or "missing"
            described[found].append(f"{' '.join(key)}: printed {_shown(value)}, read {read_as}")
    for key in facts.keys() - gold.keys():
        own = [fact for fact in facts[key] if fact.value is not None]
        if own and not _is_flagged(report, key, own):
            counts["invented"] += 1
            described["silent"].append(f"{' '.join(key)}: not printed, read {_shown(own[0].value)}")
    return counts, described["silent"], described["flagged"]


def _class(report: Report, key: Key, value: float | None, own: Sequence[Fact]) -> str:
    if own and all(_same(fact.value, value) and not (value is None and fact.doubt) for fact in own):
        return "right"
    return "flagged" if _is_flagged(report, key, own) else "silent"


def _same(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) < _TOLERANCE


def _shown(value: float | None) -> str:
    return "nothing" if value is None else f"{value:g}"


def _is_flagged(report: Report, key: Key, own: Iterable[Fact]) -> bool:
    indicator, applicant = key
    remedy = indicator.startswith(("reconsideration.", "litigation."))
    table = "requests" if indicator.startswith("requests.") else "remedies" if remedy else "proactive"
    names = {indicator, f"{indicator} {applicant}", table}
    if table == "proactive":  # whose rows are the indicators but for the name of the column
        names.add(indicator.rsplit(".", 1)[0])
    subjects = {_subject(warning.message) for warning in report.warnings}
    return bool(names & subjects) or any(fact.doubt or fact.conflicts for fact in own)


def _subject(message: str) -> str:
    """What a warning is about: ``remedies`` of "remedies: ..." and of "The table of remedies ..."."""
    return message.removeprefix("The table of ").split(":")[0].split(" (")[0].strip()


def _engines_differ(data: bytes) -> list[str]:
    """The facts that only one of the two engines gives."""
    facts = []
    for engine in ("pdfium", "pdfminer"):
        try:
            report = read(data, rules_only=True, engine=engine)
            facts.append(
                {f"{f.indicator} {f.applicant or 'total'} {_shown(f.value)} by {f.source}" for f in report.facts}
            )
        except GipnlpError as error:
            facts.append({str(error)})
    return sorted(facts[0] ^ facts[1])


def table(outcomes: Sequence[Outcome], by: str) -> str:
    """Counts and shares by ``producer`` or ``variation``, one line for each."""
    groups: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        counts = groups.setdefault(getattr(outcome, by), Counter())
        counts.update(outcome.counts)
        counts.update(files=1, differ=bool(outcome.engines))
    groups["all"] = sum(groups.values(), Counter())
    lines = [f"{by:28}{'files':>6}{'cells':>8}{'right %':>9}{'flagged':>9}{'SILENT':>8}{'invented':>9}{'engines':>9}"]
    for name, counts in groups.items():
        cells = sum(counts[one] for one in _CLASSES)
        share = 100 * counts["right"] / cells if cells else 100.0
        lines.append(
            f"{name:28}{counts['files']:>6}{cells:>8}{share:>9.2f}{counts['flagged']:>9}{counts['silent']:>8}"
            f"{counts['invented']:>9}{counts['differ']:>9}"
        )
    return "\n".join(lines)
