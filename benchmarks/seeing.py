"""What does a viewer see of a county at hand? For tests and timings."""

from __future__ import annotations

from functools import lru_cache

from dashboard.access import ALL_SHARED, NO_MODEL, Model, Sealed, Terms, View, seal, view_of
from dashboard.county import County
from dashboard.viewer import DEMO, Viewer
from records.state.marks import Marks

__all__ = ["seen"]

NO_MARKS = Marks()


def seen(
    county: County,
    viewer: Viewer = DEMO,
    terms: Terms = ALL_SHARED,
    marks: Marks = NO_MARKS,
    model: Model = NO_MODEL,
) -> View:
    """Return the view of a county; where no terms are given, everything is shared."""
    return view_of(_sealed(county), viewer, terms, marks, model)


@lru_cache(maxsize=8)
def _sealed(county: County) -> Sealed:
    return seal(county)
