"""The drill, as an administrator types it: back up, destroy, restore, go on."""

import json
import shutil
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from benchmarks.agreed import agree
from dashboard.settings import make_home
from records.audit import open_trail, verify
from records.backup import backups_in, noted_backups
from records.contracts import find_contract
from records.history import current_records
from records.ingest import ingest
from records.rights.actor import Actor
from records.rights.erasing import erase
from records.schema import BUILD_TABLES
from records.state import open_state, writing
from records.state.tables import cases
from records.store import open_build
from risk.pipeline import make_build

DAY = date(2026, 11, 1)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
NOTICES = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Compliance Date,Result,Breach\n"
    "N1,Larch Hand Car Wash Ltd,Improvement,03/05/2026,Basildon,45200,01/07/2026,Complied,A\n"
    "N2,Elmwater Nails,Improvement,03/06/2026,Harlow,96020,01/08/2026,Complied,A\n"
)


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "county")
    agree(home)
    (tmp_path / "notices.csv").write_text(NOTICES, encoding="utf-8")
    contract = find_contract("hse_notices", home.mappings)
    ingest(home, tmp_path / "notices.csv", contract, date(2026, 10, 1))
    make_build(home, DAY, {"county": "Essex", "synthetic": True}, on=DAY)
    return home


def tables(home):
    with open_build(home) as build:
        return build.id, {name: build.table(name) for name in BUILD_TABLES}


def ids(home) -> list[str]:
    return tables(home)[1]["records"]["record_id"].tolist()


def test_a_county_that_was_destroyed_is_back_and_its_audit_is_whole(concern, home, tmp_path):
    before, shown = tables(home)
    keys, dest = tmp_path / "keys.json", tmp_path / "backups"
    code, said, _ = concern("backup", dest, "--with-keys", keys, "--home", home.root)
    assert (code, "Keep it away from the backups" in said) == (0, True)
    shutil.rmtree(home.root)
    (taken,) = backups_in(dest)
    code, _, why = concern("restore", taken, "--into", home.root)
    assert (code, "--keys" in why) == (1, True)
    code, said, why = concern("restore", taken, "--into", home.root, "--keys", keys)
    assert (code, why) == (0, "")
    after, again = tables(home)
    assert after == before
    assert all(again[name].equals(shown[name]) for name in BUILD_TABLES)
    state = open_state(home.state_url)
    assert verify(open_trail(state, home)).is_sound
    state.dispose()
    code, said, _ = concern("backups", "--home", home.root)
    assert (code, taken.name in said) == (0, True)


def test_what_was_erased_after_a_backup_does_not_come_back_with_it(concern, home, tmp_path):
    keys, dest = tmp_path / "keys.json", tmp_path / "backups"
    concern("backup", dest, "--with-keys", keys, "--home", home.root)
    _erased(home, next(one for one in ids(home) if "N2" in one))
    concern("backup", dest, "--home", home.root)
    older, newer = backups_in(dest)
    shutil.rmtree(home.root)
    shutil.rmtree(newer / "county")  # only its list of the erased is left
    code, _, why = concern("restore", older, "--into", home.root, "--keys", keys)
    assert (code, why) == (0, "")
    _, shown = tables(home)
    assert shown["records"]["source_record_id"].tolist() == ["N1|A"]
    assert list(current_records(home, DAY)["source_record_id"]) == ["N1|A"]


def _erased(home, record_id: str) -> None:
    state = open_state(home.state_url)
    case = {
        "kind": "erasure", "record_id": record_id, "field": "", "why": "asked", "opened_by": "o",
        "opened_at": NOW, "due_on": date(2026, 12, 22), "state": "open", "decided_by": "o",
        "decision": "granted",
    }  # fmt: skip
    trail = open_trail(state, home)
    with writing(state) as connection:
        connection.execute(insert(cases), case)
    done = erase(home, trail, lambda: make_build(home, DAY, {}, on=DAY), Actor("officer", NOW))
    assert done.cases == 1
    state.dispose()


def test_a_tampered_audit_is_not_put_in_place(concern, home, tmp_path, monkeypatch):
    keys, dest = tmp_path / "keys.json", tmp_path / "backups"
    concern("backup", dest, "--with-keys", keys, "--home", home.root)
    held = json.loads(keys.read_text())
    assert set(held) == {"audit.key"}
    state = open_state(home.state_url)
    with state.begin() as connection:
        for name in (
            connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
            )
            .scalars()
            .all()
        ):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit SET user_id = 'nobody' WHERE seq = 1")
    state.dispose()
    concern("backup", dest, "--home", home.root)
    newest = backups_in(dest)[-1]
    code, _, why = concern("restore", newest, "--into", tmp_path / "new", "--keys", keys)
    assert (code, "audit in the backup is not whole" in why) == (1, True)
    assert list((tmp_path / "new").iterdir()) == []


def test_without_a_backup_it_is_said_how_to_take_one(concern, home):
    assert noted_backups(home) == []
    code, said, _ = concern("backups", "--home", home.root)
    assert (code, "concern backup DEST" in said) == (0, True)


def test_a_county_without_a_build_is_backed_up_and_said_to_be(concern, home, tmp_path):
    shutil.rmtree(home.builds)
    home.pointer.unlink()
    keys, dest = tmp_path / "keys.json", tmp_path / "backups"
    code, said, _ = concern("backup", dest, "--with-keys", keys, "--home", home.root)
    assert (code, "No build is in it" in said) == (0, True)
    (taken,) = backups_in(dest)
    code, said, _ = concern("restore", taken, "--into", tmp_path / "new", "--keys", keys)
    assert (code, "concern build" in said) == (0, True)
