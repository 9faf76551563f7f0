"""Every error that gipnlp raises on purpose: one base class, a subclass for each cause.

Each class has a stable ``code`` to search for and a ``hint`` that says what the user can do.
"""

from __future__ import annotations


class GipnlpError(Exception):
    """Base of all errors of gipnlp.

    Attributes:
        code: Stable identifier, such as ``encrypted``; it does not change between versions.
        hint: What the user can do about it, one sentence.
    """

    code = "error"
    hint = "Please report this with the file that caused it."

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint

    @property
    def message(self) -> str:
        """The message without code and hint."""
        return str(self.args[0])

    def __str__(self) -> str:
        return f"[{self.code}] {self.message} {self.hint}"


class EmptyInputError(GipnlpError):
    """The file has no bytes, or no text after the markup is taken away."""

    code = "empty"
    hint = "Download the file again; if it is empty at its source too, leave it out."


class EncryptedError(GipnlpError):
    """The PDF needs a password."""

    code = "encrypted"
    hint = "Save a copy without the password (for example with qpdf --decrypt) and read that."


class ScanError(GipnlpError):
    """The PDF has pages but no text layer."""

    code = "scan"
    hint = "Run it through OCR first (for example ocrmypdf -l chi_sim), then read the result."


class TruncatedError(GipnlpError):
    """The file is damaged or cut off, and nothing can be read from it."""

    code = "truncated"
    hint = "Download the file again; the stored copy is damaged or incomplete."


class UnsupportedError(GipnlpError):
    """The container is not one that gipnlp reads."""

    code = "unsupported"
    hint = "Convert it to PDF, DOCX, HTML or plain text first."


class TooLargeError(GipnlpError):
    """The file, or a part of it, is larger than any report."""

    code = "too-large"
    hint = "Check that this is the report itself and not a file made to exhaust memory; if it is, raise the limit."


class TimeLimitError(GipnlpError):
    """Reading the file took longer than the limit."""

    code = "time-limit"
    hint = "Look at the file: it may be damaged or made to take long; if it is sound, raise the limit."


class NotAReportError(GipnlpError):
    """The text is readable, but it is no annual report on disclosure of government information."""

    code = "not-a-report"
    hint = "Check that this is a 政府信息公开工作年度报告, and not a list page, a notice or a guide."


class NotFoundError(GipnlpError):
    """The path does not exist or cannot be opened."""

    code = "not-found"
    hint = "Check the path and the permissions."


class DataError(GipnlpError):
    """A data file of gipnlp itself does not hold what it should."""

    code = "data"
    hint = "Reinstall gipnlp, or undo the change to the data file that the message names."


class ModelError(GipnlpError):
    """A trained model is missing, damaged, or not one that the training of gipnlp wrote."""

    code = "model"
    hint = "Reinstall gipnlp, or build the models again with `gipnlp train all`."


class CorpusError(GipnlpError):
    """A corpus file does not hold what it should."""

    code = "corpus"
    hint = "Correct the line that the message names; corpus/README.md tells the form."
