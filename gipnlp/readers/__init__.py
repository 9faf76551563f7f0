"""Bytes to text, blocks and grids: the only room that knows file formats."""

from __future__ import annotations

import re
from typing import Literal

from gipnlp.errors import EmptyInputError, TruncatedError, UnsupportedError
from gipnlp.limits import Watch
from gipnlp.report import Document

Engine = Literal["auto", "pdfium", "pdfminer"]
SUFFIXES = (
    *(".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".mht", ".mhtml"),
    *(".pdf", ".docx", ".doc", ".wps", ".rtf"),
    *(".tif", ".tiff"),  # of images only these: folders of saved pages are full of pictures that are no reports
)
_IMAGES = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
_BINARY = {
    b"GIF8": "a GIF image",
    b"Rar!": "a RAR archive",
    b"\x1f\x8b": "a gzip archive",
}
_LEGACY = {b"\xd0\xcf\x11\xe0": ".doc", b"{\\rtf": ".rtf"}
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|table|p|meta|article|section)\b", re.IGNORECASE)


def read_document(data: bytes, engine: Engine = "auto", watch: Watch | None = None) -> Document:
    """The document in the bytes; the container is told by the bytes, not by the file's name.

    Args:
        data: The bytes of the file.
        engine: Which library reads a PDF.
        watch: The limits; by default those of :class:`gipnlp.Limits`.

    Raises:
        TimeLimitError, TooLargeError: the file asks for more than the limits.
        EmptyInputError: no bytes or no text.
        EncryptedError, ScanError, TruncatedError: a PDF or an image that cannot be read, each with what to do.
        UnsupportedError: another container.
    """
    watch = watch or Watch()
    watch.size(len(data))
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyInputError("The file is empty.")
    if b"%PDF-" in data[:1024]:
        from gipnlp.readers.pdf import read_pdf

        return read_pdf(data, engine=engine, watch=watch)
    if data.startswith(b"PK\x03\x04"):
        return _read_package(data, watch)
    for magic, suffix in _LEGACY.items():
        if data.startswith(magic):
            from gipnlp.readers.office import read_legacy

            return read_legacy(data, suffix, watch)
    for magic, media_type in _IMAGES.items():
        if data.startswith(magic):
            from gipnlp.readers.scans import read_images

            return read_images(data, media_type, watch)
    for magic, name in _BINARY.items():
        if data.startswith(magic):
            raise UnsupportedError(f"The file is {name}.")
    from gipnlp.readers.mhtml import is_mhtml

    if is_mhtml(data):
        from gipnlp.readers.mhtml import read_mhtml

        return read_mhtml(data, watch)
    if _MARKUP.search(data[:4096]) or _MARKUP.search(data[:4096].replace(b"\x00", b"")):
        from gipnlp.readers.html import read_html

        return read_html(data, watch)
    from gipnlp.readers.plain import read_plain

    return read_plain(data, watch)


def _read_package(data: bytes, watch: Watch) -> Document:
    """A Word file; an archive is not unpacked."""
    import io
    import zipfile

    from gipnlp.readers.docx import MAIN, read_docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise TruncatedError(f"The file is a damaged ZIP container or Word file ({error}).") from error
    if MAIN in names:
        return read_docx(data, watch)
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise UnsupportedError("The file is an Excel or PowerPoint file.")
    hint = "Unpack it and read the report in it."
    raise UnsupportedError(f"The file is a ZIP archive ({len(names)} files), which is not unpacked.", hint)
