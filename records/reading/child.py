"""What does a workbook, XML or JSON file hold? Run as a process of its own, with limits.

A hostile file can end this process, never the one that started it. It imports nothing of ours, so
that it starts at once and needs no path. It writes one JSON line for each row to standard output:
first {"table": name, "names": [...] or null, "first": row number}, then a list of cells a row.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

__all__ = ["RefusedError", "rows_of"]

Asked = dict[str, Any]
"""What the parent asks: kind, path, rows (where they lie) and the fields of Limits."""

_LOOK_AT_EVENTS = 20_000
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'](?:[^>]*[^/>])?>")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class RefusedError(Exception):
    """The file is refused; the message says why and what to do."""


def rows_of(asked: Asked) -> Iterator[Any]:
    """Yield what the process writes for the file asked for.

    Raises:
        RefusedError: it is broken, hostile, or holds no rows.
    """
    readers = {"xlsx": _workbook, "xml": _markup, "json": _json}
    return readers[asked["kind"]](asked)


def _workbook(asked: Asked) -> Iterator[Any]:
    # Imported here: XML and JSON need no native parser in the process.
    from python_calamine import CalamineError, load_workbook

    _refuse_far_cells(asked)
    try:
        with load_workbook(asked["path"]) as book:
            for name in _wanted(book.sheet_names, asked["rows"]):
                sheet = book.get_sheet_by_name(name)
                if sheet.start is not None:
                    yield {"table": name, "names": None, "first": sheet.start[0] + 1}
                    yield from ([_cell(value) for value in row] for row in sheet.iter_rows())
    except CalamineError as error:
        raise RefusedError(
            f"is a broken workbook ({type(error).__name__}); save it anew"
        ) from error


def _wanted(sheets: list[str], wanted: list[str]) -> list[str]:
    missing = [name for name in wanted if name not in sheets]
    if missing:
        raise RefusedError(f"has no sheet {missing[0]!r}; it has {', '.join(map(repr, sheets))}")
    return wanted or sheets


def _refuse_far_cells(asked: Asked) -> None:
    """Refuse a sheet whose filled cells span more than memory holds: the parser wants them all."""
    with zipfile.ZipFile(asked["path"]) as book:
        for name in filter(_SHEET.fullmatch, book.namelist()):
            with book.open(name) as sheet:
                rows, columns = _extent(iter(lambda: sheet.read(1_000_000), b""))
            if rows * columns > asked["cells"]:
                raise RefusedError(
                    f"spans {rows} rows by {columns} columns in one sheet, at most "
                    f"{asked['cells']} cells are read; delete what stands far from the table"
                )


def _extent(pieces: Iterator[bytes]) -> tuple[int, int]:
    rows = columns = 0
    rest = b""
    for piece in pieces:
        text = rest + piece
        for letters, number in _CELL.findall(text):
            rows, columns = max(rows, int(number)), max(columns, _column(letters))
        rest = text[text.rfind(b"<") :][:1_000]
    return rows, columns


def _column(letters: bytes) -> int:
    return reduce(lambda number, letter: number * 26 + letter - 64, letters, 0)


def _cell(value: Any) -> str:
    """Return a cell as text: days as YYYY-MM-DD, whole numbers without a point."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool | timedelta):
        return str(value).lower()
    return str(value).strip()


def _markup(asked: Asked) -> Iterator[Any]:
    element = asked["rows"][0] if asked["rows"] else _repeated_element(asked)
    names: dict[str, None] = {}
    for row in _elements(asked, element):
        names.update(dict.fromkeys(row))
        if len(names) > asked["columns"]:
            raise RefusedError(f"has more than {asked['columns']} kinds of elements in its rows")
    if not names:
        raise RefusedError(f"holds no element {element!r}, the row of this source")
    yield {"table": element, "names": list(names), "first": 1}
    for row in _elements(asked, element):
        yield [row.get(name, "") for name in names]


def _events(asked: Asked) -> Iterator[tuple[str, Any]]:
    """Yield the start and end of each element, none deeper than allowed."""
    depth = 0
    try:
        for event, element in ElementTree.iterparse(
            asked["path"], events=("start", "end"), forbid_dtd=True
        ):
            depth += 1 if event == "start" else -1
            if depth > asked["depth"]:
                raise RefusedError(f"nests elements more than {asked['depth']} deep")
            yield event, element
    except DefusedXmlException as error:
        raise RefusedError("declares a document type or entities, which are never read") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise RefusedError(f"is not well-formed XML ({error}); ask for it again") from error


def _elements(asked: Asked, name: str) -> Iterator[dict[str, str]]:
    """Yield the fields of each element called `name`, each in memory only while it is read."""
    open_elements: list[Any] = []
    for event, element in _events(asked):
        if event == "start":
            open_elements.append(element)
            continue
        open_elements.pop()
        if _tag(element) == name:
            yield _fields(element, asked)
        inside = any(_tag(parent) == name for parent in open_elements)
        if open_elements and not inside:
            open_elements[-1].remove(element)


def _repeated_element(asked: Asked) -> str:
    """Return the outermost element that repeats and has others inside, else the first such."""
    seen: Counter[tuple[int, str]] = Counter()
    depth = 0
    for event, element in islice(_events(asked), _LOOK_AT_EVENTS):
        depth += 1 if event == "start" else -1
        if event == "end" and len(element) > 1:
            seen[depth, _tag(element)] += 1
    if not seen:
        raise RefusedError("holds no rows: no element has others inside")
    repeated = [place for place, times in seen.items() if times > 1]
    return min(repeated or seen, key=lambda place: place[0] if repeated else 0)[1]


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _fields(element: Any, asked: Asked) -> dict[str, str]:
    """Return the texts inside an element by dotted path, such as Scores.Hygiene."""
    fields: dict[str, str] = {}
    waiting = [("", element)]
    while waiting:
        path, at = waiting.pop()
        text = (at.text or "").strip()
        if path and text:
            fields[path] = f"{fields[path]}; {text}" if path in fields else text
        waiting += [(f"{path}.{_tag(child)}".lstrip("."), child) for child in reversed(at)]
        if len(fields) > asked["columns"]:
            raise RefusedError(f"has a row of more than {asked['columns']} fields")
    return fields


def _json(asked: Asked) -> Iterator[Any]:
    rows = [_flat(row, asked) for row in _objects(_loaded(asked), asked)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise RefusedError("holds no rows")
    if len(names) > asked["columns"]:
        raise RefusedError(f"has {len(names)} fields, at most {asked['columns']} are read")
    yield {"table": "", "names": names, "first": 1}
    for row in rows:
        yield [row.get(name, "") for name in names]


def _loaded(asked: Asked) -> Any:
    """Return the JSON value, or a list of them where each line is one; numbers stay as written."""
    data = Path(asked["path"]).read_bytes()
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    text = text.lstrip("\ufeff")
    try:
        return _value(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and lines[0].rstrip().endswith("}"):
            return [_value(line, f"line {n}") for n, line in enumerate(lines, start=1)]
        raise RefusedError(f"is not JSON ({error}); ask for it again") from error


def _value(text: str, place: str | None = None) -> Any:
    try:
        return json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        if place is None:
            raise
        raise RefusedError(f"{place} is not JSON ({error.msg}); mend that line") from error


def _objects(value: Any, asked: Asked) -> list[dict[str, Any]]:
    """Return the list of rows: where the contract says, else the first list of objects found."""
    for path in asked["rows"]:
        found = value
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, list):
            return _checked(found)
    waiting = [(value, 0)]
    while waiting:
        found, depth = waiting.pop(0)
        if isinstance(found, list):
            return _checked(found)
        if isinstance(found, dict) and depth < asked["depth"]:
            waiting += [(inner, depth + 1) for inner in found.values()]
    raise RefusedError("holds no list of rows")


def _checked(rows: list[Any]) -> list[dict[str, Any]]:
    odd = next((n for n, row in enumerate(rows, start=1) if not isinstance(row, dict)), None)
    if odd is not None:
        raise RefusedError(f"row {odd} is not an object of named fields; expected a list of them")
    return rows


def _flat(row: dict[str, Any], asked: Asked) -> dict[str, str]:
    """Return the texts inside an object by dotted path, such as Geocode.Latitude."""
    fields: dict[str, str] = {}
    waiting = [(name, value, 1) for name, value in reversed(row.items())]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > asked["depth"]:
            raise RefusedError(f"nests values more than {asked['depth']} deep")
        if isinstance(value, dict):
            inner = reversed(value.items())
            waiting += [(f"{path}.{name}", item, depth + 1) for name, item in inner]
        elif isinstance(value, list):
            waiting += [(path, item, depth + 1) for item in reversed(value)]
        elif value is not None and (text := _cell(value)):
            fields[path] = f"{fields[path]}; {text}" if path in fields else text
    return fields


def _limit(asked: Asked) -> None:
    """Bound memory and processor time; macOS takes no bound on memory, the file checks remain."""
    for kind, most in (
        (resource.RLIMIT_AS, asked["memory_bytes"]),
        (resource.RLIMIT_CPU, asked["cpu_seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def main() -> int:
    """Write the rows asked for on the command line; 3: refused, with the reason as last line."""
    asked: Asked = json.loads(sys.argv[1])
    _limit(asked)
    try:
        for row in rows_of(asked):
            sys.stdout.write(json.dumps(row) + "\n")
        return 0
    except RefusedError as error:
        why = str(error)
    except (MemoryError, RecursionError):
        why = f"nests too deep or needs more than {asked['memory_bytes']} bytes of memory"
    sys.stdout.write(json.dumps({"refused": why}) + "\n")
    return 3


if __name__ == "__main__":
    sys.exit(main())
