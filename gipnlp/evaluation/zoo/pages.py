"""Web pages: one to print, one as a portal shows it, one as Word exports it."""

from __future__ import annotations

from html import escape
from itertools import groupby

from gipnlp.evaluation.zoo.paper import Cell, Paper, Table
from gipnlp.evaluation.zoo.variations import Look

_BORDERS = {
    "full": "td{border:1px solid #000}",
    "open": "td{border:1px solid #000} td:first-child.edge{border-left:0} td:last-child{border-right:0}",
    "across": "td{border-top:1px solid #000;border-bottom:1px solid #000}",
    "none": "",
}
_RUNNING = "@top-left{content:'政府信息公开年度报告'} @bottom-center{content:'- ' counter(page) ' -'}"
_WORD_CELL = "border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt"
_ALIGN = {"label": "left"}


def print_page(paper: Paper) -> str:
    """A plain page with the style sheet of a printer."""
    look = paper.look
    size = "A4 landscape" if look.landscape else "A4"
    style = (
        f"@page{{size:{size};margin:22mm 20mm;{_RUNNING * look.page_numbers}}}"
        "body{font:10.5pt/1.5 'WenQuanYi Micro Hei',sans-serif;margin:0;position:relative}"
        "table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:9pt;line-height:1.25}"
        "td{padding:2px;text-align:center;overflow-wrap:anywhere} p{margin:4px 0;text-indent:2em}"
        f"h1{{font-size:16pt;text-align:center}} h2{{font-size:12pt}} {_BORDERS[look.rules]}"
        ".v{writing-mode:vertical-rl} .c{background:#c8d8f0}"
        ".seal{position:absolute;right:60px;top:120px;width:130px;height:130px;border:3px solid red;border-radius:50%;"
        "color:red;text-align:center;line-height:130px;font-size:13pt;z-index:9}"
    )
    head = f"<meta charset=utf-8><style>{style}</style>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{_body(paper)}</body></html>"


def saved_page(paper: Paper) -> str:
    """The report in the page of a portal, among its menus."""
    title = paper.items[0]
    links = ("首页", "政务公开", "依申请公开", "办事服务", "互动交流")
    menu = "".join(f'<li><a href="/{name}/">{name}</a></li>' for name in links)
    return f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="ArticleTitle" content="{title}"><title>{title}_云汀市人民政府</title>
<script>var a='<table>';</script></head>
<body><div class="head"><ul>{menu}</ul><form><input name="q"></form></div>
<div class="crumbs">当前位置：首页 &gt; 年报</div>
<div class="info"><table><tr><td>索引号：</td><td>014/2023-00012</td>
<td>发布日期：</td><td>2023-01-20</td></tr></table></div>
<div id="zoom" class="TRS_Editor">{_body(paper)}</div>
<div class="share">分享到：</div>
<div class="foot"><p>版权所有：云汀市人民政府办公室 网站标识码3299000001</p></div></body></html>"""


def word_page(paper: Paper) -> str:
    """What Word writes as a web page: spans within spans, figures and Chinese in spans of their own, mso styles."""
    parts: list[str] = []
    for item in paper.items:
        if isinstance(item, str):
            style = "text-indent:21.0pt;mso-char-indent-count:2.0"
            parts.append(f"<p class=MsoNormal style='{style}'>{_spans(item)}</p>")
            continue
        rows: list[str] = []
        for row in item.rows():
            tds = "".join(
                f"<td width={_width(item, c)}{_merged(c)} valign=top style='{_WORD_CELL}'>"
                f"<p class=MsoNormal align=center style='text-align:center'>{_spans(c.text)}</p></td>"
                for c in row
            )
            rows.append(f"<tr style='mso-yfti-irow:{len(rows)};height:14.2pt'>{tds}</tr>")
        parts.append(
            f"<div align=center><table class=MsoNormalTable border=1 cellspacing=0>{''.join(rows)}</table></div>"
        )
    body = "\n".join(parts)
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->
<style>
<!--
 p.MsoNormal {{margin:0cm;}}
-->
</style></head>
<body lang=ZH-CN>
<div class=WordSection1>
{body}
</div></body></html>"""


def _width(table: Table, cell: Cell) -> int:
    return round(620 * sum(table.widths[cell.column : cell.column + cell.colspan]))


def _spans(text: str) -> str:
    if not text:
        return "<span lang=EN-US><o:p>&nbsp;</o:p></span>"
    runs = ["".join(run) for _, run in groupby(text, key=str.isascii)]
    chinese = "font-size:9.0pt;font-family:宋体;mso-ascii-font-family:Calibri"
    space = "<span\nstyle='mso-spacerun:yes'></span>"
    return "".join(
        f"<span lang=EN-US style='font-size:9.0pt'>{escape(run)}<o:p></o:p></span>"
        if run.isascii()
        else f"<span style='{chinese}'>{space}{run}</span>"
        for run in runs
    )


def _body(paper: Paper) -> str:
    look = paper.look
    parts: list[str] = []
    for item in paper.items:
        if isinstance(item, Table):
            if item.name in {"requests", "statistics"} and look.spacer:
                parts.append(f'<div style="height:{look.spacer}pt"></div>')
            seal = "<div class=seal>云汀市某局</div>" * look.seal
            parts.append(f'<div style="position:relative">{_table(item, look)}{seal}</div>')
        else:
            tag = "h1" if item is paper.items[0] else "h2" if item[1:2] == "、" else "p"
            parts.append(f"<{tag}>{escape(item)}</{tag}>")
    return "\n".join(parts)


def _table(table: Table, look: Look) -> str:
    columns = "".join(f'<col style="width:{100 * width:.2f}%">' for width in table.widths)
    rows = ["<tr>" + "".join(_td(cell, look) for cell in row) + "</tr>" for row in table.rows()]
    heads = table.heads if look.repeat_header else 0
    head = f"<thead>{''.join(rows[:heads])}</thead>" if heads else ""
    return f"<table><colgroup>{columns}</colgroup>{head}<tbody>{''.join(rows[heads:])}</tbody></table>"


def _td(cell: Cell, look: Look) -> str:
    classes = ["v"] * cell.vertical + ["c"] * (look.shaded and cell.kind in {"caption", "head"})
    classes += ["edge"] * (cell.column == 0)
    style = f' style="text-align:{_ALIGN[cell.kind]}"' if cell.kind in _ALIGN else ""
    marked = f' class="{" ".join(classes)}"' if classes else ""
    return f"<td{_merged(cell)}{marked}{style}>{escape(cell.text)}</td>"


def _merged(cell: Cell) -> str:
    spans = [f" {name}={size}" for name, size in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if size > 1]
    return "".join(spans)
