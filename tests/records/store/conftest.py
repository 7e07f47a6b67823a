"""A county's folder and builds for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.made_up import made_up_boundaries, made_up_tables
from records.home import Home
from records.store import publish

ABOUT = {"as_of": "2026-03-01", "settings": {"seed": 1}}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a county that published nothing yet."""
    return Home.at(tmp_path)


@pytest.fixture(scope="session")
def tables() -> dict[str, pd.DataFrame]:
    """Return the tables of a small build; do not change them."""
    return made_up_tables(profiles=6, seed=1)


@pytest.fixture
def publish_one(home: Home) -> Callable[[int], str]:
    """Return what publishes a build that differs by its seed."""

    def one(seed: int = 1) -> str:
        return publish(home, made_up_tables(6, seed), made_up_boundaries(), ABOUT | {"seed": seed})

    return one
