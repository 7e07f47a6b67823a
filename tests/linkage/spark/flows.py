"""The steps of a linkage on Spark, run in this process."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from linkage.spark.flow import PART, Data, Work

__all__ = ["HereFlow"]


class HereFlow:
    """Runs each step in this process, part by part, as Spark would on its workers."""

    def __init__(self, parts: int) -> None:
        self.parts = parts

    def load(self, tables: Iterable[pa.Table]) -> Data:
        lying = list(tables)
        return Data(lying, lying[0].schema)

    def share(self, value: Any) -> Any:
        return SimpleNamespace(value=value)

    def each(self, data: Data, work: Work, schema: pa.Schema, *shared: Any) -> Data:
        values = [one.value for one in shared]
        made = [work(part, table, *values) for part, table in enumerate(data.frame)]
        return Data([one.select(schema.names).cast(schema) for one in made], schema)

    def meet(self, inputs: tuple[Data, ...], work: Work, schema: pa.Schema, *shared: Any) -> Data:
        values = [one.value for one in shared]
        whole = [self.collect(data) for data in inputs]
        parts = [pc.cast(table[PART], pa.int64()).to_numpy() % self.parts for table in whole]
        made = []
        for part in range(self.parts):
            met = [table.filter(at == part) for table, at in zip(whole, parts, strict=True)]
            if any(table.num_rows for table in met):
                made.append(work(part, *met, *values).select(schema.names).cast(schema))
        return Data(made or [schema.empty_table()], schema)

    def keep(self, data: Data) -> Data:
        return data

    def both(self, *inputs: Data) -> Data:
        return Data([table for data in inputs for table in data.frame], inputs[0].schema)

    def count(self, data: Data) -> int:
        return sum(table.num_rows for table in data.frame)

    def ordered(self, data: Data, by: tuple[str, ...]) -> Data:
        whole = self.collect(data).sort_by([(name, "ascending") for name in by])
        size = max(1, -(-whole.num_rows // self.parts))
        return Data([whole.slice(at, size) for at in range(0, whole.num_rows, size)], data.schema)

    def collect(self, data: Data) -> pa.Table:
        return pa.concat_tables(data.frame).combine_chunks()

    def stream(self, data: Data) -> Iterator[pa.Table]:
        yield from data.frame
