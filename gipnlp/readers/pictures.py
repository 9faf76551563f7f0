"""Pictures of a document's pages, for people to look at."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
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
    """Pictures of the first pages of a PDF or an image file; none of another file, or of a page that cannot be drawn.

    Args:
        data: The bytes of the file.
        width: Of the pictures, in pixels.
        most: How many pages at most.
    """
    pages = _pdf_pages(data, width) if b"%PDF-" in data[:1024] else _images(data, width)
    return [_written(image, number) for number, image in islice(pages, most)]


def _pdf_pages(data: bytes, width: int) -> Iterator[tuple[int, Any]]:
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    for number in range(1, len(file) + 1):
        with suppress(pypdfium2.PdfiumError, ValueError, OSError, MemoryError):
            page = file[number - 1]
            across, down = page.get_size()
            yield number, page.render(scale=_scale(across, down, width)).to_pil()
            page.close()
    file.close()


def _images(data: bytes, width: int) -> Iterator[tuple[int, Any]]:
    from PIL import Image, UnidentifiedImageError

    with suppress(UnidentifiedImageError, ValueError, OSError, Image.DecompressionBombError), warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        file = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
        for number in range(1, getattr(file, "n_frames", 1) + 1):
            file.seek(number - 1)
            scale = min(_scale(*file.size, width), 1.0)
            size = max(1, round(file.width * scale)), max(1, round(file.height * scale))
            yield number, file.convert("RGB").resize(size)


def _scale(across: float, down: float, width: int) -> float:
    return min(width / max(across, 1.0), _TALLEST / max(down, 1.0))


def _written(image: Any, number: int) -> Picture:
    written = io.BytesIO()
    image.convert("RGB").save(written, "WEBP", quality=_QUALITY, method=4)
    return Picture(number, image.width, image.height, "image/webp", written.getvalue())
