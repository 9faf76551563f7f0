"""What the models of the narrative see: a sentence as tokens, and each of its characters with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gipnlp.narrative.splitting import plain
from gipnlp.numerals import masked
from gipnlp.text import fold, words

_PROBLEM = re.compile("问题|不足|困难|差距|短板|薄弱")
_REMEDY = re.compile("措施|改进|整改|打算|下一步|今后|计划|将从|着力|努力方向|思路|安排")
_AROUND = 4  # characters on each side
_PAD = _AROUND + 1
_LENGTH_STEP, _LONGEST_STEP = 12, 8
_PLACES = 4


def shape(text: str) -> str:
    """A sentence folded, without its enumerator, with its numbers made equal."""
    return re.sub(r"\d+(?:\.\d+)?|#+", "#", masked(plain(fold(text)))).replace(" ", "")


def sentence_tokens(text: str, elements: Iterable[str] = ()) -> str:
    """The features of a sentence, divided by spaces: what a vectoriser splits again.

    Args:
        text: The sentence as written.
        elements: The kinds of its concrete elements.
    """
    hidden = shape(text)
    grams = [hidden[i : i + size] for size in (1, 2, 3) for i in range(len(hidden) - size + 1)]
    own = [f"w={word.of(hidden)}" for word in words(hidden) if len(word) > 1]
    kinds = [f"e={kind}" for kind in sorted(set(elements))]
    return " ".join(
        [*grams, *own, *kinds, *(["e"] if kinds else []), f"length={min(_LONGEST_STEP, len(hidden) // _LENGTH_STEP)}"]
    )


def context_tokens(text: str, before: Iterable[str], heading: str, place: int, count: int) -> str:
    """What the place of a sentence says of its kind, as tokens to add to :func:`sentence_tokens`.

    Args:
        text: The sentence.
        before: The sentences of the section before it, the nearest last.
        heading: The heading it stands under, "" if there is none.
        place: Its place among the sentences of the section, from 0.
        count: How many these are.
    """
    cues = [cue for line in (heading, *before) if (cue := _cue(line))]
    last = cues[-1] if cues else "none"
    opening = (
        "first" if place == 0 else "last" if place + 1 == count else f"at{min(_PLACES - 1, place * _PLACES // count)}"
    )
    ending = text.rstrip()[-1:]
    return " ".join(
        [
            f"after={last}",
            f"heading={_cue(heading) or 'none'}",
            f"place={opening}",
            f"after={last}/{opening}",
            f"end={ending}",
        ]
    )


def _cue(line: str) -> str:
    problem, remedy = bool(_PROBLEM.search(line)), bool(_REMEDY.search(line))
    return "both" if problem and remedy else "problem" if problem else "remedy" if remedy else ""


def character_features(text: str) -> list[list[str]]:
    """For each character of a folded, squeezed sentence: its neighbours, and jieba's word with the words beside it."""
    hidden = re.sub(r"\d", "0", masked(text))
    parts = [word.of(hidden) for word in words(hidden)]
    padded = "^" * _PAD + hidden + "$" * _PAD
    place = 0
    rows: list[list[str]] = []
    quoted = False
    for number, word in enumerate(parts):
        around = {f"w{step:+d}": parts[number + step] for step in (-2, -1, 1, 2) if 0 <= number + step < len(parts)}
        shared = [f"{key}={value}" for key, value in around.items()]
        shared += [f"pair={word}{around['w+1']}", f"next={around['w+1'][-1]}"] if "w+1" in around else []
        for inside in range(len(word)):
            quoted ^= text[place] == '"'
            part = "B" if inside == 0 else "E" if inside + 1 == len(word) else "M"
            own = [f"w={word}/{part}", f"part={part}{len(word) - inside}", f"end={word[-1]}/{part}{len(word) - inside}"]
            rows.append([*_around(padded, place), *own, *shared, *(["quoted", f"quoted/{part}"] if quoted else [])])
            place += 1
    return rows


def _around(padded: str, place: int) -> list[str]:
    at = place + _PAD
    single = [f"{step}={padded[at + step]}" for step in range(-_AROUND, _AROUND + 1)]
    pairs = [f"{step}b={padded[at + step : at + step + 2]}" for step in range(-3, 3)]
    triples = [f"{step}t={padded[at + step : at + step + 3]}" for step in range(-2, 1)]
    return [*single, *pairs, *triples]
