"""Which places are known by name? Those the indicative boundaries are made from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

__all__ = ["gazetteer"]

_FILE = Path(__file__).parent / "places.csv"


@cache
def gazetteer() -> pd.DataFrame:
    """Return the places: columns place, lat, lon (degrees, WGS 84), population; 0: not known.

    Do not change the frame: all share it.
    """
    known = pd.read_csv(_FILE, usecols=["place", "lat", "lon", "population"])
    return known.assign(population=known["population"].fillna(0).astype("int64"))
