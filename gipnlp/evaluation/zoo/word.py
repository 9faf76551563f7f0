"""Word files by python-docx."""

from __future__ import annotations

import io
from typing import Any

from gipnlp.evaluation.zoo.paper import Paper, Table
from gipnlp.evaluation.zoo.variations import Look

_FONT = "AR PL UMing CN"
_SIDES = {
    "full": ("top", "bottom", "left", "right", "insideH", "insideV"),
    "open": ("top", "bottom", "insideH", "insideV"),
    "across": ("top", "bottom", "insideH"),
    "none": (),
}


def document(paper: Paper) -> bytes:
    """The report as a .docx file."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    word = docx.Document()
    style: Any = word.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(2)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if paper.look.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(22))
    if paper.look.page_numbers:
        section.header.paragraphs[0].text = "政府信息公开年度报告"
        _page_number(section.footer.paragraphs[0])
    width = section.page_width - section.left_margin - section.right_margin
    for item in paper.items:
        if isinstance(item, str):
            word.add_paragraph(item)
        else:
            if item.name in {"requests", "statistics"} and paper.look.spacer:
                word.add_paragraph().paragraph_format.space_before = Pt(paper.look.spacer)
            _table(word, item, paper.look, width)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _table(word: Any, table: Table, look: Look, width: int) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    made = word.add_table(table.height, len(table.widths))
    made.autofit, made.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, share in zip(made.columns, table.widths, strict=True):
        column.width = int(share * width)
    grid = [row.cells for row in made.rows]
    for cell in table.cells:
        place = grid[cell.row][cell.column]
        if cell.rowspan * cell.colspan > 1:
            place = place.merge(grid[cell.row + cell.rowspan - 1][cell.column + cell.colspan - 1])
        place.width = int(sum(table.widths[cell.column : cell.column + cell.colspan]) * width)
        paragraph = place.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(cell.text).font.size = Pt(9)
        if cell.kind != "label":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        properties = place._tc.get_or_add_tcPr()
        if cell.vertical:
            _element(properties, "textDirection", val="tbRlV")
        if look.shaded and cell.kind in {"caption", "head"}:
            _element(properties, "shd", val="clear", fill="C8D8F0")
    for row in made.rows[: table.heads if look.repeat_header else 0]:
        _element(row._tr.get_or_add_trPr(), "tblHeader")
    borders = _element(made._tbl.tblPr, "tblBorders")
    for side in _SIDES[look.rules]:
        _element(borders, side, val="single", sz="4", color="000000")


def _element(parent: Any, name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element


def _page_number(paragraph: Any) -> None:
    field = _element(paragraph._p, "fldSimple")
    from docx.oxml.ns import qn

    field.set(qn("w:instr"), "PAGE")
    paragraph.alignment = 1
