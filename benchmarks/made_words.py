"""What is a made-up county made of? Invented names, boxes for districts, kinds of contact."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "AGENCY",
    "CONTACTS",
    "DISTRICTS",
    "FIRST",
    "LAST",
    "REFERENCE",
    "STREETS",
    "TRADES",
    "made_postcodes",
]

# Share of the businesses in each district.
DISTRICTS = {
    "Uttlesford": 0.05,
    "Braintree": 0.08,
    "Colchester": 0.11,
    "Tendring": 0.08,
    "Harlow": 0.05,
    "Epping Forest": 0.08,
    "Chelmsford": 0.10,
    "Maldon": 0.04,
    "Brentwood": 0.05,
    "Thurrock": 0.09,
    "Basildon": 0.10,
    "Castle Point": 0.04,
    "Rochford": 0.04,
    "Southend-on-Sea": 0.09,
}
FIRST = [
    "Amber",
    "Birch",
    "Copper",
    "Drift",
    "Elmfield",
    "Fenland",
    "Gilded",
    "Hazel",
    "Ivory",
    "Juniper",
    "Kestrel",
    "Larkmoor",
    "Marigold",
    "Nightjar",
    "Oakhollow",
    "Pebble",
    "Quillon",
    "Rushmere",
    "Sandlark",
    "Thistle",
    "Umberley",
    "Velvet",
    "Willowby",
    "Yarrow",
    "Zinnia",
    "Brackenby",
    "Corvale",
    "Dunmarsh",
    "Éclat",
    "Foxcombe",
    "Greywether",
    "Heronsgate",
    "Inkwell",
    "Jadeford",
]
LAST = [
    "Brook",
    "Corner",
    "Court",
    "Crossing",
    "Dene",
    "Field",
    "Gate",
    "Grove",
    "Haven",
    "Hill",
    "House",
    "Lane",
    "Mead",
    "Nook",
    "Orchard",
    "Point",
    "Reach",
    "Rise",
    "Row",
    "Side",
    "Spring",
    "Stile",
    "Vale",
    "View",
    "Way",
    "Wharf",
    "Wood",
    "Yard",
]
TRADES = {
    "car_wash": "Hand Car Wash",
    "nail_bar": "Nails",
    "restaurant": "Kitchen",
    "retail": "Stores",
    "pub": "Tavern",
    "hotel": "Guest House",
    "care": "Care Home",
    "agriculture": "Growers",
    "construction": "Builders",
    "taxi": "Cars",
    "garage": "Motors",
    "food_processing": "Packers",
}
STREETS = ["High Street", "Station Road", "Mill Lane", "Quay Parade", "Wharf Road", "Chapel Hill"]
# Source, touchpoint type, result (empty: none), points it adds, share of records.
CONTACTS: tuple[tuple[str, str, str, int, float], ...] = (
    ("fhrs", "INSP_FOOD", "clean", 0, 0.16),
    ("fhrs", "INSP_FOOD", "minor", 3, 0.09),
    ("council_licensing", "INSP_LIC", "clean", -1, 0.08),
    ("fire_audits", "INSP_FIRE", "clean", 0, 0.06),
    ("fire_audits", "NOTICE_FIRE", "", 14, 0.03),
    ("trading_standards", "COMPL_TS", "", 1, 0.14),
    ("trading_standards", "INSP_TS", "serious", 9, 0.05),
    ("police_incidents", "INCIDENT", "", 1, 0.12),
    ("police_intelligence", "INTEL", "", 2, 0.04),
    ("hse_notices", "NOTICE_HSE_IN", "", 11, 0.03),
    ("glaa_register", "INSP_GLAA", "minor", 4, 0.03),
    ("nmw_naming", "NMW_NAMED", "", 16, 0.01),
    ("ea_actions", "NOTICE_EA", "", 7, 0.02),
    ("planning", "NOTICE_PLAN", "", 5, 0.04),
    ("council_licensing", "ADVICE", "", -2, 0.05),
    ("easi_complaints", "COMPL_EAS", "", 3, 0.02),
    ("companies_house", "CO_INC", "", 0, 0.03),
)
AGENCY = {
    "fhrs": "LA_EH",
    "council_licensing": "LA_LIC",
    "fire_audits": "ECFRS",
    "trading_standards": "ECC_TS",
    "police_incidents": "EPOL",
    "police_intelligence": "EPOL",
    "hse_notices": "HSE",
    "glaa_register": "GLAA",
    "nmw_naming": "HMRC_NMW",
    "ea_actions": "EA",
    "planning": "LA_PLAN",
    "easi_complaints": "EAS",
    "companies_house": "CH",
}
REFERENCE = {"CH"}


def made_postcodes(rng: np.random.Generator, district: NDArray[np.int64]) -> pd.Series[Any]:
    """Return one postcode for each district number, of an area that no place has."""
    # ZZ is no postcode area, so that none of these is anybody's.
    size = len(district)
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    ends = letters[rng.integers(len(letters), size=(2, size))]
    outward = pd.Series(district + 1).astype("str")
    inward = pd.Series(rng.integers(1, 10, size)).astype("str")
    return "ZZ" + outward + " " + inward + pd.Series(ends[0]) + pd.Series(ends[1])
