"""The PDF reader: its layout on hand-made marks, and whole files where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from gipnlp.errors import EmptyInputError, ScanError, TruncatedError
from gipnlp.readers.by_pdfium import PdfiumFile
from gipnlp.readers.layout import Page, Ruled, Text, lay_out
from gipnlp.readers.lines import Char, cell_text, joined, make_lines, visible
from gipnlp.readers.pdf import read_pdf
from gipnlp.readers.ruled import Rule, Table
from gipnlp.readers.sheets import Sheet
from gipnlp.report import Document, Grid

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = sorted((ROOT / "corpus" / "samples").glob("*.pdf"))
HONGZE = ROOT.parent / "shared" / "reports" / "hongze-2023.pdf"
WIDTH, HEIGHT, EM, LEFT, RIGHT = 595.0, 842.0, 16.0, 75.0, 523.0


def write(text: str, x: float, y: float, size: float = EM, spacing: float = 0.0) -> Iterator[Char]:
    """The characters of a line whose top left corner is at that place; a space is half an em of nothing."""
    for char in text:
        width = size if ord(char) > 0x2000 else size / 2
        if char != " ":
            yield Char(char, x, x + width, y, y + size, size)
        x += width + spacing


def lines(*texts: str, y: float = 120.0, pitch: float = 27.0) -> list[Char]:
    """Lines one under the other; those that begin with two spaces are indented by two ems."""
    chars: list[Char] = []
    for index, text in enumerate(texts):
        indent = 2 * EM if text.startswith("  ") else 0
        chars += write(text.strip(), LEFT + indent, y + index * pitch)
    return chars


def page(number: int, chars: Sequence[Char], rules: Sequence[Rule] = ()) -> Page:
    return Page(number, WIDTH, HEIGHT, chars, rules)


def across(y: float, x0: float, x1: float) -> Rule:
    return Rule(x0, x1, y, y + 0.5)


def down(x: float, y0: float, y1: float) -> Rule:
    return Rule(x, x + 0.5, y0, y1)


def lattice(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    return [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[0], ys[-1]) for x in xs]


def centred(rows: Sequence[Sequence[str]], xs: Sequence[float], ys: Sequence[float]) -> list[Char]:
    """The text of each cell in its middle."""
    chars: list[Char] = []
    for row, (top, bottom) in zip(rows, pairwise(ys), strict=True):
        for text, (left, right) in zip(row, pairwise(xs), strict=True):
            width = sum(10 if ord(char) > 0x2000 else 5 for char in text)
            chars += write(text, (left + right - width) / 2, (top + bottom) / 2 - 5, size=10)
    return chars


def texts(pieces: Sequence[Text | Ruled]) -> list[str]:
    return [piece.text for piece in pieces if isinstance(piece, Text)]


def only_table(pieces: Sequence[Text | Ruled]) -> Table:
    (table,) = [piece.table for piece in pieces if isinstance(piece, Ruled)]
    return table


def cells(table: Table) -> list[list[str]]:
    """The text at each place of the table; a merged cell stands in every place it covers."""
    rows = [[""] * (len(table.xs) - 1) for _ in range(table.height)]
    for box in table.boxes:
        for row in rows[box.row : box.end]:
            row[slice(*box.columns)] = [box.text] * box.colspan
    return rows


FULL = "政府信息公开工作年度报告由办公室根据条例要求编制而成发布此"  # as wide as the page's text


def test_lines_of_a_paragraph_are_joined_without_spaces() -> None:
    found = lay_out([page(1, lines("  " + FULL[:26], FULL[:28], "共21件。", "  " + FULL[:26], "完。"))])
    assert texts(found) == [FULL[:26] + FULL[:28] + "共21件。", FULL[:26] + "完。"]


def test_justified_letters_are_not_torn_and_columns_are_divided() -> None:
    (spread,) = make_lines(write("邮编：223100，电话", LEFT, 100, spacing=9))
    assert spread.text == "邮编：223100，电话"
    row = [*write("行政许可", LEFT, 100), *write("550", 300, 100), *write("12", 400, 100)]
    assert [line.text for line in make_lines(row)] == ["行政许可\t550\t12"]


def test_figures_below_each_other_are_a_table_without_lines() -> None:
    full = [*write("规章", LEFT, 120), *write("0", 300, 120), *write("5", 500, 120)]
    gap = [*write("规范性文件", LEFT, 147), *write("12", 497, 147)]
    assert cells(only_table(lay_out([page(1, [*full, *gap])]))) == [["规章", "0", "5"], ["规范性文件", "", "12"]]


def test_figures_that_stand_in_no_columns_stay_text() -> None:
    rows = [[*write("规章", LEFT, y), *write("0", x, y), *write("5", x + 30, y)] for x, y in ((300, 120), (310, 147))]
    wide = [*write("件数", LEFT, 174), *write("1234567", 290, 174)]
    found = lay_out([page(1, [*rows[0], *rows[1], *wide])])
    assert texts(found) == ["规章\t0\t5", "规章\t0\t5", "件数\t1234567"]


def test_overprinted_characters_are_read_once() -> None:
    chars = [*write("一、1136", LEFT, 100), *write("一、1136", LEFT + 0.5, 100.2)]
    assert [line.text for line in make_lines(visible(chars))] == ["一、1136"]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [("公开", "信息", "公开信息"), ("open", "data", "open data"), ("11", "36条", "1136条"), ("共", "21件", "共21件")],
)
def test_joined(first: str, second: str, text: str) -> None:
    assert joined(first, second) == text


def test_numbers_one_under_the_other_in_a_wide_cell_stay_apart() -> None:
    assert cell_text([*write("10", 100, 100), *write("3", 100, 120)], width=200) == "10 3"
    assert cell_text([*write("10", 100, 100), *write("3", 100, 120)], width=20) == "103"


def test_paragraph_goes_on_over_the_page_and_furniture_is_left_out() -> None:
    pages = []
    for number in (1, 2, 3):
        furniture = [*write("某县年度报告", 250, 40, 10), *write(f"- {number} -", 290, 790, 12)]
        pages.append(page(number, [*furniture, *lines(FULL[:28], FULL[:28], FULL[:28])]))
    found = lay_out(pages)
    assert texts(found) == [FULL[:28] * 9]
    assert found[0].page == 1


def test_group_cell_with_vertical_text_is_one_cell() -> None:
    xs, ys = [75.0, 100, 300, 400], [100.0, 130, 160, 190]
    rules = [*lattice(xs, [ys[0], ys[-1]]), *(across(y, xs[1], xs[3]) for y in ys[1:-1])]
    chars = centred([["", "（一）予以公开", "1"], ["", "（二）部分公开", "2"], ["", "（三）不予公开", "30"]], xs, ys)
    for index, char in enumerate("办理结果"):
        chars += write(char, 82, 110 + 14 * index, size=10)
    table = only_table(lay_out([page(1, chars, rules)]))
    assert [row[0] for row in cells(table)] == ["办理结果"] * 3
    assert [row[1] for row in cells(table)] == ["（一）予以公开", "（二）部分公开", "（三）不予公开"]
    assert [row[2] for row in cells(table)] == ["1", "2", "30"]


@pytest.mark.parametrize("style", ["boxes", "pieces", "double", "dashed", "jitter", "no sides"])
def test_kinds_of_rules(style: str) -> None:
    xs, ys = [75.0, 250, 350, 450], [100.0, 130, 160]
    rules = lattice(xs, ys)
    if style == "boxes":
        rules = [Rule(a, b, c, d) for a, b in pairwise(xs) for c, d in pairwise(ys)]
    elif style == "pieces":
        rules = [across(y, a - 0.5, b + 0.5) for y in ys for a, b in pairwise(xs)]
        rules += [down(x, a - 0.5, b + 0.5) for x in xs for a, b in pairwise(ys)]
    elif style == "double":
        rules += lattice([x + 2 for x in xs], [y + 2 for y in ys])
    elif style == "dashed":
        rules = [across(y, x, x + 4) for y in ys for x in range(75, 447, 7)]
        rules += [down(x, y, y + 4) for x in xs for y in range(100, 157, 7)]
    elif style == "jitter":
        rules = [across(y, xs[0], xs[-1]) for y in ys]
        rules += [down(x + dx, a + 2, b) for (a, b), dx in zip(pairwise(ys), (0, 2.5), strict=True) for x in xs]
    else:
        rules = [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[0], ys[-1]) for x in xs[1:-1]]
    words = [["信息内容", "制发", "废止"], ["规章", "0", "12"]]
    assert cells(only_table(lay_out([page(1, centred(words, xs, ys), rules)]))) == words


def test_frame_and_underline_are_no_tables() -> None:
    chars = lines("  " + FULL[:26], "完。")
    found = lay_out([page(1, chars, [Rule(60, 540, 60, 780), across(146, LEFT, 300)])])
    assert texts(found) == [FULL[:26] + "完。"]


XS = [75.0, 100, 300, 400, 500]


def broken(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]], group: tuple[str, str]) -> list[list[str]]:
    """The cells of a table whose rows stand on two pages, with a group cell beside all of them but the header."""
    pages = []
    for number, (rows, label) in enumerate([(above, group[0]), (below, group[1])], 1):
        header = int(rows[0] is HEADER)
        ys = [100.0 + 30 * index for index in range(len(rows) + 1)]
        rules = [*(down(x, ys[0], ys[-1]) for x in XS), across(ys[0], XS[0], XS[-1])]
        rules += [across(y, XS[0] if index <= header else XS[1], XS[-1]) for index, y in enumerate(ys)]
        rules.append(across(ys[-1], XS[0], XS[-1]))
        chars = centred(rows, XS, ys)
        for index, char in enumerate(label):
            chars += write(char, 82, 105 + 30 * header + 12 * index, size=10)
        pages.append(page(number, chars, rules))
    return cells(only_table(lay_out(pages)))


HEADER = ["", "内容", "自然人", "总计"]


def test_table_goes_on_over_the_page() -> None:
    rows = broken([HEADER, ["", "（一）予以", "1", "1"]], [["", "（二）部分", "0", "2"]], ("结果", ""))
    assert rows[1:] == [["结果", "（一）予以", "1", "1"], ["结果", "（二）部分", "0", "2"]]


def test_repeated_header_is_dropped_and_label_cut_in_two_is_joined() -> None:
    rows = broken(
        [HEADER, ["", "（一）予以", "1", "1"], ["", "（二）部", "0", "2"]],
        [["", "分公开", "", ""], ["", "（三）不予", "0", "3"]],
        ("三、本年", "度"),
    )
    assert [row[1] for row in rows[1:]] == ["（一）予以", "（二）部分公开", "（三）不予"]
    assert [row[3] for row in rows[1:]] == ["1", "2", "3"]
    repeated = broken([HEADER, ["", "规章", "1", "1"]], [HEADER, ["", "规范性文件", "0", "2"]], ("", ""))
    assert [row[1] for row in repeated] == ["内容", "规章", "规范性文件"]


def test_unnumbered_rows_with_values_stay_apart() -> None:
    rows = broken([HEADER, ["", "行政处罚", "1", "1"]], [["", "行政强制", "0", "2"]], ("", ""))
    assert [row[1:] for row in rows[1:]] == [["行政处罚", "1", "1"], ["行政强制", "0", "2"]]


def test_other_table_after_a_heading_is_not_joined() -> None:
    xs, ys = [75.0, 300, 500], [700.0, 730, 760]
    first = page(1, centred([["甲", "1"], ["乙", "2"]], xs, ys), lattice(xs, ys))
    ys = [160.0, 190, 220]
    chars = [*lines("三、申请情况"), *centred([["丙", "3"], ["丁", "4"]], xs, ys)]
    found = lay_out([first, page(2, chars, lattice(xs, ys))])
    assert [type(piece) for piece in found] == [Ruled, Text, Ruled]


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\n1 0 obj\n<<", b"no pdf at all"])
def test_damaged_bytes(data: bytes) -> None:
    with pytest.raises(TruncatedError):
        read_pdf(data)


def test_no_bytes() -> None:
    with pytest.raises(EmptyInputError):
        read_pdf(b"")


def test_pages_without_text() -> None:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
    ]
    body = b"".join(b"%d 0 obj%sendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    with pytest.raises(ScanError):
        read_pdf(b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n0\n%%EOF")


def values(document: Document, grid: Grid) -> list[list[str]]:
    return [[cell.span.of(document.text) if cell else "" for cell in row] for row in grid.rows]


def without_space(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples(path: Path) -> None:
    document = read_pdf(path.read_bytes())
    gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
    text = without_space(document.text)
    assert document.media_type == "application/pdf"
    assert document.warnings == ()
    for fact in gold["facts"]:
        assert without_space(fact["evidence"]) in text
    for sentence in gold["problem_sentences"]:
        assert without_space(sentence["text"]) in text
    totals = {fact["indicator"]: fact["value"] for fact in gold["table_facts"] if fact.get("applicant") == "total"}
    rows = [row for grid in document.grids for row in values(document, grid)]
    received = next(row for row in rows if "本年新收政府信息公开申请数量" in row[0])
    assert float(received[-1]) == totals["requests.received"]
    assert len([row for row in rows if row[-1].isdigit()]) >= 25


@pytest.mark.parametrize("path", SAMPLES[:1], ids=lambda path: path.stem)
def test_truncated_file(path: Path) -> None:
    data = path.read_bytes()
    with pytest.raises(TruncatedError):
        read_pdf(data[: len(data) // 2])


@pytest.mark.parametrize("path", [*SAMPLES, *([HONGZE] if HONGZE.exists() else [])], ids=lambda path: path.stem)
def test_both_engines_give_the_same_document(path: Path) -> None:
    data = path.read_bytes()
    fast, slow = read_pdf(data, engine="pdfium"), read_pdf(data, engine="pdfminer")
    assert (fast.engine, slow.engine) == ("pdfium", "pdfminer.six")
    assert fast.text == slow.text
    assert fast.grids == slow.grids
    assert fast.blocks == slow.blocks


class _Broken(PdfiumFile):
    """pdfium with a page that it cannot read, and one whose characters it cannot decode."""

    def sheet(self, number: int) -> Sheet:
        sheet = super().sheet(number)
        if number == 1:
            raise ValueError
        lost = [replace(glyph, text="\ufffd") for glyph in sheet.glyphs[:5]] if number == 2 else []
        return replace(sheet, glyphs=[*lost, *sheet.glyphs[len(lost) :]])


@pytest.mark.parametrize("path", SAMPLES[:1], ids=lambda path: path.stem)
def test_pages_that_pdfium_cannot_decode_are_read_by_pdfminer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    whole = read_pdf(data, engine="pdfminer")
    monkeypatch.setattr("gipnlp.readers.by_pdfium.PdfiumFile", _Broken)
    document = read_pdf(data)
    assert document.engine == "pdfminer.six+pdfium"
    assert (document.text, document.warnings) == (whole.text, ())
    alone = read_pdf(data, engine="pdfium")
    assert [warning.code for warning in alone.warnings] == ["unreadable-page", "unmapped-characters"]


@pytest.mark.skipif(not HONGZE.exists(), reason="shared/ is not part of the product")
def test_real_report() -> None:
    document = read_pdf(HONGZE.read_bytes())
    assert document.pages == 5
    assert [(len(grid.rows), len(grid.rows[0]), grid.page) for grid in document.grids] == [
        (14, 4, 2),
        (26, 10, 3),
        (4, 15, 4),
    ]
    requests = values(document, document.grids[1])
    assert all(value.isdigit() for row in requests[3:] for value in row[3:])
    assert {row[0] for row in requests[5:25]} == {"三、本年度办理结果"}
    assert requests[24][1:] == ["（七）总计", "（七）总计", "21", "0", "0", "0", "0", "0", "21"]
    gold = json.loads(HONGZE.with_suffix(".gold.json").read_text(encoding="utf-8"))
    assert sorted(without_space(gold["text"])) == sorted(without_space(document.text))
