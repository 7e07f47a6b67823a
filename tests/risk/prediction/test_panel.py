import numpy as np
import pandas as pd
import pytest

from records.errors import SchemaError
from records.schema import Link
from risk.prediction.panel import panel


def test_only_what_came_before_the_day_is_known_and_the_day_itself_is_the_future(made):
    rows = [made.record("A", "INSP_FOOD", days, result="serious") for days in (10, 20, 30)]
    seen = made.known(rows, made.asked(("A", 20), ("A", 0), ("A", 40)))
    assert seen.own.who.tolist() == [0, 1, 1, 1]
    assert seen.own.age_days.tolist() == [10.0, 30.0, 20.0, 10.0]
    assert len(seen) == 3


def test_a_contact_that_came_in_late_is_known_only_from_then_on(made):
    day = made.today - pd.Timedelta(days=5)
    first = made.record("B", "ADVICE", 900, received_on=made.today - pd.Timedelta(days=800))
    late = made.record("A", "INSP_FOOD", 100, result="serious", received_on=day)
    seen = made.known([first, late], made.asked(("A", 50), ("A", 5), ("A", 4)))
    assert seen.own.who.tolist() == [2]
    assert seen.own.age_days.tolist() == [96.0]


def test_a_profile_without_a_contact_has_no_past(made):
    seen = made.known([made.record("A", "INSP_FOOD", 3)], A="pub", B="pub")
    assert len(seen) == 2
    assert seen.own.who.tolist() == [0]
    assert seen.own.sum(np.ones(1)).tolist() == [1.0, 0.0]


def test_others_count_by_how_sure_the_link_is_and_once_it_was_known(made):
    rows = [made.record("B", "INSP_FOOD", 30, result="serious"), made.record("A", "ADVICE", 3)]
    beside = [("A", "B", "operator", 0.8), ("A", "B", "premises", 0.9)]
    seen = made.known(rows, beside=beside)
    assert seen.operator.weight.tolist() == [0.8]
    assert seen.premises.others.tolist() == [0.9, 0.0]
    assert seen.operator.history.ids.tolist() == ["B-INSP_FOOD-30"]
    table, parts = made.near(*beside), made.tables(rows)
    frames = parts.profiles, parts.touchpoints, parts.records
    later = table.assign(known_on=made.today)
    nobody = panel(made.asked(("A", 0)), *frames, later)
    assert nobody.operator.others.tolist() == [0.0]
    assert len(nobody.operator.row) == 0


def test_a_contact_on_a_doubtful_link_counts_by_its_probability(made):
    rows = [made.record("A", "INSP_FOOD", days) for days in (10, 20, 30)]
    ids = [one["record_id"] for one in rows]
    pairs = [(ids[0], ids[1], 0.99, "A"), (ids[1], ids[2], 0.6, "A")]
    links = pd.DataFrame(pairs, columns=["id_a", "id_b", "probability", "profile_id"])
    seen = made.known(rows, links=Link.shape(links))
    assert seen.own.weight.round(6).tolist() == [0.6, 1.0, 0.99]


def test_who_is_asked_about_must_be_known(made):
    with pytest.raises(SchemaError, match=r"1 profile.s. asked about are not among the profiles"):
        made.known([made.record("A", "ADVICE", 3)], made.asked(("Z", 0)))


def test_the_order_of_rows_changes_nothing(made):
    rows = [made.record("A", "INSP_FOOD", days) for days in range(1, 30)]
    forth, back = made.known(rows), made.known(rows[::-1])
    assert forth.own.history.ids.tolist() == back.own.history.ids.tolist()
