from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest
from sqlalchemy import insert, select

from records.errors import HomeError, RightsError
from records.history import current_records, deliveries, quarantined, record_history
from records.home import Home
from records.reading import read_rows
from records.rights import marks_in_force
from records.rights.cases import case_of, cases_held
from records.rights.deciding import Decision, Review, decide, review
from records.rights.erasing import erase, pending, replay_tombstones
from records.rights.redelivery import without_erased
from records.rights.sweeping import remove_from_deliveries
from records.rights.tombstones import ERASED, FILE, Tombstones, erased_here, written
from records.schema import Record
from records.state import Acting, open_state, reading, tables, writing
from records.state.notes import Noting, note
from tests.records.rights.conftest import HEADING, NOON, OFFICER, kitchens, later, row


def ids(county) -> list[str]:
    return [*current_records(county.home)[Record.record_id]]


def judge(county, one: str, other: str) -> None:
    said = {"verdict": "same", "why": "same phone", "judged_by": "analyst"}
    pair = {"id_a": min(one, other), "id_b": max(one, other)}
    with writing(county.trail.engine) as connection:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        connection.execute(insert(tables.judgements), {**pair, **said, "judged_at": moment})


def test_a_record_leaves_every_delivery_that_holds_it(county):
    county.take_in(row(1), row(2))
    county.take_in(row(1, name="Larch Cafe"), row(3), received=date(2025, 6, 2))
    county.take_in(row(1, name="Elm Cafe"), received=date(2025, 6, 3))
    done = county.erase("kitchens:1")
    assert (done.cases, done.removed.rows, done.removed.deliveries) == (1, 3, 3)
    assert ids(county) == ["kitchens:2", "kitchens:3"]
    assert record_history(county.home, "kitchens:1").empty
    assert len(deliveries(county.home)) == 3


def test_the_same_row_in_another_file_is_counted_as_erased_and_not_kept(county):
    county.take_in(row(1), row(2))
    county.erase("kitchens:1")
    receipt = county.take_in(row(3), row(1), row(2), received=date(2025, 6, 2))
    assert (receipt.rows_in, receipt.loaded, receipt.duplicate, receipt.erased) == (3, 1, 1, 1)
    assert ids(county) == ["kitchens:2", "kitchens:3"]
    assert [*deliveries(county.home)["erased"]] == [0, 1]
    said = [json.loads(p.read_text()) for p in county.home.deliveries.glob("*/receipt.json")]
    assert sorted(one.get("erased", "not said") for one in said if "erased" in one) == [1]


def test_a_file_of_erased_rows_alone_is_taken_in_with_nothing_kept(county):
    county.take_in(row(1))
    county.erase("kitchens:1")
    receipt = county.take_in(row(1, name="Other Name"), received=date(2025, 6, 2))
    assert (receipt.rows_in, receipt.erased) == (1, 1)
    assert ids(county) == []


def test_a_faulty_row_of_an_erased_record_is_not_set_aside(county):
    county.take_in(row(1))
    county.erase("kitchens:1")
    receipt = county.take_in(row(1, name=""), row(2, name=""), received=date(2025, 6, 2))
    assert (receipt.erased, receipt.quarantined) == (1, 1)
    assert [*quarantined(county.home)["row_number"]] == [3]


def test_rows_of_every_source_that_a_file_switches_between_are_known(county):
    plain = kitchens()
    other = kitchens(name="canteens")
    both = kitchens(key=(), columns={}, published=False).model_copy(
        update={"name": "both", "picks": {"k": plain, "c": other}}
    )
    path = county.folder / "both.csv"
    path.write_text(HEADING + row(1) + row(2))
    (rows,) = read_rows(path, plain)
    known = Tombstones(b"k")
    known = Tombstones(b"k", frozenset({known.hash_of("canteens:2")}))
    kept, gone = without_erased(rows, both, known)
    assert gone == 1
    assert [*kept.cells["Ref"]] == ["1"]
    assert len(kept.raw) == 1
    assert "2 Mill Lane" not in kept.raw[0]


def test_rows_set_aside_with_the_key_are_emptied_and_still_counted(county):
    county.take_in(row("K1001"), row("K1002"))
    county.take_in(
        row("K1001", name=""), row("K10010", name=""), row("K1002", name=""),
        received=date(2025, 6, 2),
    )  # fmt: skip
    done = county.erase("kitchens:K1001")
    assert done.removed.quarantined == 1
    aside = quarantined(county.home).set_index("row_number")
    assert aside.loc[2, "raw"] == ""
    assert aside.loc[2, "faults"] == ["Erased, together with the record it was a row of."]
    assert "K10010" in aside.loc[3, "raw"]
    assert "K1002" in aside.loc[4, "raw"]


def test_a_short_key_alone_does_not_empty_the_row_of_another(county):
    county.take_in(row(1, name="Larch Cafe"), row(2))
    county.take_in("7,,1 Mill Lane,CM1 1AA,01/05/2025,visit,\n", received=date(2025, 6, 2))
    county.take_in("1,Larch Cafe,1 Mill Lane,,no day,visit,\n", received=date(2025, 6, 3))
    assert county.erase("kitchens:1").removed.quarantined == 1
    assert ["" if not raw else raw[0] for raw in quarantined(county.home)["raw"]] == ["7", ""]


def test_where_the_key_is_a_digest_rows_set_aside_are_known_by_name_and_postcode(county):
    county.take_in(row(1, name="Larch Cafe"), row(2), private_key=True)
    faulty = row(9, name="Larch Cafe", visited="no day"), row(8, name="Elm", visited="no day")
    county.take_in(*faulty, received=date(2025, 6, 2), private_key=True)
    held = current_records(county.home).set_index(Record.name)
    county.erase(held.loc["Larch Cafe", Record.record_id])
    assert ["Elm" in raw for raw in quarantined(county.home)["raw"]] == [False, True]


def test_warnings_on_an_erased_row_leave_too(county):
    county.take_in("K1,Larch,1 Mill Lane,CM1 1AA,01/05/2025,visit,no phone\n", row("K2"))
    paths = [*county.home.deliveries.glob("*/warnings.parquet")]
    assert [pq.read_table(path).num_rows for path in paths] == [1]
    county.erase("kitchens:K1")
    assert [pq.read_table(path).num_rows for path in paths] == [0]


def test_a_large_delivery_is_rewritten_in_batches(county, monkeypatch):
    monkeypatch.setattr("records.rights.sweeping.BATCH_ROWS", 7)
    county.take_in(*(row(number) for number in range(100)))
    county.erase("kitchens:50", "kitchens:99")
    assert len(ids(county)) == 98


def test_what_was_said_of_the_record_is_emptied_and_named_by_a_hash(county):
    county.take_in(row(1), row(2))
    judge(county, "kitchens:1", "kitchens:2")
    county.grant("rectification", "kitchens:1", field="name", value="Elm Cafe")
    disputed = county.ask("dispute", "kitchens:1")
    review(
        county.home, county.trail, Review("kitchens:1", "keep", "why", date(2027, 1, 1)), OFFICER
    )
    number = county.grant("erasure", "kitchens:1")
    erase(county.home, county.trail, lambda: None, later(1))
    hashed = ERASED + county.trail.keyed("kitchens:1")
    with reading(county.trail.engine) as connection:
        judged = connection.execute(select(tables.judgements)).one()
        reviewed = connection.execute(select(tables.reviews)).one()
        stones = connection.execute(select(tables.tombstones)).all()
    assert {judged.id_a, judged.id_b} == {hashed, "kitchens:2"}
    assert (judged.why, judged.undone_by) == ("", "officer")
    assert (reviewed.record_id, reviewed.why) == (hashed, "")
    assert [one.record_hash for one in stones] == [hashed.removeprefix(ERASED)]
    held = cases_held(county.trail.engine)
    assert {(case.record_id, case.why, case.value) for case in held} == {(hashed, "", None)}
    assert case_of(county.trail.engine, disputed).state == "granted"
    done = case_of(county.trail.engine, number)
    assert (done.state, done.decided_at) == ("granted", later(1).moment)
    marks = marks_in_force(county.trail.engine)
    assert not marks.restricted
    assert not marks.disputed
    assert not marks.corrections


def test_the_erasure_is_audited_by_the_hash_with_figures_only(county):
    county.take_in(row(1))
    number = county.grant("erasure", "kitchens:1")
    erase(county.home, county.trail, lambda: None, OFFICER)
    with reading(county.trail.engine) as connection:
        rows = connection.execute(select(tables.audit).order_by(tables.audit.c.seq)).all()
    last = rows[-1]
    assert (last.operation, last.subject) == ("erasure", county.trail.keyed("kitchens:1"))
    assert json.loads(last.detail)["case"] == number
    assert not any("kitchens:1" in f"{one.subject}{one.detail}" for one in rows)


def test_a_refused_erasure_erases_nothing(county):
    county.take_in(row(1))
    number = county.ask("erasure", "kitchens:1")
    decide(county.home, county.trail, number, Decision(False, "needed for a case"), OFFICER)
    assert erase(county.home, county.trail, lambda: None, OFFICER).cases == 0
    assert ids(county) == ["kitchens:1"]


def test_an_erased_record_cannot_be_asked_for_again(county):
    county.take_in(row(1))
    county.erase("kitchens:1")
    with pytest.raises(RightsError, match="was erased"):
        county.ask("dispute", "kitchens:1")
    assert (
        "".join(f"{vars(case)}" for case in cases_held(county.trail.engine)).count("erased:") == 1
    )


def test_a_granted_erasure_hides_and_keeps_out_the_record_before_it_is_done(county):
    county.take_in(row(1), row(2))
    county.grant("erasure", "kitchens:1")
    assert ids(county) == ["kitchens:2"]
    assert county.take_in(row(1, name="New"), received=date(2025, 6, 2)).erased == 1
    assert pending(county.trail).ids == ("kitchens:1",)
    assert erase(county.home, county.trail, lambda: None, OFFICER).cases == 1
    assert erase(county.home, county.trail, lambda: None, OFFICER).cases == 0


def test_a_database_put_back_without_its_tombstones_erases_by_the_file(county, tmp_path):
    county.take_in(row(1), row(2))
    county.erase("kitchens:1")
    with writing(county.trail.engine) as connection:
        connection.execute(tables.tombstones.delete())
    county.take_in(row(1, name="Back"), received=date(2025, 6, 2))
    judge(county, "kitchens:1", "kitchens:2")
    noting = Noting("B1", ("kitchens:2", "kitchens:1"), "The owner shouts.", "everyone", NOON)
    note(county.trail.engine, noting, Acting("lead", "ada", "EPOL"))
    assert ids(county) == ["kitchens:2", "kitchens:1"]
    done = replay_tombstones(county.home, county.trail, lambda: None, OFFICER)
    assert (done.cases, done.removed.rows) == (1, 1)
    assert ids(county) == ["kitchens:2"]
    with reading(county.trail.engine) as connection:
        judged = connection.execute(select(tables.judgements)).one()
        noted = connection.execute(select(tables.notes)).one()
    assert "kitchens:1" not in (judged.id_a, judged.id_b)
    assert (noted.text, noted.struck_by) == ("", OFFICER.user)
    assert "kitchens:1" not in noted.record_ids
    assert replay_tombstones(county.home, county.trail, lambda: None, OFFICER).cases == 0


def test_a_line_of_the_tombstones_that_was_cut_short_is_written_again(county):
    county.take_in(row(1), row(2))
    county.erase("kitchens:1")
    path = county.home.root / FILE
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:-20])
    assert len(written(county.home)) == 1
    county.erase("kitchens:2")
    assert len(written(county.home)) == 2
    assert path.read_bytes().count(b"\n") == 2


def test_a_file_that_is_no_list_of_tombstones_is_refused(county):
    (county.home.root / FILE).write_text("nonsense\n")
    with pytest.raises(HomeError, match="not a list of tombstones"):
        written(county.home)


def test_no_key_is_read_where_nothing_was_erased(county):
    county.home.audit_key.unlink()
    assert not erased_here(county.trail.engine, county.home).hashes


def test_deliveries_that_cannot_be_read_leave_the_case_open(county):
    county.take_in(row(1))
    number = county.grant("erasure", "kitchens:1")
    path = next(county.home.deliveries.glob("*/records.parquet"))
    before = path.read_bytes()
    path.write_bytes(b"torn")
    with pytest.raises(HomeError, match="concern rights resume"):
        erase(county.home, county.trail, lambda: None, OFFICER)
    assert case_of(county.trail.engine, number).waits
    path.write_bytes(before)
    erase(county.home, county.trail, lambda: None, OFFICER)
    assert case_of(county.trail.engine, number).state == "granted"


def test_a_county_without_deliveries_has_nothing_to_remove(tmp_path):
    home = Home.at(tmp_path)
    engine = open_state(home.state_url)
    assert remove_from_deliveries(home, engine, ["kitchens:1"]).rows == 0
    engine.dispose()
