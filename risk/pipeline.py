"""From the deliveries held to a published build: the one way data flows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from linkage.corpus import CORPUS
from linkage.standing import STANDING
from records.agreements import in_force, published_sources
from records.errors import BuildError
from records.geography import boundaries, loaded_wards, place, postcodes
from records.history import current_records, marks
from records.home import Home
from records.progress import Progress, silent
from records.rights.building import building
from records.schema import PlacedRecord, Record
from records.sectors import classify
from records.state import opened
from records.store import publish
from risk.auditing import audit_combining, audit_published
from risk.describing import Known
from risk.doubting import doubts
from risk.foretelling import foretold
from risk.learning import keep, lesson_of, words_of
from risk.linking import MODEL, Asked, How, linked
from risk.naming import named
from risk.telling import scored, told

__all__ = ["WARDS", "BuildReport", "make_build"]

WARDS = "wards.parquet"
"""File beside a build's tables: the wards that were loaded, where any were."""


@dataclass
class BuildReport:
    """What a build holds and how long each step took.

    build_id: name of the published build. counts: rows by table. seconds: wall-clock seconds by
    step. linkage: the linkage engine's own report. left_out: records of each source that no
    sharing agreement in force lets be combined. how: whether everything was linked anew, and why.
    """

    build_id: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    linkage: Mapping[str, object] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    how: How | None = None


class _Steps:
    """Tells of each step as it begins and keeps how long it took."""

    def __init__(self, names: tuple[str, ...], progress: Progress) -> None:
        self._names, self._progress = names, progress
        self._began: float | None = None
        self.seconds: dict[str, float] = {}

    def begin(self, name: str) -> None:
        self.end()
        self._name, self._began = name, time.perf_counter()
        self._progress(name, self._names.index(name), len(self._names))

    def end(self) -> None:
        if self._began is not None:
            self.seconds[self._name] = round(time.perf_counter() - self._began, 3)
            self._began = None


STEPS = ("read", "place", "link", "describe", "score", "publish")


def make_build(  # noqa: PLR0913  # who builds belongs to what, of which day, on which day
    home: Home,
    as_of: date,
    about: Mapping[str, object],
    progress: Progress = silent,
    *,
    on: date,
    by: str = "",
    full: bool = False,
) -> BuildReport:
    """Link, score and publish what is held in `home` as known before `as_of`.

    Records that no sharing agreement in force `on` the day of the build lets be combined are left
    out. `about` is written into the build's manifest beside its settings and what was left out.
    by: who builds, as the audit names them; empty: the program itself. The audit knows of it before
    the first pair is compared. full: link everything anew, where little has changed too.

    Raises:
        BuildError: nothing is held yet, nothing of it may be combined, or the build cannot be
            published; the old one stays.
        StateError: the audit cannot be written.
    """
    with building(home):
        return _make_build(home, as_of, (about, on, by, full), _Steps(STEPS, progress), progress)


def _make_build(
    home: Home,
    as_of: date,
    said: tuple[Mapping[str, object], date, str, bool],
    steps: _Steps,
    progress: Progress,
) -> BuildReport:
    about, on, by, full = said
    steps.begin("read")
    records = _known(current_records(home), as_of)
    if records.empty:
        raise BuildError(
            "There are no records to build from. Bring some in with "
            "'concern ingest FILE --source NAME', or try 'concern demo'."
        )
    records, left_out = _agreed(home, records, on)
    audit_combining(home, records, as_of, by)
    steps.begin("place")
    districts = boundaries(home)
    placed = place(records, districts, postcodes(home))
    placed = placed.assign(**{PlacedRecord.sector: classify(placed)})
    steps.begin("link")
    lesson = lesson_of(home)
    words = words_of(lesson.said)
    link = linked(home, placed, words, Asked(on, full=full), progress)
    steps.begin("describe")
    ids = named(home, placed, link.linkage, on)
    known = Known(words, link.linkage.corpus, as_of, link.linkage.model)
    said_now = told(link, ids.records, known)
    tables = {**ids.tables(), **said_now.tables}
    steps.begin("score")
    disputed = marks(home).disputed
    scores = scored(tables, as_of, disputed)
    tables |= {"profiles": scores.profiles, "reasons": scores.reasons}
    foreseen = foretold(home, tables, as_of, on, disputed)
    tables |= foreseen.tables
    tables["doubts"] = doubts(tables, link.linkage, known, disputed, said_now.anew)
    tables |= lesson.tables(ids.records, link.linkage)
    steps.begin("publish")
    beside = {CORPUS: link.linkage.corpus.write, STANDING: link.standing.write}
    beside |= {MODEL: partial(keep, link.linkage.model)}
    said_of_it = _said(about, as_of, left_out, link.how) | lesson.told(link.linkage)
    said_of_it |= foreseen.said()
    if (wards := loaded_wards(home)) is not None:
        beside[WARDS] = partial(_write_wards, wards)
    build_id = publish(home, tables, districts, said_of_it, beside)
    steps.end()
    counts = {name: len(table) for name, table in tables.items()}
    audit_published(home, build_id, counts, by)
    return BuildReport(build_id, counts, steps.seconds, link.linkage.report, left_out, link.how)


def _write_wards(wards: gpd.GeoDataFrame, path: Path) -> None:
    wards.to_parquet(path, compression="zstd", index=False)


def _known(records: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the records whose event, if any, is before `as_of`."""
    future = records[Record.event_on] >= pd.Timestamp(as_of)
    return records[~future].reset_index(drop=True)


def _agreed(home: Home, records: pd.DataFrame, on: date) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the records that may be combined on that day, and how many of each source may not.

    Raises:
        BuildError: none may.
    """
    with opened(home.state_url) as engine:
        sharing = in_force(engine, on, published_sources(home.mappings))
    allowed = sharing.combined(records)
    counts = records.loc[~allowed, Record.source].value_counts().sort_index()
    if not allowed.any():
        raise BuildError(
            f"None of the {len(records):,} records held may be combined: no sharing agreement in "
            f"force on {on} covers {', '.join(counts.index)}. The build before stays. See "
            "'concern agreements check'; record one with 'concern agreements add FILE.toml'."
        )
    left_out = {str(source): int(number) for source, number in counts.items()}
    return records[allowed].reset_index(drop=True), left_out


def _said(
    about: Mapping[str, object], as_of: date, left_out: Mapping[str, int], how: How
) -> dict[str, object]:
    return {**about, "as_of": as_of.isoformat(), "left_out": dict(left_out), **how.said()}
