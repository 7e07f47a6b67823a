"""How is a county backed up while it is served and deliveries come in?

Order makes it whole without stopping anyone: first the build is held open, then the audit's anchor,
then one state of the database, and last the deliveries that this state's ledger knows, which never
change. Only erasure changes them; where one ran meanwhile the files are taken again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from records.backup.copying import Copies
from records.backup.database import StateCopy, copy_state, erased_now
from records.backup.keys import ENDING, key_hashes
from records.backup.listing import forget, note_backup
from records.backup.manifest import (
    ASIDE,
    COUNTY,
    MANIFEST,
    BackupManifest,
    backups_in,
    new_id,
)
from records.errors import BackupError, BuildError
from records.home import Home
from records.store import Build, open_build
from records.store.durable import locked, sync, write_file
from records.store.layout import Pointer

__all__ = ["ANCHOR", "Taken", "back_up"]

_FOLDERS = ("mappings", "reference")
ANCHOR = "audit.anchor"
"""Where the audit's anchor lies in a backup, wherever it lies in the county."""

_TRIES = 3
_REMEDY = "Nothing was kept of it, the backups before stay."


@dataclass(frozen=True)
class Taken:
    """A backup that was taken.

    bytes: of its files, linked ones too. linked: files that share their bytes with the backup
    before. build: id, empty where none is in it; why_no_build says why. removed: ids of older
    backups that went.
    """

    backup_id: str
    folder: Path
    files: int
    bytes: int
    linked: int
    deliveries: int
    build: str
    why_no_build: str
    removed: tuple[str, ...] = ()


def back_up(home: Home, engine: Engine, dest: Path, now: datetime, keep: int = 0) -> Taken:
    """Take a backup of the county into a new folder of `dest`; it is there whole or not at all.

    keep: how many backups of `dest` stay, the newest first; 0: all. Keys are left out: whoever has
    a backup and its keys could forge the audit and name the erased.

    Raises:
        BackupError: the disk is full or cannot be written, `dest` lies in the county's folder, or
            what is copied is damaged.
    """
    _refuse_inside(home, dest)
    try:
        dest.mkdir(parents=True, exist_ok=True)
        with locked(dest / ".lock"):
            _remove_stale(dest)
            taken = _Taking(home, engine, dest).take(now)
            note_backup(home, taken.backup_id, dest, now)
            return _thinned(home, taken, keep)
    except OSError as error:
        raise BackupError(
            f"The backup could not be written to {dest}: {error.strerror or error}. {_REMEDY} "
            "Free space there, or mend the folder's permissions."
        ) from error


@dataclass(frozen=True)
class _Taking:
    home: Home
    engine: Engine
    dest: Path

    def take(self, now: datetime) -> Taken:
        aside = self.dest / f"{ASIDE}{os.getpid()}"
        with _gone_on_failure(aside):
            aside.mkdir(mode=0o700)
            before = next(reversed(backups_in(self.dest)), None)
            copies = Copies(aside, before)
            state, build, why = self._copied(copies)
            return self._named(copies, state, now, (build, why))

    def _copied(self, copies: Copies) -> tuple[StateCopy, str, str]:
        for _ in range(_TRIES):
            build, why = self._build(copies)
            self._plain_files(copies)
            if self.home.audit_anchor.exists():
                copies.take(self.home.audit_anchor, f"{COUNTY}/{ANCHOR}")
            state = copy_state(self.engine, copies.folder)
            copies.note(state.file)
            self._deliveries(copies, state.deliveries)
            if erased_now(self.engine) == {row["record_hash"] for row in state.tombstones}:
                return state, build, why
            (copies.folder / state.file).unlink()
            shutil.rmtree(copies.folder / COUNTY)
            copies.files.clear()
        raise BackupError(f"Records were erased during each of {_TRIES} tries. Try again later.")

    def _build(self, copies: Copies) -> tuple[str, str]:
        """Take the build that is read; return its id, or why there is none."""
        with ExitStack() as stack:
            try:
                build = stack.enter_context(open_build(self.home, other_columns=True))
            except BuildError as error:
                return "", str(error)
            for name in [*build.manifest.files, "manifest.json"]:
                self._take(copies, self.home.builds / build.id / name)
            pointer = self._pointer(build, copies)
            target = copies.folder / COUNTY / self.home.pointer.name
            write_file(target, pointer)
            copies.note(f"{COUNTY}/{self.home.pointer.name}")
            return build.id, ""

    def _pointer(self, build: Build, copies: Copies) -> bytes:
        """The file that names the build that was taken, whatever is published meanwhile."""
        manifest = copies.files[f"{COUNTY}/{self.home.builds.name}/{build.id}/manifest.json"]
        return Pointer(build.id, manifest.sha256).to_json()

    def _plain_files(self, copies: Copies) -> None:
        for path in sorted(self.home.root.iterdir()):
            if path.is_file() and not self._apart(path):
                self._take(copies, path)
        for name in _FOLDERS:
            for path in sorted((self.home.root / name).rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    self._take(copies, path)

    def _apart(self, path: Path) -> bool:
        """Say whether a file of the folder is a key, passing, or taken by other means."""
        passing = path.name.startswith((".", "state.db", f"{ANCHOR}."))
        others = (self.home.pointer, self.home.audit_anchor, self.home.audit_key)
        return passing or path.suffix == ENDING or path in others

    def _deliveries(self, copies: Copies, ids: tuple[str, ...]) -> None:
        for name in ids:
            folder = self.home.deliveries / name
            if not folder.is_dir():
                raise BackupError(
                    f"Delivery {name} is in the ledger and not on disk. {_REMEDY} Bring its folder "
                    "back from an older backup."
                )
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    self._take(copies, path)

    def _take(self, copies: Copies, path: Path) -> None:
        copies.take(path, f"{COUNTY}/{path.relative_to(self.home.root).as_posix()}")

    def _named(
        self, copies: Copies, state: StateCopy, now: datetime, build: tuple[str, str]
    ) -> Taken:
        """Write the manifest last and give the folder its name."""
        manifest = BackupManifest(
            product_version=version("businesses-of-concern"),
            taken_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            database=self.engine.dialect.name,
            state=state.file,
            build=build[0],
            deliveries=len(state.deliveries),
            tombstones=state.tombstones,
            keys=key_hashes(self.home),
            files=copies.files,
        ).to_json()
        write_file(copies.folder / MANIFEST, manifest)
        for folder, _, _ in os.walk(copies.folder):
            sync(Path(folder))
        backup_id = new_id(now, manifest)
        os.rename(copies.folder, self.dest / backup_id)
        sync(self.dest)
        size = sum(entry.bytes for entry in copies.files.values())
        return Taken(backup_id, self.dest / backup_id, len(copies.files), size, copies.linked,
                     len(state.deliveries), *build)  # fmt: skip


def _refuse_inside(home: Home, dest: Path) -> None:
    if dest.resolve().is_relative_to(home.root.resolve()):
        raise BackupError(
            f"{dest} lies in the county's own folder and would go with it. Name a folder on "
            "another disk or machine."
        )


def _remove_stale(dest: Path) -> None:
    for path in dest.iterdir():
        if path.name.startswith(ASIDE):
            shutil.rmtree(path)


def _thinned(home: Home, taken: Taken, keep: int) -> Taken:
    """Remove all but the newest `keep` backups."""
    old = backups_in(taken.folder.parent)[:-keep] if keep else []
    for folder in old:
        aside = folder.with_name(f"{ASIDE}{folder.name}")
        os.rename(folder, aside)
        shutil.rmtree(aside)
    forget(home, [folder.name for folder in old])
    return Taken(**{**vars(taken), "removed": tuple(folder.name for folder in old)})


@contextmanager
def _gone_on_failure(aside: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
