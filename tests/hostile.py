"""A report that tries to do something in the browser of whoever looks at it, and a store with many reports."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

from gipnlp.report import Finding, Report, Span, Warn
from gipnlp.store import Failure, Recipe, open_to_write, rows_of

ATTACK = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\u202e{{7*7}}"
NAME = "<img src=x onerror=document.title='taken'>.pdf"
RECIPE = Recipe("1.0", "abc", "{}")


def hostile(report: Report) -> Report:
    """The report with markup, script and characters that turn text around wherever a file can put them."""
    source = replace(report.source, path=NAME)
    doubted = tuple(replace(fact, doubt=ATTACK, evidence=ATTACK + fact.evidence) for fact in report.facts)
    return replace(
        report,
        source=source,
        title=ATTACK,
        agency=ATTACK,
        text=report.text + "\n" + ATTACK,
        facts=doubted,
        warnings=(Warn("unreadable-page", ATTACK, 1),),
        findings=(Finding("slip-date", ATTACK, Span(0, 5)),),
    )


def write_store(path: Path, report: Report, count: int, failed: int = 1) -> None:
    """A store with a report many times over, of other agencies and years and with other figures."""
    with open_to_write(path) as store:
        run = store.begin_run(RECIPE, ["/in"])
        rows = rows_of(report)
        for number in range(count):
            sha256 = f"{number:064x}"[::-1] if number else report.source.sha256
            one = rows | {"reports": [list(rows["reports"][0])], "facts": copy.deepcopy(rows["facts"])}
            one["reports"][0][0] = sha256
            one["reports"][0][3] = f"第{number // 5:03d}县人民政府"
            one["reports"][0][10] = 2019 + number % 5
            for fact in one["facts"]:
                fact[3] = fact[3] and fact[3] + number
            store.note_files([(f"/in/{number:04d}.pdf", sha256)], {}, RECIPE)
            store.put_report(run, one, RECIPE, 0.1, 300.0)
        for number in range(failed):
            sha256 = "f" * 60 + f"{number:04d}"
            store.note_files([(f"/in/{number}{NAME}", sha256)], {}, RECIPE)
            store.put_failure(run, sha256, Failure("empty", ATTACK, "Leave it out."), 1, RECIPE, 0.1, 300.0)
        store.end_run(run, "done", count, failed, 0)
