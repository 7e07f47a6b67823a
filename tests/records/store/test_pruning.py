"""Which builds are kept."""

import fcntl

import pytest

from records.errors import BuildError
from records.store import builds, current_id, open_build, prune


def test_pruning_before_the_first_build_removes_nothing(home):
    assert prune(home) == []
    assert builds(home) == []


def test_the_newest_builds_are_kept(home, publish_one):
    ids = [publish_one(seed) for seed in range(5)]
    assert prune(home, keep=3) == [ids[1], ids[0]]
    assert [build.id for build in builds(home)] == [ids[4], ids[3], ids[2]]
    assert prune(home, keep=3) == []


def test_the_current_build_stays_whatever_its_age(home, publish_one):
    publish_one(1)
    pointer = home.pointer.read_bytes()
    ids = [publish_one(seed) for seed in (2, 3)]
    home.pointer.write_bytes(pointer)
    current = current_id(home)
    assert prune(home, keep=1) == [ids[0]]
    assert {build.id for build in builds(home)} == {current, ids[1]}
    with open_build(home) as build:
        assert build.id == current


def test_a_build_that_is_read_stays_until_it_is_closed(home, publish_one):
    first = publish_one(1)
    held = open_build(home)
    second, _ = publish_one(2), publish_one(3)
    assert prune(home, keep=1) == [second]
    assert len(held.table("records")) == 48
    held.close()
    assert prune(home, keep=1) == [first]


def test_a_reader_that_forgot_to_close_does_not_pin_for_ever(home, publish_one):
    first = publish_one(1)
    held = open_build(home)
    del held
    publish_one(2)
    assert prune(home, keep=1) == [first]


def test_what_killed_writers_left_goes(home, publish_one):
    publish_one()
    for name in (".tmp-000002", ".gone-000000-0123456789abcdef"):
        (home.builds / name).mkdir()
        (home.builds / name / "facts.parquet").write_bytes(b"half")
    prune(home)
    assert sorted(p.name for p in home.builds.iterdir()) == [".lock", current_id(home)]


def test_a_half_deleted_build_is_listed_and_goes(home, publish_one):
    first = publish_one(1)
    publish_one(2)
    (home.builds / first / "manifest.json").unlink()
    headline = builds(home)[1]
    assert (headline.id, headline.as_of, headline.rows) == (first, "", {})
    assert headline.bytes > 0
    assert prune(home, keep=1) == [first]


def test_a_headline_says_what_a_build_holds(home, publish_one):
    build_id = publish_one()
    (headline,) = builds(home)
    assert (headline.id, headline.as_of, headline.is_current) == (build_id, "2026-03-01", True)
    assert headline.rows["records"] == 48
    assert headline.rows["boundaries"] == 2


def test_keeping_no_build_is_refused(home):
    with pytest.raises(ValueError, match="at least 1"):
        prune(home, keep=0)


def test_a_build_that_is_being_pruned_cannot_be_opened(home, publish_one):
    first = publish_one(1)
    publish_one(2)
    with (home.builds / first / "manifest.json").open("rb") as manifest:
        fcntl.flock(manifest, fcntl.LOCK_EX)
        with pytest.raises(BuildError, match="being pruned"):
            open_build(home, first)
    with open_build(home, first) as build:
        assert build.id == first
