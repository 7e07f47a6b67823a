"""A source, and files of it in every shape."""

from __future__ import annotations

import pandas as pd
import pytest

from records.contracts import Contract
from records.reading import Rows


@pytest.fixture
def contract() -> Contract:
    return Contract.model_validate(
        {
            "name": "kitchens",
            "title": "Kitchens",
            "agency": "LA_EH",
            "key": ["Ref"],
            "columns": {"name": "Name", "address": "Address", "event_on": "Day"},
        }
    )


@pytest.fixture
def whole():
    """Join batches: cells, raw lines, damaged rows and what was mended."""

    def join(batches) -> tuple[pd.DataFrame, list[str], pd.DataFrame, dict[str, int]]:
        found: list[Rows] = list(batches)
        mended: dict[str, int] = {}
        for rows in found:
            assert len(rows.raw) == len(rows.cells)
            for what, times in rows.mended.items():
                mended[what] = mended.get(what, 0) + times
        cells = pd.concat([rows.cells for rows in found])
        raw = [line for rows in found for line in rows.raw]
        return cells, raw, pd.concat([rows.damaged for rows in found], ignore_index=True), mended

    return join
