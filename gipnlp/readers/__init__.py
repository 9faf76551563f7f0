"""Bytes to text, blocks and grids: the only room that knows file formats."""

from __future__ import annotations

import re
from typing import Literal

from gipnlp.errors import EmptyInputError, UnsupportedError
from gipnlp.report import Document

Engine = Literal["auto", "pdfium", "pdfminer"]
SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf")
_BINARY = {
    b"PK\x03\x04": "a ZIP container (a Word .docx, or an archive)",
    b"\xd0\xcf\x11\xe0": "a legacy Office file (.doc, .wps or .xls)",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"Rar!": "a RAR archive",
    b"\x1f\x8b": "a gzip archive",
    b"{\\rtf": "an RTF file",
}
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|table|p|meta|article|section)\b", re.IGNORECASE)


def read_document(data: bytes, engine: Engine = "auto") -> Document:
    """The document in the bytes; the container is told by the bytes, not by the file's name.

    Args:
        data: The bytes of the file.
        engine: Which library reads a PDF.

    Raises:
        EmptyInputError: no bytes or no text.
        EncryptedError, ScanError, TruncatedError: a PDF that cannot be read, each with what to do.
        UnsupportedError: another container.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyInputError("The file is empty.")
    if b"%PDF-" in data[:1024]:
        from gipnlp.readers.pdf import read_pdf

        return read_pdf(data, engine=engine)
    for magic, name in _BINARY.items():
        if data.startswith(magic):
            raise UnsupportedError(f"The file is {name}.")
    if _MARKUP.search(data[:4096]) or _MARKUP.search(data[:4096].replace(b"\x00", b"")):
        from gipnlp.readers.html import read_html

        return read_html(data)
    from gipnlp.readers.plain import read_plain

    return read_plain(data)
