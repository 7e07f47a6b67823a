"""What people said of pairs."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from records.schema import Judgement
from records.state import judgements, writing
from records.state.tables import UtcTime
from records.state.tables import judgements as table

JUDGED_AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def judge(engine, id_a, id_b, verdict):
    row = {"id_a": id_a, "id_b": id_b, "verdict": verdict}
    with writing(engine) as connection:
        said = {"why": "seen side by side", "judged_by": "analyst", "judged_at": JUDGED_AT}
        connection.execute(insert(table), row | said)


def undo(engine, id_a, id_b):
    with writing(engine) as connection:
        pair = (table.c.id_a == id_a) & (table.c.id_b == id_b) & table.c.undone_at.is_(None)
        undone = {"undone_by": "lead", "undone_at": JUDGED_AT}
        connection.execute(update(table).where(pair).values(undone))


def test_no_judgements_are_an_empty_frame_of_the_right_types(engine):
    frame = judgements(engine)
    assert frame.empty
    assert frame.dtypes.equals(Judgement.empty().dtypes)


def test_judgements_in_force_come_back_oldest_first(engine):
    judge(engine, "b", "c", "same")
    judge(engine, "a", "b", "different")
    frame = Judgement.check(judgements(engine))
    assert frame.to_numpy().tolist() == [["b", "c", "same"], ["a", "b", "different"]]


def test_an_undone_judgement_no_longer_binds_and_can_be_judged_anew(engine):
    judge(engine, "a", "b", "same")
    undo(engine, "a", "b")
    assert judgements(engine).empty
    judge(engine, "a", "b", "different")
    undo(engine, "a", "b")
    judge(engine, "a", "b", "unsure")
    assert list(judgements(engine)[Judgement.verdict]) == ["unsure"]


def test_two_people_cannot_both_have_the_word_on_one_pair(engine):
    judge(engine, "a", "b", "same")
    with pytest.raises(IntegrityError):
        judge(engine, "a", "b", "different")
    assert list(judgements(engine)[Judgement.verdict]) == ["same"]


@pytest.mark.parametrize(
    ("id_a", "id_b", "verdict"), [("b", "a", "same"), ("a", "a", "same"), ("a", "b", "maybe")]
)
def test_a_pair_out_of_order_and_an_unknown_verdict_are_refused(engine, id_a, id_b, verdict):
    with pytest.raises(IntegrityError):
        judge(engine, id_a, id_b, verdict)


def test_a_judgement_is_undone_by_someone(engine):
    judge(engine, "a", "b", "same")
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(update(table).values(undone_at=JUDGED_AT))


def test_no_moment_stays_no_moment():
    dialect = type("Dialect", (), {"name": "postgresql"})()
    assert UtcTime().process_bind_param(None, dialect) is None
    assert UtcTime().process_result_value(None, dialect) is None
    assert UtcTime().process_bind_param(JUDGED_AT, dialect) == JUDGED_AT
    assert UtcTime().process_result_value(JUDGED_AT, dialect) == JUDGED_AT
