"""Web pages saved as one file (.mht, .mhtml): the page within the message."""

from __future__ import annotations

import email
import email.policy
import re

from gipnlp.errors import EmptyInputError, TooLargeError
from gipnlp.limits import Watch
from gipnlp.readers.html import read_html
from gipnlp.report import Document

_HEAD = 4096
_MOST_PARTS = 5000
_PART = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
_MESSAGE = re.compile(rb"^(?:MIME-Version:|Content-Type:\s*multipart/related)", re.IGNORECASE | re.MULTILINE)


def is_mhtml(data: bytes) -> bool:
    """True for the head of a MIME message that holds a web page."""
    head = data[:_HEAD]
    return bool(_MESSAGE.search(head)) and b"multipart/related" in head.lower()


def read_mhtml(data: bytes, watch: Watch | None = None) -> Document:
    """The document in a saved web page.

    Raises:
        EmptyInputError: if the message holds no page.
        TimeLimitError, TooLargeError: if it asks for more than the limits.
    """
    if len(_PART.findall(data)) > _MOST_PARTS:
        raise TooLargeError(f"The saved web page has more than {_MOST_PARTS:,} parts.")
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
    except RecursionError as error:
        raise TooLargeError("The saved web page nests its parts too deeply.") from error
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                return read_html(_declared(content, part.get_content_charset()), watch)
    raise EmptyInputError("The saved web page holds no HTML.")


def _declared(content: bytes, charset: str | None) -> bytes:
    """The page in UTF-8 where the message alone says how it is encoded."""
    if not charset or b"charset" in content[:_HEAD].lower():
        return content
    try:
        return content.decode(charset, errors="replace").encode("utf-8")
    except LookupError:
        return content
