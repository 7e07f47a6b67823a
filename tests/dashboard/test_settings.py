import pytest

from dashboard.settings import FILE, find_home, home_of, make_home, settings_of
from records.errors import HomeError


def test_a_new_folder_has_settings_with_their_defaults(tmp_path):
    home = make_home(tmp_path / "county")
    assert settings_of(home.root).keep_builds == 3
    assert home.mappings.is_dir()


def test_making_a_home_again_keeps_its_settings(tmp_path):
    make_home(tmp_path)
    (tmp_path / FILE).write_text('county = "Kent"\n')
    make_home(tmp_path)
    assert settings_of(tmp_path).county == "Kent"


def test_the_environment_overrules_the_file(tmp_path, monkeypatch):
    make_home(tmp_path)
    (tmp_path / FILE).write_text('county = "Kent"\nport = 9000\n')
    monkeypatch.setenv("CONCERN_COUNTY", "Suffolk")
    assert (settings_of(tmp_path).county, settings_of(tmp_path).port) == ("Suffolk", 9000)


def test_a_county_is_not_behind_tls_and_trusts_this_machine_alone_until_it_says_so(tmp_path):
    settings = settings_of(make_home(tmp_path).root)
    assert (settings.behind_tls, settings.hosts) == (False, ())
    assert settings.trusted_proxies == ("127.0.0.1", "::1")
    assert (settings.metrics_token, settings.log_addresses) == ("", False)
    assert settings.outside_links


def test_names_and_proxies_are_lists_in_the_file_and_in_the_environment(tmp_path, monkeypatch):
    make_home(tmp_path)
    (tmp_path / FILE).write_text('hosts = ["a.example"]\ntrusted_proxies = ["10.0.0.1"]\n')
    monkeypatch.setenv("CONCERN_HOSTS", '["b.example", "c.example"]')
    settings = settings_of(tmp_path)
    assert settings.hosts == ("b.example", "c.example")
    assert settings.trusted_proxies == ("10.0.0.1",)


def test_every_faulty_setting_is_named(tmp_path):
    make_home(tmp_path)
    (tmp_path / FILE).write_text("keep_builds = 0\nport = 'high'\ncolour = 'red'\n")
    with pytest.raises(HomeError) as raised:
        settings_of(tmp_path)
    assert all(name in str(raised.value) for name in ("keep_builds", "port", "colour"))


def test_a_settings_file_that_is_not_toml_is_said_to_be(tmp_path):
    make_home(tmp_path)
    (tmp_path / FILE).write_text("county: Kent")
    with pytest.raises(HomeError, match="is not TOML"):
        settings_of(tmp_path)


def test_the_state_database_is_the_one_named(tmp_path):
    make_home(tmp_path)
    (tmp_path / FILE).write_text('state_url = "postgresql://db/county"\n')
    assert home_of(tmp_path).state_url == "postgresql://db/county"


def test_the_nearest_folder_above_is_the_home(tmp_path):
    home = make_home(tmp_path)
    below = tmp_path / "mappings" / "old"
    below.mkdir()
    assert find_home(None, below) == home


def test_no_home_is_a_refusal_that_says_how_to_make_one(tmp_path):
    with pytest.raises(HomeError, match="concern init"):
        find_home(None, tmp_path)
    with pytest.raises(HomeError, match=r"elsewhere is not a county's folder"):
        find_home(tmp_path / "elsewhere", tmp_path)
