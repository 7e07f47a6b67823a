"""How sure is a prediction? Its range drawn and in words, its chance, and what it rests on."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from records.schema import Prediction, ScoredProfile

__all__ = ["CHANCE_HELP", "RANGE_HELP", "chance_line", "doubt_line", "range_bar", "range_words"]

RANGE_HELP = (
    "Nine times in ten the score that visits would bear out lies in this range. It is wide where "
    "few visits tell of the business, where a factor is not known, or where a link is doubtful."
)
"""What the range means; docs/risk.md says the same."""

CHANCE_HELP = (
    "The chance that a visit finds something serious, whoever of the usual visitors goes there."
)
"""What the probability means; docs/risk.md says the same."""

_CERTAIN = 0.005
"""A chance under it is told as 'under 1', one as near to 1 as 'over 99'."""


def range_words(prediction: pd.Series[Any]) -> str:
    """Return the range in words, such as 'Likely between 31 and 58'."""
    low, high = _ends(prediction)
    return (
        f"Likely {low:.0f}" if f"{low:.0f}" == f"{high:.0f}" else f"Likely {low:.0f} to {high:.0f}"
    )


def range_bar(profile: pd.Series[Any], prediction: pd.Series[Any]) -> Component:
    """Return the range on a scale of 0 to 100, with a mark where the score is."""
    low, high = _ends(prediction)
    score = float(profile[ScoredProfile.score])
    band = profile[ScoredProfile.band]
    said = (
        f"On a scale of 0 to 100: score {score:.0f}, nine times in ten from {low:.0f} to {high:.0f}"
    )
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        style={"left": f"{low:.1f}%", "width": f"{high - low:.1f}%"},
                        className="range-likely",
                    ),
                    html.Div(style={"left": f"{score:.1f}%"}, className="range-score"),
                ],
                className=f"range-bar band-{band}",
            ),
            html.Div(
                [html.Span(str(end)) for end in (0, 50, 100)],
                className="range-ends",
            ),
        ],
        className="range",
        role="img",
        **aria(label=said),
    )


def chance_line(prediction: pd.Series[Any]) -> str:
    """Return the chance of a serious finding and its range, in words."""
    chance = float(prediction[Prediction.probability])
    low = float(prediction[Prediction.probability_low])
    high = float(prediction[Prediction.probability_high])
    return (
        f"{_of_a_hundred(chance)} of 100 visits to such a business find something serious "
        f"(likely {_of_a_hundred(low).lower()} to {_of_a_hundred(high).lower()})."
    )


def doubt_line(prediction: pd.Series[Any]) -> str:
    """Return what a doubtful link puts in question; empty where nothing."""
    doubt = prediction[Prediction.doubt]
    return doubt if isinstance(doubt, str) else ""


def _ends(prediction: pd.Series[Any]) -> tuple[float, float]:
    return float(prediction[Prediction.low]), float(prediction[Prediction.high])


def _of_a_hundred(chance: float) -> str:
    if chance < _CERTAIN:
        return "Under 1"
    return "Over 99" if chance > 1 - _CERTAIN else f"{100 * chance:.0f}"
