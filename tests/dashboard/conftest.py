"""A small made-up county, shared by the tests of the dashboard; it never changes."""

from __future__ import annotations

import pytest

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.county import About, County


@pytest.fixture(scope="session")
def small() -> County:
    tables = made_county(400, seed=7)
    boundaries = tables.pop(BOUNDARIES)
    about = About("000007-00000000000000aa", AS_OF, "21 Nov 2026 06:00", "v1", synthetic=True)
    return County(about, tables, boundaries)
