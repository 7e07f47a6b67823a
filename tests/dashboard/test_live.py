import threading

import pytest

from benchmarks.made_county import AS_OF
from dashboard.access.sealed import opened, seal
from dashboard.builds import HomeBuilds, sealed_of
from dashboard.county import About, County
from dashboard.live import Fixed, Live, Loaded
from records.errors import BuildError
from records.home import Home
from records.schema import BUILD_TABLES, ScoredProfile
from records.store import open_build, publish
from records.store.pruning import remove_builds


class Builds:
    """Builds that are published and torn at will."""

    def __init__(self, small):
        self.small = small
        self.id = None
        self.torn = False
        self.loads = 0

    def current(self):
        return self.id

    def load(self):
        self.loads += 1
        if self.torn or self.id is None:
            raise BuildError("torn")
        return Loaded(seal(self.county(self.id)), refused=False)

    def county(self, id):
        about = About(id, AS_OF, "", "v1", synthetic=True)
        tables = {name: table.empty() for name, table in BUILD_TABLES.items()}
        return County(about, tables, self.small.boundaries)


@pytest.fixture
def builds(small):
    return Builds(small)


def test_nothing_is_shown_before_the_first_build(builds):
    live = Live(builds)
    assert live.county() is None
    assert live.shown().refused is False
    assert live.held("000001") is None


def test_a_new_build_is_shown_without_a_restart(builds):
    live = Live(builds)
    live.shown()
    builds.id = "000001"
    assert live.county().about.build_id == "000001"
    builds.id = "000002"
    assert live.county().about.build_id == "000002"


def test_a_build_is_read_once(builds):
    builds.id = "000001"
    live = Live(builds)
    assert live.county() is live.county() is live.held("000001")
    assert builds.loads == 1


def test_a_torn_build_leaves_the_old_one_and_says_so(builds):
    builds.id = "000001"
    live = Live(builds)
    live.shown()
    builds.id, builds.torn = "000002", True
    assert live.county().about.build_id == "000001"
    assert live.shown().refused
    builds.id, builds.torn = "000003", False
    assert live.county().about.build_id == "000003"
    assert not live.shown().refused


def test_a_page_keeps_its_build_for_one_more_publication(builds):
    live = Live(builds)
    for id in ("000001", "000002", "000003"):
        builds.id = id
        live.shown()
    assert live.held("000001") is None
    assert live.held("000002").about.build_id == "000002"
    assert live.held("000003").about.build_id == "000003"


def test_others_go_on_with_the_old_build_while_one_reads_the_new(builds):
    builds.id = "000001"
    live = Live(builds)
    live.shown()
    reading, go_on = threading.Event(), threading.Event()
    load = builds.load

    def slowly():
        reading.set()
        assert go_on.wait(5)
        return load()

    builds.id, builds.load = "000002", slowly
    reader = threading.Thread(target=live.shown)
    reader.start()
    assert reading.wait(5)
    assert live.county().about.build_id == "000001"
    go_on.set()
    reader.join()
    assert live.county().about.build_id == "000002"


def test_a_fixed_county_is_always_the_one(small):
    live = Live(Fixed(small))
    assert opened(live.county()).county is small
    assert live.held(small.about.build_id) is live.county()


@pytest.fixture
def home(tmp_path, small):
    home = Home.at(tmp_path)
    tables = {name: small.table(name) for name in BUILD_TABLES if name not in _WHOLE}
    tables |= {"profiles": small.profiles, "redirects": BUILD_TABLES["redirects"].empty()}
    tables |= {"ties": BUILD_TABLES["ties"].empty()}
    about = {"synthetic": True, "published_at": "2026-11-21T06:05:00"}
    publish(home, tables, small.boundaries, {"as_of": AS_OF, **about})
    return home


_WHOLE = {"profiles", "redirects", "ties"}


def test_a_published_build_is_held_whole(home, small):
    with open_build(home) as build:
        county = opened(sealed_of(build)).county
        assert county.about.build_id == build.id
    assert county.about.as_of == AS_OF
    assert county.about.synthetic
    assert county.about.score_version == "v1"
    assert county.about.published_at == "21 Nov 2026 06:05"
    assert county.profiles[ScoredProfile.name].equals(small.profiles[ScoredProfile.name])
    assert len(county.table("touchpoints")) == len(small.table("touchpoints"))


def test_the_store_tells_of_a_new_build_and_refuses_a_torn_one(home):
    live = Live(HomeBuilds(home))
    first = live.county().about.build_id
    with open_build(home) as build:
        tables = {name: build.table(name) for name in BUILD_TABLES}
        boundaries = build.boundaries()
    second = publish(home, tables, boundaries, {"as_of": AS_OF})
    assert live.county().about.build_id == second != first
    assert live.county().about.published_at == ""
    third = publish(home, tables, boundaries, {"as_of": AS_OF})
    (home.builds / third / "profiles.parquet").write_bytes(b"torn")
    assert live.county().about.build_id == second
    assert live.shown().refused


def test_a_build_that_held_an_erased_record_is_shown_no_more_even_from_memory(builds):
    removed = set()
    live = Live(builds, removed.__contains__)
    builds.id = "000001"
    assert live.county().about.build_id == "000001"
    builds.id = "000002"
    assert live.county().about.build_id == "000002"
    assert live.held("000001") is not None
    removed.add("000001")
    assert live.held("000001") is None
    assert live.held("000002") is not None
    removed.add("000002")
    builds.id = None
    assert live.county() is None
    assert live.held("000002") is None
    builds.id = "000003"
    assert live.county().about.build_id == "000003"


def test_the_store_tells_which_builds_nobody_may_see(home):
    source = HomeBuilds(home)
    first = source.current()
    assert not source.gone(first)
    remove_builds(home, {first})
    assert source.gone(first)
    assert source.current() is None
