"""Geography: which districts, where each postcode lies, and where each record is."""

from records.geography.boundaries import (
    BoundaryReport,
    boundaries,
    clear_boundaries,
    indicative_boundaries,
    load_boundaries,
)
from records.geography.gazetteer import gazetteer
from records.geography.outline import outline
from records.geography.placing import PlacingSettings, place
from records.geography.postcodes import (
    Postcode,
    PostcodeReport,
    clear_postcodes,
    load_postcodes,
    postcode_point,
    postcodes,
)
from records.geography.wards import (
    WardReport,
    clear_wards,
    indicative_wards,
    load_wards,
    loaded_wards,
    ward_of,
)

__all__ = [
    "BoundaryReport",
    "PlacingSettings",
    "Postcode",
    "PostcodeReport",
    "WardReport",
    "boundaries",
    "clear_boundaries",
    "clear_postcodes",
    "clear_wards",
    "gazetteer",
    "indicative_boundaries",
    "indicative_wards",
    "load_boundaries",
    "load_postcodes",
    "load_wards",
    "loaded_wards",
    "outline",
    "place",
    "postcode_point",
    "postcodes",
    "ward_of",
]
