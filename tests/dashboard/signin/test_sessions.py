from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select

from dashboard.settings import Settings
from dashboard.signin import sessions
from dashboard.signin.sessions import Limits, begin, end, end_all, find, hashed
from records.state import reading, tables, writing

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=10))


def begun(engine, user="ada", now=NOW) -> str:
    with writing(engine) as connection:
        return begin(connection, user, "analysis", now, LIMITS)


def test_the_limits_are_half_an_hour_and_ten_hours_unless_the_county_says_otherwise():
    assert Limits.of(Settings()) == LIMITS
    assert Limits.of(Settings(idle_minutes=5, session_hours=1)).idle == timedelta(minutes=5)


def test_a_session_is_found_by_its_token_alone(engine):
    token = begun(engine)
    found = find(engine, token, NOW, LIMITS)
    assert (found.user, found.purpose) == ("ada", "analysis")
    assert find(engine, token + "x", NOW, LIMITS) is None
    assert find(engine, "", NOW, LIMITS) is None


def test_the_table_does_not_hold_what_opens_the_door(engine):
    token = begun(engine)
    with reading(engine) as connection:
        row = connection.execute(select(tables.sessions)).one()
    assert token not in map(str, row)
    assert row.token_sha256 == hashed(token)
    assert find(engine, row.token_sha256, NOW, LIMITS) is None


def test_tokens_have_256_bits_and_are_never_the_same(engine):
    made = {begun(engine) for _ in range(50)}
    assert len(made) == 50
    assert min(map(len, made)) >= 43


def test_someone_who_does_nothing_for_half_an_hour_is_out(engine):
    token = begun(engine)
    assert find(engine, token, NOW + timedelta(minutes=29), LIMITS)
    assert find(engine, token, NOW + timedelta(minutes=58), LIMITS)
    assert find(engine, token, NOW + timedelta(minutes=88), LIMITS) is None


def test_after_ten_hours_everyone_is_out_however_busy(engine):
    token, now = begun(engine), NOW
    while now < NOW + timedelta(hours=10):
        assert find(engine, token, now, LIMITS)
        now += timedelta(minutes=20)
    assert find(engine, token, now, LIMITS) is None


def test_a_session_that_ended_opens_nothing(engine):
    token, other = begun(engine), begun(engine)
    with writing(engine) as connection:
        end(connection, hashed(token), NOW)
    assert find(engine, token, NOW, LIMITS) is None
    assert find(engine, other, NOW, LIMITS)


def test_all_sessions_of_one_person_end_together(engine):
    mine, other = [begun(engine), begun(engine)], begun(engine, "tom")
    with writing(engine) as connection:
        assert end_all(connection, "ada", NOW) == 2
        assert end_all(connection, "ada", NOW) == 0
    assert not any(find(engine, token, NOW, LIMITS) for token in mine)
    assert find(engine, other, NOW, LIMITS)


def test_being_seen_is_written_once_a_minute_at_most(engine):
    written = []
    event.listen(
        engine,
        "before_cursor_execute",
        lambda c, k, statement, *_: written.append(statement) if "UPDATE" in statement else None,
    )
    token = begun(engine)
    for seconds in (0, 10, 59, 60, 70, 119, 121):
        find(engine, token, NOW + timedelta(seconds=seconds), LIMITS)
    assert len(written) == 2


def test_sessions_long_over_leave_the_table(engine):
    begun(engine)
    begun(engine, now=NOW + sessions.KEPT + timedelta(days=1))
    with reading(engine) as connection:
        assert len(connection.execute(select(tables.sessions)).all()) == 1


def test_a_session_of_the_future_is_none_so_that_a_clock_set_back_lengthens_nothing(engine):
    token = begun(engine)
    assert find(engine, token, NOW - timedelta(seconds=30), LIMITS)
    assert find(engine, token, NOW - timedelta(hours=1), LIMITS) is None


def test_a_moment_without_a_zone_is_refused(engine):
    with pytest.raises(Exception, match="time zone"):
        find(engine, begun(engine), NOW.replace(tzinfo=None), LIMITS)
