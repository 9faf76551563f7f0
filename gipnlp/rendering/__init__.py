"""What a report looks like to a person."""

from __future__ import annotations

from gipnlp.rendering.terminal import catalogue_view, checks_view, one_line, report_view, shown

__all__ = ["catalogue_view", "checks_view", "one_line", "report_view", "shown"]
