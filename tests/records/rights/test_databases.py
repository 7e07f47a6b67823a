"""On both databases: what is decided, replaced and kept out is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from records.audit import open_trail, verify
from records.errors import StateError
from records.home import Home
from records.rights import marks_in_force
from records.rights.cases import cases_held
from records.rights.deciding import Review, lift, review
from records.rights.references import scrub
from records.rights.retention import past_their_time, schedule_of, set_schedule
from records.state import Acting, open_state, reading, tables, writing
from records.state.notes import Noting, note, notes_naming
from tests.records.rights.conftest import MAPPING, OFFICER, County, row


@pytest.fixture
def county(state_url, tmp_path):
    """Yield a county whose state is in the database under test."""
    home = replace(Home.at(tmp_path / "county"), state_url=state_url)
    home.mappings.mkdir(parents=True)
    (home.mappings / "kitchens.toml").write_text(MAPPING)
    engine = open_state(state_url)
    yield County(home, open_trail(engine, home), tmp_path)
    engine.dispose()


def test_a_record_is_kept_right_hidden_and_erased(county):
    county.take_in(row("K1"), row("K2"), row("K3"))
    engine = county.trail.engine
    pair = {"id_a": "kitchens:K1", "id_b": "kitchens:K2", "verdict": "same", "why": "phone"}
    said = {"judged_by": "analyst", "judged_at": datetime(2026, 1, 1, tzinfo=UTC)}
    with writing(engine) as connection:
        connection.execute(insert(tables.judgements), pair | said)
    county.grant("rectification", "kitchens:K1", field="name", value="Elm Cafe")
    county.grant("restriction", "kitchens:K2")
    county.ask("dispute", "kitchens:K3")
    marks = marks_in_force(engine)
    assert marks.restricted == {"kitchens:K2"}
    assert [*marks.disputed] == ["kitchens:K3"]
    assert [one.value for one in marks.corrections] == ["Elm Cafe"]
    assert lift(county.trail, "kitchens:K2", "restriction", OFFICER) == 1
    set_schedule(county.trail, "kitchens", 12, "policy", OFFICER)
    assert schedule_of(engine, "kitchens").keep_months == 12
    kept = Review("kitchens:K2", "keep", "before the court", date(2030, 1, 1))
    review(county.home, county.trail, kept, OFFICER)
    due = past_their_time(county.home, engine, date(2027, 1, 1))
    assert [*due["record_id"]] == ["kitchens:K1", "kitchens:K3"]
    assert county.erase("kitchens:K1").removed.rows == 1
    with reading(engine) as connection:
        judged = connection.execute(select(tables.judgements)).one()
        held = str(connection.execute(select(tables.cases)).all())
        held += str(connection.execute(select(tables.marks)).all())
    assert {judged.id_a, judged.id_b} == {
        f"erased:{county.trail.keyed('kitchens:K1')}",
        "kitchens:K2",
    }
    assert "kitchens:K1" not in held
    assert "Elm Cafe" not in held
    assert [case.state for case in cases_held(engine, "open")] == ["open"]
    receipt = county.take_in(row("K1", name="Other"), row("K4"), received=date(2025, 7, 1))
    assert (receipt.erased, receipt.loaded) == (1, 1)
    assert verify(county.trail).is_sound


def test_old_pages_that_another_process_holds_are_left_for_later_and_said(tmp_path):
    engine = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    other = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    with reading(other) as holding:
        holding.execute(select(tables.cases)).all()
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA busy_timeout = 50")
        with writing(engine) as connection:
            connection.execute(insert(tables.tombstones), {
                "record_hash": "0" * 64, "why": "w", "erased_by": "b",
                "erased_at": datetime(2026, 1, 1, tzinfo=UTC),
            })  # fmt: skip
        with pytest.raises(StateError, match="concern rights resume"):
            scrub(engine)
    scrub(engine)
    engine.dispose()
    other.dispose()


def test_what_was_noted_of_a_business_goes_with_any_of_its_records(county):
    county.take_in(row("K1"), row("K2"))
    engine = county.trail.engine
    ids = ("kitchens:K2", "kitchens:K1")
    writer, at = Acting("analyst", "ada", "EPOL"), datetime(2026, 1, 1, tzinfo=UTC)
    note(engine, Noting("B1", ids, "The owner shouts.", "everyone", at), writer)
    note(engine, Noting("B2", ("kitchens:K3",), "Another's.", "everyone", at), writer)
    assert [one.text for one in notes_naming(engine, ["kitchens:K1"])] == ["The owner shouts."]
    county.erase("kitchens:K1")
    with reading(engine) as connection:
        gone, stays = connection.execute(select(tables.notes).order_by("note_id")).all()
    assert (gone.text, gone.struck_by) == ("", OFFICER.user)
    assert "kitchens:K1" not in str(gone)
    assert gone.record_ids[0] == "kitchens:K2"
    assert (stays.text, stays.struck_by) == ("Another's.", None)
    assert notes_naming(engine, ids) == []
