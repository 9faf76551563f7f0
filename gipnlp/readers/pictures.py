"""Pictures of a document's pages, for people to look at."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

WIDTH = 1000  # pixels: small print stays readable, a page takes some 60 kB
MOST = 60  # pages
_TALLEST = 4000  # pixels
_QUALITY = 55


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it looks. ``data`` is an image of ``media_type``, ``width`` by ``height`` pixels."""

    page: int
    width: int
    height: int
    media_type: str
    data: bytes


def page_pictures(data: bytes, *, width: int = WIDTH, most: int = MOST) -> list[Picture]:
    """Pictures of the first pages of a PDF file; none of another file, or of a page that cannot be drawn.

    Args:
        data: The bytes of the file.
        width: Of the pictures, in pixels.
        most: How many pages at most.
    """
    if b"%PDF-" not in data[:1024]:
        return []
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    pictures = []
    for number in range(1, min(len(file), most) + 1):
        try:
            pictures.append(_drawn(file, number, width))
        except (pypdfium2.PdfiumError, ValueError, OSError, MemoryError):
            continue
    return pictures


def _drawn(file: Any, number: int, width: int) -> Picture:
    page = file[number - 1]
    across, down = page.get_size()
    scale = min(width / max(across, 1.0), _TALLEST / max(down, 1.0))
    image = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    written = io.BytesIO()
    image.save(written, "WEBP", quality=_QUALITY, method=4)
    return Picture(number, image.width, image.height, "image/webp", written.getvalue())
