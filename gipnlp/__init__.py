"""gipnlp turns Chinese government-information-disclosure annual reports (政府信息公开工作年度报告) into checked facts.

>>> import gipnlp
>>> report = gipnlp.read("report.pdf")  # doctest: +SKIP
>>> report.facts  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gipnlp.errors import GipnlpError
from gipnlp.limits import Limits
from gipnlp.report import Check, Fact, Report, Table, Warn

if TYPE_CHECKING:
    from gipnlp.pipeline import read

__version__ = "0.1.0"
__all__ = ["Check", "Fact", "GipnlpError", "Limits", "Report", "Table", "Warn", "read"]


def __getattr__(name: str) -> Any:
    """``read`` is imported where it is first used: its stages import large libraries."""
    if name == "read":
        from gipnlp.pipeline import read

        return read
    raise AttributeError(f"module 'gipnlp' has no attribute {name!r}")
