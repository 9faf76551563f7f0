"""How large the compressed streams of a PDF are when unpacked: looked at before an engine unpacks them all at once."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator

from gipnlp.limits import Watch

_STREAM = re.compile(rb"\bstream\r?\n")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_DICTIONARY = 2000  # bytes before a stream in which its dictionary is looked for
_STEP = 1_000_000
_LAYERS = 3  # of streams that are compressed several times
_LARGEST_IMAGE = 300_000_000  # bytes: a sheet of A3 in colour at 600 dots an inch


def check_streams(data: bytes, watch: Watch) -> None:
    """Unpack what is compressed with Flate, piece by piece, and count.

    Images are counted each for itself, all others together. Streams of encrypted files, and those that another filter
    hides, are not seen.

    Raises:
        TimeLimitError, TooLargeError: if that is more than the limits.
    """
    total = 0
    for match in _STREAM.finditer(data):
        dictionary = data[max(0, match.start() - _DICTIONARY) : match.start()].rpartition(b" obj")[2]
        is_image = _IMAGE.search(dictionary) is not None
        most = _LARGEST_IMAGE if is_image else watch.limits.unpacked - total
        size = _unpacked(data, match.end(), most, watch)
        watch.unpacked(size + watch.limits.unpacked - most, "The streams of the PDF file")
        total += 0 if is_image else size


def _unpacked(data: bytes, start: int, most: int, watch: Watch) -> int:
    """How many bytes the stream at that place unpacks to, layers within it too; more than ``most`` are not counted."""
    largest = 0
    for depth in range(1, _LAYERS + 1):
        pieces: Iterator[bytes] = (data[at : at + _STEP] for at in range(start, len(data), _STEP))
        for _ in range(depth):
            pieces = _inflated(pieces)
        size = 0
        for piece in pieces:
            watch.time()
            size += len(piece)
            if size > most:
                return size
        if not size:
            break
        largest = max(largest, size)
    return largest


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What the pieces unpack to, as far as they are sound."""
    unpacker = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest and not unpacker.eof:
            try:
                unpacked = unpacker.decompress(rest, _STEP)
            except zlib.error:
                return
            yield unpacked
            rest = unpacker.unconsumed_tail
        if unpacker.eof:
            return
