"""Which comparisons are made of others: like names at like places, and what stands alone?"""

from __future__ import annotations

from typing import Any

import numpy as np

from linkage.questions import COMPARISONS

__all__ = ["joined"]

DOOR = 0.9
"""Likeness of house numbers, streets heeded, from which two records are behind one door."""
Floats = np.ndarray[Any, np.dtype[np.float64]]


def joined(names: dict[str, Floats], besides: dict[str, Floats]) -> Floats:
    """Return all comparisons, one column for each of `COMPARISONS`, columns one after the other."""
    found = names | besides
    name, here = _mean_name(names), _premises(besides)
    posted = np.clip(besides["postcode"] * 1.2, 0.0, 1.0)
    found["name_and_address"] = np.minimum(name, _address(besides))
    found["name_and_postcode"] = np.minimum(name, posted)
    found["name_and_distance"] = np.minimum(name, _near(besides["distance"]))
    found["name_and_phone"] = np.minimum(name, besides["phone"])
    others = (here, besides["phone"], besides["company_number"], besides["person"])
    bare = np.all(np.isnan(others), axis=0)
    found["name_alone"] = np.where(bare, np.minimum(name, 2 * names["name_rarity"]), np.nan)
    unaddressed = np.isnan(besides["house_number"]) & np.isnan(besides["phone"])
    found["distance_alone"] = np.where(unaddressed, besides["distance"], np.nan)
    door = (besides["house_number"] >= DOOR) | (besides["uprn"] == 1.0)
    found["name_at_door"] = np.where(door, names["name_against"], np.nan)
    found["place_alone"] = np.where(np.isnan(name), here, np.nan)
    return np.array([found[comparison.name] for comparison in COMPARISONS]).T


def _mean_name(names: dict[str, Floats]) -> Floats:
    """Return one likeness of names, 0-1, that rises with each of its parts."""
    spelled = np.maximum(names["name_spelling"], names["name_letters"])
    mean: Floats = (spelled + names["name_within"]) / 2
    return mean * (0.6 + 0.4 * names["name_against"])


def _near(distance: Floats) -> Floats:
    """Return 1 up to 50 m, 0.7 at 110 m, 0.2 at 360 m, 0 from 640 m on."""
    return np.clip((distance - 0.4) / 0.48, 0.0, 1.0)


def _address(place: dict[str, Floats]) -> Floats:
    """Return whether street and house number agree; a number that one does not say, nearly."""
    number = np.where(np.isnan(place["house_number"]), 0.75, place["house_number"])
    address: Floats = place["street"] * (0.3 + 0.7 * number)
    return address


def _premises(place: dict[str, Floats]) -> Floats:
    """Return whether both are at the same premises, 0-1, that rises with each of its parts."""
    address = _address(place)
    nearby = np.fmax(_near(place["distance"]), np.clip(place["distance_rough"] * 1.25, 0.0, 1.0))
    posted = np.clip(place["postcode"] * 1.2, 0.0, 1.0)
    area = np.fmax(np.fmax(nearby, posted), place["town"])
    here = np.where(np.isnan(address), np.fmin(nearby, posted), np.fmin(address, area))
    here = np.where(np.isnan(here), np.fmax(nearby, posted), here)
    return np.where(place["uprn"] == 1.0, 1.0, here)
