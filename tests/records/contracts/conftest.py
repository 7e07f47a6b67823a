"""A partner's contract, written as a partner writes it."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import settings

from records.contracts import apply, contract_from

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

BEGINNING = """
name = "visits"
title = "Visits of one council"
agency = "LA_EH"
handling = "P"
key = ["Ref"]
"""

COLUMNS = """
[columns]
name = "Name"
address = "Address"
postcode = "Postcode"
event_on = "Day"
event_code = { constant = "INSP_FOOD" }
"""


@pytest.fixture
def write(tmp_path):
    """Write a contract: its columns, and what stands above them; the path comes back."""

    def written(columns=COLUMNS, above="", beginning=BEGINNING, name="visits"):
        path = tmp_path / f"{name}.toml"
        path.write_text(f"{beginning}\n{above}\n{columns}", encoding="utf-8")
        return path

    return written


@pytest.fixture
def read(write):
    """Apply a contract to rows given as dicts; row numbers begin at 2."""

    def cleaned(rows, columns=COLUMNS, above="", received_on=date(2026, 6, 1)):
        frame = pd.DataFrame(rows, dtype="str")
        frame.index = pd.RangeIndex(2, len(frame) + 2)
        return apply(contract_from(write(columns, above)), frame, received_on)

    return cleaned
