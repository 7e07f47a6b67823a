import numpy as np
import pandas as pd

from risk.contacts import NEVER, Contacts, days_of, places_of


def test_the_place_of_a_text_is_that_of_the_first_of_equals_and_none_where_it_is_not():
    ids = pd.Series(["b", "a", "b", None], dtype="str")
    assert places_of(pd.Series(["a", "b", "c", None], dtype="str"), ids).tolist() == [1, 0, -1, -1]
    assert places_of(["a"], pd.Series([], dtype="str")).tolist() == [-1]


def test_a_missing_day_lies_before_all_others():
    days = pd.Series(pd.to_datetime(["1970-01-03", None])).astype("datetime64[s]")
    assert days_of(days).tolist() == [2, NEVER]


def test_a_column_is_read_once_however_many_ask():
    frame = pd.DataFrame({"touchpoint_id": ["a", "b", "c"], "agency": ["LA_EH", None, "LA_EH"]})
    records = pd.DataFrame({"record_id": ["c", "a"], "team": ["east", None]})
    contacts = Contacts(frame, records)
    codes, values = contacts.coded("agency")
    assert codes.tolist() == [0, -1, 0]
    assert list(values) == ["LA_EH"]
    assert contacts.coded("agency")[0] is codes
    assert contacts.behind.tolist() == [1, -1, 0]
    assert contacts.words("agency", np.array([2])).tolist() == ["Environmental Health"]
