from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from records import held
from records.held import HeldRows, Run, contents_of, keys_of, saved_runs
from records.schema import Record

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 3)), max_size=6)


def run_of(pairs) -> Run:
    keys, contents = (np.array([pair[n] for pair in pairs], dtype=np.uint64) for n in (0, 1))
    return Run.newest(keys, contents)


@given(st.lists(PAIRS, max_size=5))
def test_held_rows_answer_as_a_dictionary_of_the_last_words_does(batches):
    rows, said = HeldRows(), {}
    for pairs in batches:
        rows.add(run_of(pairs))
        said |= dict(pairs)
    asked = np.arange(8, dtype=np.uint64)
    found, contents = rows.find(asked)
    assert found.tolist() == [key in said for key in range(8)]
    assert contents.tolist() == [said.get(key, 0) for key in range(8)]


@given(st.lists(PAIRS, max_size=5))
def test_runs_come_back_from_disk_as_they_were(tmp_path_factory, batches):
    folder = tmp_path_factory.mktemp("keys")
    rows = HeldRows([run_of(pairs) for pairs in batches])
    assert len([*rows.save(folder, "fire")]) == len(batches)
    again = [*saved_runs(folder, "fire")]
    assert [run.keys.tolist() for run in again] == [run.keys.tolist() for run in rows.runs]
    assert [run.contents.tolist() for run in again] == [r.contents.tolist() for r in rows.runs]
    assert [*saved_runs(folder, "fir")] == []


def test_large_runs_are_not_merged(monkeypatch):
    monkeypatch.setattr(held, "MOST_MERGED", 4)
    rows = HeldRows()
    for start in range(0, 12, 3):
        rows.add(run_of([(key, 1) for key in range(start, start + 3)]))
    assert [len(run.keys) for run in rows.runs] == [3, 3, 3, 3]
    assert rows.find(np.arange(12, dtype=np.uint64))[0].all()


def records_of(**columns) -> pd.DataFrame:
    return Record.shape(pd.DataFrame({"record_id": ["fire:1"], "source": "fire", **columns}))


def test_keys_are_the_same_on_every_machine():
    assert keys_of(["fire:1"]).tolist() == [42381273730179603]


def test_content_is_what_a_record_says_not_which_delivery_brought_it():
    one = records_of(name=["Otter"], delivery_id="a", row_number=2, received_on="2025-01-01")
    other = records_of(name=["Otter"], delivery_id="b", row_number=9, received_on="2025-01-02")
    assert contents_of(one).tolist() == contents_of(other).tolist()


def test_each_value_weighs_in_its_own_column():
    changes = [
        records_of(),
        records_of(name=["x"]),
        records_of(address=["x"]),
        records_of(aliases=[["x", "y"]]),
        records_of(aliases=[["xy"]]),
        records_of(is_personal=[True]),
        records_of(lat=[51.5]),
        records_of(lat=[51.5000001]),
        records_of(event_on=["2025-01-01"]),
    ]
    assert len({int(contents_of(records)[0]) for records in changes}) == len(changes)


def test_content_does_not_depend_on_the_rows_beside_it():
    one, other = records_of(name=["x"]), records_of(address=["y"], aliases=[["z"]])
    both = pd.concat([one, other], ignore_index=True)
    assert contents_of(both).tolist() == [contents_of(one)[0], contents_of(other)[0]]


def test_no_records_have_no_content():
    assert contents_of(Record.empty()).tolist() == []


def test_runs_that_no_longer_merge_are_read_from_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("records.held.MOST_MERGED", 100)
    held = HeldRows()
    for first in range(0, 400, 80):
        keys = np.arange(first, first + 80, dtype=np.uint64)
        held.add(Run(keys, keys + np.uint64(7)))
        held.settle(tmp_path, "kitchens")
    assert [run.is_on_disk for run in held.runs] == [True] * 5
    assert len({*held.save(tmp_path, "kitchens")}) == 5
    asked = np.array([0, 79, 80, 399, 400], dtype=np.uint64)
    found, contents = held.find(asked)
    assert found.tolist() == [True, True, True, True, False]
    assert contents.tolist() == [7, 86, 87, 406, 0]


def test_a_smaller_run_before_one_on_disk_goes_there_too(tmp_path, monkeypatch):
    monkeypatch.setattr("records.held.MOST_MERGED", 100)
    held = HeldRows()
    for first, last in ((0, 60), (60, 130), (130, 150)):
        keys = np.arange(first, last, dtype=np.uint64)
        held.add(Run(keys, keys))
    held.settle(tmp_path, "kitchens")
    assert [run.is_on_disk for run in held.runs] == [True, True, False]
    assert held.find(np.array([0, 59, 60, 149, 150], dtype=np.uint64))[0].tolist() == [
        True, True, True, True, False,
    ]  # fmt: skip
