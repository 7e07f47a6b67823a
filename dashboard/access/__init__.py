"""Who may see what? The one door between the builds and everything that is shown."""

from dashboard.access.census import Census, Counted, census_of
from dashboard.access.predicting import NO_MODEL, Model
from dashboard.access.sealed import Sealed, seal
from dashboard.access.sight import ALL_SHARED, Sight, Terms, sight_of
from dashboard.access.viewing import View, view_of

__all__ = [
    "ALL_SHARED",
    "NO_MODEL",
    "Census",
    "Counted",
    "Model",
    "Sealed",
    "Sight",
    "Terms",
    "View",
    "census_of",
    "seal",
    "sight_of",
    "view_of",
]
