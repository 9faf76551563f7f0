"""The sequence of sections that makes most sense: headings, the order of the forms, and what each piece is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gipnlp.report import SECTIONS, Form, Span
from gipnlp.sections.headings import Candidate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_ORDER = {label: place for place, label in enumerate(SECTIONS)}
_STATES = [(label, level) for label in SECTIONS for level in (1, 2)]
_STATE = {state: place for place, state in enumerate(_STATES)}
_START = _STATE["preamble", 1]
_CLOSE = {"overview", "proactive", "requests", "fees", "remedies"}
_IMPOSSIBLE = -1e6
_SUB_HEADING = 0.9  # what a heading of the second level weighs less
EVIDENCE = 0.6  # weight of one unit of log-probability of the classifier beside the weights of headings
UNHEADED = 0.4  # cost of a section that begins without a heading in a report without any
HEADED = 0.3  # what each headed section adds to it: who heads some sections, heads them all
LEAST = -5.0  # log-probability: no single paragraph, however sure the classifier, outweighs all the others
BACK_NEW, BACK_OLD = 20.0, 2.0  # what going back without a heading costs more than with one, by form
TEMPERATURE = 0.8  # of the posterior: least calibration error on the split dev of the corpus


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text that lies in one section.

    Attributes:
        span: Its range.
        heading: The heading that it begins with, if any.
        evidence: The log-probability of each section by the classifier; empty if it was not asked.
    """

    span: Span
    heading: Candidate | None
    evidence: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The section of a piece, whether a section begins there, and the probability of the label after all evidence."""

    label: str
    begins: bool
    probability: float


def decode(pieces: Sequence[Piece], form: Form | None, headed: int = 0) -> list[Decoded]:
    """The best sequence of sections for the pieces, with the posterior probability of each.

    Args:
        pieces: The report in pieces, in order.
        form: Its reporting form.
        headed: How many sections have a heading of their own.

    A report goes through its sections once and in order: going back costs more than most headings weigh. In
    reports of the forms of 2019 and 2021 headings of the second level begin no section.
    """
    unheaded = UNHEADED + HEADED * headed
    moves = [_moves(piece, form, unheaded) for piece in pieces]
    own = [_emission(piece) for piece in pieces]
    scores, pointers = _starting(), []
    for move, emission in zip(moves, own, strict=True):
        steps = scores[:, None] + move
        pointers.append(steps.argmax(axis=0))
        scores = steps.max(axis=0) + emission
    states = [int(scores.argmax())]
    for back in reversed(pointers):
        states.append(int(back[states[-1]]))
    states.reverse()
    sure = _posterior(moves, own)
    return [
        Decoded(
            _STATES[now][0],
            _STATES[before][0] != _STATES[now][0] or (_worded(pieces[place]) and bool(move[now, now] > 0)),
            float(sure[place, _ORDER[_STATES[now][0]]]),
        )
        for place, (before, now, move) in enumerate(zip(states, states[1:], moves, strict=False))
    ]


def _worded(piece: Piece) -> bool:
    """True for a piece that begins with a heading in words, not with a table."""
    return piece.heading is not None and piece.heading.end > piece.heading.start


def _starting() -> Matrix:
    scores = np.full(len(_STATES), _IMPOSSIBLE)
    scores[_START] = 0.0
    return scores


def _moves(piece: Piece, form: Form | None, unheaded: float) -> Matrix:
    """``[before, now]``: what it brings or costs to be in section ``now`` from this piece on."""
    result = np.full((len(_STATES), len(_STATES)), _IMPOSSIBLE)
    back = BACK_NEW if form in ("2019", "2021") else BACK_OLD
    if piece.evidence:
        for now, (label, level) in enumerate(_STATES):
            if level == 1:
                result[:, now] = [-unheaded - back * _cost(before, (label, 1)) for before in _STATES]
    np.fill_diagonal(result, 0.0)
    heading = piece.heading
    if heading is not None and (heading.level == 1 or form in ("2008", "2014", None)):
        now = _STATE[heading.label, heading.level]
        weight = heading.weight - (_SUB_HEADING if heading.level == 2 else 0.0)
        gains = np.array([weight - _cost(before, _STATES[now]) for before in _STATES])
        result[:, now] = np.maximum(result[:, now], gains)
    return result


def _cost(before: tuple[str, int], now: tuple[str, int]) -> float:
    if before[0] == "preamble" and now[0] != "preamble":
        return 0.0 if now[0] == "overview" else 0.3
    if before[0] == now[0]:
        return 1.0 if now[1] == 1 else 2.0
    if _ORDER[now[0]] > _ORDER[before[0]]:
        return 0.0
    if now[1] > before[1]:
        return 3.0
    return 1.2 if {before[0], now[0]} <= _CLOSE else 2.2


def _emission(piece: Piece) -> Matrix:
    return np.array([EVIDENCE * max(LEAST, piece.evidence.get(label, 0.0)) for label, _ in _STATES])


def _posterior(moves: Sequence[Matrix], own: Sequence[Matrix]) -> Matrix:
    """``[piece, section]``: probabilities by the forward-backward algorithm (Rabiner 1989) over the same scores."""
    forward, ahead = [], _starting() / TEMPERATURE
    for move, emission in zip(moves, own, strict=True):
        ahead = _log_sum(ahead[:, None] + move / TEMPERATURE, 0) + emission / TEMPERATURE
        forward.append(ahead)
    backward, behind = [np.zeros(len(_STATES))], np.zeros(len(_STATES))
    for move, emission in zip(reversed(moves[1:]), reversed(own[1:]), strict=True):
        behind = _log_sum(move / TEMPERATURE + (emission / TEMPERATURE + behind)[None, :], 1)
        backward.append(behind)
    result = np.zeros((len(moves), len(SECTIONS)))
    for place, (a, b) in enumerate(zip(forward, reversed(backward), strict=True)):
        weights = np.exp(a + b - (a + b).max())
        result[place] = (weights / weights.sum()).reshape(len(SECTIONS), 2).sum(axis=1)
    return result


def _log_sum(scores: Matrix, axis: int) -> Matrix:
    top = scores.max(axis=axis, keepdims=True)
    summed: Matrix = np.log(np.exp(scores - top).sum(axis=axis)) + top.squeeze(axis)
    return summed
