"""The file outside the database that knows where the audit ends."""

import pytest

from records.audit.anchor import NOTHING, Anchor, Head
from records.errors import StateError
from records.state import writing
from tests.records.audit.conftest import consulted

HEAD = Head(7, "7" * 64, "2026-11-23T09:00:00.000000Z")


@pytest.fixture
def anchor(tmp_path):
    made = Anchor(tmp_path / "audit.anchor", bytes(32))
    made.begin()
    return made


def test_an_anchor_begins_with_nothing_and_begins_once(anchor):
    assert anchor.read() == NOTHING
    anchor.advance(HEAD)
    anchor.begin()
    assert anchor.read() == HEAD


def test_an_anchor_that_is_not_there_is_none(tmp_path):
    assert Anchor(tmp_path / "absent", bytes(32)).read() is None


def test_an_anchor_never_goes_back(anchor):
    anchor.advance(HEAD)
    anchor.advance(Head(6, "6" * 64, HEAD.at))
    assert anchor.read() == HEAD


def test_its_file_never_grows_so_a_full_disk_cannot_stop_it(anchor):
    before = anchor.path.stat().st_size
    anchor.advance(HEAD)
    anchor.advance(Head(10**18, "8" * 64, HEAD.at))
    assert anchor.path.stat().st_size == before


@pytest.mark.parametrize("old", ["seq=0000000000000000007", "mac=7", "at=2026-11-23"])
def test_a_changed_anchor_is_found_out(anchor, old):
    anchor.advance(HEAD)
    text = anchor.path.read_text()
    assert old in text
    anchor.path.write_text(text.replace(old, old[:-1] + str((int(old[-1]) + 1) % 10)))
    with pytest.raises(StateError, match="was changed, or it was written with another key"):
        anchor.read()


def test_an_anchor_of_another_key_is_found_out(anchor):
    with pytest.raises(StateError, match="another key"):
        Anchor(anchor.path, bytes(31) + b"1").read()


@pytest.mark.parametrize("text", ["", "half a li", "x" * 5000])
def test_a_torn_anchor_is_said_to_be_torn_and_is_not_overwritten(anchor, text):
    anchor.path.write_text(text)
    with pytest.raises(StateError, match="is torn or is no anchor"):
        anchor.advance(HEAD)
    assert anchor.path.read_text() == text


def test_an_anchor_put_anew_is_whole(anchor):
    anchor.path.write_text("x" * 5000)
    anchor.put(HEAD)
    assert anchor.read() == HEAD


@pytest.mark.parametrize("name", ["read", "begin", "writable"])
def test_a_file_that_cannot_be_used_is_named(tmp_path, name):
    (tmp_path / "audit.anchor").mkdir()
    with pytest.raises(StateError, match=r"anchor .* cannot be (read|written): Is a directory"):
        getattr(Anchor(tmp_path / "audit.anchor", bytes(32)), name)()


@pytest.mark.parametrize("name", ["advance", "put"])
def test_a_folder_that_is_gone_is_named(tmp_path, name):
    with pytest.raises(StateError, match="cannot be written: No such file"):
        getattr(Anchor(tmp_path / "absent" / "audit.anchor", bytes(32)), name)(HEAD)


def test_the_anchor_knows_each_row_as_soon_as_it_is_acknowledged(trail):
    for number in range(1, 5):
        trail.append(consulted(number))
        assert trail.anchor.read() == trail.head()


def test_the_anchor_is_never_ahead_of_the_database(trail, engine):
    trail.append(consulted(1))
    with writing(engine) as connection:
        trail.append_in(connection, consulted(2))
        assert trail.anchor.read().seq == 1
    assert trail.anchor.read().seq == 2
