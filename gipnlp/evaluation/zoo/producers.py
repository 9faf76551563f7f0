"""Who writes the files: each producer takes papers by name and leaves a file for each in a folder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from gipnlp.evaluation.zoo import drawn, pages, texts, word
from gipnlp.evaluation.zoo.paper import Paper

Papers = Mapping[str, Paper]
_TABLES = frozenset({"groups"})
_DRAWN = _TABLES | {"rules", "vertical", "shaded"}
_PRINTED = _DRAWN | {"landscape", "spacer", "repeat_header", "page_numbers", "narrow"}


@dataclass(frozen=True, slots=True)
class Producer:
    """A program or library that writes files.

    Attributes:
        write: Writes ``NAME.suffix`` into the folder for each paper.
        shows: The attributes of a look that it can show; papers of other looks are not asked of it.
        needs: Programs and modules that must be installed.
    """

    write: Callable[[Papers, Path], None]
    shows: frozenset[str]
    needs: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """What must be installed first: :file:`tests/zoo/install-producers.sh` does."""
        return [name for name in self.needs if not (shutil.which(name) or find_spec(name))]


def _each(render: Callable[[Paper], str | bytes], suffix: str, papers: Papers, folder: Path) -> None:
    for name, paper in papers.items():
        made = render(paper)
        (folder / f"{name}.{suffix}").write_bytes(made.encode() if isinstance(made, str) else made)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def _chromium(papers: Papers, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        for name, paper in papers.items():
            page = Path(scratch) / f"{name}.html"
            page.write_text(pages.print_page(paper), encoding="utf-8")
            options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--disable-pdf-tagging")
            _run(
                "chromium",
                *options,
                f"--user-data-dir={scratch}/profile",
                f"--print-to-pdf={folder / name}.pdf",
                page.as_uri(),
            )


def _libreoffice(target: str, papers: Papers, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        _each(word.document, "docx", papers, Path(scratch))
        profile = f"-env:UserInstallation=file://{scratch}/profile"
        files = sorted(Path(scratch).glob("*.docx"))
        _run("soffice", profile, "--headless", "--convert-to", target, "--outdir", folder, *files)


def _pdftotext(option: str, papers: Papers, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        _each(partial(drawn.pdf, embedded=True), "pdf", papers, Path(scratch))
        for file in sorted(Path(scratch).glob("*.pdf")):
            _run("pdftotext", option, file, folder / f"{file.stem}.txt")


_REPORTLAB = _PRINTED | {"turned", "seal"}
PRODUCERS: dict[str, Producer] = {
    "chromium-pdf": Producer(_chromium, _PRINTED | {"seal"}, ("chromium",)),
    "libreoffice-pdf": Producer(partial(_libreoffice, "pdf"), _PRINTED, ("docx", "soffice")),
    "reportlab-embedded": Producer(
        partial(_each, partial(drawn.pdf, embedded=True), "pdf"), _REPORTLAB, ("reportlab",)
    ),
    "reportlab-cid": Producer(partial(_each, partial(drawn.pdf, embedded=False), "pdf"), _REPORTLAB, ("reportlab",)),
    "docx": Producer(partial(_each, word.document, "docx"), _DRAWN, ("docx",)),
    "saved-html": Producer(partial(_each, pages.saved_page, "html"), _DRAWN),
    "word-html": Producer(partial(_each, pages.word_page, "html"), _TABLES),
    "libreoffice-html": Producer(partial(_libreoffice, "html"), _TABLES, ("docx", "soffice")),
    "libreoffice-text": Producer(partial(_libreoffice, "txt:Text (encoded):UTF8"), _TABLES, ("docx", "soffice")),
    "pdftotext-layout": Producer(partial(_pdftotext, "-layout"), _TABLES | {"rules"}, ("reportlab", "pdftotext")),
    "pdftotext-raw": Producer(partial(_pdftotext, "-raw"), _TABLES, ("reportlab", "pdftotext")),
    **{f"text-{name}": Producer(partial(_each, habit, "txt"), _TABLES) for name, habit in texts.HABITS.items()},
}
