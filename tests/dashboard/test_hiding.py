import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.access.hiding import LEAST, hidden_cells

CELLS = arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=st.integers(0, 12)
)


def totalled(cells):
    rows = np.concatenate([cells, cells.sum(axis=1, keepdims=True)], axis=1)
    return np.concatenate([rows, rows.sum(axis=0, keepdims=True)])


def lines(table):
    return [*table, *table.T]


@given(CELLS)
def test_no_small_number_is_shown(cells):
    table = totalled(cells)
    hidden = hidden_cells(table)
    assert not ((table > 0) & (table < LEAST) & ~hidden).any()


@given(CELLS)
def test_no_hidden_number_is_what_is_left_of_a_sum(cells):
    table = totalled(cells)
    for flags, values in zip(lines(hidden_cells(table)), lines(table), strict=True):
        if flags.sum() == 1:
            # Nothing else of the line is above 0, so nothing can hide it but its total.
            assert not ((values > 0) & ~flags).any()


@given(CELLS)
def test_what_is_hidden_of_a_line_whose_total_is_shown_is_not_small_together(cells):
    table = totalled(cells)
    for flags, values in zip(lines(hidden_cells(table)), lines(table), strict=True):
        if flags.any() and not flags[-1]:
            assert values[:-1][flags[:-1]].sum() >= LEAST


@given(CELLS, st.data())
def test_a_total_that_is_hidden_elsewhere_stays_hidden(cells, data):
    table = totalled(cells)
    asked = np.array(data.draw(st.lists(st.booleans(), min_size=table.shape[1],
                                        max_size=table.shape[1])))  # fmt: skip
    assert (hidden_cells(table, asked)[-1] >= asked).all()


def test_large_numbers_are_all_shown():
    assert not hidden_cells(totalled(np.full((3, 4), 9))).any()


def test_zero_is_shown():
    table = totalled(np.array([[0, 9], [9, 9]]))
    assert not hidden_cells(table)[0, 0]
