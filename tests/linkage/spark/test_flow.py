"""What a worker is handed is whole tables, and what it hands back is batches."""

import pyarrow as pa

from linkage.spark.flow import PART, _each, _meet
from linkage.spark.workers import PROGRAM, check_workers, program
from tests.linkage.spark.made import LOCAL

ROWS = pa.schema([(PART, pa.int32()), ("n", pa.int64())])
OF = pa.schema([*ROWS, ("of", pa.int8())])


def rows(of: int, *numbers: int) -> pa.RecordBatch:
    columns = {PART: [0] * len(numbers), "n": [*numbers], "of": [of] * len(numbers)}
    return pa.table(columns, schema=OF).combine_chunks().to_batches()[0]


def counted(part: int, one: pa.Table, other: pa.Table) -> pa.Table:
    return pa.table({PART: [part], "n": [one.num_rows * 10 + other.num_rows]})


def test_rows_of_several_tables_are_handed_over_apart() -> None:
    batches = iter([rows(0, 1, 2), rows(1, 3), rows(0, 4)])
    (made,) = _meet(counted, (ROWS, ROWS), ROWS, (), batches)
    assert made["n"].to_pylist() == [31]
    assert list(_meet(counted, (ROWS, ROWS), ROWS, (), iter([]))) == []


def test_a_part_without_rows_is_an_empty_table() -> None:
    (made,) = _each(lambda part, one: counted(part, one, one), ROWS, ROWS, (), iter([]))
    assert made["n"].to_pylist() == [0]
    (made,) = _each(lambda part, one: counted(part, one, one), ROWS, ROWS, (), iter([rows(0, 7)]))
    assert made["n"].to_pylist() == [11]


def test_workers_of_this_process_need_no_check_and_a_program_is_told_whole() -> None:
    check_workers(None, LOCAL)  # type: ignore[arg-type]
    assert {"python", "linkage", "numpy", "rapidfuzz"} <= set(program())
    assert PROGRAM.names == [PART, "name", "version"]
