"""Scans made of PDF files with known cells, and how they are read: ``python -m gipnlp.evaluation.scans [FOLDER]...``.

Each page is drawn, spoilt as scanners and offices spoil it (:data:`VARIATIONS`), and read through OCR alone. A cell is
right, flagged (its confidence is below :data:`FLAGGED`, a sum that it takes part in fails, or it is said to be
unreadable), or silently wrong: the figure that must stay at zero.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gipnlp.errors import ScanError
from gipnlp.pipeline import read
from gipnlp.readers.by_pdfium import PdfiumFile
from gipnlp.readers.ocr import installed
from gipnlp.report import Fact, Report

FLAGGED = 0.9  # confidence below which a cell is to be looked at
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Variation:
    """How a page is spoilt.

    Attributes:
        name: What it is called in the report.
        dpi: Of the scanner.
        skew: Degrees, counter-clockwise.
        noise: Standard deviation of the brightness (of 255).
        blur: Standard deviation in pixels.
        ground: Brightness of the paper, 255 for white.
        jpeg: Quality, 0 for none.
        seals: Red seals at random places.
        pale: Share of the contrast of the ink that is lost.
    """

    name: str
    dpi: int = 200
    skew: float = 0.0
    noise: float = 3.0
    blur: float = 0.4
    ground: int = 255
    jpeg: int = 0
    seals: int = 0
    pale: float = 0.0


VARIATIONS = (
    Variation("clean, 200 dpi", noise=0.0, blur=0.0),
    Variation("skewed 0.7°, 200 dpi", skew=0.7),
    Variation("skewed -2°, 300 dpi", dpi=300, skew=-2.0, jpeg=70),
    Variation("150 dpi, JPEG 50", dpi=150, jpeg=50),
    Variation("150 dpi, skewed, blurred, noisy", dpi=150, skew=-0.8, blur=0.8, noise=8.0, jpeg=60),
    Variation("grey paper, noisy", ground=205, noise=10.0, skew=0.4, jpeg=60),
    Variation("seals, 200 dpi", seals=3, skew=0.3, jpeg=70),
    Variation("pale copy, 200 dpi", pale=0.5, ground=235, blur=0.9, noise=5.0, jpeg=60),
)


@dataclass(slots=True)
class Outcome:
    """How the cells of one document were read under one variation."""

    name: str
    variation: str
    pages: int
    seconds: float
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def spoilt(image: Any, variation: Variation, seed: int) -> Any:
    """The page image (white paper, black ink) as the variation leaves it; the same for the same seed."""
    import cv2
    import numpy as np

    from gipnlp.readers.ocr.pictures import rotated

    chance = np.random.default_rng(seed)
    page = image.astype(np.float32)
    page = 255 - (255 - page) * (1 - variation.pale)
    for _ in range(variation.seals):
        page = _with_seal(page, chance)
    page *= variation.ground / 255
    turned = rotated(np.clip(page, 0, 255).astype(np.uint8), variation.skew) if variation.skew else page
    if variation.blur:
        turned = cv2.GaussianBlur(turned, (0, 0), variation.blur * variation.dpi / 150)
    noisy = turned + chance.normal(0, variation.noise, turned.shape[:2])[:, :, None]
    result = np.clip(noisy, 0, 255).astype(np.uint8)
    if variation.jpeg:
        _, data = cv2.imencode(".jpg", result, [cv2.IMWRITE_JPEG_QUALITY, variation.jpeg])
        result = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return np.asarray(result, np.uint8)


def _with_seal(page: Any, chance: Any) -> Any:
    """A round red seal of 4 cm, its ink over whatever it meets."""
    import cv2
    import numpy as np

    height, width = page.shape[:2]
    radius = round(width / 210 * 20)
    x, y = int(chance.integers(radius, width - radius)), int(chance.integers(radius, height - radius))
    layer = np.full(page.shape, 255, np.uint8)
    cv2.circle(layer, (x, y), radius, (60, 50, 215), max(2, radius // 14))
    corners = [(x + 0.4 * radius * np.sin(a), y - 0.4 * radius * np.cos(a)) for a in np.arange(5) * 4 * np.pi / 5]
    cv2.fillPoly(layer, [np.array(corners, np.int32)], (60, 50, 215))
    for angle in np.arange(0.2, 6.0, 0.45):
        at = (int(x + 0.78 * radius * np.sin(angle)), int(y - 0.78 * radius * np.cos(angle)))
        cv2.putText(layer, "#", at, cv2.FONT_HERSHEY_SIMPLEX, radius / 150, (60, 50, 215), 2)
    return page * (layer / 255)


def scanned(pdf: bytes, variation: Variation, seed: int) -> bytes:
    """A TIFF file of the pages of a PDF file as the variation leaves them."""
    from gipnlp.readers.ocr.pictures import as_tiff

    file = PdfiumFile(pdf)
    pages = [file.picture(number, variation.dpi / 72) for number in range(1, len(file) + 1)]
    return as_tiff([spoilt(page, variation, seed + place) for place, page in enumerate(pages)])


def is_flagged(fact: Fact | None) -> bool:
    """True if the report itself says that the cell is to be looked at."""
    return fact is not None and bool(fact.conflicts or fact.confidence < FLAGGED)


def _is_missed(key: Key, report: Report) -> bool:
    """True if a warning says that the row was not found."""
    return any(
        warning.code == "missing-row" and warning.message.startswith(f"{key[0]}:") for warning in report.warnings
    )


def outcome(report: Report, gold: Mapping[Key, float], variation: str, name: str, seconds: float) -> Outcome:
    """The cells of a report that was read from a scan beside the known ones; an empty cell has no value."""
    facts = {(fact.indicator, fact.applicant or "total"): fact for fact in report.facts if fact.source == "table"}
    result = Outcome(name, variation, report.source.pages or 0, seconds)
    for key in {*gold, *(key for key, fact in facts.items() if fact.value is not None)}:
        fact = facts.get(key)
        right = fact is not None and fact.value == gold.get(key)
        flagged = is_flagged(fact) or (fact is None and _is_missed(key, report))
        result.counts[("right" if right else "wrong") + (", flagged" if flagged else "")] += 1
        if not right:
            read_as = f"{fact.value} ({fact.confidence}, {fact.doubt!r})" if fact else "not found"
            result.errors.append(f"{'flagged' if flagged else 'SILENT'} {key}: {gold.get(key)} read as {read_as}")
    return result


def run(
    folders: Iterable[Path],
    variations: Iterable[Variation] = VARIATIONS,
    seed: int = 1,
    show: Callable[[str], object] = str,
) -> list[Outcome]:
    """Every PDF file with a gold file beside it, in the folders, under every variation.

    Args:
        folders: Where they are.
        variations: How they are spoilt.
        seed: Of noise and seals.
        show: Is given the line of each outcome as soon as it is there.

    Raises:
        ScanError: if the extra that reads images is not installed.
    """
    if not installed():
        raise ScanError("Scans cannot be made or read.")
    outcomes = []
    chosen = tuple(variations)
    for path in sorted(path for folder in folders for path in folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        document = path.parent / gold["file"]
        if document.suffix != ".pdf" or not gold.get("table_facts"):
            continue
        cells = {(f["indicator"], f.get("applicant") or "total"): float(f["value"]) for f in gold["table_facts"]}
        for variation in chosen:
            data = scanned(document.read_bytes(), variation, seed)
            start = time.perf_counter()
            report = read(data, path=document.name, rules_only=True)
            seconds = time.perf_counter() - start
            outcomes.append(outcome(report, cells, variation.name, document.name, seconds))
            show(told([outcomes[-1]], heading=False))
    return outcomes


def told(outcomes: Iterable[Outcome], *, heading: bool = True) -> str:
    """The outcomes as a table, one a line, with what was wrong below each."""
    lines = [f"{'document':24} {'variation':34} pages cells  right flagged  silent  s/page"] if heading else []
    for one in outcomes:
        right = one.counts["right"] + one.counts["right, flagged"]
        flagged = one.counts["right, flagged"] + one.counts["wrong, flagged"]
        share = right / max(one.counts.total(), 1)
        lines.append(
            f"{one.name:24} {one.variation:34} {one.pages:5} {one.counts.total():5} {share:6.1%} {flagged:7} "
            f"{one.counts['wrong']:7} {one.seconds / max(one.pages, 1):7.1f}"
        )
        lines += [f"    {error}" for error in one.errors]
    return "\n".join(lines)


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Print the table; exit code 1 if a cell was silently wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("corpus/samples")])
    parser.add_argument("--seed", type=int, default=1, help="of the noise and the seals")
    parser.add_argument("--only", default="", help="only variations whose name holds this")
    args = parser.parse_args()
    outcomes = run(args.folders, [v for v in VARIATIONS if args.only in v.name], args.seed, show=_write)
    total = Outcome("all", f"{len(outcomes)} scans", 0, 0.0)
    for one in outcomes:
        total.counts += one.counts
        total.pages += one.pages
        total.seconds += one.seconds
    _write(told([total]))
    return int(bool(total.counts["wrong"]))


if __name__ == "__main__":
    sys.exit(main())
