"""Damaged and odd files for each reader, made from the samples: ``python -m gipnlp.evaluation.fuzz --reader html``.

Only errors of gipnlp may come out of :func:`gipnlp.read`, what it returns must keep the laws of a report, and none may
take long. hypothesis makes the files and makes those that fail smaller. Needs the extra ``dev``.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gipnlp.errors import GipnlpError
from gipnlp.pipeline import read
from gipnlp.report import Report

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

SAMPLES = Path("corpus/samples")
SECONDS = 20.0  # for one file
_EXAMPLES = 100  # of one round
_TOKENS: dict[str, list[bytes]] = {
    "html": [b"<table>", b"</table>", b"<td rowspan=9999>", b"<td colspan=9999>", b"<tr>", b"</tr>", b"<div>", b"<!--"],
    "docx": [b"<w:tbl>", b"<w:tc>", b"<w:tr>", b"</w:p>", b"<w:gridSpan w:val='99'/>", b"<w:vMerge/>", b"<w:sdt>"],
    "pdf": [
        b"endobj",
        b"stream\n",
        b"endstream",
        b"<<",
        b">>",
        b"/Kids[2 0 R]",
        b"0 0 R",
        b"/Filter/LZWDecode",
        b"1e30",
    ],
    "text": [b"|", b"\t", b"\n", b"**", b"<!--", b"[", b"](", "（".encode(), "一、".encode(), b"|---|", b"\r", b"\x00"],
    "mhtml": [b"--b\r\n", b"--b--", b"Content-Type: text/html; charset=x\r\n", b"\r\n\r\n", b"=3D", b"multipart/mixed"],
}
READERS = tuple(_TOKENS)
_ANY = [
    b"0",
    b"-",
    b"9" * 20,
    b"1.5",
    "１２万余件".encode(),
    "\ue000\ufffd\u200b".encode(),
    b"\xff\xfe",
    b"&#0;",
    b"\x00",
]
Edit = tuple[str, float, int, bytes]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that broke a law, as small as it could be made; ``kind`` is alike for failures of one cause."""

    kind: str
    data: bytes
    detail: str


class BrokenLawError(AssertionError):
    """A report, or the time that it took, is not as it must be."""


def try_file(data: bytes, seconds: float = SECONDS) -> None:
    """Read the file and check what comes of it.

    Raises:
        BrokenLawError: if a law is broken.
        Exception: whatever escapes that is no error of gipnlp.
    """
    start = time.process_time()
    try:
        report = read(data, rules_only=True)
    except GipnlpError:
        report = None
    taken = time.process_time() - start
    if taken > seconds:
        raise BrokenLawError(f"reading took {taken:.1f} s")
    if report is not None:
        check_laws(report)


def check_laws(report: Report) -> None:
    """That the report keeps the laws.

    Raises:
        BrokenLawError: the first that is broken.
    """
    for fact in report.facts:
        if fact.span is not None and fact.value is not None and fact.span.of(report.text) != fact.stated:
            raise BrokenLawError(f"span of {fact.indicator} does not give back its figure")
        if fact.box is not None and not (fact.page and 1 <= fact.page <= len(report.source.page_sizes)):
            raise BrokenLawError(f"box of {fact.indicator} is on no page")
    for paragraph in report.paragraphs:
        if paragraph.span.of(report.text) != paragraph.text:
            raise BrokenLawError("span of a paragraph does not give back its text")
    if Report.from_dict(json.loads(report.to_json())) != report:
        raise BrokenLawError("the report does not survive JSON")


def seeds(reader: str, samples: Path = SAMPLES) -> list[bytes]:
    """The sound files that are damaged, smallest first."""
    pages = [path.read_bytes() for path in sorted(samples.glob("*.html"))]
    texts = [path.read_bytes() for path in sorted([*samples.glob("*.txt"), *samples.glob("*.md")])]
    match reader:
        case "pdf":
            found = [path.read_bytes() for path in sorted(samples.glob("*.pdf"))]
        case "html":
            found = pages
        case "mhtml":
            head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
            head += b"Content-Type: text/html\r\n\r\n"
            found = [head + page + b"\r\n--b--" for page in pages]
        case "docx":
            found = [_word_part(text.decode("utf-8", "replace")) for text in texts]
        case _:
            found = texts
    return sorted(found, key=len)


def _word_part(text: str) -> bytes:
    """The XML of a Word file with the lines as paragraphs, those with pipes as rows of a table."""
    from xml.sax.saxutils import escape

    def paragraph(line: str) -> str:
        return f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>"

    parts = []
    for line in text.splitlines():
        cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in line.split("|")) if "|" in line else ""
        parts.append(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" if cells else paragraph(line))
    body = "".join(parts).replace("</w:tbl><w:tbl>", "")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode()


def packed(reader: str, content: bytes) -> bytes:
    """The file of the content: for Word, the package around its main part."""
    if reader != "docx":
        return content
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", content)
    return file.getvalue()


def edited(content: bytes, edits: Sequence[Edit]) -> bytes:
    """The content after the edits: each at a place (0 to 1 of the length), over so many bytes, with a token."""
    for kind, place, count, token in edits:
        at = int(place * len(content))
        piece = content[at : at + count]
        new = {
            "delete": b"",
            "repeat": piece * 3,
            "insert": token + piece,
            "replace": token,
            "many": token * count + piece,
        }
        content = content[:at] + new[kind] + content[at + count :]
    return content


def files(reader: str, sound: Sequence[bytes]) -> SearchStrategy[bytes]:
    """Damaged files of one kind."""
    from hypothesis import strategies as st

    tokens = st.one_of(st.sampled_from(_TOKENS[reader] + _ANY), st.binary(max_size=6))
    kinds = st.sampled_from(["insert", "delete", "repeat", "replace", "many"])
    edit = st.tuples(kinds, st.floats(0, 1), st.integers(0, 400), tokens)
    damaged = st.builds(edited, st.sampled_from(list(sound)), st.lists(edit, max_size=12))
    return damaged.map(lambda content: packed(reader, content))


def failures(reader: str, minutes: float, sound: Sequence[bytes], first: int = 0) -> Iterator[Failure]:
    """The failures found in that time, each kind once; rounds of files are numbered from ``first``."""
    seen: set[str] = set()
    end, number = time.monotonic() + 60 * minutes, first
    while time.monotonic() < end:
        failure = _round(files(reader, sound), number, lambda: time.monotonic() < end)
        if failure and failure.kind not in seen:
            seen.add(failure.kind)
            yield failure
        number += 1


def _round(made: SearchStrategy[bytes], number: int, is_time: Callable[[], bool]) -> Failure | None:
    from hypothesis import HealthCheck, Phase, given, seed, settings

    last = b""

    @seed(number)
    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(made)
    def run(data: bytes) -> None:
        nonlocal last
        if is_time():
            last = data
            try_file(data)

    try:
        run()
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        kind = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
        return Failure(kind, last, str(error)[:300])
    return None


def main() -> int:
    """Run and write what fails into a folder; 1 if anything did, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m gipnlp.evaluation.fuzz", description=__doc__)
    parser.add_argument("--reader", choices=READERS, action="append", help="repeat for several; by default all")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each reader")
    parser.add_argument("--first", type=int, default=0, help="number of the first round: other numbers, other files")
    parser.add_argument("--folder", type=Path, default=Path("fuzz"), help="where files that fail are written")
    arguments = parser.parse_args()
    found = 0
    for reader in arguments.reader or READERS:
        sound = seeds(reader)
        if not sound:
            parser.error(f"{SAMPLES} holds no sample; run this in a clone of the repository")
        for failure in failures(reader, arguments.minutes, sound, arguments.first):
            found += 1
            arguments.folder.mkdir(exist_ok=True)
            path = arguments.folder / f"{reader}-{found}"
            path.write_bytes(failure.data)
            sys.stdout.write(f"{reader}: {failure.kind}: {failure.detail} ({path}, {len(failure.data)} bytes)\n")
            sys.stdout.flush()
        sys.stdout.write(f"{reader}: {arguments.minutes:g} min done\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
