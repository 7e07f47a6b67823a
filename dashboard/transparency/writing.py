"""How does the pack become files? As HTML and as Markdown, all of them or none."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from dashboard.transparency.blocks import Document
from dashboard.transparency.known import Known
from dashboard.transparency.wording import in_force
from records.errors import ConcernError

__all__ = [
    "MANIFEST",
    "body_of",
    "files_of",
    "html_of",
    "markdown_of",
    "write_pack",
    "zipped",
]

MANIFEST = "manifest.json"
"""Says of which build and model the pack is, and what each file hashes to."""

_SIGNS = re.compile(r"([\\`*_\[\]<>|])")
_OPENING = re.compile(r"^(\s*)([#+-]|\d+[.)])(?=\s)", re.MULTILINE)


def _marked_down(text: object) -> str:
    """The text as Markdown shows it, whatever signs are in it."""
    plain = " ".join(str(text).split())
    return _OPENING.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", plain))


_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("dashboard.transparency"),
    autoescape=jinja2.select_autoescape(["html"]),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["md"] = _marked_down


def body_of(document: Document) -> Markup:
    """Return the sections of the document as HTML, to stand in another page."""
    macros: Any = _PAGES.get_template("_blocks.html").module
    made: Markup = macros.sections(document)
    return made


def zipped(files: Mapping[str, bytes], on: date) -> bytes:
    """Return the files as a zip; the same files of the same day give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, files[name])
    return made.getvalue()


def html_of(document: Document, known: Known) -> str:
    """Return the document as one page of HTML that needs nothing else, and runs nothing."""
    return _PAGES.get_template("document.html").render(**_values(known), document=document)


def markdown_of(document: Document, known: Known) -> str:
    """Return the document as Markdown."""
    return _PAGES.get_template("document.md").render(**_values(known), document=document)


def files_of(documents: tuple[Document, ...], known: Known) -> dict[str, bytes]:
    """Return the files of the pack by name: each document twice, a contents page, a manifest."""
    values = {**_values(known), "documents": documents}
    texts = {
        f"index.{kind}": _PAGES.get_template(f"index.{kind}").render(**values)
        for kind in ("html", "md")
    }
    for one in documents:
        texts[f"{one.name}.html"] = html_of(one, known)
        texts[f"{one.name}.md"] = markdown_of(one, known)
    files = {name: text.encode() for name, text in texts.items()}
    return {**files, MANIFEST: _manifest(files, known)}


def write_pack(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the files as the folder `out`; an older pack there is replaced whole.

    Raises:
        ConcernError: the folder holds something else, or cannot be written; nothing was changed.
    """
    if out.exists() and not _may_replace(out):
        raise ConcernError(
            f"{out} holds something that is no transparency pack. Name an empty or a new folder."
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as aside:
            _put(_written(Path(aside), files), out, Path(aside) / "old")
    except OSError as error:
        raise ConcernError(f"{out} cannot be written: {error.strerror}. Name another.") from error


def _written(aside: Path, files: Mapping[str, bytes]) -> Path:
    fresh = aside / "new"
    fresh.mkdir()
    for name, content in files.items():
        (fresh / name).write_bytes(content)
    return fresh


def _put(fresh: Path, out: Path, old: Path) -> None:
    """Put the new folder where an older pack may be, which comes back where that fails."""
    stood = out.exists()
    if stood:
        out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        if stood:
            old.rename(out)
        raise


def _may_replace(out: Path) -> bool:
    if not out.is_dir():
        return False
    held = os.listdir(out)
    return not held or (MANIFEST in held and all(_ours(out / name) for name in held))


def _ours(path: Path) -> bool:
    return path.name == MANIFEST or path.suffix in (".html", ".md")


def _values(known: Known) -> dict[str, object]:
    held = known.held
    return {
        "county": known.county,
        "on": f"{known.on:%-d %B %Y}",
        "version": in_force(known).label,
        "build": held.build_id if held else "none",
        "synthetic": bool(held and held.synthetic),
    }


def _manifest(files: Mapping[str, bytes], known: Known) -> bytes:
    said = {
        "county": known.county,
        "written_on": known.on.isoformat(),
        "build": known.held.build_id if known.held else None,
        "version": in_force(known).label,
        "sha256": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    return (json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode()
