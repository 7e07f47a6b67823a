"""A county is backed up while it runs, and comes back the same; what is torn does not."""

import json
import multiprocessing
import os
import resource
import shutil
import signal
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import insert, select

from records.audit import Entry, open_trail, verify
from records.backup import (
    BackupManifest,
    Checks,
    Place,
    back_up,
    backups_in,
    noted_backups,
    restore,
    save_keys,
)
from records.backup.manifest import new_id
from records.contracts import find_contract
from records.errors import BackupError
from records.home import Home
from records.ingest import ingest
from records.schema import BUILD_TABLES
from records.state import Acting, delivery_rows, open_state, reading, writing
from records.state.notes import Noting, note, notes_naming
from records.state.tables import saved_views, sessions, tombstones
from records.store import open_build
from risk.pipeline import make_build

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HEADING = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Compliance Date,Result,Breach\n"
)
ROW = (
    "N{0},Larch Hand Car Wash {0} Ltd,Improvement,03/05/2026,Basildon,45200,01/07/2026,Complied,A\n"
)
CHECKS = Checks(verify_audit=lambda home, engine: checked(home, engine), erase_again=lambda *_: 0)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["records.backup", "records.state"])


def checked(home: Home, engine) -> int:
    verdict = verify(open_trail(engine, home))
    assert verdict.is_sound, verdict.faults
    return verdict.rows


def deliver(home: Home, number: int) -> None:
    path = home.root.parent / f"notices{number}.csv"
    path.write_text(HEADING + ROW.format(number), encoding="utf-8")
    ingest(home, path, find_contract("hse_notices", home.mappings), date(2026, 10, 1))


def furnished(home: Home) -> Home:
    """Put a delivery, a build, settings, a mapping, a session and an audit into the county."""
    home.mappings.mkdir(parents=True)
    (home.root / "concern.toml").write_text('county = "Kent"\n')
    (home.mappings / "note.toml.off").write_text("kept")
    deliver(home, 1)
    make_build(home, date(2026, 11, 1), {}, on=date(2026, 11, 1))
    engine = open_state(home.state_url)
    open_trail(engine, home).append(Entry("collection", "a", subject_kind="delivery"))
    moment = dict.fromkeys(("created_at", "seen_at", "expires_at"), NOW)
    with writing(engine) as connection:
        row = {"token_sha256": "0" * 64, "user_id": "a", "purpose": "", "csrf": "0" * 64}
        connection.execute(insert(sessions), {**row, **moment})
        view = {"user_id": "a", "name": "Nails", "page": "/", "query": "sector=nail_bar"}
        connection.execute(insert(saved_views), {**view, "is_shared": False, "made_at": NOW})
    note(engine, Noting("B1", ("a",), "Seen shut.", "everyone", NOW), Acting("lead", "a", "EPOL"))
    engine.dispose()
    return home


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return furnished(Home.at(tmp_path_factory.mktemp("made") / "county")).root


@pytest.fixture
def home(made, tmp_path) -> Home:
    """Return a county of one delivery, with SQLite in its folder, each test its own."""
    shutil.copytree(made, tmp_path / "county")
    return Home.at(tmp_path / "county")


@pytest.fixture
def engine(home):
    engine = open_state(home.state_url)
    yield engine
    engine.dispose()


@pytest.fixture
def safe(home, tmp_path) -> Path:
    """Return the file of the county's keys."""
    save_keys(home, tmp_path / "keys.json", tmp_path / "backups")
    return tmp_path / "keys.json"


@pytest.fixture
def taken(home, engine, tmp_path) -> Path:
    """Return the folder of a backup."""
    return back_up(home, engine, tmp_path / "backups", NOW).folder


def contents(home: Home) -> dict[str, pd.DataFrame]:
    with open_build(home) as build:
        return {name: build.table(name) for name in BUILD_TABLES}


def restored_to(folder: Path, taken: Path, safe: Path | None, **more):
    return restore(taken, Place(folder, keys=safe, **more), NOW, CHECKS)


def test_a_destroyed_county_comes_back_with_the_same_build_ledger_and_audit(
    home, engine, tmp_path, safe
):
    taken = back_up(home, engine, tmp_path / "backups", NOW)
    before, ledger, rows = contents(home), delivery_rows(engine), checked(home, engine)
    engine.dispose()
    shutil.rmtree(home.root)
    report = restored_to(home.root, taken.folder, safe)
    assert (report.build, report.deliveries, report.audit_rows) == (taken.build, 1, rows)
    for name, table in contents(home).items():
        pd.testing.assert_frame_equal(table, before[name])
    again = open_state(home.state_url)
    pd.testing.assert_frame_equal(delivery_rows(again), ledger)
    assert open_trail(again, home).append(Entry("collection", "b", subject_kind="delivery")) > rows
    again.dispose()
    assert (home.root / "concern.toml").read_text() == 'county = "Kent"\n'
    assert (home.mappings / "note.toml.off").read_text() == "kept"
    deliver(home, 2)
    assert make_build(home, date(2026, 11, 1), {}, on=date(2026, 11, 1)).counts["records"] == 2


def test_state_of_either_database_comes_back(state_url, tmp_path):
    home = furnished(Home(tmp_path / "county", state_url))
    engine = open_state(state_url)
    ledger = delivery_rows(engine)
    taken = back_up(home, engine, tmp_path / "backups", NOW)
    save_keys(home, tmp_path / "keys", tmp_path / "backups")
    engine.dispose()
    with pytest.raises(BackupError, match="already"):
        restored_to(
            tmp_path / "new", taken.folder, tmp_path / "keys", home_at=lambda f: Home(f, state_url)
        )
    emptied(state_url)
    place = Place(tmp_path / "new", lambda folder: Home(folder, state_url), tmp_path / "keys")
    report = restore(taken.folder, place, NOW, CHECKS)
    engine = open_state(state_url)
    pd.testing.assert_frame_equal(delivery_rows(engine), ledger)
    with reading(engine) as connection:
        assert connection.scalars(select(saved_views.c.name)).all() == ["Nails"]
    assert [(one.text, one.written_by) for one in notes_naming(engine, ["a"])] == [
        ("Seen shut.", "a")
    ]
    engine.dispose()
    assert report.audit_rows >= 1
    assert not list((tmp_path / "new").glob("state.*"))


def emptied(url: str) -> None:
    """Make the database as if it were new."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).unlink()
        return
    engine = open_state(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


def test_nobody_is_signed_in_after_a_restore(taken, safe, tmp_path):
    restored_to(tmp_path / "new", taken, safe)
    engine = open_state(Home.at(tmp_path / "new").state_url)
    with engine.connect() as connection:
        assert connection.execute(select(sessions)).all() == []
    engine.dispose()


def test_keys_are_not_in_a_backup(taken, home):
    key = home.audit_key.read_text().strip().encode()
    files = [path for path in taken.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert not [path for path in files if key in path.read_bytes()]


def test_keys_are_kept_in_a_file_for_their_owner_alone(safe, home, tmp_path):
    assert safe.stat().st_mode & 0o077 == 0
    assert save_keys(home, safe, tmp_path / "backups") == 1
    safe.write_text("{}")
    with pytest.raises(BackupError, match="other keys"):
        save_keys(home, safe, tmp_path / "backups")


def test_a_key_is_not_put_beside_its_lock(home, tmp_path):
    for folder in (tmp_path / "backups", home.root, home.mappings):
        with pytest.raises(BackupError, match="a key beside its lock"):
            save_keys(home, folder / "keys.json", tmp_path / "backups")


def test_keys_that_cannot_be_written_are_a_clear_error(home, tmp_path):
    with pytest.raises(BackupError, match="No such file"):
        save_keys(home, tmp_path / "absent" / "keys.json", tmp_path / "backups")


def test_without_its_keys_a_backup_is_not_restored(taken, tmp_path):
    with pytest.raises(BackupError, match="--keys"):
        restored_to(tmp_path / "new", taken, None)
    assert list((tmp_path / "new").iterdir()) == []


def test_another_countys_keys_are_refused(taken, tmp_path):
    (tmp_path / "other").write_text(json.dumps({"audit.key": "0" * 64}))
    with pytest.raises(BackupError, match=r"audit\.key is not the key"):
        restored_to(tmp_path / "new", taken, tmp_path / "other")
    for text in ("[", "{}"):
        (tmp_path / "other").write_text(text)
        with pytest.raises(BackupError, match=r"keys|does not hold"):
            restored_to(tmp_path / "new", taken, tmp_path / "other")


def test_key_and_anchor_go_where_the_settings_say(home, engine, tmp_path, safe):
    outside = tmp_path / "etc"
    outside.mkdir()
    (outside / "anchor").write_text("of later")
    taken = back_up(home, engine, tmp_path / "backups", NOW)

    def home_at(folder: Path) -> Home:
        return replace(
            Home.at(folder), audit_key_file=outside / "key", audit_anchor_file=outside / "anchor"
        )

    restore(taken.folder, Place(tmp_path / "new", home_at, safe), NOW, CHECKS)
    assert (outside / "key").read_text() == home.audit_key.read_text()
    assert (outside / "anchor").read_bytes() == home.audit_anchor.read_bytes()
    assert (outside / f"anchor.before-{taken.backup_id}").read_text() == "of later"
    assert not (tmp_path / "new" / "audit.key").exists()
    engine2 = open_state(home_at(tmp_path / "new").state_url)
    assert open_trail(engine2, home_at(tmp_path / "new")).key == bytes.fromhex(
        home.audit_key.read_text()
    )
    engine2.dispose()
    again = restore(taken.folder, Place(tmp_path / "third", home_at), NOW, CHECKS)
    assert again.audit_rows >= 1  # the key was where the settings say


def test_a_folder_with_anything_in_it_is_not_touched(taken, safe, tmp_path):
    new = tmp_path / "new"
    new.mkdir()
    (new / "letter").write_text("dear")
    with pytest.raises(BackupError, match="not empty"):
        restored_to(new, taken, safe)
    assert [path.name for path in new.iterdir()] == ["letter"]
    with pytest.raises(BackupError, match="is a file"):
        restored_to(new / "letter", taken, safe)


def test_a_restore_that_was_killed_is_done_again(taken, safe, tmp_path):
    new = tmp_path / "new"
    (new / ".restoring" / "county").mkdir(parents=True)
    (new / "CURRENT").write_text("half")
    assert restored_to(new, taken, safe).deliveries == 1
    assert contents(Home.at(new))
    (new / ".restoring").mkdir()
    with pytest.raises(BackupError, match="is a county already"):
        restored_to(new, taken, safe)


def every_file(taken: Path) -> list[str]:
    return sorted(BackupManifest.read(taken).files)


def test_every_torn_or_missing_file_is_named_and_nothing_is_put_in_place(taken, safe, tmp_path):
    for number, name in enumerate(every_file(taken)):
        torn = shutil.copytree(taken, tmp_path / "torn" / taken.name)
        content = (torn / name).read_bytes()
        (torn / name).unlink()
        if number % 2:
            (torn / name).write_bytes(content[:-1] + b"~" if content else b"~")
        with pytest.raises(BackupError, match=f"not whole: 1 of.*{Path(name).name}"):
            restored_to(tmp_path / "new", torn, safe)
        assert list((tmp_path / "new").iterdir()) == []
        shutil.rmtree(tmp_path / "torn")


def test_an_edited_manifest_is_refused(taken, tmp_path, safe):
    (taken / "manifest.json").chmod(0o600)
    text = (taken / "manifest.json").read_text()
    (taken / "manifest.json").write_text(text.replace('"deliveries": 1', '"deliveries": 2'))
    with pytest.raises(BackupError, match="was changed"):
        restored_to(tmp_path / "new", taken, safe)
    (taken / "manifest.json").unlink()
    with pytest.raises(BackupError, match="cannot be read"):
        restored_to(tmp_path / "new", taken, safe)
    with pytest.raises(BackupError, match="is no backup"):
        restored_to(tmp_path / "new", tmp_path, safe)


@pytest.mark.parametrize("path", ["../out", "/etc/out", "county/../../out", "a\\b"])
def test_a_backup_cannot_write_outside_the_folder(taken, tmp_path, safe, path):
    manifest = BackupManifest.read(taken)
    forged = replace(manifest, files={path: next(iter(manifest.files.values()))}).to_json()
    folder = tmp_path / new_id(NOW, forged)
    folder.mkdir()
    (folder / "manifest.json").write_bytes(forged)
    with pytest.raises(BackupError, match="outside itself"):
        restored_to(tmp_path / "new", folder, safe)


def test_a_backup_of_another_format_is_refused(taken, tmp_path, safe):
    other = replace(BackupManifest.read(taken), format=2).to_json()
    folder = tmp_path / new_id(NOW, other)
    folder.mkdir()
    (folder / "manifest.json").write_bytes(other)
    with pytest.raises(BackupError, match="format 2"):
        restored_to(tmp_path / "new", folder, safe)


def test_a_backup_of_one_database_is_not_put_into_the_other(taken, tmp_path, safe):
    place = Place(tmp_path / "new", lambda folder: Home(folder, "postgresql://x@/y"), safe)
    with pytest.raises(BackupError, match="--state-url"):
        restore(taken, place, NOW, CHECKS)


def test_a_check_that_refuses_leaves_no_county(taken, safe, tmp_path):
    def broken(home, engine):
        raise BackupError("row 1 was changed")

    with pytest.raises(BackupError, match="row 1"):
        restore(
            taken, Place(tmp_path / "new", keys=safe), NOW, replace(CHECKS, verify_audit=broken)
        )
    assert list((tmp_path / "new").iterdir()) == []


def test_what_did_not_change_shares_its_bytes_with_the_backup_before(home, engine, tmp_path):
    first = back_up(home, engine, tmp_path / "backups", NOW)
    deliver(home, 2)
    second = back_up(home, engine, tmp_path / "backups", NOW + timedelta(days=1))
    assert first.linked == 0
    assert 0 < second.linked < second.files
    shared = "county/" + f"builds/{second.build}/profiles.parquet"
    assert (first.folder / shared).samefile(second.folder / shared)
    assert second.deliveries == 2


def test_a_damaged_backup_is_not_built_upon(home, engine, tmp_path):
    first = back_up(home, engine, tmp_path / "backups", NOW)
    name = f"county/builds/{first.build}/profiles.parquet"
    (first.folder / name).chmod(0o600)
    size = (first.folder / name).stat().st_size
    (first.folder / name).write_bytes(b"x" * size)
    second = back_up(home, engine, tmp_path / "backups", NOW + timedelta(days=1))
    assert not (first.folder / name).samefile(second.folder / name)
    (second.folder / "manifest.json").chmod(0o600)
    (second.folder / "manifest.json").write_text("{}")
    third = back_up(home, engine, tmp_path / "backups", NOW + timedelta(days=2))
    assert third.linked == 0


def test_a_disk_without_links_is_copied_to(home, engine, tmp_path, monkeypatch):
    back_up(home, engine, tmp_path / "backups", NOW)

    def no_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("records.backup.copying.os.link", no_links)
    assert back_up(home, engine, tmp_path / "backups", NOW + timedelta(days=1)).linked == 0


def test_old_backups_go_and_are_taken_off_the_list(home, engine, tmp_path):
    for day in range(4):
        last = back_up(home, engine, tmp_path / "backups", NOW + timedelta(days=day), keep=2)
    kept = [path.name for path in backups_in(tmp_path / "backups")]
    assert len(kept) == 2
    assert len(last.removed) == 1
    assert [noted.backup_id for noted in noted_backups(home)] == kept
    assert backups_in(tmp_path / "nowhere") == []


def test_a_restored_county_knows_the_backup_it_came_from(taken, safe, tmp_path):
    restored_to(tmp_path / "new", taken, safe)
    assert [n.backup_id for n in noted_backups(Home.at(tmp_path / "new"))] == [taken.name]


def grave(letter: str) -> dict[str, object]:
    return {"record_hash": letter * 64, "case_id": None, "why": "asked", "erased_by": "officer",
            "erased_at": NOW}  # fmt: skip


def test_what_newer_backups_know_to_be_erased_is_erased_in_an_older_one(
    home, engine, tmp_path, safe
):
    older = back_up(home, engine, tmp_path / "backups", NOW)
    with writing(engine) as connection:
        connection.execute(insert(tombstones), grave("a"))
    back_up(home, engine, tmp_path / "backups", NOW + timedelta(days=1))
    seen = []

    def erase_again(home: Home, engine) -> int:
        with engine.connect() as connection:
            seen.extend(connection.scalars(select(tombstones.c.record_hash)))
        return len(seen)

    (tmp_path / "backups" / f"20270101T000000Z-{'0' * 16}").mkdir()  # torn: passed over
    report = restore(
        older.folder,
        Place(tmp_path / "new", keys=safe),
        NOW,
        replace(CHECKS, erase_again=erase_again),
    )
    assert seen == ["a" * 64]
    assert (report.tombstones, report.erased) == (1, 1)


def test_an_erasure_meanwhile_has_the_files_taken_again(home, engine, tmp_path, monkeypatch):
    graves = iter("abc")

    def erased_meanwhile(engine) -> frozenset[str]:
        with writing(engine) as connection:
            letter = next(graves)
            if letter == "a":
                connection.execute(insert(tombstones), grave(letter))
            return frozenset(connection.scalars(select(tombstones.c.record_hash)))

    monkeypatch.setattr("records.backup.taking.erased_now", erased_meanwhile)
    taken = back_up(home, engine, tmp_path / "backups", NOW)
    assert len(BackupManifest.read(taken.folder).tombstones) == 1
    assert next(graves) == "c"


def test_erasures_without_end_end_the_backup(home, engine, tmp_path, monkeypatch):
    monkeypatch.setattr("records.backup.taking.erased_now", lambda _: frozenset({"x"}))
    with pytest.raises(BackupError, match="each of 3 tries"):
        back_up(home, engine, tmp_path / "backups", NOW)
    assert left_behind(tmp_path / "backups") == []


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != ".lock"]


def test_backups_while_deliveries_come_in_hold_a_ledger_and_its_deliveries(
    home, engine, tmp_path, safe
):
    done, taken = threading.Event(), []

    def bring() -> None:
        for number in range(2, 6):
            deliver(home, number)
        done.set()

    thread = threading.Thread(target=bring)
    thread.start()
    while not done.is_set():
        now = NOW + timedelta(seconds=len(taken))
        taken.append(back_up(home, engine, tmp_path / "backups", now))
    thread.join()
    held = [one.deliveries for one in taken]
    assert held == sorted(held)
    middle = taken[len(taken) // 2]
    new = Home.at(tmp_path / "new")
    assert restored_to(new.root, middle.folder, safe).deliveries == middle.deliveries
    state = open_state(new.state_url)
    folders = {path.name for path in new.deliveries.iterdir() if path.is_dir()}
    assert set(delivery_rows(state)["delivery_id"]) == folders
    state.dispose()
    deliver(new, 99)


def test_a_delivery_that_is_not_on_disk_ends_the_backup(home, engine, tmp_path):
    for folder in home.deliveries.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    with pytest.raises(BackupError, match="in the ledger and not on disk"):
        back_up(home, engine, tmp_path / "backups", NOW)
    assert left_behind(tmp_path / "backups") == []


def test_a_county_without_a_build_is_backed_up_and_it_is_said(home, engine, tmp_path, safe):
    home.pointer.unlink()
    shutil.rmtree(home.builds)
    taken = back_up(home, engine, tmp_path / "backups", NOW)
    assert taken.build == ""
    assert "concern build" in taken.why_no_build
    assert restored_to(tmp_path / "new", taken.folder, safe).build == ""


def test_a_backup_does_not_lie_in_the_county(home, engine):
    with pytest.raises(BackupError, match="county's own folder"):
        back_up(home, engine, home.root / "backups", NOW)


def test_a_damaged_database_is_not_backed_up(home, engine, tmp_path):
    engine.dispose()
    path = home.root / "state.db"
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * 4096 * 3 + content[8192 + 4096 * 3 :])
    with pytest.raises(BackupError, match=r"damaged|cannot be copied"):
        back_up(home, engine, tmp_path / "backups", NOW)
    assert left_behind(tmp_path / "backups") == []


@pytest.mark.parametrize("limit", [0, 100, 5_000, 40_000])
def test_a_full_disk_leaves_no_half_backup(home, engine, tmp_path, limit):
    (tmp_path / "backups").mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(BackupError, match=r"backups before stay|cannot be copied"):
            back_up(home, engine, tmp_path / "backups", NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left_behind(tmp_path / "backups") == []
    assert back_up(home, engine, tmp_path / "backups", NOW).deliveries == 1


def test_a_full_disk_leaves_no_half_county(taken, safe, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))
    try:
        with pytest.raises(BackupError, match="cannot be written"):
            restored_to(tmp_path / "new", taken, safe)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "new").iterdir()) == []
    assert restored_to(tmp_path / "new", taken, safe).deliveries == 1


def back_up_and_die(root: Path, dest: Path, step: int) -> None:
    left = [step]

    def dying(call):
        def counted(*words, **more):
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return call(*words, **more)

        return counted

    for name in ("fsync", "rename", "replace", "mkdir"):
        setattr(os, name, dying(getattr(os, name)))
    home = Home.at(root)
    back_up(home, open_state(home.state_url), dest, NOW)


def test_killed_at_any_step_a_backup_is_whole_or_not_there(home, tmp_path, safe):
    kills, step = 0, 0
    dest = tmp_path / "backups"
    while True:
        process = processes.Process(target=back_up_and_die, args=(home.root, dest, step))
        process.start()
        process.join(60)
        for folder in backups_in(dest):
            assert restored_to(tmp_path / f"new{step}", folder, safe).deliveries == 1
            shutil.rmtree(folder)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        kills, step = kills + 1, step + 14
    assert kills >= 4
    assert [name for name in left_behind(dest) if name.startswith(".tmp-")] == []
