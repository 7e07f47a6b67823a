"""The command that links any CSV of records, without a county."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.cli.console import figures, progress_bars, say
from records.errors import EngineError

__all__ = ["register"]


class Policy(StrEnum):
    """May one source hold two records of the same business?"""

    auto = "auto"
    may_repeat = "may-repeat"
    at_most_one = "at-most-one"


class Engine(StrEnum):
    """What does the work?"""

    local = "local"
    spark = "spark"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(link)


def link(
    records: Annotated[
        Path,
        typer.Argument(
            help="CSV with record_id, source, name and any of address, city, postcode, phone, "
            "type, lat, lon, company_number, uprn."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Folder for entities.csv, pairs.csv, report.json.")
    ] = Path("linked"),
    labels: Annotated[
        Path | None, typer.Option(help="CSV of judged pairs: id_a, id_b, label (0 or 1).")
    ] = None,
    policy: Annotated[
        Policy,
        typer.Option(help="May one source hold a business twice? By default the records tell."),
    ] = Policy.auto,
    engine: Annotated[
        Engine, typer.Option(help="local: this process. spark: Apache Spark (extra `spark`).")
    ] = Engine.local,
    master: Annotated[
        str | None,
        typer.Option(help="Spark's master: local[2], spark://HOST:7077, yarn, k8s://..."),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(help="Spark: folder that driver and workers reach under this path."),
    ] = None,
    parts: Annotated[
        int, typer.Option(min=0, help="Spark: parts to divide the records into; 0: as needed.")
    ] = 0,
    spark_conf: Annotated[
        list[str] | None, typer.Option(help="Spark: one of its own settings, NAME=VALUE.")
    ] = None,
) -> None:
    """Link the records of any CSV file into entities."""
    only_spark = {"--master": master, "--work": work, "--parts": parts, "--spark-conf": spark_conf}
    linker = _local if engine is Engine.local else _on_spark
    with progress_bars() as progress:
        report = linker(only_spark)(
            records, out, labels=labels, policy=policy.value, progress=progress
        )
    shown = {key: value for key, value in report.items() if isinstance(value, int | float | str)}
    figures(shown, f"Linked {records.name}")
    for note in report["notes"]:
        say(note)
    say(f"entities.csv, pairs.csv and report.json are in {out}")


def _local(only_spark: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Return what links in this process.

    Raises:
        EngineError: an option is given that only Spark has.
    """
    from linkage.standalone import link_file

    given = [name for name, value in only_spark.items() if value]
    if given:
        raise EngineError(f"{', '.join(given)}: only with --engine spark. Add it or leave them.")
    return link_file


def _on_spark(options: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Return what links on Spark.

    Raises:
        EngineError: a setting of Spark's is not NAME=VALUE.
    """
    from linkage.spark.settings import SparkSettings
    from linkage.spark.standalone import OnSpark

    pairs = [text.partition("=") for text in options["--spark-conf"] or []]
    strange = [name for name, sign, _ in pairs if not sign or not name]
    if strange:
        raise EngineError(f"--spark-conf {strange[0]!r}: expected NAME=VALUE.")
    how = SparkSettings(
        master=options["--master"] or SparkSettings.master,
        work=options["--work"],
        partitions=options["--parts"],
        conf=tuple((name, value) for name, _, value in pairs),
    )
    return OnSpark(how).link_file
