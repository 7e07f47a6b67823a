"""Tasks that are worked out at once answer in order, and a fault of one is told."""

import threading

import pytest

from linkage.side_by_side import FEW, at_once


@pytest.mark.parametrize("rows", [1, FEW + 1])
def test_tasks_answer_in_order(rows: int) -> None:
    assert at_once(rows, lambda: "one", lambda: 2, lambda: None) == ["one", 2, None]


def test_few_rows_begin_no_thread_and_many_do() -> None:
    here = threading.get_ident()
    assert at_once(FEW, threading.get_ident) == [here]
    assert at_once(FEW + 1, threading.get_ident) != [here]


@pytest.mark.parametrize("rows", [1, FEW + 1])
def test_what_fails_in_a_task_is_told(rows: int) -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(rows, lambda: 1, lambda: 1 // 0)
