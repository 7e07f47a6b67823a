"""How do rows that belong together meet on one worker?

Every step of the linkage is a function of Arrow tables. Rows say in the column `part` where they
go; rows of one or several tables that say the same part meet in one call of the next step's
function. So the steps are the same, and can be tested, with Spark and without.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from linkage.spark.session import Running

__all__ = ["PART", "Data", "Flow", "SparkFlow", "Work"]

PART = "part"
"""Column that says in which part a row is wanted next."""
_OF = "of"
"""Column that says which of several tables a row comes from, while they travel as one."""
ROWS = 50_000
"""Rows that go between Spark and a worker at once."""
Work = Callable[..., pa.Table]
"""A step: part number, tables that met there, what every worker shares -> one table."""


@dataclass(frozen=True)
class Data:
    """Rows divided over workers, and their columns."""

    frame: Any
    schema: pa.Schema


class Flow(Protocol):
    """What a linkage in steps needs of whatever runs the steps."""

    parts: int

    def load(self, tables: Iterable[pa.Table]) -> Data:
        """Return rows that the driver holds, divided over workers."""

    def share(self, value: Any) -> Any:
        """Return what holds `value` on every worker, as its attribute `value`."""

    def each(self, data: Data, work: Work, schema: pa.Schema, *shared: Any) -> Data:
        """Return what `work` makes of every part of `data` as it lies."""

    def meet(self, inputs: tuple[Data, ...], work: Work, schema: pa.Schema, *shared: Any) -> Data:
        """Return what `work` makes of the rows of all `inputs` that are wanted in one part."""

    def keep(self, data: Data) -> Data:
        """Return the same, made once however often it is used."""

    def both(self, *inputs: Data) -> Data:
        """Return the rows of all `inputs`, which have the same columns."""

    def ordered(self, data: Data, by: tuple[str, ...]) -> Data:
        """Return `data` in order, each part before the next."""

    def count(self, data: Data) -> int:
        """Return how many rows there are."""

    def collect(self, data: Data) -> pa.Table:
        """Return all rows on the driver, part by part."""

    def stream(self, data: Data) -> Iterator[pa.Table]:
        """Yield all rows on the driver, part by part, and never hold them all."""


class SparkFlow:
    """Steps run by Spark; what is to be kept lies on the workers' disks until `close`."""

    def __init__(self, running: Running, parts: int) -> None:
        self.parts = parts
        self._spark: SparkSession = running.spark
        self._work: Path = running.work
        self._kept: list[DataFrame] = []
        self._loaded: list[Path] = []
        self._spark.conf.set("spark.sql.shuffle.partitions", str(parts))
        self._spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS))

    def load(self, tables: Iterable[pa.Table]) -> Data:
        """Return rows that the driver holds, divided over workers."""
        folder = Path(tempfile.mkdtemp(prefix="rows-", dir=self._work))
        self._loaded.append(folder)
        schema = pa.schema([])
        for number, table in enumerate(tables):
            schema = table.schema
            pq.write_table(table, folder / f"{number:06}.parquet", compression="zstd")
        frame = self._spark.read.schema(_spark_schema(schema)).parquet(folder.as_uri())
        return Data(frame, schema)

    def everywhere(self) -> Data:
        """Return a part for each core that works, with nothing in it."""
        schema = pa.schema([("id", pa.int64())])
        return Data(self._spark.range(0, self.parts, 1, self.parts), schema)

    def share(self, value: Any) -> Any:
        """Return what holds `value` on every worker, as its attribute `value`."""
        return self._spark.sparkContext.broadcast(value)

    def each(self, data: Data, work: Work, schema: pa.Schema, *shared: Any) -> Data:
        """Return what `work` makes of every part of `data` as it lies."""
        run = partial(_each, work, data.schema, schema, shared)
        return Data(data.frame.mapInArrow(run, _spark_schema(schema)), schema)

    def meet(self, inputs: tuple[Data, ...], work: Work, schema: pa.Schema, *shared: Any) -> Data:
        """Return what `work` makes of the rows of all `inputs` that are wanted in one part."""
        from pyspark.sql import functions as sf

        frames = [
            one.frame.withColumn(_OF, sf.lit(number).cast("byte"))
            for number, one in enumerate(inputs)
        ]
        met = frames[0]
        for frame in frames[1:]:
            met = met.unionByName(frame, allowMissingColumns=True)
        met = met.repartitionById(self.parts, PART)
        run = partial(_meet, work, tuple(one.schema for one in inputs), schema, shared)
        return Data(met.mapInArrow(run, _spark_schema(schema)), schema)

    def both(self, *inputs: Data) -> Data:
        """Return the rows of all `inputs`, which have the same columns."""
        frame = inputs[0].frame
        for more in inputs[1:]:
            frame = frame.unionByName(more.frame)
        return Data(frame, inputs[0].schema)

    def count(self, data: Data) -> int:
        """Return how many rows there are."""
        return int(data.frame.count())

    def ordered(self, data: Data, by: tuple[str, ...]) -> Data:
        """Return `data` in order, each part before the next."""
        return Data(data.frame.sort(*by), data.schema)

    def collect(self, data: Data) -> pa.Table:
        """Return all rows on the driver, part by part."""
        table: pa.Table = data.frame.toArrow().cast(data.schema)
        return table

    def stream(self, data: Data) -> Iterator[pa.Table]:
        """Yield all rows on the driver, part by part, and never hold them all."""
        for row in data.frame.toLocalIterator(prefetchPartitions=True):
            yield pa.table({name: [row[name]] for name in data.schema.names}, schema=data.schema)

    def keep(self, data: Data) -> Data:
        """Return the same, made once and kept on the workers' disks, however often it is used."""
        from pyspark import StorageLevel

        self._kept.append(data.frame.persist(StorageLevel.DISK_ONLY))
        return data

    def close(self) -> None:
        """Let go of everything the steps made."""
        for frame in self._kept:
            frame.unpersist()
        for folder in self._loaded:
            shutil.rmtree(folder)
        self._kept, self._loaded = [], []


def _spark_schema(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def _part() -> int:
    """Return which part this worker is at."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context.partitionId() if context else 0


def _each(
    work: Work,
    given: pa.Schema,
    made: pa.Schema,
    shared: tuple[Any, ...],
    batches: Iterator[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    table = _table(batches, given)
    yield from _batches(work(_part(), table, *(one.value for one in shared)), made)


def _meet(
    work: Work,
    given: tuple[pa.Schema, ...],
    made: pa.Schema,
    shared: tuple[Any, ...],
    batches: Iterator[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    apart: list[list[pa.RecordBatch]] = [[] for _ in given]
    for batch in batches:
        for number, schema in enumerate(given):
            rows = batch.filter(pc.equal(batch[_OF], number))
            if rows.num_rows:
                apart[number].append(rows.select(schema.names))
    if not any(apart):
        return
    tables = [_table(iter(rows), schema) for rows, schema in zip(apart, given, strict=True)]
    yield from _batches(work(_part(), *tables, *(one.value for one in shared)), made)


def _table(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    """Return batches as one table of our schema; Spark marks what may be missing otherwise."""
    found = list(batches)
    if not found:
        return schema.empty_table()
    return pa.Table.from_batches(found).select(schema.names).cast(schema)


def _batches(table: pa.Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    yield from table.select(schema.names).cast(schema).to_batches(max_chunksize=ROWS)
