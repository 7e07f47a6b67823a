"""Where is the place that someone typed? A postcode, the first half of one, or a named place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.access import View
from dashboard.columns import folded
from dashboard.places import places_within
from records.geography import postcode_point
from records.geography.postcodes import clean_postcodes
from records.home import Home
from records.schema import ScoredProfile

__all__ = ["MOST_LETTERS", "Whereabouts", "find_whereabouts"]

MOST_LETTERS = 40
"""Letters of a typed place that are read."""
_DECIMALS = 3


@dataclass(frozen=True)
class Whereabouts:
    """A place that was found: what it is called, and degrees to some 100 m, WGS 84."""

    name: str
    lat: float
    lon: float


def find_whereabouts(view: View, home: Home | None, text: str) -> Whereabouts | None:
    """Return the place that `text` names; None: it names none.

    A postcode is looked up among those the county loaded, then among the businesses that are seen,
    as is the first half of one. Other words are a place of the county, whole or as it begins.

    Raises:
        SourceError: the loaded postcodes are damaged.
    """
    typed = " ".join(text[:MOST_LETTERS].split())
    code = clean_postcodes(pd.Series([typed]))[0]
    if isinstance(code, str):
        point = postcode_point(home, code) if home else None
        return _at(code, point or _middle(view, code))
    return _named(view, typed) or _at(typed.upper(), _middle(view, f"{typed.upper()} "))


def _at(name: str, point: tuple[float, float] | None) -> Whereabouts | None:
    if point is None:
        return None
    return Whereabouts(name, round(point[0], _DECIMALS), round(point[1], _DECIMALS))


def _middle(view: View, begins: str) -> tuple[float, float] | None:
    """The middle of the businesses whose postcode begins so."""
    columns = view.county.columns
    postcode = view.county.profiles[ScoredProfile.postcode].fillna("")
    rows = postcode.str.startswith(begins).to_numpy() & columns.on_map
    if not rows.any():
        return None
    return float(np.median(columns.lat[rows])), float(np.median(columns.lon[rows]))


def _named(view: View, typed: str) -> Whereabouts | None:
    """The largest place called so, or else whose name begins so."""
    wanted = folded(typed)
    places = places_within(view.county.boundaries) if wanted else []
    known = [(folded(one.name), one) for one in places]
    whole = [one for name, one in known if name == wanted]
    begins = [one for name, one in known if name.startswith(wanted)]
    found = next(iter([*whole, *begins]), None)
    return None if found is None else _at(found.name, (found.lat, found.lon))
