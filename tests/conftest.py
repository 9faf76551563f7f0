"""Where the samples of the repository and, where they exist, the shared real reports are."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import gipnlp
from gipnlp.report import Report

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
SHARED = Path(__file__).parent.parent.parent / "shared" / "reports"


def gold_files(folder: Path) -> list[Path]:
    """The gold files of a folder; none if it is absent."""
    return sorted(folder.glob("*.gold.json"))


def load_gold(path: Path) -> dict[str, Any]:
    """A gold file."""
    gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return gold


@cache
def read_gold_report(path: Path) -> Report:
    """The report that a gold file is about, as gipnlp reads it."""
    return gipnlp.read(path.parent / load_gold(path)["file"])


def key(fact: dict[str, Any]) -> tuple[str, str, float]:
    """(indicator, applicant, value) of a gold fact."""
    return fact["indicator"], fact.get("applicant") or "total", round(float(fact["value"]), 4)
