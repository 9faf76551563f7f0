"""Finding the files of a batch, and what stands in them."""

from __future__ import annotations

import errno
import glob
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gipnlp.errors import GipnlpError, NotAFileError, NotFoundError, SourceError, TooLargeError
from gipnlp.readers import SUFFIXES

MOST_BYTES = 256 * 1024 * 1024
_CHUNK = 1 << 20
_LIST = "@"
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass
class Found:
    """What the sources hold.

    Attributes:
        paths: Files to read, absolute, in a settled order, each once.
        ignored: Of files in folders that have no suffix of a report, how many of each suffix.
        unreadable: What was named but is not there, and folders that cannot be listed, and why.
        asked: What was named, absolute.
    """

    paths: list[str] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    unreadable: dict[str, GipnlpError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


def find_files(sources: Sequence[str]) -> Found:
    """The files that sources name.

    Args:
        sources: Folders (searched for files with the suffix of a report, hidden ones left out), files, patterns such as
            ``reports/**/*.pdf``, and ``@FILE``, which holds a path, folder or pattern on each line.

    Raises:
        SourceError: if they name no file at all.
        NotFoundError: if a list cannot be read.
    """
    found = Found()
    for source in sources:
        for named in _listed(source):
            _find(named, found)
    found.paths = list(dict.fromkeys(found.paths))
    if not found.paths and not found.unreadable:
        raise SourceError(f"There is no report in {', '.join(sources) or 'nothing'}.")
    return found


def _listed(source: str) -> Iterator[str]:
    if not source.startswith(_LIST) or os.path.lexists(source):
        yield source
        return
    path = source.removeprefix(_LIST)
    try:
        lines = os.fsdecode(Path(path).read_bytes()).splitlines()
    except OSError as error:
        raise NotFoundError(f"{path} cannot be opened ({error.strerror}).") from error
    yield from (line.strip() for line in lines if line.strip())


def _find(named: str, found: Found) -> None:
    place = os.path.abspath(named)  # noqa: PTH100  (Path.resolve would follow links)
    found.asked.append(place)
    if Path(named).is_dir():
        _search(place, found)
    elif os.path.lexists(named):
        found.paths.append(place)
    elif matches := sorted(glob.glob(place, recursive=True)):  # noqa: PTH207
        found.paths += [match for match in matches if not Path(match).is_dir()]
    elif glob.has_magic(named):
        found.unreadable[place] = SourceError("No file matches the pattern.")
    else:
        found.unreadable[place] = NotFoundError("The path is not there.")


def _search(top: str, found: Found) -> None:
    """The files below a folder. Links to folders are followed, but no folder is entered twice: links may go round."""
    entered: set[tuple[int, int]] = set()

    def failed(error: OSError) -> None:
        place = os.path.abspath(os.fsdecode(error.filename))  # noqa: PTH100
        found.unreadable[place] = NotFoundError(f"The folder cannot be listed ({error.strerror}).")

    for place, folders, names in os.walk(top, onerror=failed, followlinks=True):
        status = Path(place).stat()
        if (status.st_dev, status.st_ino) in entered:
            folders.clear()
            continue
        entered.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122
            if name.startswith("."):
                continue
            if suffix in SUFFIXES:
                found.paths.append(os.path.join(place, name))  # noqa: PTH118
            else:
                found.ignored[suffix] += 1


def hash_file(path: str) -> str:
    """The SHA-256 of a regular file.

    Raises:
        NotAFileError, NotFoundError, TooLargeError: where it cannot be read; see :func:`read_file`.
    """
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def read_file(path: str) -> bytes:
    """The bytes of a regular file; pipes, sockets and devices are not waited for.

    Raises:
        NotAFileError: if it is something else.
        NotFoundError: if it is not there or cannot be opened.
        TooLargeError: if it is larger than any report.
    """
    return b"".join(_chunks(path))


def _chunks(path: str) -> Iterator[bytes]:
    try:
        _require_regular(os.stat(path))  # noqa: PTH116  (opening a device may do something)
        descriptor = os.open(path, _OPEN)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            _require_regular(os.fstat(descriptor))
            size = 0
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > MOST_BYTES:
                    raise TooLargeError(f"The file has more than {MOST_BYTES >> 20} MB.")
                yield chunk
    except OSError as error:
        reason = "a link that leads to itself" if error.errno == errno.ELOOP else error.strerror
        raise NotFoundError(f"The file cannot be opened ({reason}).") from error


def _require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        names = {stat.S_IFDIR: "a folder", stat.S_IFSOCK: "a socket", stat.S_IFIFO: "a pipe"}
        raise NotAFileError(f"The path is {names.get(stat.S_IFMT(status.st_mode), 'a device')}.")
    if status.st_size > MOST_BYTES:
        raise TooLargeError(f"The file has {status.st_size >> 20} MB, more than {MOST_BYTES >> 20} MB.")
