"""How does a Spark session begin, and how does it leave nothing behind?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkage.spark.settings import SparkSettings
from records.errors import EngineError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["LEAST_JAVA", "Running", "java_version", "spark_session"]

LEAST_JAVA = 17
STOP_SECONDS = 30
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')
_PANDAS = "PySpark does not yet fully support pandas"
"""Only Arrow tables go between Spark and us, so Spark's own use of pandas does not matter."""


@dataclass(frozen=True)
class Running:
    """A Spark session, the folder for what stands between stages, and the file of Spark's words."""

    spark: SparkSession
    work: Path
    log: Path


_running: list[Running] = []
"""The session that is open; a process can have one."""


@contextmanager
def spark_session(settings: SparkSettings) -> Iterator[Running]:
    """Yield the session that is open, or one that is closed again with all its processes.

    Raises:
        EngineError: PySpark or Java is missing, or Spark does not start.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_PANDAS, category=FutureWarning)
        if _running:
            yield _running[0]
            return
        _require_pyspark()
        _require_java(os.environ)
        with (
            tempfile.TemporaryDirectory(prefix="concern-spark-", ignore_cleanup_errors=True) as own,
            tempfile.TemporaryDirectory(prefix=".linking-", dir=settings.work or own) as work,
            _started(settings, Path(own)) as spark,
        ):
            _running.append(Running(spark, Path(work), Path(own, "spark.log")))
            try:
                yield _running[0]
            finally:
                _running.clear()


@contextmanager
def _started(settings: SparkSettings, own: Path) -> Iterator[SparkSession]:
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    conf = SparkConf(loadDefaults=False).setAll([*settings.spark_conf(own).items()])
    with _environment(settings), (own / "spark.log").open("wb") as log:
        try:
            # Spark's launcher speaks to the terminal before any of its settings is read.
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})  # type: ignore[no-untyped-call]
        except PySparkException as error:
            raise _not_started(settings, own) from error
        try:
            context = SparkContext(gateway=gateway, conf=conf)
        except Exception as error:
            _end(gateway)
            raise _not_started(settings, own) from error
        try:
            yield SparkSession(context)
        finally:
            context.stop()
            _end(gateway)


def _end(gateway: Any) -> None:
    """End the Java process, and forget it, so that another session can begin."""
    from pyspark import SparkContext

    gateway.shutdown()
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None


def _not_started(settings: SparkSettings, own: Path) -> EngineError:
    said = (own / "spark.log").read_text("utf-8", "replace").splitlines()
    reasons = [line.strip() for line in said if "ERROR" in line or "Exception:" in line]
    told = f" Spark says: {reasons[-1][:300]}" if reasons else ""
    return EngineError(
        f"--engine spark: no session began on {settings.master}; expected a running master, "
        f"or local[2] for this machine alone.{told}"
    )


@contextmanager
def _environment(settings: SparkSettings) -> Iterator[None]:
    """Let workers of this machine use this Python, and nothing but the loopback interface."""
    ours = {"PYSPARK_PYTHON": sys.executable} | (
        {"SPARK_LOCAL_IP": "127.0.0.1"} if settings.local else {}
    )
    added = {name: value for name, value in ours.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _require_pyspark() -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        raise EngineError(
            "--engine spark: PySpark is not installed. Install it: "
            "pip install 'businesses-of-concern[spark]', or use --engine local."
        ) from error


def _require_java(environment: Mapping[str, str]) -> None:
    found = java_version(environment)
    if found < LEAST_JAVA:
        seen = f"Java {found} is too old" if found else "Java was not found"
        raise EngineError(
            f"--engine spark: {seen}; Java {LEAST_JAVA} or newer is needed. Install it (Debian: "
            "apt install default-jre-headless) and set JAVA_HOME to its folder, "
            "or use --engine local."
        )


def java_version(environment: Mapping[str, str]) -> int:
    """Return the version of the Java that Spark would start, such as 17; 0 where there is none."""
    home = environment.get("JAVA_HOME")
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    java = str(Path(home, "bin", "java")) if home else on_path
    if not java or not Path(java).exists():
        return 0
    said = subprocess.run(  # noqa: S603  # nosec B603 # the Java that Spark would start
        [java, "-version"], capture_output=True, text=True, check=False
    )
    version = _VERSION.search(said.stderr + said.stdout)
    return int(version[1]) if version else 0
