"""Telephone numbers are compared as their national digits, however they are written."""

import numpy as np
import pandas as pd
import pytest

from linkage.comparisons import Comparer
from linkage.prepare import prepare
from linkage.questions import COMPARISONS


@pytest.mark.parametrize(
    "written",
    [
        "01632 960123",
        "+44 1632 960123",
        "0044 1632 960123",
        "+44 (0)1632 960123",
        "(01632) 960123 ext. 204",
        "01632 960123 x12",
        "01632 960123 / 01632 960999",
        "01632960123.0",
    ],
)
def test_a_number_is_read_without_country_extension_or_second_number(written: str) -> None:
    record = {"record_id": "a", "source": "x", "name": "Eel", "phone": written}
    assert prepare(pd.DataFrame([record])).phone.texts == ["01632960123"]


def test_an_american_number_is_read_without_its_country() -> None:
    rows = [
        {"record_id": str(n), "source": "x", "name": "Eel", "phone": phone}
        for n, phone in enumerate(["1-310-555-0101", "310/555-0101", "+1 310 555 0101"])
    ]
    assert prepare(pd.DataFrame(rows)).phone.texts == ["3105550101"]


@pytest.mark.parametrize(("names", "own"), [(1, 1.0), (2, 1.0), (4, 2 / 3), (16, 0.0), (40, 0.0)])
def test_a_telephone_says_the_less_the_more_names_share_it(names: int, own: float) -> None:
    rows = [
        {"record_id": f"{n:02}", "source": "x", "name": f"Shop {chr(97 + n % 26) * (n // 26 + 3)}",
         "address": f"{n + 1} Alder Street", "phone": "01632 960123"}
        for n in range(max(names, 2))
    ]  # fmt: skip
    if names == 1:
        rows[1]["name"] = rows[0]["name"]
    rows.append({"record_id": "99", "source": "x", "name": "Eel", "phone": "01632 960999"})
    prepared = prepare(pd.DataFrame(rows))
    found = Comparer(prepared).compare(np.array([0, 0]), np.array([1, len(prepared) - 1]))
    place = [c.name for c in COMPARISONS].index("phone_own")
    assert found[0, place] == pytest.approx(own)
    assert np.isnan(found[1, place])
