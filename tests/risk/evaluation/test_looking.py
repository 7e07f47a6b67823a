from datetime import UTC, date, datetime

import pytest

from records.audit import open_trail
from records.errors import EvaluationError
from records.rights.actor import Actor
from records.state import open_state
from risk.evaluation.looking import looks_at, note_look
from risk.evaluation.splits import Window

WHO = Actor("ada", datetime(2026, 11, 22, 12, tzinfo=UTC), "analyst")
FINAL = Window(date(2026, 8, 1), date(2026, 11, 1), final=True)


@pytest.fixture
def trail(tmp_path):
    engine = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    yield open_trail(engine, None)
    engine.dispose()


def test_the_final_window_is_looked_at_once_and_that_is_written_down(trail):
    assert note_look(trail, FINAL, "m1", WHO) == 1
    (look,) = looks_at(trail, FINAL)
    assert (look.window, look.model_id, look.by) == ("2026-08-01 to 2026-11-01", "m1", "ada")


def test_a_second_look_needs_reasons_and_is_counted(trail):
    note_look(trail, FINAL, "", WHO)
    with pytest.raises(EvaluationError, match=r"looked at on .* by ada \(model none kept\)"):
        note_look(trail, FINAL, "m2", WHO, "  ")
    assert note_look(trail, FINAL, "m2", WHO, "the data of May were wrong") == 2
    assert [one.why for one in looks_at(trail, FINAL)] == ["the data of May were wrong", ""]


def test_another_window_that_shares_days_was_seen_too(trail):
    note_look(trail, FINAL, "m1", WHO)
    with pytest.raises(EvaluationError, match="looked at"):
        note_look(trail, Window(date(2026, 9, 1), date(2026, 12, 1), final=True), "m2", WHO)
    later = Window(date(2026, 11, 1), date(2027, 2, 1), final=True)
    assert note_look(trail, later, "m2", WHO) == 1
