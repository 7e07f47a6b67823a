"""Erase a record, then look at every byte of the county for it; be killed at every step of it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from records.audit import Trail, open_trail, verify
from records.history import current_records
from records.home import Home
from records.rights.cases import cases_held
from records.rights.deciding import Review, review
from records.rights.erasing import erase, pending
from records.schema import PlacedRecord
from records.state import open_state, tables, writing
from records.store import builds, current_id, open_build
from risk.pipeline import make_build
from risk.rebuilding import build_again
from tests.records.rights.conftest import MAPPING, NOON, OFFICER, County, light_build, row

CANARY = ("Zanzibarquill", "Quexington", "ZQ9 9QZ", "01245987321", "KZQ77001")
"""Words of one record: its name, its street, its postcode, its telephone and its key."""

RECORD = "kitchens:KZQ77001"
DAY = dt.date(2026, 11, 1)
STRIDE = int(os.environ.get("CONCERN_KILL_STRIDE", "3"))
"""Of so many steps one is killed at; 1 kills at each."""


def canary(name: str = "Zanzibarquill Cafe", visited: str = "01/05/2025") -> str:
    return f"KZQ77001,{name},7 Quexington Row,ZQ9 9QZ,{visited},visit,01245 987321\n"


def everything(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file of the folder as text, and every value of every table in it."""
    for path in sorted(root.rglob("*")):
        if not path.is_file():
            continue
        yield path, path.read_bytes().decode("latin-1")
        if path.suffix == ".parquet":
            file = pq.ParquetFile(path)
            yield path, str(file.metadata.to_dict())
            yield path, str(file.read().to_pydict())
        elif path.suffix == ".npy":
            yield path, str(np.load(path).tolist())


def traces(root: Path, hidden: bytes) -> list[str]:
    """Return where one of the record's words is found, or the hash of its key that rows have."""
    needles = [word.casefold() for word in (*CANARY, RECORD)]
    compact = "".join(CANARY[2].split()).casefold()
    return [
        f"{path.relative_to(root)}: {needle}"
        for path, text in everything(root)
        for needle in (*needles, compact, hidden.decode("latin-1"))
        if needle in (text if needle == hidden.decode("latin-1") else text.casefold())
    ]


def row_hash() -> bytes:
    from records.held import keys_of

    return keys_of([RECORD]).tobytes()


def filled(folder: Path) -> County:
    """Return a county in which the record is wherever a record can be."""
    home = Home.at(folder / "county")
    home.mappings.mkdir(parents=True)
    (home.mappings / "kitchens.toml").write_text(MAPPING)
    engine = open_state(home.state_url)
    county = County(home, open_trail(engine, home), folder)
    county.take_in(canary(), row("L1001"), row("L1002"))
    county.take_in(canary("Zanzibarquill Bar"), row("L1003"), received=dt.date(2025, 6, 2))
    county.take_in(canary(visited="no day"), row("L1004", name=""), received=dt.date(2025, 6, 3))
    said = {"verdict": "same", "why": "both say 01245987321", "judged_by": "analyst"}
    with writing(engine) as connection:
        pair = {"id_a": RECORD, "id_b": "kitchens:L1001", "judged_at": NOON}
        connection.execute(insert(tables.judgements), pair | said)
    value = {"field": "name", "value": "Zanzibarquill Grill"}
    county.grant("rectification", RECORD, **value)
    county.ask("dispute", RECORD)
    kept = Review(RECORD, "keep", "Zanzibarquill is before the court", dt.date(2027, 1, 1))
    review(home, county.trail, kept, OFFICER)
    return county


def opened(home: Home) -> Trail:
    return open_trail(open_state(home.state_url), home)


@pytest.mark.slow
def test_after_an_erasure_no_byte_of_the_county_tells_of_the_record(tmp_path):
    county = filled(tmp_path)
    home, trail = county.home, county.trail
    make_build(home, DAY, {"county": "Essex"}, on=NOON.date())
    make_build(home, DAY, {"county": "Essex"}, on=NOON.date())
    found = {line.partition("/")[0].partition(":")[0] for line in traces(home.root, row_hash())}
    assert {"builds", "deliveries"} < found, "the search finds what is there"
    assert any(name.startswith("state.db") for name in found)
    before = current_id(home)
    done = county.erase(RECORD, build=lambda: build_again(home, NOON))
    assert len(done.builds) == 2
    assert traces(home.root, row_hash()) == []
    assert current_id(home) not in (before, None)
    with open_build(home) as build:
        assert not build.refused
        assert build.manifest.about["county"] == "Essex"
        kept = set(build.table("records")[PlacedRecord.record_id])
    assert kept == {f"kitchens:L100{number}" for number in (1, 2, 3)}
    assert verify(trail).is_sound
    assert county.take_in(canary("Zanzibarquill Inn"), received=dt.date(2025, 7, 1)).erased == 1
    assert traces(home.root, row_hash()) == []


class _Killed:
    """Counts the steps of this process that change what is on disk, and ends it at one of them."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, what: Callable[..., object]) -> Callable[..., object]:
        def stepped(*given: object, **named: object) -> object:
            self.step()
            return what(*given, **named)

        return stepped


def erased_in_a_child(home: Home, kill_at: int) -> bool:
    """Erase in a process that is killed at a step; say whether it was."""
    pid = os.fork()
    if pid == 0:
        killed = _Killed(kill_at)
        event.listen(Engine, "commit", killed.step)
        for owner, name in ((os, "replace"), (os, "rename"), (shutil, "rmtree"), (Path, "unlink")):
            setattr(owner, name, killed.before(getattr(owner, name)))
        erase(home, opened(home), lambda: light_build(home), OFFICER, killed.step)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status)


@pytest.mark.slow
def test_killed_at_any_step_an_erasure_is_finished_by_doing_it_again(tmp_path):
    county = filled(tmp_path)
    light_build(county.home)
    county.grant("erasure", RECORD)
    county.trail.engine.dispose()
    home, steps = Home.at(tmp_path / "copy"), 0
    for kill_at in range(1, 200, STRIDE):
        shutil.rmtree(home.root, ignore_errors=True)
        shutil.copytree(county.home.root, home.root)
        was_killed = erased_in_a_child(home, kill_at)
        trail = opened(home)
        assert RECORD not in set(current_records(home)["record_id"]), "hidden all the while"
        waits = bool(pending(trail).cases)
        assert waits or traces(home.root, row_hash()) == [], "granted only when all is done"
        erase(home, trail, lambda: light_build(home), OFFICER)
        assert traces(home.root, row_hash()) == []
        states = {case.state for case in cases_held(trail.engine)}
        assert states == {"granted"}
        assert builds(home)[0].is_current
        assert verify(trail).is_sound
        trail.engine.dispose()
        if not was_killed:
            break
        steps += 1
    assert not was_killed
    assert steps * STRIDE > 20
