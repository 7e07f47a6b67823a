from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.errors import EvaluationError, SchemaError
from risk.evaluation.splits import (
    LEAKS,
    Example,
    Split,
    SplitSettings,
    Window,
    refuse_leaks,
    rolling,
)

WINDOW = Window(date(2026, 5, 1), date(2026, 8, 1))


def examples(first, count=3, *, prefix="T", known=0, profile="P"):
    on = pd.to_datetime([first + timedelta(days=n) for n in range(count)])
    return Example.shape(
        pd.DataFrame(
            {
                Example.touchpoint_id: [f"{prefix}{n}" for n in range(count)],
                Example.profile_id: [f"{profile}{n}" for n in range(count)],
                Example.on: on,
                Example.known_before: on + pd.Timedelta(days=known),
            }
        )
    )


def split(**parts):
    train = parts.pop("train", examples(date(2026, 4, 1)))
    test = parts.pop(
        "test", examples(date(2026, 5, 1), prefix="U").assign(known_before=WINDOW.begins)
    )
    test = Example.shape(test)
    return Split(parts.pop("window", WINDOW), train, test, **parts)


def evidence(of, on):
    return pd.DataFrame(
        {"touchpoint_id": ["T0"], "evidence_id": [of], "event_on": [pd.Timestamp(on)]}
    )


def test_windows_follow_one_another_and_the_last_is_the_final_one():
    found = rolling(date(2025, 1, 1), date(2026, 11, 1))
    assert [one.begins for one in found] == [
        date(2025, 11, 1),
        date(2026, 2, 1),
        date(2026, 5, 1),
        date(2026, 8, 1),
    ]
    assert [one.final for one in found] == [False, False, False, True]
    assert found[-1].ends == date(2026, 11, 1)
    assert found[0].days == 92


def test_a_shorter_past_gives_fewer_windows():
    assert len(rolling(date(2025, 8, 1), date(2026, 11, 1))) == 3


def test_too_short_a_past_is_refused_with_what_is_needed():
    with pytest.raises(EvaluationError, match=r"begin on 2026-03-01 .* needs 12 months"):
        rolling(date(2026, 3, 1), date(2026, 11, 1))


def test_settings_that_cut_nothing_are_refused():
    with pytest.raises(EvaluationError, match="each must be at least 1"):
        SplitSettings(months=0)


@given(st.dates(date(2010, 1, 1), date(2023, 1, 1)), st.integers(1, 6), st.integers(1, 5))
def test_windows_never_overlap_and_always_leave_time_to_learn(first, months, windows):
    found = rolling(first, date(2026, 11, 1), SplitSettings(months, windows))
    assert all(a.ends == b.begins for a, b in pairwise(found))
    assert found[0].begins > first + timedelta(days=150)
    assert len(found) == windows + 1


def test_a_sound_split_passes():
    refuse_leaks(
        split(
            fitted={"nuisance": ["T0", "T1"]},
            evidence=evidence("T9", date(2026, 3, 31)),
            factors=pd.DataFrame({"own": [1.0, 0.0, 1.0], "none": [None, None, None]}),
            serious=pd.Series([1, 0, 0]),
        )
    )


LEAKING = {
    "overlapping_days": (
        split(train=examples(date(2026, 4, 30))),
        "Overlapping days: 2 visits to learn from lie in the window or after, up to 2026-05-02",
    ),
    "outside": (
        split(test=examples(date(2026, 4, 30), prefix="U")),
        "Overlapping days: 1 visits that judge lie outside the window",
    ),
    "same_visit": (
        split(test=examples(date(2026, 5, 1), prefix="T")),
        "A visit on both sides: 3 visits are in both parts",
    ),
    "own_outcome": (
        split(train=examples(date(2026, 4, 1), known=1)),
        "An outcome in its own factors: the factors of 3 visits know facts of the visit's own day",
    ),
    "own_evidence": (
        split(evidence=evidence("T0", date(2026, 3, 1))),
        "An outcome in its own factors: the factors of 1 visits rest on the visit itself or later",
    ),
    "later_evidence": (
        split(evidence=evidence("T9", date(2026, 4, 1))),
        "An outcome in its own factors: the factors of 1 visits rest on the visit itself or later",
    ),
    "later_facts": (
        split(train=examples(date(2026, 4, 1), known=60)),
        "A business's later facts in training: 3 visits to learn from know of businesses",
    ),
    "fitted_on_test": (
        split(fitted={"nuisance": ["U0", "T1"], "calibration": ["T0"]}),
        "Fitted on what judges: the nuisance was fitted on 1 of the visits that judge",
    ),
    "tells_all": (
        split(factors=pd.DataFrame({"own": [5.0, None, 2.0]}), serious=pd.Series([1, 0, 0])),
        "A factor that is the outcome: 'own' alone tells every outcome",
    ),
}


@pytest.mark.parametrize("name", LEAKING)
def test_a_leaking_split_is_refused_with_the_reason(name):
    leaking, reason = LEAKING[name]
    with pytest.raises(EvaluationError) as refused:
        refuse_leaks(leaking)
    assert reason in str(refused.value)
    assert "window 2026-05-01 to 2026-08-01" in str(refused.value)


def test_every_leak_of_the_table_is_shown_by_an_example():
    assert {leak.id for leak in LEAKS} <= set(LEAKING)


def test_a_split_without_its_columns_is_refused():
    with pytest.raises(SchemaError, match="known_before"):
        refuse_leaks(split(train=examples(date(2026, 4, 1)).drop(columns="known_before")))
