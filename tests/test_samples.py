"""The samples of the repository, and the real reports in shared/ where that folder exists, against their gold files."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SAMPLES, SHARED, gold_files, key, load_gold, read_gold_report

GOLD = [
    pytest.param(path, id=path.name.removesuffix(".gold.json")) for path in gold_files(SAMPLES) + gold_files(SHARED)
]
NARRATIVE_FLOOR = 0.95


@pytest.mark.parametrize("gold", GOLD)
def test_identity(gold: Path) -> None:
    want, report = load_gold(gold), read_gold_report(gold)
    assert (report.year, report.form) == (want["year"], want["form"])
    assert report.agency == want["agency"]


@pytest.mark.parametrize("gold", GOLD)
def test_every_cell_of_the_statutory_tables(gold: Path) -> None:
    want = load_gold(gold)
    scope = tuple(want.get("table_scope", [""]))
    facts = (f for f in read_gold_report(gold).facts if f.source == "table" and f.value is not None)
    have = {
        (f.indicator, f.applicant or "total", round(f.value or 0, 4)) for f in facts if f.indicator.startswith(scope)
    }
    if want.get("table_facts"):
        assert have == {key(fact) for fact in want["table_facts"]}


@pytest.mark.parametrize("gold", GOLD)
def test_facts_of_the_prose(gold: Path) -> None:
    want, report = load_gold(gold), read_gold_report(gold)
    annex = want["form"] in ("2008", "2014")
    facts = (f for f in report.facts if f.value is not None and (annex or f.source != "table"))
    have = {(f.indicator, f.applicant or "total", round(f.value or 0, 4)) for f in facts}
    wanted = {key(fact) for fact in want["facts"]}
    have -= {key(fact) for fact in want.get("uncertain", []) if fact.get("value") is not None} - wanted
    hits = len(have & wanted)
    score = 2 * hits / (len(have) + len(wanted)) if have or wanted else 1.0
    assert score >= NARRATIVE_FLOOR, f"missed {wanted - have}, extra {have - wanted}"


@pytest.mark.parametrize("gold", GOLD)
def test_known_inconsistencies_fail_and_nothing_else_does(gold: Path) -> None:
    want, report = load_gold(gold), read_gold_report(gold)
    failing = [check for check in report.checks if check.status == "fail" and not check.id.startswith("agree.")]
    if gold.parent == SAMPLES:
        assert bool(failing) == bool(want.get("known_inconsistencies"))
