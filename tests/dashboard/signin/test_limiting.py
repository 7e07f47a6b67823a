from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from dashboard.signin.limiting import WINDOW, key_of, network, take
from records.state import open_state, reading
from records.state.tables import attempts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_tries_are_counted_until_there_were_enough(engine):
    assert [take(engine, {"a": 3}, NOW) for _ in range(4)] == [{"a": 1}, {"a": 2}, {"a": 3}, None]


def test_each_key_has_its_own_fill_and_any_that_is_full_refuses(engine):
    assert take(engine, {"a": 1, "b": 5}, NOW) == {"a": 1, "b": 1}
    assert take(engine, {"a": 1, "b": 5}, NOW) is None
    assert take(engine, {"b": 5}, NOW) == {"b": 2}


def test_a_try_that_is_refused_does_not_lengthen_the_wait(engine):
    take(engine, {"a": 1}, NOW)
    assert take(engine, {"a": 1}, NOW + WINDOW / 2) is None
    assert take(engine, {"a": 1}, NOW + WINDOW) == {"a": 1}


def test_old_tries_leave_the_table(engine):
    take(engine, {"a": 9, "b": 9}, NOW)
    take(engine, {"c": 9}, NOW + WINDOW)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(attempts)).scalar() == 1


def test_all_processes_count_as_one(engine, state_url):
    other = open_state(state_url)
    take(engine, {"a": 2}, NOW)
    take(other, {"a": 2}, NOW)
    assert take(engine, {"a": 2}, NOW) is None
    other.dispose()


def test_of_many_at_once_no_more_than_allowed_get_through(engine):
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda _: take(engine, {"a": 3}, NOW), range(20)))
    assert sum(one is not None for one in made) == 3


def test_keys_do_not_hold_the_name():
    assert "ada" not in key_of("account", "ada@example.org")
    assert key_of("account", "ada") != key_of("address", "ada")


def test_a_house_with_the_new_protocol_is_one_address():
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2::9")
    assert network("2001:db8:1:3::4") != network("2001:db8:1:2::4")
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network("") == ""
    assert timedelta(minutes=15) == WINDOW
