"""Do the workers run the same program as the driver?"""

from __future__ import annotations

import platform
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow as pa

from linkage.spark.flow import PART, SparkFlow
from linkage.spark.session import Running
from linkage.spark.settings import SparkSettings
from records.errors import EngineError

__all__ = ["check_workers", "program"]

_PACKAGES = ("numpy", "pandas", "pyarrow", "rapidfuzz", "scipy")
PROGRAM = pa.schema([(PART, pa.int32()), ("name", pa.string()), ("version", pa.string())])


def program() -> dict[str, str]:
    """Return the versions of what a linkage depends on, ours as a digest of its files."""
    digest = sha256()
    folder = Path(__file__).parents[1]
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".csv"}:
            digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    ours = {"python": platform.python_version(), "linkage": digest.hexdigest()[:12]}
    return ours | {name: metadata.version(name) for name in _PACKAGES}


def _told(part: int, rows: pa.Table) -> pa.Table:
    told = program()
    columns = {PART: [part] * len(told), "name": [*told], "version": [*told.values()]}
    return pa.table(columns, schema=PROGRAM)


def check_workers(running: Running, how: SparkSettings) -> None:
    """Refuse workers that would not find what one machine finds.

    Raises:
        EngineError: a worker lacks this program, or has another version of it or of a library.
    """
    if how.local:
        return
    from pyspark.errors import PythonException

    flow = SparkFlow(running, running.spark.sparkContext.defaultParallelism)
    try:
        told = flow.collect(flow.each(flow.everywhere(), _told, PROGRAM)).to_pandas()
    except PythonException as error:
        raise EngineError(
            f"--engine spark: workers of {how.master} cannot run this program "
            f"({_last_line(str(error))}). Install it on each of them with what it needs, and name "
            "their Python: PYSPARK_PYTHON=/path/to/python."
        ) from error
    finally:
        flow.close()
    faults = differing(told.groupby("name")["version"].unique().to_dict())
    if faults:
        raise EngineError(
            f"--engine spark: workers of {how.master} run other versions than the driver: "
            f"{'; '.join(faults)}. Install the same everywhere: results rest on it."
        )


def differing(told: dict[Any, Any]) -> list[str]:
    """Return what workers run in another version than this process, such as `numpy 2.2 for 2.3`."""
    return [
        f"{name} {', '.join(sorted(set(told[name]) - {version}))} for {version}"
        for name, version in program().items()
        if set(told.get(name, [])) - {version}
    ]


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if "Error" in line), "no reason")
