"""Legacy Office files (.doc, .wps, .rtf): made a .docx by an installed LibreOffice, then read as one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from gipnlp.errors import TruncatedError, UnsupportedError
from gipnlp.limits import Watch
from gipnlp.readers.docx import read_docx
from gipnlp.report import Document

_COMMANDS = ("soffice", "libreoffice")
_LONGEST = 120  # seconds
_HINT = "Install LibreOffice, so that gipnlp can convert it by itself, or save it as .docx or PDF."


def installed_office() -> str | None:
    """The path of LibreOffice, if it is installed."""
    return next((found for name in _COMMANDS if (found := shutil.which(name))), None)


def read_legacy(data: bytes, suffix: str, watch: Watch | None = None) -> Document:
    """The document in a legacy Office file.

    Args:
        data: The bytes of the file.
        suffix: What to call it for LibreOffice: ``.doc`` or ``.rtf``.
        watch: The limits.

    Raises:
        UnsupportedError: if no LibreOffice is installed.
        TruncatedError: if it cannot convert the file, or not in two minutes.
    """
    command = installed_office()
    if command is None:
        raise UnsupportedError("The file is a legacy Office file (.doc, .wps or .rtf).", _HINT)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"report{suffix}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"  # else a running office takes the job
        arguments = [command, profile, "--headless", "--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            subprocess.run(arguments, capture_output=True, timeout=_LONGEST, check=True)
            converted = Path(folder, "report.docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            message = f"LibreOffice cannot convert the legacy Office file ({type(error).__name__})."
            raise TruncatedError(message, "Open it in an office program and save it as .docx or PDF.") from error
    return replace(read_docx(converted, watch), media_type="application/msword", engine="libreoffice+docx")
