"""How large, how long and how untidy is the synthetic county?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

__all__ = ["SATURDAY", "Noise", "SampleSettings"]

COUNTY_BUSINESSES = 14_300
COUNTY_RECORDS = 120_000
COUNTY_SUCCESSIONS = 50
SATURDAY = 5


@dataclass(frozen=True)
class Noise:
    """How often each kind of untidiness befalls a record: shares of rows, 0-1.

    A source multiplies the first three by its own carelessness (words/sources.csv).
    """

    name_typo: float = 0.06  # one letter lost, doubled, swapped or mistaken in the name
    address_typo: float = 0.04  # the same in the street
    name_shortened: float = 0.08  # the trade's last word or a leading 'The' left off
    legal_suffix_changed: float = 0.35  # Ltd, Ltd., Limited, or none
    ampersand_changed: float = 0.40  # '&' as 'and'
    initials_only: float = 0.006  # Oak Tree Care Home as O.T.C.H.
    trading_as: float = 0.10  # 'Legal Ltd t/a Trading' in one field
    street_shortened: float = 0.35  # Street as St, Road as Rd
    unit_rewritten: float = 0.45  # 'Unit 3' as '3' or 'U3'
    number_missing: float = 0.025  # house number left off
    town_missing: float = 0.06
    postcode_missing: float = 0.04
    postcode_wrong: float = 0.010  # one character mistaken
    postcode_letter_o: float = 0.007  # O for 0
    postcode_unspaced: float = 0.10
    phone_stale: float = 0.03  # an earlier number of the same business, known to no one else
    coordinates_swapped: float = 0.002
    coordinates_outside: float = 0.001
    row_repeated: float = 0.002  # delivered twice in one file
    row_faulty: float = 0.0015  # a row that must be quarantined
    row_late: float = 0.02  # delivered one file later than due


@dataclass(frozen=True)
class SampleSettings:
    """What to generate; the same settings give the same bytes.

    businesses: how many are known. ends_on: last day covered. months: length of the contact
    window. contacts_per_day: contacts on an average working day in a county of 14,300.
    """

    seed: int = 20_261_031
    businesses: int = COUNTY_BUSINESSES
    ends_on: date = date(2026, 10, 31)
    months: int = 18
    contacts_per_day: int = 245
    known_to_more_than_three: float = 0.39
    busiest_share: float = 0.25  # complaint and enforcement contacts made by the busiest 5%
    retail_ratio: float = 5.0  # serious findings in retail areas against elsewhere
    noise: Noise = field(default_factory=Noise)

    @property
    def scale(self) -> float:
        """Size against the full county."""
        return self.businesses / COUNTY_BUSINESSES

    @property
    def records(self) -> int:
        """Records to deliver, repeated and faulty rows not counted."""
        return round(COUNTY_RECORDS * self.scale)

    @property
    def successions(self) -> int:
        """Chains of phoenixes to plant: a business and those that follow it."""
        return max(2, round(COUNTY_SUCCESSIONS * self.scale))

    @property
    def long_chains(self) -> int:
        """Chains of three businesses, the others are of two."""
        return max(1, round(self.successions / 5))

    @property
    def moves(self) -> int:
        """Chains of two whose second business is at other premises."""
        return max(1, round(self.successions / 4))

    @property
    def takeovers(self) -> int:
        """Businesses that take over the premises of strangers."""
        return 3 * self.successions

    @property
    def starts_on(self) -> date:
        """First day of the contact window."""
        return self.month_after(0)

    def month_after(self, months: int) -> date:
        """Return the first day of the month so many months after the window's first."""
        number = self.ends_on.year * 12 + self.ends_on.month - self.months + months
        return date(number // 12, number % 12 + 1, 1)

    @property
    def next_working_day(self) -> date:
        """First Monday to Friday after the window."""
        day = np.busday_offset(np.datetime64(self.ends_on + timedelta(days=1)), 0, roll="forward")
        return date.fromisoformat(str(day))

    @property
    def as_of(self) -> date:
        """Day after the window: what a build of the county should be made as of."""
        return self.ends_on + timedelta(days=1)

    @property
    def days(self) -> int:
        """Days in the contact window."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def working_days(self) -> int:
        """Mondays to Fridays in the contact window, holidays included."""
        return int(np.busday_count(self.starts_on, self.ends_on)) + (
            self.ends_on.weekday() < SATURDAY
        )

    @property
    def contacts(self) -> int:
        """Contacts dated inside the window."""
        return round(self.contacts_per_day * self.scale * self.working_days)
