"""Telephone numbers are compared as their national digits, however they are written."""

import pandas as pd
import pytest

from linkage.prepare import prepare


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
