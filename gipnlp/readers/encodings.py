"""Bytes of Chinese text to ``str``: as declared, or as it really is."""

from __future__ import annotations

import codecs
import re

from gipnlp.errors import UnsupportedError

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_COMMON = re.compile("[的政府信息公开工作年度报告情况國務開訊]")


def decode(data: bytes) -> str:
    """The text of the bytes.

    A byte-order mark decides; then UTF-8 if it is valid (but for a cut-off end); then, of the declared encoding,
    GB18030 (which holds GBK and GB2312), Big5 and UTF-16, the first that decodes to the common characters of reports.

    Raises:
        UnsupportedError: if no encoding makes text of it.
    """
    for bom, name in _BOMS.items():
        if data.startswith(bom):
            return data.decode(name, errors="replace")
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    declared = _DECLARED.search(data[:4096])
    names = [declared[1].decode("ascii").lower()] if declared else []
    for name in (*names, "gb18030", "big5", "utf-16-le"):
        text = _strict(data, "gb18030" if name in {"gb2312", "gbk"} else name)
        if text is not None and len(_COMMON.findall(text)) * 50 > len(text):
            return text
    return _with_bad_bytes(data)


def _strict(data: bytes, name: str) -> str | None:
    try:
        decoder = codecs.getincrementaldecoder(name)("strict")
        return decoder.decode(data, final=False)  # a character cut off at the end is no error
    except (LookupError, UnicodeDecodeError):
        return None


def _with_bad_bytes(data: bytes) -> str:
    """A few damaged bytes must not cost the document: the encoding with the fewest replacements."""
    texts = [data.decode(name, errors="replace") for name in ("utf-8", "gb18030")]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") * 20 > len(best) or "\x00" in best:
        raise UnsupportedError("The bytes are neither text nor a known document format.")
    return best
