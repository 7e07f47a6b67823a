"""Geography: which districts, where each postcode lies, and where each record is."""

from records.geography.boundaries import (
    BoundaryReport,
    boundaries,
    clear_boundaries,
    indicative_boundaries,
    load_boundaries,
)
from records.geography.outline import outline
from records.geography.placing import PlacingSettings, place
from records.geography.postcodes import (
    Postcode,
    PostcodeReport,
    clear_postcodes,
    load_postcodes,
    postcodes,
)

__all__ = [
    "BoundaryReport",
    "PlacingSettings",
    "Postcode",
    "PostcodeReport",
    "boundaries",
    "clear_boundaries",
    "clear_postcodes",
    "indicative_boundaries",
    "load_boundaries",
    "load_postcodes",
    "outline",
    "place",
    "postcodes",
]
