"""Templates to files that stand alone: style, script and data inline, and a policy that allows nothing else.

All that comes from a report is escaped by the template engine; what could reorder or hide text is shown as a mark.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gipnlp.rendering.page import wording

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def rendered(name: str, data: dict[str, Any], **values: object) -> str:
    """The page of a template (``assets/NAME.html`` with ``NAME.css`` and ``NAME.js``) as HTML in UTF-8.

    Args:
        name: The template.
        data: What the script reads.
        values: What the template reads.
    """
    style, script = _asset("common.css") + _asset(f"{name}.css"), _asset("common.js") + _asset(f"{name}.js")
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {_hash(script)}"
    )
    return (
        _environment()
        .get_template(f"{name}.html")
        .render(policy=policy, style=Markup(style), script=Markup(script), data=_embedded(data), **values)
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gipnlp.rendering.page", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    environment.globals.update(say=wording.say, named=wording.named, on_page=wording.on_page, groups=wording.labels())
    return environment


def visible(value: Any) -> Any:
    """Text of a report without characters that cannot be seen, each replaced by a mark; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("\ufffd", value)
    return value


def number(value: float | None) -> str:
    """A number with separators for thousands; the empty string for none."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


@cache
def _asset(name: str) -> str:
    return (files("gipnlp.rendering.page") / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _embedded(data: dict[str, Any]) -> Markup:
    """JSON that cannot end the element it stands in; ASCII alone, so that no character of a report is lost."""
    text = json.dumps(data, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)
