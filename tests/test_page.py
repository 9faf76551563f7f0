"""The page of a report: forms as they are printed, boxes, pictures, names for every code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from conftest import SAMPLES

import gipnlp
from gipnlp.readers.pictures import page_pictures
from gipnlp.rendering.page.content import Content
from gipnlp.rendering.page.printed import Head, printed_tables
from gipnlp.rendering.page.templates import number
from gipnlp.rendering.page.wording import check_words, indicator_words, labels
from gipnlp.report import Report
from gipnlp.statute import indicators

NAMES = ["dandu-zhujian-2021.txt", "guotu-lvhua-2019.pdf", "qinghe-2017.txt", "qinghe-2022.pdf", "shanquan-2009.txt"]


@cache
def sample(name: str) -> Report:
    return gipnlp.read(SAMPLES / name)


def test_the_requests_table_is_printed_as_in_the_form() -> None:
    tables = printed_tables(sample("qinghe-2022.pdf").tables, lambda cell: 0)
    (requests,) = [table for table in tables if table.kind == "requests"]
    heads = {cell.words.zh: cell for line in requests.lines for cell in line if isinstance(cell, Head)}
    assert (heads["三、本年度办理结果"].rowspan, heads["（三）不予公开"].rowspan) == (22, 8)
    assert (heads["（六）其他处理"].rowspan, heads["（七）总计"].colspan) == (3, 2)
    (older,) = [
        t for t in printed_tables(sample("guotu-lvhua-2019.pdf").tables, lambda cell: 0) if t.kind == "requests"
    ]
    heads = {cell.words.zh: cell for line in older.lines for cell in line if isinstance(cell, Head)}
    assert (heads["三、本年度办理结果"].rowspan, heads["（六）其他处理"].rowspan) == (20, 1)


def test_boxes_stand_on_their_pages() -> None:
    name = "qinghe-2022.pdf"
    content = Content(sample(name), page_pictures((SAMPLES / name).read_bytes()))
    assert [sheet.page for sheet in content.sheets] == [1, 2, 3]
    boxes = [(sheet, box) for sheet in content.sheets for box in sheet.boxes]
    assert len(boxes) == sum(fact.box is not None for fact in sample(name).facts) > 200
    assert all(box.x >= 0 and box.x + box.width <= sheet.width for sheet, box in boxes)
    assert all(box.y >= 0 and box.y + box.height <= sheet.height for sheet, box in boxes)


def test_an_image_is_its_own_picture() -> None:
    import io

    from PIL import Image

    written = io.BytesIO()
    Image.new("1", (3000, 1500)).save(written, "PNG")
    (picture,) = page_pictures(written.getvalue())
    assert (picture.width, picture.height) == (1000, 500)


@pytest.mark.parametrize(("value", "shown"), [(1234.0, "1,234"), (0.5, "0.5"), (None, ""), (-3.0, "-3")])
def test_numbers(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_labels_are_complete() -> None:
    assert all(words.zh and words.en for words in map(indicator_words, indicators()))
    for name in NAMES:
        report = sample(name)
        assert all("{}" not in check_words(check.id).zh != check.id for check in report.checks)
        assert all(score in labels()["quality"] for score in report.quality)
    source = "".join(path.read_text(encoding="utf-8") for path in Path(gipnlp.__file__).parent.rglob("*.py"))
    codes = set(re.findall(r"(?:Finding|Warn)\(\s*\"([a-z-]+)\"", source))
    assert codes
    assert codes <= set(labels()["codes"])
