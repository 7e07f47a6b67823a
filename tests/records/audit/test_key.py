"""One key, made once, that only its owner may read."""

import multiprocessing

import pytest

from records.audit import open_trail
from records.audit.key import make_key, read_key
from records.errors import StateError
from records.home import Home
from records.state import open_state
from tests.records.audit.conftest import consulted

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["records.audit"])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "audit.key"


def test_a_key_is_made_for_its_owner_alone_and_stays(path):
    make_key(path)
    first = read_key(path)
    make_key(path)
    assert read_key(path) == first
    assert len(first) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def open_and_tell(root, pipe, begin):
    home = Home.at(root)
    begin.wait(60)
    engine = open_state(home.state_url)
    pipe.send(open_trail(engine, home).key)
    engine.dispose()


def test_processes_that_start_at_once_agree_on_one_key(tmp_path):
    ours, theirs = processes.Pipe()
    begin = processes.Barrier(4)
    started = [
        processes.Process(target=open_and_tell, args=(tmp_path, theirs, begin)) for _ in range(4)
    ]
    for process in started:
        process.start()
    keys = {ours.recv() for _ in started}
    for process in started:
        process.join(60)
    assert keys == {read_key(tmp_path / "audit.key")}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622, 0o601])
def test_a_key_that_others_may_use_is_refused_with_the_remedy(path, mode):
    make_key(path)
    path.chmod(mode)
    with pytest.raises(StateError, match=rf"mode {mode:04o}.*chmod 600 .*audit\.key"):
        read_key(path)


@pytest.mark.parametrize("text", ["", "0123", "G" * 64, "A" * 64, "0" * 63 + "\u00e9"])
def test_a_file_that_holds_no_key_is_refused(path, text):
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(StateError, match="not 64 hex digits"):
        read_key(path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StateError, match=r"cannot be made: No such file.*CONCERN_AUDIT_KEY_FILE"):
        make_key(tmp_path / "absent" / "audit.key")


def test_a_lost_key_is_never_replaced_by_another(engine, home):
    open_trail(engine, home).append(consulted())
    home.audit_key.unlink()
    with pytest.raises(StateError, match=r"holds 1 rows and its key .* is not there.*backup"):
        open_trail(engine, home)
    assert not home.audit_key.exists()


def test_the_key_of_another_county_is_refused(engine, home, tmp_path):
    open_trail(engine, home).append(consulted(1), consulted(2))
    home.audit_key.unlink()
    make_key(home.audit_key)
    with pytest.raises(StateError, match="is not the one that sealed this audit"):
        open_trail(engine, home)


def test_a_key_and_an_anchor_may_lie_elsewhere(engine, home, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    home = Home(home.root, home.state_url, elsewhere / "the.key", elsewhere / "the.anchor")
    open_trail(engine, home).append(consulted())
    assert sorted(path.name for path in elsewhere.iterdir()) == ["the.anchor", "the.key"]
    assert not (home.root / "audit.key").exists()


def test_an_unreadable_key_is_named(path):
    path.mkdir()
    with pytest.raises(StateError, match="cannot be read: Is a directory"):
        read_key(path)
