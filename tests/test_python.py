"""The Python interface: light to import, many reports at once, data frames, forms of notebooks."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, gold_files, read_gold_report

import gipnlp
from gipnlp.errors import EmptyInputError, GipnlpError, MissingLibraryError, SourceError
from gipnlp.export import COLUMNS, rows
from gipnlp.report import Facts, Finding, Report, Span, Warn

HEAVY = {"spacy", "thinc", "sklearn", "lxml", "pandas", "numpy", "jieba", "pyarrow", "typer", "rich", "joblib"}
NAMED = {path.name.removesuffix(".gold.json"): path for path in gold_files(SAMPLES)}
EVERY = [pytest.param(path, id=name) for name, path in NAMED.items()]
HARMLESS = {*("p", "b", "div", "span", "details", "summary", "ul", "li", "mark", "small", "br", "code")} | {
    *("table", "thead", "tbody", "tr", "th", "td")
}
HOSTILE = '<script>alert(1)</script>" onmouseover="alert(2) \x1b[31m \u202e $x$ \ud800 &amp;'


def report(name: str) -> Report:
    return read_gold_report(NAMED[name])


def test_import_is_light() -> None:
    code = "import sys, gipnlp; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()


def test_names_are_there_and_offered() -> None:
    assert all(getattr(gipnlp, name) for name in gipnlp.__all__)
    assert set(gipnlp.__all__) <= set(dir(gipnlp))
    with pytest.raises(AttributeError, match="nothing"):
        _ = gipnlp.nothing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, one of them below, between files that cannot be read and one that is none of ours."""
    text = (SAMPLES / "shiqiao-2019.txt").read_bytes()
    (tmp_path / "below").mkdir()
    for name, data in {
        "a.txt": text,
        "b.txt": b" ",
        "below/c.txt": text,
        "d.docx": b"PK\x03\x04",
        "e.png": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / ".hidden.txt").write_bytes(text)
    return tmp_path


@pytest.mark.parametrize("workers", [1, 2])
def test_errors_are_values_on_request(folder: Path, workers: int) -> None:
    read = list(gipnlp.read_many(folder, errors="value", rules_only=True, workers=workers))
    told = [one.error.code if isinstance(one, gipnlp.Unread) else one.year for one in read]
    assert told == [2019, "empty", 2019, "truncated"]
    assert [Path(one.path).name for one in read if isinstance(one, gipnlp.Unread)] == ["b.txt", "d.docx"]


def test_errors_are_skipped_on_request(folder: Path) -> None:
    assert [one.year for one in gipnlp.read_many(folder, errors="skip", rules_only=True)] == [2019, 2019]


def test_errors_are_raised_with_their_path_when_their_turn_comes(folder: Path) -> None:
    reading = gipnlp.read_many([folder / "a.txt", folder / "b.txt"], rules_only=True)
    assert next(reading).year == 2019
    with pytest.raises(EmptyInputError) as raised:
        next(reading)
    assert raised.value.__notes__ == [f"While reading {folder / 'b.txt'}"]


@pytest.mark.parametrize("workers", [1, 2])
def test_one_may_stop_before_the_end(folder: Path, workers: int) -> None:
    reading = gipnlp.read_many(folder, errors="skip", rules_only=True, workers=workers)
    assert next(reading).year == 2019
    reading.close()  # type: ignore[attr-defined]


def test_a_defect_of_one_file_is_a_value_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Report:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("gipnlp.pipeline.read", broken)
    (one,) = gipnlp.read_many(folder / "a.txt", errors="value")
    assert isinstance(one, gipnlp.Unread)
    assert one.error.code == "internal"
    assert "ZeroDivisionError" in repr(one)


def test_a_folder_without_reports(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no-input"):
        list(gipnlp.read_many(tmp_path))


def test_an_unknown_way_of_errors_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="'ignore'"):
        gipnlp.read_many("x", errors="ignore")  # type: ignore[call-overload]


@pytest.mark.parametrize("gold", EVERY)
def test_frame_and_arrow_have_the_rows_of_the_export(gold: Path) -> None:
    one = read_gold_report(gold)
    want = list(rows(one))
    assert one.to_arrow().to_pylist() == want
    frame = one.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    have = frame.astype(object).where(frame.notna(), None).to_dict("records")
    assert have == want


def test_file_names_that_are_no_unicode() -> None:
    one = report("qinghe-2022")
    one = replace(one, source=replace(one.source, path="\udcff.pdf"))
    assert set(one.to_arrow()["path"].to_pylist()) == set(one.to_frame()["path"]) == {"\\udcff.pdf"}


def test_types_of_the_frame() -> None:
    kinds = replace(report("qinghe-2022"), facts=()).to_frame().dtypes.astype(str).to_dict()
    assert {kinds[name] for name in ("agency", "applicant", "doubt")} == {"string"}
    assert (kinds["year"], kinds["page"], kinds["value"], kinds["approx"]) == ("Int32", "Int32", "float64", "bool")


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingLibraryError, match=r"pip install 'gipnlp\[pandas\]'"):
        report("qinghe-2022").to_frame()


def test_score_with_a_rubric_of_ones_own(tmp_path: Path) -> None:
    rubric = tmp_path / "rubric.toml"
    rubric.write_text('[completeness]\nweight = 1\nexplain = "x"\npoints = { contents = [[0, 0], [1, 100]] }\n')
    assert set(gipnlp.score(report("qinghe-2022"), rubric=rubric).quality) == {"completeness", "total"}
    with pytest.raises(GipnlpError, match="rubric"):
        gipnlp.score(report("qinghe-2022"), rubric=tmp_path / "absent.toml")


def test_reprs_are_short_and_say_what_matters() -> None:
    one = report("dandu-zhujian-2021")
    (fact,) = one.find("requests.granted", "total")
    assert repr(fact).startswith("<Fact requests.granted@total = ")
    assert "✗ requests.outcomes.total" in repr(fact)
    assert repr(one.tables[0]).startswith("<Table ")
    assert repr(next(c for c in one.checks if c.status == "fail")).startswith("<Check requests.")
    assert repr(one.sentences[0]).startswith("<Sentence ")
    before, after = report("qinghe-2021"), report("qinghe-2022")
    assert "figures changed, 0 sums fail" in repr(gipnlp.compare(before, after))


def test_facts_are_a_tuple_and_parts_of_them_too() -> None:
    facts = report("qinghe-2022").facts
    assert isinstance(facts[2:4], Facts)
    assert facts[2:4] == (facts[2], facts[3])
    assert replace(report("qinghe-2022"), facts=[facts[0]]).facts == (facts[0],)  # type: ignore[arg-type]


class Page(HTMLParser):
    """Elements that are open, marks, attributes, text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.marks: list[str] = []
        self.text = ""
        self.feed(source)
        assert not self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.marks += [""] if tag == "mark" else []
        self.open += [] if tag == "br" else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open:
            self.marks[-1] += data


@pytest.mark.parametrize("gold", EVERY)
def test_a_report_in_a_notebook(gold: Path) -> None:
    one = read_gold_report(gold)
    page = Page(one._repr_html_())
    prose = {fact.stated for fact in one.facts if fact.source != "table" and fact.span}
    assert len(set(page.marks) & prose) >= 0.9 * len(prose)
    assert set(page.marks) <= prose
    assert ("table" in page.tags) == bool(one.tables or one.quality)
    assert all(check.id in page.text for check in one.checks if check.status == "fail")
    without_tables = [p for p in one.paragraphs if not any(p.span in table.span for table in one.tables)]
    flat = "".join(page.text.split())
    assert all("".join(p.text.split()) in flat for p in without_tables if not p.heading)


def test_tables_are_named_as_the_form_prints_them() -> None:
    shown = {table.id: Page(table._repr_html_()).text for table in report("guotu-lvhua-2019").tables}
    assert all(name in shown["proactive.licensing"] for name in ("行政许可", "上一年项目数量", "处理决定数量"))
    assert all(name in shown["proactive.procurement"] for name in ("政府集中采购", "采购总金额"))
    assert all(name in shown["requests"] for name in ("新收政府信息公开申请数量", "自然人"))


def hostile() -> Report:
    """A report in which everything that comes from a file is hostile."""
    one = report("dandu-zhujian-2021")
    fact = replace(one.facts[-1], stated=HOSTILE, evidence=HOSTILE, doubt=HOSTILE, unit=HOSTILE, span=Span(0, 5))
    table = replace(one.tables[0], rows=tuple(HOSTILE for _ in one.tables[0].rows))
    return replace(
        one,
        text=HOSTILE + one.text[len(HOSTILE) :],
        title=HOSTILE,
        agency=HOSTILE,
        facts=(fact,),
        tables=(table,),
        checks=tuple(replace(check, detail=HOSTILE) for check in one.checks),
        sentences=tuple(replace(s, text=HOSTILE, reasons=(HOSTILE,), elements=()) for s in one.sentences),
        warnings=(Warn(HOSTILE, HOSTILE),),
        findings=(Finding("x", HOSTILE),),
    )


def test_nothing_that_a_report_says_becomes_markup() -> None:
    one = hostile()
    compared = gipnlp.compare(replace(one, text=""), one)
    shown: list[Any] = [one, one.facts, one.tables[0], one.checks[0], one.sentences[0], compared]
    for source in (part._repr_html_() for part in shown):
        page = Page(source)
        assert page.tags <= HARMLESS
        assert page.attributes <= {"style", "title", "class", "open"}
        assert all(char.isprintable() or char in "\n\t" for char in source)
        source.encode()
