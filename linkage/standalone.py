"""Which records of any CSV file are one business?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from linkage.model import pretrained
from linkage.neighbours import degrees
from linkage.pipeline import link
from linkage.prepare import NO_SECTOR
from linkage.settings import LinkageSettings, Policy
from linkage.written import REPORT, csv_parts, csv_text, write_files
from records.errors import SourceError
from records.progress import Progress, silent
from records.schema import Judgement, Pair, PlacedRecord
from records.sectors import classify

__all__ = [
    "COLUMNS",
    "ENTITIES",
    "PAIRS",
    "REPORT",
    "STANDALONE",
    "about",
    "csv_text",
    "link_file",
    "read_labels",
    "read_records",
    "write_files",
]

COLUMNS = {
    "record_id": PlacedRecord.record_id,
    "source": PlacedRecord.source,
    "name": PlacedRecord.name,
    "address": PlacedRecord.address,
    "city": PlacedRecord.town,
    "postcode": PlacedRecord.postcode,
    "phone": PlacedRecord.phone,
    "type": PlacedRecord.activity,
    "person": PlacedRecord.person,
    "lat": PlacedRecord.lat,
    "lon": PlacedRecord.lon,
    "company_number": PlacedRecord.company_number,
    "uprn": PlacedRecord.uprn,
}
"""Columns a file of records may have, and what each is called here; the first three it must."""
ENTITIES, PAIRS = "entities.csv", "pairs.csv"
"""Files that a linkage writes."""
NEEDED = ("record_id", "source", "name")
LABEL = ("id_a", "id_b", "label")
SHOWN = 5
"""Contradictions told in a note; report.json has all."""
LIMITS = ((PlacedRecord.lat, 90.0), (PlacedRecord.lon, 180.0))
"""Columns of degrees, and the most they may say either way."""
FAN_OUT = 10_000
"""Most pairs written for two groups of records whose text is identical."""
STANDALONE = LinkageSettings(fan_out=FAN_OUT, link_reasons=0)


def link_file(
    records_csv: Path,
    out: Path,
    labels: Path | None = None,
    policy: Policy = "auto",
    progress: Progress = silent,
) -> dict[str, Any]:
    """Link the records of a file and return the report.

    Writes into the folder `out`: entities.csv, pairs.csv and report.json; each appears whole or
    not at all, the report last. `labels` are pairs whose truth is known: they bind the entities
    and move the weights.

    Raises:
        SourceError: a file cannot be read, lacks a column, repeats a record_id, holds no records,
            or a label names a record that is not there, one record twice, or is neither 0 nor 1.
    """
    read = [read_records(records_csv)]
    words = read_labels(labels, read[0]) if labels else Judgement.empty()
    told = about(read[0], words)
    settings = replace(STANDALONE, policy=policy)
    # What is read once is let go: `link` alone holds the records, and only while it needs them.
    linkage = link(read.pop(), settings, words, progress=progress)
    report = linkage.report | told
    report["notes"] += notes(linkage.report, words)
    files = {
        ENTITIES: csv_parts(linkage.entities),
        PAIRS: csv_parts(linkage.pairs[Pair.columns()]),
    }
    del linkage
    write_files(out, files, report)
    return report


def about(records: pd.DataFrame, words: pd.DataFrame) -> dict[str, Any]:
    """Return what a report says of the files that were read."""
    names, sources = (
        records[PlacedRecord.name].notna().any(),
        records[PlacedRecord.source].nunique(),
    )
    notes = ["No record has a name: only places and numbers could be compared."] * (not names)
    notes += ["All records come from one source."] * (sources == 1)
    strange = sum(_unusable(records, *one) for one in LIMITS)
    notes += [f"{strange} values of lat or lon are no degrees and were not used."] * bool(strange)
    return {
        "labels": len(words),
        "sources": sources,
        "notes": notes,
        "pretrained_version": pretrained().version,
    }


def notes(report: Mapping[str, Any], words: pd.DataFrame) -> list[str]:
    """Return in words what a linkage found out by itself, and which labels disagree."""
    told = []
    once = report["adapted"].get("once_sources")
    if once:
        told.append(
            f"Found to list each business once: {', '.join(once)}. Two records of such a source "
            "are never one business; --policy may-repeat allows it."
        )
    verdicts = words[Judgement.verdict].nunique()
    if len(words) and not report["adapted"].get("labels_moved"):
        why = " They are all of one kind." * (verdicts == 1)
        told.append(f"The labels bind the records they name and leave the weights.{why}")
    unlike = report["contradictions"]
    if unlike:
        pairs = "; ".join(f"{a} and {b}" for a, b in unlike[:SHOWN])
        told.append(
            f"{len(unlike)} pairs are labelled different that other labels make the same, and were "
            f"kept apart: {pairs}{' ...' * (len(unlike) > SHOWN)}. Mend one label of each."
        )
    ends = np.sort(words[[Judgement.id_a, Judgement.id_b]].to_numpy(dtype=object), axis=1)
    said = pd.DataFrame(ends).assign(verdict=words[Judgement.verdict].to_numpy())
    twice = int(said.drop_duplicates().duplicated([0, 1]).sum())
    told += [f"{twice} pairs are labelled both 0 and 1; the last label counts."] * bool(twice)
    return told


def _unusable(records: pd.DataFrame, column: str, most: float) -> int:
    """Return how many values of a column are given but are no degrees."""
    given = records.get(column, pd.Series(dtype="str")).dropna()
    return int(np.isnan(degrees(given, most)).sum())


def _read(path: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    """Return a CSV file as text; empty fields are missing."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            frame = pd.read_csv(path, dtype="str", encoding=encoding, skipinitialspace=True)
            break
        except UnicodeDecodeError:
            continue
        except FileNotFoundError as error:
            raise SourceError(f"{path.name}: there is no such file.") from error
        except OSError as error:
            told = error.strerror or "it cannot be read"
            raise SourceError(f"{path.name}: {told}; expected a CSV file to read.") from error
        except pd.errors.EmptyDataError as error:
            raise SourceError(f"{path.name} is empty; expected a heading and rows.") from error
        except pd.errors.ParserError as error:
            raise SourceError(f"{path.name} is not a CSV file: {error}. Mend the file.") from error
    else:
        raise SourceError(f"{path.name} is neither UTF-8 nor Windows-1252. Save it as UTF-8.")
    frame.columns = frame.columns.str.strip().str.lower()
    missing = [name for name in needed if name not in frame]
    if missing:
        has = ", ".join(map(str, frame.columns))
        raise SourceError(
            f"{path.name}: columns missing: {', '.join(missing)}. It has: {has}. "
            f"Add them or rename the heading.{_separated(has)}"
        )
    return frame


def _separated(heading: str) -> str:
    """Return what to do about fields that seem to be separated by something else than commas."""
    other = any(sign in heading for sign in ";\t|")
    return " Its fields seem not to be separated by commas; save it as CSV with commas." * other


def read_records(path: Path) -> pd.DataFrame:
    """Return the records of a CSV file with the columns of `PlacedRecord`; others are left out.

    Raises:
        SourceError: as `link_file` says.
    """
    frame = _read(path, NEEDED)
    frame = frame[[name for name in COLUMNS if name in frame]].rename(columns=COLUMNS)
    ids = frame[PlacedRecord.record_id]
    # Rows are counted from 1, and the heading is the first.
    faults = [
        f"row {row + 2}: 'record_id' is empty; expected a text" for row in ids.index[ids.isna()][:5]
    ]
    repeated = ids.index[ids.duplicated() & ids.notna()]
    faults += [f"row {row + 2}: 'record_id' was used before" for row in repeated[:5]]
    empty = frame.index[frame[PlacedRecord.source].isna()]
    faults += [f"row {row + 2}: 'source' is empty; expected a text" for row in empty[:5]]
    if frame.empty:
        faults = ["it holds no records; expected at least one row below the heading"]
    if faults:
        total = int(ids.isna().sum()) + len(repeated) + len(empty)
        more = f" ({total} rows are at fault)" if total > len(faults) else ""
        raise SourceError(f"{path.name}: " + "; ".join(faults) + f"{more}. Mend the file.")
    return frame.assign(**{PlacedRecord.sector: _sectors(frame)})


def _sectors(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return the sector that each record's type tells; other where it tells none."""
    if PlacedRecord.activity not in frame:
        return pd.Series(NO_SECTOR, index=frame.index)
    blank = pd.Series(None, index=frame.index, dtype="str")
    # A name is compared as a name; here only the type speaks.
    silent_about = {PlacedRecord.sic: blank, PlacedRecord.name: blank}
    return classify(frame.assign(**silent_about))


def read_labels(path: Path, records: pd.DataFrame) -> pd.DataFrame:
    """Return the labels of a CSV file as judgements.

    Raises:
        SourceError: as `link_file` says.
    """
    frame = _read(path, LABEL)
    known = frame[["id_a", "id_b"]].isin(set(records[PlacedRecord.record_id])).all(axis=1)
    label = pd.to_numeric(frame["label"], errors="coerce")
    faults = [
        f"row {row + 2}: names a record that is not in the records"
        for row in frame.index[~known][:5]
    ]
    alone = frame.index[frame["id_a"].notna() & (frame["id_a"] == frame["id_b"])]
    faults += [f"row {row + 2}: names one record twice" for row in alone[:5]]
    strange = frame.index[~label.isin([0, 1])]
    faults += [f"row {row + 2}: 'label' is neither 0 nor 1" for row in strange[:5]]
    if faults:
        raise SourceError(f"{path.name}: " + "; ".join(faults) + ". Mend or remove these rows.")
    verdict = label.map({1: "same", 0: "different"})
    return Judgement.shape(frame.assign(**{Judgement.verdict: verdict}))
