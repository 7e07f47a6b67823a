from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.agreed import agree
from records.contracts import Contract, contract_from
from records.errors import HomeError, SourceError
from records.history import current_records, deliveries, quarantined, record_history
from records.home import Home
from records.ingest import ingest

HEADING = "Ref,Name,Address,Visited,What,Born\n"
DAY = date(2025, 6, 1)


def contract_of(**more) -> Contract:
    return Contract.model_validate(
        {
            "name": "kitchens",
            "title": "Kitchens",
            "agency": "LA_EH",
            "handling": "P",
            "key": ["Ref"],
            "columns": {
                "name": {"from": "Name", "required": True},
                "address": "Address",
                "event_on": "Visited",
                "event_code": {"from": "What", "values": {"visit": "FH_INSP"}},
                "phone": "Phone",
            },
        }
        | more
    )


def row(ref, name="Brambling Cafe", address="1 Mill Lane", visited="01/05/2025") -> str:
    return f"{ref},{name},{address},{visited},visit,\n"


@pytest.fixture
def home(tmp_path) -> Home:
    """A county whose agreements let kitchens and shops in."""
    home = Home.at(tmp_path / "county")
    agree(home, contract_of(), contract_of(name="shops"))
    return home


@pytest.fixture
def take_in(home, tmp_path):
    """Take these rows in as one file."""

    def take(*rows, received=DAY, name="delivery.csv", contract=None, heading=HEADING):
        path = tmp_path / name
        path.write_text(heading + "".join(rows))
        return ingest(home, path, contract or contract_of(), received)

    return take


def counts(receipt) -> tuple[int, ...]:
    names = ("rows_in", "loaded", "corrected", "quarantined", "duplicate")
    return tuple(getattr(receipt, name) for name in names)


def test_every_row_is_loaded_quarantined_or_a_duplicate(take_in, home):
    receipt = take_in(row(1), row(1), row(2), row(3, name=""), "4,Short\n")
    assert counts(receipt) == (5, 2, 0, 2, 1)
    assert [*current_records(home)["record_id"]] == ["kitchens:1", "kitchens:2"]


def test_a_record_tells_where_it_came_from(take_in, home):
    receipt = take_in(row(1))
    record = current_records(home).iloc[0]
    assert record["delivery_id"] == receipt.delivery_id
    assert record["received_on"] == pd.Timestamp(DAY)
    assert record["row_number"] == 2
    assert record["source"] == "kitchens"


def test_a_delivery_is_called_by_day_source_and_content(take_in):
    receipt = take_in(row(1))
    assert receipt.delivery_id == f"2025-06-01-kitchens-{receipt.sha256[:10]}"


def test_the_same_file_twice_changes_nothing_and_says_so(take_in, home):
    first = take_in(row(1), row(2))
    before = sorted(str(path) for path in home.root.rglob("*"))
    again = take_in(row(1), row(2), received=date(2025, 7, 1), name="other.csv")
    assert not first.already_held
    assert again.already_held
    assert counts(again) == (2, 0, 0, 0, 2)
    assert again.delivery_id == first.delivery_id
    assert len(deliveries(home)) == 1
    assert [p for p in sorted(map(str, home.root.rglob("*"))) if "state.db" not in p] == [
        p for p in before if "state.db" not in p
    ]


def test_the_same_content_in_another_file_is_duplicate(take_in, home):
    take_in(row(1), row(2))
    assert counts(take_in(row(2), row(1), received=date(2025, 6, 2))) == (2, 0, 0, 0, 2)
    assert len(current_records(home)) == 2


def test_a_corrected_row_replaces_its_predecessor_which_stays_in_history(take_in, home):
    take_in(row(1, address="1 Mil Lane"), row(2))
    receipt = take_in(row(1, address="1 Mill Lane"), received=date(2025, 6, 2))
    assert counts(receipt) == (1, 1, 1, 0, 0)
    assert current_records(home).set_index("record_id")["address"]["kitchens:1"] == "1 Mill Lane"
    assert [*record_history(home, "kitchens:1")["address"]] == ["1 Mil Lane", "1 Mill Lane"]


def test_a_row_taken_back_is_a_correction_too(take_in, home):
    for day, address in enumerate(["first", "second", "first"], start=1):
        take_in(row(1, address=address), row(day + 1), received=date(2025, 6, day))
    assert [*record_history(home, "kitchens:1")["address"]] == ["first", "second", "first"]
    assert current_records(home).set_index("record_id")["address"]["kitchens:1"] == "first"


def test_of_rows_with_one_key_in_a_file_the_last_holds_and_the_others_are_history(take_in, home):
    receipt = take_in(
        row(1, address="a"), row(1, address="b"), row(1, address="b"), row(1, address="a")
    )
    assert counts(receipt) == (4, 3, 2, 0, 1)
    assert [*current_records(home)["address"]] == ["a"]
    assert [*record_history(home, "kitchens:1")["row_number"]] == [2, 3, 5]


def test_a_late_delivery_does_not_replace_a_newer_row(take_in, home):
    take_in(row(1, address="new"), received=date(2025, 6, 10))
    receipt = take_in(row(1, address="old"), row(2), received=date(2025, 6, 3))
    assert counts(receipt) == (2, 2, 0, 0, 0)
    assert current_records(home).set_index("record_id")["address"]["kitchens:1"] == "new"
    assert [*record_history(home, "kitchens:1")["address"]] == ["old", "new"]


def test_a_late_copy_of_what_is_held_is_duplicate(take_in):
    take_in(row(1), received=date(2025, 6, 10))
    take_in(row(1, address="then"), received=date(2025, 6, 20))
    receipt = take_in(row(1), row(9), received=date(2025, 6, 3))
    assert counts(receipt) == (2, 1, 0, 0, 1)


def test_a_source_without_a_key_knows_its_rows_by_their_content(take_in, home):
    keyless = contract_of(key=[])
    take_in(row(1), row(2), contract=keyless)
    receipt = take_in(row(2), row(1, address="other"), received=date(2025, 6, 2), contract=keyless)
    assert counts(receipt) == (2, 1, 0, 0, 1)
    assert len(current_records(home)) == 3


def test_quarantine_keeps_the_line_its_number_and_every_fault(take_in, home):
    take_in(row(1), row(2, name="", visited="not a day"), '3,"Bad,x,y,z,\n', row(4))
    held = quarantined(home)
    assert [*held["row_number"]] == [3, 4]
    assert held["raw"][0] == "2,,1 Mill Lane,not a day,visit,"
    assert held["raw"][1] == '3,"Bad,x,y,z,'
    assert len(held["faults"][0]) == 2
    assert any("Name: nothing" in fault for fault in held["faults"][0])
    assert "is not closed" in held["faults"][1][0]


def test_cells_that_are_never_loaded_are_not_kept_in_quarantine_either(take_in, home):
    careful = contract_of(drop=["Born"])
    take_in(
        "1,,1 Mill Lane,01/05/2025,visit,1980-01-01\n",
        "2,x,1980-01-01\n",
        contract=careful,
    )
    held = quarantined(home)
    assert "1980" not in held.to_json()
    assert json.loads(held["raw"][0])["Ref"] == "1"
    assert held["faults"][1][0].endswith("the file has columns that are never loaded")


def test_a_receipt_tells_what_was_mended_left_blank_and_not_read(take_in, home):
    receipt = take_in(
        "1,Cafe,x,01/05/2025,visit,,12,y\n",
        "1,Cafe,x,01/05/2025,visit,,12,y\n",
        heading="Ref,Name,Address,Visited,What,Born,Phone,Phone\n",
        contract=contract_of(ignore=["Phone (2)"]),
    )
    assert receipt.warnings == {"phone": 1}
    assert receipt.mended == {"heading 'Phone' twice: the first is read": 1}
    assert receipt.unread == ("Born",)
    written = json.loads((home.deliveries / receipt.delivery_id / "receipt.json").read_text())
    assert written["warnings"] == {"phone": 1}
    assert written["received_on"] == "2025-06-01"


def test_a_delivery_of_only_a_heading_is_kept_with_no_rows(take_in, home):
    assert counts(take_in()) == (0, 0, 0, 0, 0)
    assert len(deliveries(home)) == 1
    assert current_records(home).empty


def test_rows_of_a_switch_are_held_under_their_own_source(tmp_path, take_in, home):
    mappings = tmp_path / "mappings"
    mappings.mkdir()
    for name in ("kitchens", "shops"):
        (mappings / f"{name}.toml").write_text(
            f'name = "{name}"\ntitle = "t"\nagency = "LA_EH"\nkey = ["Ref"]\n'
            '[columns]\nname = "Name"\naddress = "Address"\n'
        )
    (mappings / "both.toml").write_text(
        'name = "both"\ntitle = "t"\n[switch]\ncolumn = "Which"\n'
        'contracts = { "k" = "kitchens", "s" = "shops" }\n'
    )
    both, kitchens = (
        contract_from(mappings / "both.toml"),
        contract_from(mappings / "kitchens.toml"),
    )
    heading = "Which,Ref,Name,Address\n"
    assert counts(take_in("k,1,A,x\n", "s,1,B,x\n", contract=both, heading=heading))[:2] == (2, 2)
    receipt = take_in("1,A,x\n", "2,C,x\n", contract=kitchens, heading="Ref,Name,Address\n")
    assert counts(receipt) == (2, 1, 0, 0, 1)
    assert sorted(current_records(home)["record_id"]) == ["kitchens:1", "kitchens:2", "shops:1"]


def test_a_refused_file_leaves_nothing_behind(take_in, home):
    with pytest.raises(SourceError, match="ethnicity"):
        take_in("1,A,x\n", heading="Ref,Name,Ethnicity\n")
    assert [path.name for path in home.deliveries.iterdir()] == [".lock"]
    assert deliveries(home).empty


def test_a_file_that_changes_while_it_is_read_is_refused(take_in, home, tmp_path):
    path = tmp_path / "delivery.csv"
    path.write_text(HEADING + row(1))

    def meddle(step, done, total):
        path.write_text(HEADING + row(2) + row(3))

    with pytest.raises(SourceError, match="changed while it was read"):
        ingest(home, path, contract_of(), DAY, meddle)
    assert deliveries(home).empty


def test_progress_tells_how_far_it_is(home, tmp_path):
    path = tmp_path / "delivery.csv"
    path.write_text(HEADING + row(1))
    said = []
    ingest(home, path, contract_of(), DAY, lambda *told: said.append(told))
    size = path.stat().st_size
    assert said == [("read", size, size)]
    lines = tmp_path / "delivery.json"
    lines.write_text(json.dumps([{"Ref": 1, "Name": "A", "Address": "x"}]))
    ingest(home, lines, contract_of(columns={"name": "Name"}), DAY, lambda *told: said.append(told))
    packed = tmp_path / "delivery.csv.gz"
    packed.write_bytes(gzip.compress((HEADING + row(1) + row(2)).encode()))
    ingest(home, packed, contract_of(), DAY, lambda *told: said.append(told))
    assert said[1:] == [("read", 1, None), ("read", 2, None)]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "county").write_text("a file")
    path = tmp_path / "delivery.csv"
    path.write_text(HEADING + row(1))
    with pytest.raises(HomeError, match="cannot be made"):
        ingest(Home.at(tmp_path / "county"), path, contract_of(), DAY)


def test_two_ingests_at_once_queue(home, tmp_path):
    paths = [tmp_path / f"{number}.csv" for number in range(4)]
    for number, path in enumerate(paths):
        path.write_text(HEADING + row(1) + row(number + 10))
    threads = [
        threading.Thread(target=ingest, args=(home, path, contract_of(), DAY)) for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger = deliveries(home)
    assert ledger["rows_in"].sum() == 8
    assert ledger["duplicate"].sum() == 3
    assert len(current_records(home)) == 5


def test_what_an_interrupted_ingest_left_is_invisible_and_swept(take_in, home):
    take_in(row(1))
    left = home.deliveries / "2025-06-02-kitchens-0123456789"
    left.mkdir()
    draft = home.deliveries / ".tmp-2025-06-02-kitchens-0123456789"
    draft.mkdir()
    foreign = home.deliveries / "kept by hand"
    foreign.mkdir()
    assert len(current_records(home)) == 1
    take_in(row(2))
    assert not left.exists()
    assert not draft.exists()
    assert foreign.is_dir()
    assert len(current_records(home)) == 2


def test_a_ledger_that_is_not_the_folders_own_removes_nothing(take_in, home):
    receipts = [take_in(row(1)), take_in(row(2))]
    other = Home(home.root, f"sqlite:///{home.root / 'other.db'}")
    agree(other, contract_of())
    path = home.root / "delivery.csv"
    path.write_text(HEADING + row(3))
    with pytest.raises(HomeError, match="the state database does not know"):
        ingest(other, path, contract_of(), DAY)
    assert all((home.deliveries / receipt.delivery_id).is_dir() for receipt in receipts)


FULL_DISK = """
import resource, sys
from datetime import date
from pathlib import Path
from records.contracts import contract_from
from records.errors import HomeError
from records.home import Home
from records.ingest import ingest
home, file, mapping = Home.at(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
try:
    ingest(home, file, contract_from(mapping), date(2025, 6, 2))
except HomeError as error:
    sys.exit(f"refused: {error}")
"""


def test_a_full_disk_is_told_and_nothing_half_written_stays(take_in, home, tmp_path):
    take_in(row(1))
    before = current_records(home)
    noise = np.random.default_rng(1).integers(0, 2**60, 20_000)
    big = tmp_path / "big.csv"
    big.write_text("Ref,Name\n" + "".join(f"{n},Cafe {n}\n" for n in noise))
    mapping = tmp_path / "kitchens.toml"
    mapping.write_text(
        'name = "kitchens"\ntitle = "t"\nagency = "LA_EH"\nkey = ["Ref"]\n'
        '[columns]\nname = "Name"\n'
    )
    asked = [str(home.root), str(big), str(mapping), "200000"]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *asked],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert "the delivery cannot be kept" in done.stderr
    assert "Nothing was taken in" in done.stderr
    assert [p.name for p in home.deliveries.iterdir() if p.name.startswith(".tmp")] == []
    assert current_records(home).equals(before)


KEYS = st.integers(1, 4)
FILES = st.lists(
    st.tuples(st.integers(1, 3), st.lists(st.tuples(KEYS, st.sampled_from("abc")), max_size=6)),
    min_size=1,
    max_size=4,
)


@given(FILES)
@example([(1, [(3, "c")]), (2, [(3, "c")]), (1, [(3, "a")])])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_held_is_always_the_last_word_of_the_latest_day(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("law")
    home = Home.at(folder)
    agree(home, contract_of())
    said: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for number, (day, rows) in enumerate(files):
        path = folder / f"{number}.csv"
        # The number of the file is in its heading, so that no file is another's copy.
        path.write_text(
            HEADING.replace("Born", f"Born {number}")
            + "".join(row(key, address=address) for key, address in rows)
        )
        receipt = ingest(home, path, contract_of(), date(2025, 6, day))
        assert receipt.rows_in == receipt.loaded + receipt.quarantined + receipt.duplicate
        assert receipt.corrected <= receipt.loaded
        said[day, number] = rows
    expected: dict[int, str] = {}
    for place in sorted(said):
        expected |= dict(said[place])
    held = current_records(home)
    assert dict(zip(held["source_record_id"].astype(int), held["address"], strict=True)) == expected
