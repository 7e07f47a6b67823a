"""What may be known of a build before it is known who asks? Its id, its day, its districts."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import geopandas as gpd

from dashboard.county import About, County

__all__ = ["Sealed", "opened", "seal"]


class Sealed:
    """One build, closed: no business of it can be read, except through `access.view_of`.

    about: its id, its day and whether it is made up. boundaries: the districts, which are public.
    """

    def __init__(self, about: About, boundaries: gpd.GeoDataFrame) -> None:
        """Hold what anyone may know; `seal` puts the county behind it."""
        self.about = about
        self.boundaries = boundaries


_COUNTIES: WeakKeyDictionary[Sealed, County] = WeakKeyDictionary()


def seal(county: County) -> Sealed:
    """Return the county closed."""
    sealed = Sealed(county.about, county.boundaries)
    _COUNTIES[sealed] = county
    return sealed


def opened(sealed: Sealed) -> County:
    """Return the whole county; only this package may ask, a test holds it to that."""
    return _COUNTIES[sealed]
