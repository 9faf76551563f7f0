"""A folder of many different files for tests of batches: the samples of the repository varied, copies, broken files."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path("corpus/samples")
FORMATS = {"text": (".txt", ".md"), "HTML": (".html",), "PDF": (".pdf",)}
_COPIES = 0.02
_NOTICE = "关于做好政府信息公开工作的通知\n各科室：请于本月底前报送材料。\n"


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the folder: its name and the code of its failure, "" of a good report."""

    name: str
    code: str


def make_folder(
    folder: Path,
    count: int,
    *,
    broken: float = 0.03,
    kinds: tuple[str, ...] = tuple(FORMATS),
    seed: int = 1,
    samples: Path = SAMPLES,
) -> list[Made]:
    """Write files into a folder, the same for the same arguments.

    Args:
        folder: Where to write; sub-folders of a thousand files are made.
        count: How many.
        broken: Share of files of which nothing can be read, in turn of each kind of :func:`broken_files`.
        kinds: Of ``FORMATS``, in turn.
        seed: Of the choices.
        samples: Where the samples are.
    """
    chooser = random.Random(seed)
    sources = {kind: sorted(path for path in samples.iterdir() if path.suffix in FORMATS[kind]) for kind in kinds}
    spoilt = list(broken_files((samples / "qinghe-2022.pdf").read_bytes()).items())
    made: list[Made] = []
    before: list[tuple[Path, bytes]] = []
    for number in range(count):
        chance = chooser.random()
        if chance < broken:
            (code, suffix), data = spoilt[number % len(spoilt)][0][1:], spoilt[number % len(spoilt)][1](number)
        elif before and chance < broken + _COPIES:
            source, data = chooser.choice(before)
            code, suffix = "", source.suffix
        else:
            kind = kinds[number % len(kinds)]
            source = chooser.choice(sources[kind])
            code, suffix, data = "", source.suffix, varied(source, number)
            before = [*before[-20:], (source, data)]
        name = f"{number // 1000:03}/{number:06}{suffix}"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        made.append(Made(name, code))
    return made


def varied(source: Path, number: int) -> bytes:
    """The bytes of a sample with a mark that makes them others, but not another report."""
    data = source.read_bytes()
    if source.suffix == ".pdf":
        return data + f"\n% {number}\n".encode()
    if source.suffix == ".html":
        return data + f"\n<!-- {number} -->\n".encode()
    return data + b"\n" * 2 + f"附注{number}\n".encode()


Broken = Callable[[int], bytes]


def broken_files(pdf: bytes) -> Mapping[tuple[str, str, str], Broken]:
    """Files that cannot be read, by kind, code of the error and suffix; each a function of a number."""
    return {
        ("spaces", "empty", ".txt"): lambda n: b" \n" * (n + 1),
        ("zeros", "empty", ".pdf"): lambda n: b"\0" * (n + 1),
        ("cut early", "truncated", ".pdf"): lambda n: pdf[: 200 + n % 1000],
        ("cut in half", "truncated", ".pdf"): lambda n: pdf[: len(pdf) // 2 - n % 10_000],
        ("head alone", "truncated", ".pdf"): lambda n: b"%PDF-1.7\n" + str(n).encode(),
        ("no text", "scan", ".pdf"): lambda n: _pdf_without_text() + f"% {n}\n".encode(),
        ("picture", "unsupported", ".pdf"): lambda n: b"GIF89a" + str(n).encode() * 50,
        ("packed", "unsupported", ".docx"): lambda n: b"Rar!" + str(n).encode() * 50,
        ("archive", "unsupported", ".docx"): lambda n: _archive(f"{n}.txt", "x"),
        ("workbook", "unsupported", ".docx"): lambda n: _archive("xl/workbook.xml", str(n)),
        ("damaged archive", "truncated", ".docx"): lambda n: _archive(f"{n}.txt", "x" * 500)[:60],
        ("gzip", "unsupported", ".html"): lambda n: gzip.compress(str(n).encode()),
        ("notice", "not-a-report", ".txt"): lambda n: f"{_NOTICE}{n}".encode(),
        ("error page", "not-a-report", ".html"): lambda n: f"<html><body>404 Not Found {n}</body></html>".encode(),
        ("list page", "not-a-report", ".html"): lambda n: (
            "<html><body><ul>" + f"<li>办事指南{n}</li>" * 30 + "</ul></body></html>"
        ).encode(),
    }


def _pdf_without_text() -> bytes:
    """A page with a black square: what a scan without OCR is to a reader of text."""
    square = b"0 0 400 400 re f"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(square), square),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(data))
    return data + head + table + end


def _archive(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def expected(made: list[Made]) -> Iterator[tuple[str, str]]:
    """Name and code of the files that must fail."""
    return ((one.name, one.code) for one in made if one.code)
