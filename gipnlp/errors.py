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
    """The pages are images, and the extra that reads them is not installed, or finds no text in them."""

    code = "scan"
    hint = "Install the extra that reads page images: pip install 'gipnlp[ocr]'."


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


class NotAFileError(GipnlpError):
    """The path is a folder, a socket, a pipe or a device."""

    code = "not-a-file"
    hint = "Only regular files are read; take it out of the folder or the list."


class ChangedError(GipnlpError):
    """The file's content is not the one that was found when the batch began."""

    code = "changed"
    hint = "Run the batch again when the file is at rest."


class TimeLimitError(GipnlpError):
    """Reading the file took longer than the limit; in a batch, the process that read it was stopped."""

    code = "time-limit"
    hint = "Look at the file: it may be damaged or made to take long; if it is sound, raise the limit."


class MemoryLimitError(GipnlpError):
    """Reading the file took more memory than the limit; the process that read it was stopped."""

    code = "memory-limit"
    hint = "Try --retry-failed with a larger --memory-limit, or look at the file: it may be made to exhaust memory."


class CrashedError(GipnlpError):
    """The process that read the file ended, at each of its attempts."""

    code = "crashed"
    hint = "Try --retry-failed; if it happens again, please report it with the file that caused it."


class SourceError(GipnlpError):
    """Nothing is where a batch was told to look."""

    code = "no-input"
    hint = "Name folders, files, quoted patterns such as 'reports/**/*.pdf', or @FILE with one path a line."


class StoreError(GipnlpError):
    """The store cannot be opened or written."""

    code = "store"
    hint = "Check the path, the permissions and the space on the disk; what was written before is kept."


class StoreLockedError(GipnlpError):
    """Another process writes to the store."""

    code = "store-locked"
    hint = "Wait until it has ended, or give this batch a store of its own."


class WorkerError(GipnlpError):
    """The processes that read reports cannot be started or do not answer."""

    code = "workers"
    hint = "Look at the message above; on a cluster, gipnlp and its models must be installed on every worker."


class InternalError(GipnlpError):
    """Reading a file failed in a way that nobody foresaw."""

    code = "internal"
    hint = "This is a defect of gipnlp; please report it with the file that caused it."


class MissingLibraryError(GipnlpError, ImportError):
    """A library that only some uses need is not installed."""

    code = "missing-library"
    hint = "Install it with pip."
