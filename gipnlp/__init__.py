"""gipnlp turns Chinese government-information-disclosure annual reports (政府信息公开工作年度报告) into checked facts.

>>> import gipnlp
>>> report = gipnlp.read("corpus/samples/qinghe-2022.pdf")
>>> report
<Report 青禾县人民政府2022年政府信息公开工作年度报告 | form 2021, 222 facts, 49 checks (0 failing), 0 warnings>
>>> report.find("requests.received")
[<Fact requests.received@total = 75 件, '75' (table, 99%)>, <Fact requests.received = 75 件, '75件' (rule+tagger, 99%)>]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gipnlp.errors import GipnlpError
from gipnlp.limits import Limits
from gipnlp.report import Check, Fact, Facts, Report, Sentence, Table, Warn

if TYPE_CHECKING:
    from gipnlp.batches import batch
    from gipnlp.comparison import Comparison, compare
    from gipnlp.many import Unread, read_many
    from gipnlp.pipeline import read
    from gipnlp.scoring import score
    from gipnlp.store import panel

__version__ = "0.1.0"
__all__ = [
    "Check",
    "Comparison",
    "Fact",
    "Facts",
    "GipnlpError",
    "Limits",
    "Report",
    "Sentence",
    "Table",
    "Unread",
    "Warn",
    "batch",
    "compare",
    "panel",
    "read",
    "read_many",
    "score",
]

_WHERE = {
    "Comparison": "gipnlp.comparison",
    "Unread": "gipnlp.many",
    "batch": "gipnlp.batches",
    "compare": "gipnlp.comparison",
    "panel": "gipnlp.store",
    "read": "gipnlp.pipeline",
    "read_many": "gipnlp.many",
    "score": "gipnlp.scoring",
}


def __getattr__(name: str) -> Any:
    """What needs large libraries is imported where it is first used."""
    if name in _WHERE:
        value = globals()[name] = getattr(import_module(_WHERE[name]), name)
        return value
    raise AttributeError(f"module 'gipnlp' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Also what is not imported yet, so that it is completed on Tab."""
    return sorted({*globals(), *__all__})
