"""Which records of any CSV file are one business, found on Spark?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from linkage.settings import Policy
from linkage.spark.engine import Asked, link_in_steps
from linkage.spark.flow import PART, SparkFlow
from linkage.spark.session import Running, spark_session
from linkage.spark.settings import SparkSettings
from linkage.spark.workers import check_workers
from linkage.standalone import (
    ENTITIES,
    PAIRS,
    STANDALONE,
    about,
    notes,
    read_labels,
    read_records,
)
from linkage.written import write_files
from records.errors import EngineError
from records.progress import Progress, silent
from records.schema import Judgement

__all__ = ["OnSpark"]

LOG = "spark.log"


@dataclass(frozen=True)
class OnSpark:
    """Links files on Spark, with one choice of where and with how much."""

    how: SparkSettings

    def link_file(
        self,
        records_csv: Path,
        out: Path,
        labels: Path | None = None,
        policy: Policy = STANDALONE.policy,
        progress: Progress = silent,
    ) -> dict[str, Any]:
        """Link the records of a file and return the report.

        Writes what `linkage.standalone.link_file` writes, entities.csv and pairs.csv to the byte.

        Raises:
            SourceError: as `link_file` says.
            EngineError: PySpark or Java is missing, Spark does not start or a step fails; what
                Spark said of that is then in the file spark.log in `out`.
        """
        records = read_records(records_csv)
        words = read_labels(labels, records) if labels else Judgement.empty()
        asked = Asked(replace(STANDALONE, policy=policy), words)
        with spark_session(self.how) as running, _failing(running, out):
            check_workers(running, self.how)
            with closing(SparkFlow(running, self.how.parts(len(records)))) as flow:
                raw = flow.load(tables_of(records, flow.parts))
                made = link_in_steps(flow, raw, asked, progress)
                where = {"engine": "spark", "master": self.how.master}
                report = made.report | about(records, words) | where
                report["notes"] += notes(made.report, words)
                write_files(out, {ENTITIES: made.entities, PAIRS: made.pairs}, report)
        return report


def tables_of(records: pd.DataFrame, parts: int) -> Iterator[pa.Table]:
    """Yield records as tables, one for each part, every column as text."""
    for rows in np.array_split(np.arange(len(records)), parts):
        table = pa.Table.from_pandas(records.iloc[rows], preserve_index=False)
        schema = pa.schema([(name, pa.string()) for name in table.schema.names])
        yield table.cast(schema).add_column(0, PART, pa.array(np.zeros(len(rows), np.int32)))


@contextmanager
def _failing(running: Running, out: Path) -> Iterator[None]:
    """Tell in one sentence what Spark tells in a hundred lines, and keep these beside it."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        out.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(running.log, out / LOG)
        raise EngineError(
            f"--engine spark: a step failed ({type(error).__name__}); what Spark said is in "
            f"{out / LOG}. If workers ran out of memory, give them more "
            "(--spark-conf spark.executor.memory=8g) or make smaller parts (--parts)."
        ) from error
