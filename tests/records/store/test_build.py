"""What a reader of builds may count on."""

import pandas as pd
import pytest

from records.errors import BuildError
from records.home import Home
from records.schema import BUILD_TABLES, Column, Profile, Redirect, ScoredProfile
from records.store import Refused, current_id, layout, open_build


def test_nothing_published_yet_is_said_with_what_to_do(home):
    with pytest.raises(BuildError, match=r"No build was published.*concern build"):
        open_build(home)
    assert current_id(home) is None


def test_a_reader_gets_the_newest_build_and_keeps_it(home, publish_one):
    first = publish_one(1)
    held = open_build(home)
    before = held.table("profiles")
    second = publish_one(2)
    assert current_id(home) == second
    assert (held.id, held.current) == (first, first)
    pd.testing.assert_frame_equal(held.table("profiles"), before)
    with open_build(home) as build:
        assert build.id == second
    held.close()


def test_an_older_build_is_opened_by_its_id(home, publish_one):
    first = publish_one(1)
    publish_one(2)
    with open_build(home, first) as build:
        assert build.id == first
        assert build.manifest.about["seed"] == 1


@pytest.mark.parametrize("name", ["latest", "../../etc", "000001-XYZ", ""])
def test_what_is_no_build_id_is_refused(home, publish_one, name):
    publish_one()
    with pytest.raises(BuildError, match=r"not a build id.*concern builds"):
        open_build(home, name)


def test_a_build_that_is_not_there_is_refused(home, publish_one):
    publish_one()
    with pytest.raises(BuildError, match=r"manifest\.json cannot be read"):
        open_build(home, "000009-0123456789abcdef")


def test_columns_are_read_as_asked(home, publish_one):
    publish_one()
    with open_build(home) as build:
        some = build.table("profiles", [ScoredProfile.score, Profile.other_names])
        assert list(some.columns) == ["score", "other_names"]
        entire = build.table("profiles")
        pd.testing.assert_frame_equal(some, entire[["score", "other_names"]])
        assert len(build.table("profiles", [])) == 6
        assert build.arrow("profiles", [Profile.name]).column_names == ["name"]
        assert build.arrow("profiles").num_rows == 6


def test_changing_what_was_read_does_not_change_the_build(home, publish_one):
    publish_one()
    with open_build(home) as build:
        frame = build.table("profiles")
        frame[ScoredProfile.score] = 0.0
        frame.loc[0, Profile.name] = "scribble"
        again = build.table("profiles")
    assert again[ScoredProfile.score].any()
    assert again.loc[0, Profile.name] != "scribble"


def test_a_closed_build_still_shows_what_it_loaded(home, publish_one):
    publish_one()
    build = open_build(home)
    profiles = build.table("profiles")
    build.close()
    build.close()
    pd.testing.assert_frame_equal(build.table("profiles"), profiles)


def test_a_build_damaged_while_open_is_refused_when_read(home, publish_one):
    publish_one()
    with open_build(home) as build:
        file = home.builds / build.id / "facts.parquet"
        file.write_bytes(file.read_bytes()[::-1])
        with pytest.raises(BuildError, match=r"facts\.parquet was changed after publishing"):
            build.table("facts")
        file.unlink()
        with pytest.raises(BuildError, match=r"facts\.parquet cannot be read"):
            build.arrow("facts")


class WiderRedirect(Redirect):
    """Redirects as a later version might keep them."""

    since = Column("since", "date", "day of the build that redirected")


@pytest.fixture
def later_version(monkeypatch):
    """Make this a later version: one table has a column more, and there is one table more."""
    layout.schema_fingerprint.cache_clear()
    monkeypatch.setitem(BUILD_TABLES, "redirects", WiderRedirect)
    monkeypatch.setitem(BUILD_TABLES, "outcomes", Redirect)
    monkeypatch.setitem(layout.FILES, "outcomes", "outcomes.parquet")
    yield
    layout.schema_fingerprint.cache_clear()


def test_a_build_of_other_columns_is_refused_with_what_to_do(home, publish_one, request):
    build_id = publish_one()
    request.getfixturevalue("later_version")
    with pytest.raises(BuildError, match=r"columns differ.*concern build"):
        open_build(home, build_id)
    with pytest.raises(BuildError, match=r"No build in .*columns differ"):
        open_build(home)


def test_what_must_outlive_an_upgrade_is_read_from_a_build_of_other_columns(
    home, publish_one, request
):
    build_id = publish_one()
    request.getfixturevalue("later_version")
    with open_build(home, other_columns=True) as build:
        assert (build.id, build.refused) == (build_id, ())
        assert len(build.table("redirects", [Redirect.old_id, Redirect.new_id])) == 6
        assert len(build.table("records", [Profile.profile_id])) == 48
        with pytest.raises(BuildError, match=r"redirects.parquet has no column \['since'\]"):
            build.table("redirects")
        with pytest.raises(BuildError, match=r"has no outcomes\.parquet"):
            build.table("outcomes")


def test_the_fingerprint_is_of_names_and_kinds():
    assert len(layout.schema_fingerprint()) == 16


def test_a_build_pruned_between_reading_the_pointer_and_pinning_is_no_error(
    home, publish_one, monkeypatch
):
    first = publish_one(1)
    read, seen = layout.Pointer.read, []

    def read_then_move(where: Home) -> layout.Pointer:
        pointer = read(where)
        if not seen:
            seen.append(pointer.build)
            second = publish_one(2)
            (home.builds / first / "manifest.json").unlink()
            assert second != first
        return pointer

    monkeypatch.setattr(layout.Pointer, "read", read_then_move)
    with open_build(home) as build:
        assert seen == [first]
        assert build.id.startswith("000002-")
        assert build.refused == ()


def test_a_pointer_that_never_rests_is_an_error_not_a_hang(home, publish_one, monkeypatch):
    publish_one()
    digests = iter(range(100))
    monkeypatch.setattr(
        layout.Pointer,
        "read",
        lambda _: layout.Pointer(f"000009-{next(digests):016x}", "0" * 64),
    )
    with pytest.raises(BuildError, match="change faster than they can be read"):
        open_build(home)


def test_a_pointer_to_nothing_falls_back_and_says_so(home, publish_one):
    build_id = publish_one()
    home.pointer.write_text("")
    with open_build(home) as build:
        assert (build.id, build.current) == (build_id, None)
        assert build.refused == (Refused("CURRENT", "CURRENT does not say which build is read"),)
    home.pointer.unlink()
    with open_build(home) as build:
        assert build.id == build_id
        assert build.refused[0] == Refused("CURRENT", "the file is missing")


def test_a_complete_build_that_was_never_acknowledged_is_not_read(home, publish_one):
    first = publish_one(1)
    acknowledged = home.pointer.read_bytes()
    second = publish_one(2)
    home.pointer.write_bytes(acknowledged)
    with open_build(home) as build:
        assert build.id == first
    (home.builds / first / "facts.parquet").unlink()
    with pytest.raises(BuildError, match=r"No build in .* can be trusted"):
        open_build(home)
    assert (home.builds / second).exists()
