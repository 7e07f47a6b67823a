import pandas as pd

from risk.contacts import days_of
from risk.prediction.knowing import known_on


def days_until_known(made, *rows):
    """How many days after it happened each contact was known, in order of profile and day."""
    contacts = made.known(list(rows)).contacts
    return (known_on(contacts) - days_of(contacts.column("event_on"))).tolist()


def came(made, days, late, **values):
    day = made.today - pd.Timedelta(days=days - late)
    return made.record("A", "INSP_FOOD", days, received_on=day, **values)


def test_what_no_delivery_dates_is_known_on_its_day(made):
    assert days_until_known(made, made.record("A", "INSP_FOOD", 5)) == [0]


def test_the_first_delivery_brings_what_the_agency_knew_all_along(made):
    old, new = came(made, 900, 600), came(made, 200, 20)
    assert days_until_known(made, old, new) == [20, 20]
    assert days_until_known(made, old) == [0]


def test_what_came_later_counts_from_its_delivery(made):
    rows = [came(made, 900, 600), *(came(made, at, late) for at, late in ((200, 20), (100, 90)))]
    assert days_until_known(made, *rows) == [55, 20, 90]


def test_a_delivery_dated_before_the_contact_does_not_make_it_known_earlier(made):
    assert days_until_known(made, came(made, 900, -10), came(made, 800, -5)) == [0, 0]
