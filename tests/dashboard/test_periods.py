import pytest

from dashboard.periods import is_period, month_key, months_of, period_name


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-01", "2026-1..2026-02", "2026-00..2026-01", "2026-01..2026-13"),
        *("2026-03..2026-02", "2026-01..2026-02\n", "\uff12026-01..2026-02", " 2026-01..2026-02"),
    ],
)
def test_what_is_not_two_months_in_order_is_no_period(text):
    assert not is_period(text)
    assert period_name(text) == text


def test_a_period_is_named_by_its_months():
    assert period_name("2025-12..2026-03") == "Contact Dec 2025 to Mar 2026"
    assert period_name("2026-03..2026-03") == "Contact Mar 2026"


def test_months_are_counted_and_written_back():
    first, last = months_of("2025-12..2026-03")
    assert last - first == 3
    assert [month_key(one) for one in range(first, last + 1)] == [
        *("2025-12", "2026-01", "2026-02", "2026-03"),
    ]
