"""What does version one do with every factor that is known of?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from risk.factors import FACTORS

__all__ = ["factors_table"]

STATUS = {
    "RF07": ("context only", "Shown as never visited. Unvisited is unknown, so it adds nothing."),
    "RF29": ("context only", "Shown as the first day of contact; a new business is no worse."),
    "RF31": ("context only", "Agents' addresses are lawful."),
    "RF33": ("off", "Over-policing: what neighbours did is not held against a business."),
    "RF41": ("never", "A gap in the records is never a risk; data quality reports it instead."),
}
"""Factors of risk_factors.csv that add no points, and why."""

NOT_CODED = ("not yet observable", "No source of ours records it in a field.")

_FOLDER = Path(__file__).parent / "domain"


@cache
def _known_factors() -> pd.DataFrame:
    return pd.read_csv(_FOLDER / "risk_factors.csv", dtype="str")


def factors_table() -> pd.DataFrame:
    """Return every factor of risk_factors.csv with what version one does with it.

    Columns: those of risk_factors.csv; status (in use, context only, off, never, not yet
    observable), kind, cap (points; missing where not in use), half_life_days (missing where age
    does not count) and help (a sentence for the page).
    """
    known = _known_factors()
    used = pd.DataFrame(
        {
            "id": [factor.id for factor in FACTORS],
            "kind": [factor.kind for factor in FACTORS],
            "cap": [factor.cap for factor in FACTORS],
            "half_life_days": [factor.half_life_days for factor in FACTORS],
            "help": [factor.help for factor in FACTORS],
        }
    )
    table = known.merge(used, on="id", how="left")
    others = [STATUS.get(id, NOT_CODED) for id in table["id"]]
    in_use = table["kind"].notna()
    status = pd.Series([status for status, _ in others]).mask(in_use, "in use")
    why = table["help"].fillna(pd.Series([why for _, why in others]))
    return table.assign(status=status, help=why)
