"""Where does a linkage on Spark run, and with how much?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SparkSettings"]

_LOG = Path(__file__).with_name("log4j2.properties")


@dataclass(frozen=True)
class SparkSettings:
    """Choices of a linkage on Spark; the defaults are for this machine alone.

    master: as Spark writes it: local[2], spark://HOST:7077, yarn, k8s://...
    work: folder for what stands between the stages, which driver and workers reach under the same
        path; None: one that is made for the run, which only a master on this machine can use.
    partitions: parts that records are divided into; 0: one for each `part_records`.
    part_records: records of one part, which one worker's memory must hold with their pairs.
    conf: names and values of Spark's own settings, over ours.
    """

    master: str = "local[*]"
    work: Path | None = None
    partitions: int = 0
    part_records: int = 25_000
    conf: tuple[tuple[str, str], ...] = ()

    @property
    def local(self) -> bool:
        """Return whether everything runs in one process of this machine."""
        return self.master.startswith("local")

    def parts(self, records: int) -> int:
        """Return how many parts `records` are divided into."""
        return self.partitions or max(2, -(-records // self.part_records))

    def spark_conf(self, scratch: Path) -> dict[str, str]:
        """Return Spark's own settings, `scratch` being a folder that goes when the run ends."""
        ours = _COMMON | {
            "spark.master": self.master,
            "spark.sql.warehouse.dir": str(scratch / "warehouse"),
            "spark.executorEnv.PYTHONPATH": str(Path(__file__).parents[2]),
            "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOG.as_uri()} "
            f"-Dderby.system.home={scratch}",
        }
        if self.local:
            ours |= _LOOPBACK | {"spark.local.dir": str(scratch)}
        return ours | dict(self.conf)


_COMMON = {
    "spark.app.name": "businesses-of-concern",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.pyspark.python": sys.executable,
}
"""Parts stay as they were made: adaptive joining of parts would mix what belongs to one worker."""
_LOOPBACK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
