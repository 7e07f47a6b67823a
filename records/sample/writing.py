"""In which formats do the partners send their files?"""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape  # nosec B406 # writes XML, reads none
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pandas as pd
from openpyxl import Workbook

__all__ = ["write_csv", "write_fhrs_json", "write_fhrs_xml", "write_xlsx"]

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LONG_AGO = (2026, 1, 1, 0, 0, 0)
_STAMP = "2026-01-01T00:00:00Z"


def write_csv(frame: pd.DataFrame, path: Path, encoding: str, delimiter: str) -> None:
    """Write text cells as they stand; a character the encoding lacks becomes a question mark."""
    text = frame.to_csv(index=False, sep=_DELIMITERS[delimiter], lineterminator="\r\n")
    path.write_bytes(text.encode(encoding, errors="replace"))


def write_xlsx(frame: pd.DataFrame, path: Path) -> None:
    """Write a workbook of one sheet, the same bytes for the same cells."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    sheet.append([str(heading) for heading in frame.columns])
    for row in frame.itertuples(index=False):
        sheet.append([cell or None for cell in row])
    made = BytesIO()
    book.save(made)
    path.write_bytes(_undated(made))


def _undated(made: BytesIO) -> bytes:
    """Return the workbook with every time of its making replaced by one fixed time.

    It is not compressed: two versions of zlib need not agree on the bytes.
    """
    fixed = BytesIO()
    with ZipFile(made) as old, ZipFile(fixed, "w", ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _STAMP.encode(), content)
            new.writestr(ZipInfo(name, _LONG_AGO), content)
    return fixed.getvalue()


def write_fhrs_xml(frame: pd.DataFrame, path: Path, extracted_on: str) -> None:
    """Write food hygiene ratings as the FSA's XML."""
    headings = [str(heading) for heading in frame.columns]
    # Row by row: an element without content is left out, and part elements lie inside others.
    parts = [_establishment(headings, row) for row in frame.itertuples(index=False)]
    head = f"<Header><ExtractDate>{extracted_on}</ExtractDate><ItemCount>{len(frame)}</ItemCount>"
    body = "\n".join(parts)
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<FHRSEstablishment>{head}</Header><EstablishmentCollection>\n"
        f"{body}\n</EstablishmentCollection></FHRSEstablishment>\n",
        encoding="utf-8",
        newline="\n",
    )


def _establishment(headings: list[str], row: tuple[str, ...]) -> str:
    flat: dict[str, str] = {}
    for heading, cell in zip(headings, row, strict=True):
        outer, _, inner = heading.partition(".")
        name = inner or outer
        text = f"<{name}>{escape(cell)}</{name}>" if cell else ""
        flat[outer] = flat.get(outer, "") + (f"{text}" if inner else text)
    nested = {heading.partition(".")[0] for heading in headings if "." in heading}
    written = [f"<{k}>{v}</{k}>" if k in nested else v for k, v in flat.items() if v]
    return f"<EstablishmentDetail>{''.join(written)}</EstablishmentDetail>"


def write_fhrs_json(frame: pd.DataFrame, path: Path, extracted_on: str) -> None:
    """Write food hygiene ratings as the FSA's JSON."""
    rows = []
    for record in frame.to_dict("records"):
        nested: dict[str, object] = {}
        for heading, cell in record.items():
            outer, _, inner = str(heading).partition(".")
            if inner:
                inside = nested.setdefault(outer, {})
                assert isinstance(inside, dict)  # noqa: S101  # nosec B101 # tells types only
                inside[inner] = cell or None
            else:
                nested[outer] = cell
        rows.append(nested)
    document = {
        "FHRSEstablishment": {
            "Header": {"ExtractDate": extracted_on, "ItemCount": len(rows)},
            "EstablishmentCollection": {"EstablishmentDetail": rows},
        }
    }
    path.write_text(
        json.dumps(document, ensure_ascii=False, indent=0), encoding="utf-8", newline="\n"
    )
