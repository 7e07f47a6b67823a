"""What do the words on the page of a business mean? Each once, in one sentence."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.likely import CHANCE_HELP, RANGE_HELP
from dashboard.components.lines import TITLES, meaning
from records.schema import Link, Reason, ScoredProfile, Touchpoint

__all__ = ["glossary"]

WORDS = (
    ("Score", f"{ScoredProfile.score.help}. A prediction, not evidence, and no finding."),
    ("Band", "The score's range in one word: low, moderate, high or severe."),
    ("Contact", "One dated contact of an agency with the business, from one record."),
    ("Visit", "A contact for which someone went there and got in."),
    ("Severity", f"How grave a contact's own result was: {Touchpoint.severity.help}"),
    ("Restricted", "Handling code C: conditions apply; ask the agency that holds it first."),
    (
        "Match weight",
        f"{Link.weight_bits.help.capitalize()}: each bit doubles the odds that two records are "
        "one business.",
    ),
)
"""What holds on every page; the factors that weigh on a business are added."""


OF_PREDICTIONS = (("Range", RANGE_HELP), ("Chance", CHANCE_HELP))
"""What holds besides where version two is shown."""


def glossary(reasons: pd.DataFrame, *, predicted: bool = False) -> Component:
    """Return the words of the page, and the factors that weigh on this business.

    predicted: version two is shown.
    """
    used = set(reasons[Reason.factor])
    factors = [
        (title, meaning(id, predicted=predicted)) for id, (title, _) in TITLES.items() if id in used
    ]
    words = (*WORDS, *(OF_PREDICTIONS if predicted else ()), *factors)
    pairs = [html.Div([html.Dt(word), html.Dd(text)]) for word, text in words]
    return html.Dl(pairs, className="glossary")
