"""Scans: page images to the same marks that a PDF gives, characters with boxes and ruling lines.

Needs the extra ``gipnlp[ocr]`` (rapidocr, whose wheel carries its models; nothing is downloaded). Only this room
imports rapidocr, OpenCV and Pillow. What was read, and how surely, stays with each figure as a
:class:`~gipnlp.readers.lines.Seen`.
"""

from __future__ import annotations

from importlib.util import find_spec

HINT = "Install the extra that reads page images: pip install 'gipnlp[ocr]'."
NAME = "rapidocr"


def installed() -> bool:
    """True if the extra is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))
