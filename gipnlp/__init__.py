"""gipnlp turns Chinese government-information-disclosure annual reports (政府信息公开工作年度报告) into checked facts.

>>> import gipnlp
>>> report = gipnlp.read("report.pdf")  # doctest: +SKIP
>>> report.facts  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gipnlp.errors import GipnlpError
from gipnlp.report import Check, Fact, Report, Table, Warn

if TYPE_CHECKING:
    from gipnlp.batches import batch
    from gipnlp.pipeline import read
    from gipnlp.store import panel

__version__ = "0.1.0"
__all__ = ["Check", "Fact", "GipnlpError", "Report", "Table", "Warn", "batch", "panel", "read"]

_WHERE = {"read": "gipnlp.pipeline", "batch": "gipnlp.batches", "panel": "gipnlp.store"}


def __getattr__(name: str) -> Any:
    """The functions are imported where they are first used: what they need are large libraries."""
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'gipnlp' has no attribute {name!r}")
