from datetime import date

import pytest

from records.sample import SampleSettings


def test_the_window_begins_with_a_month_and_is_18_months_long() -> None:
    settings = SampleSettings()
    assert settings.starts_on == date(2025, 5, 1)
    assert settings.as_of == date(2026, 11, 1)
    assert settings.days == 549


def test_working_days_are_mondays_to_fridays() -> None:
    assert SampleSettings().working_days == 392
    assert SampleSettings(ends_on=date(2026, 10, 30)).working_days == 392
    assert SampleSettings(ends_on=date(2026, 10, 29)).working_days == 391


@pytest.mark.parametrize("businesses", [200, 1_500, 14_300])
def test_a_smaller_county_is_the_same_in_the_small(businesses: int) -> None:
    settings = SampleSettings(businesses=businesses)
    assert settings.records / businesses == pytest.approx(120_000 / 14_300, rel=0.01)
    assert settings.contacts / businesses == pytest.approx(245 * 392 / 14_300, rel=0.01)
    assert settings.successions >= 2
