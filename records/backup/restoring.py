"""How is a county put back from a backup? Verified, made ready aside, and put in place last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, insert, make_url, select

from records.backup.copying import copied
from records.backup.database import is_sqlite, put_state_back
from records.backup.keys import put_keys, write_private
from records.backup.listing import note_backup
from records.backup.manifest import COUNTY, BackupManifest, backups_in
from records.errors import BackupError
from records.home import Home
from records.progress import Progress, silent
from records.state import opened, writing
from records.state.tables import sessions, sign_ins, tombstones
from records.store import open_build
from records.store.durable import sync

__all__ = ["Checks", "Place", "Restored", "restore"]

SETTINGS = "concern.toml"
"""Put in place last: a folder without it is no county."""

_ASIDE = ".restoring"
_WRITABLE = 0o644


@dataclass(frozen=True)
class Checks:
    """What is done to the county before it is put in place; each may refuse by raising.

    verify_audit: returns how many rows of the audit are whole. erase_again: takes out what is
    erased by the tombstones and returns how many records that were.
    """

    verify_audit: Callable[[Home, Engine], int]
    erase_again: Callable[[Home, Engine], int]


@dataclass(frozen=True)
class Place:
    """Where a county is put back.

    folder: empty or not there. home_at: returns the home in a folder as the settings in it say.
    keys: file that `save_keys` wrote.
    """

    folder: Path
    home_at: Callable[[Path], Home] = Home.at
    keys: Path | None = None


@dataclass(frozen=True)
class Restored:
    """What was put back. tombstones: known now. erased: records taken out again by them.

    audit_rows: verified. build: id, verified; empty: the backup had none, make one.
    """

    backup_id: str
    files: int
    deliveries: int
    build: str
    tombstones: int
    erased: int
    audit_rows: int


def restore(
    backup: Path, place: Place, now: datetime, checks: Checks, progress: Progress = silent
) -> Restored:
    """Put the county in `backup` where `place` says.

    Every file is verified first. Nobody is signed in afterwards. What any newer backup beside this
    one knows to be erased is erased here too.

    Raises:
        BackupError: the backup is torn, its keys are missing, or there is something in the folder
            already; nothing is put in place then.
    """
    manifest = BackupManifest.read(backup)
    _refuse_used(place.folder)
    try:
        with _aside(place.folder) as aside, ExitStack() as undo:
            _copy(backup, manifest, aside, progress)
            named = place.home_at(aside)
            _refuse_other_database(manifest, named.state_url)
            # The key and the anchor stay in the folder until all is well.
            home = replace(named, audit_key_file=None, audit_anchor_file=None)
            _bring_key(named, home)
            put_keys(home, manifest.keys, place.keys)
            _put_state(aside / manifest.state, home, undo)
            report = _made_ready(home, backup, manifest, checks)
            note_backup(home, backup.name, backup.resolve().parent, now)
            home.mappings.mkdir(exist_ok=True)
            _send_out(named, home, backup.name)
            _put_in_place(aside, place.folder)
            undo.pop_all()
    except OSError as error:
        raise BackupError(
            f"{place.folder} cannot be written: {error.strerror or error}. Free space there or "
            "mend its permissions, then restore again."
        ) from error
    return report


def _made_ready(home: Home, backup: Path, manifest: BackupManifest, checks: Checks) -> Restored:
    with opened(home.state_url) as engine:
        known = _bury(engine, _graves(backup, manifest))
        audit_rows = checks.verify_audit(home, engine)
        erased = checks.erase_again(home, engine)
    if manifest.build:
        open_build(home, other_columns=True).close()
    return Restored(backup.name, len(manifest.files), manifest.deliveries, manifest.build, known,
                    erased, audit_rows)  # fmt: skip


def _graves(backup: Path, manifest: BackupManifest) -> dict[str, Mapping[str, Any]]:
    """Return what is known to be erased, here and in every newer backup that can be read."""
    graves = {row["record_hash"]: row for row in manifest.tombstones}
    for other in backups_in(backup.resolve().parent):
        if other.name <= backup.name:
            continue
        try:
            newer = BackupManifest.read(other)
        except BackupError:
            continue
        if newer.keys == manifest.keys:
            graves |= {row["record_hash"]: row for row in newer.tombstones}
    return graves


def _bury(engine: Engine, graves: Mapping[str, Mapping[str, Any]]) -> int:
    """Write down what is erased, sign everyone out, and return how many records are erased."""
    with writing(engine) as connection:
        for table in (sessions, sign_ins):
            connection.execute(delete(table))
        known = set(connection.scalars(select(tombstones.c.record_hash)))
        for name in graves.keys() - known:
            row = dict(graves[name])
            row["erased_at"] = datetime.fromisoformat(str(row["erased_at"]))
            connection.execute(insert(tombstones), {**row, "case_id": None})
        return len(known | graves.keys())


def _copy(backup: Path, manifest: BackupManifest, aside: Path, progress: Progress) -> None:
    """Copy every file, verified as it is copied; all that are damaged are named at once."""
    faults = []
    for done, (name, entry) in enumerate(sorted(manifest.files.items())):
        progress("files", done, len(manifest.files))
        target = aside / name.removeprefix(f"{COUNTY}/")
        try:
            whole = copied(backup / name, target) == entry
        except FileNotFoundError:
            faults.append(f"{name} is missing")
            continue
        if not whole:
            faults.append(f"{name} was changed")
        target.chmod(_WRITABLE)
    if faults:
        shown = "; ".join(faults[:10])
        raise BackupError(
            f"Backup {backup.name} is not whole: {len(faults)} of {len(manifest.files)} files "
            f"({shown}). Restore an older one."
        )


def _put_state(file: Path, home: Home, undo: ExitStack) -> None:
    """Put the copy where the home's database lies, which may be where it is already."""
    where = Path(make_url(home.state_url).database or "").resolve()
    if is_sqlite(home.state_url) and where == file.resolve():
        return
    put_state_back(file, home.state_url)
    if is_sqlite(home.state_url):
        undo.callback(where.unlink)
    file.unlink()


def _bring_key(named: Home, home: Home) -> None:
    """Take the audit's key from where the settings say it lies, where it outlived the county."""
    if named.audit_key != home.audit_key and named.audit_key.exists():
        write_private(home.audit_key, named.audit_key.read_bytes())


def _send_out(named: Home, home: Home, backup_id: str) -> None:
    """Put the audit's key and anchor where the settings say; an anchor there stays beside."""
    if named.audit_key != home.audit_key:
        if not named.audit_key.exists():
            write_private(named.audit_key, home.audit_key.read_bytes())
        home.audit_key.unlink(missing_ok=True)
    if named.audit_anchor != home.audit_anchor and home.audit_anchor.exists():
        old = named.audit_anchor
        if old.exists():
            os.rename(old, old.with_name(f"{old.name}.before-{backup_id}"))
        write_private(old, home.audit_anchor.read_bytes())
        home.audit_anchor.unlink()


def _refuse_other_database(manifest: BackupManifest, state_url: str) -> None:
    wanted = make_url(state_url).get_backend_name()
    if wanted != manifest.database:
        raise BackupError(
            f"The backup is of a {manifest.database} database and the county's settings name "
            f"{wanted}. Name one of its kind with --state-url."
        )


def _refuse_used(into: Path) -> None:
    """Refuse a folder with anything but what a killed restore left in it."""
    if into.exists() and not into.is_dir():
        raise BackupError(f"{into} is a file. Name an empty folder.")
    held = [path.name for path in into.iterdir()] if into.exists() else []
    if held and _ASIDE not in held:
        raise BackupError(
            f"{into} is not empty: it holds {len(held)} files and folders. Nothing was touched. "
            "Name an empty folder, or move what is there away."
        )
    if SETTINGS in held:
        raise BackupError(
            f"{into} is a county already. Nothing was touched; move it away, then restore again."
        )


@contextmanager
def _aside(into: Path) -> Iterator[Path]:
    """Yield an empty folder inside `into`, gone when the block ends with what it holds."""
    aside = into / _ASIDE
    into.mkdir(parents=True, exist_ok=True)
    for path in into.iterdir():  # of a restore that was killed
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    aside.mkdir(mode=0o700)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _put_in_place(aside: Path, into: Path) -> None:
    """Move everything where it belongs, the settings last; all of it on disk when this returns."""
    for folder, _, _ in os.walk(aside):
        sync(Path(folder))
    for path in sorted(aside.iterdir(), key=lambda path: (path.name == SETTINGS, path.name)):
        os.rename(path, into / path.name)
    sync(into)
