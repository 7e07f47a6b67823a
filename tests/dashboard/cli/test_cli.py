import json
import subprocess
import sys

import pandas as pd
import pytest
from typer.main import get_command

from dashboard.access.sealed import opened
from dashboard.builds import sealed_of
from dashboard.cli.main import MODULES, command_line
from records.home import Home
from records.schema import Ward
from records.store import open_build

HEADING = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Compliance Date,Result,Breach\n"
)
GOOD = "N1,Larch Hand Car Wash Ltd,Improvement,03/05/2026,Basildon,45200,01/07/2026,Complied,A\n"
BAD = "N2,Larch Hand Car Wash Ltd,Improvement,99/05/2026,Basildon,45200,,Complied,A\n"

WHY = ("--purpose", "plan visits", "--recipient", "the visiting team")


@pytest.fixture
def home(tmp_path, concern):
    assert concern("init", tmp_path / "county")[0] == 0
    return tmp_path / "county"


@pytest.fixture
def notices(tmp_path):
    path = tmp_path / "notices.csv"
    path.write_text(HEADING + GOOD + BAD, encoding="utf-8")
    return path


@pytest.mark.parametrize("module", MODULES)
def test_every_command_is_in_the_module_that_is_said_to_have_it(module):
    assert set(get_command(command_line([module])).commands) == set(MODULES[module])


def test_linking_begins_without_the_pages():
    code = (
        "import sys; from dashboard.cli.main import command_line; command_line(['linking'])\n"
        "import linkage.standalone\n"
        "assert not {'dash', 'plotly', 'flask', 'sqlalchemy', 'pyproj'} & {*sys.modules}"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("command", sorted(c for words in MODULES.values() for c in words))
def test_every_command_has_help(concern, command):
    code, out, _ = concern(command, "--help")
    assert code == 0
    assert "Usage" in out


def test_wrong_usage_has_its_own_exit_code(concern):
    assert concern("ingest", "--colour")[0] == 2


def test_the_version_is_told(concern):
    code, out, _ = concern("--version")
    assert (code, out.split()[0]) == (0, "concern")


def test_a_refusal_is_one_message_on_standard_error(concern, tmp_path):
    code, out, err = concern("deliveries", "--home", tmp_path)
    assert (code, out) == (1, "")
    assert "concern init" in err
    assert "Traceback" not in err


def test_every_source_is_listed_with_its_agency(concern, home):
    code, out, _ = concern("sources", "--home", home)
    assert code == 0
    assert all(name in out for name in ("hse_notices", "police_incidents", "GLAA"))


def test_a_delivery_is_accounted_for_row_by_row(concern, home, notices):
    code, out, _ = concern("ingest", notices, "--source", "hse_notices", "--home", home)
    assert code == 0
    assert "quarantined" in out
    listed = concern("deliveries", "--home", home)[1]
    assert "notices.csv" in listed


def test_the_same_file_twice_changes_nothing_and_says_so(concern, home, notices):
    words = ("ingest", notices, "--source", "hse_notices", "--home", home)
    concern(*words)
    assert "already held, nothing changed" in concern(*words)[1]


def test_quarantine_shows_faults_and_keeps_raw_lines_back_until_asked(concern, home, notices):
    concern("ingest", notices, "--source", "hse_notices", "--home", home)
    shown = concern("quarantine", "--home", home)[1]
    assert "Issue Date" in shown
    assert "Larch" not in shown
    assert "Larch" in concern("quarantine", "--raw", "--home", home)[1]


def test_quarantine_can_be_written_to_a_file(concern, home, notices, tmp_path):
    concern("ingest", notices, "--source", "hse_notices", "--home", home)
    concern("quarantine", "--csv", tmp_path / "q.csv", "--home", home)
    assert len(pd.read_csv(tmp_path / "q.csv")) == 1


def test_an_unknown_source_is_refused_with_what_there_is(concern, home, notices):
    code, _, err = concern("ingest", notices, "--source", "hse_notice", "--home", home)
    assert code == 1
    assert "hse_notices" in err


def test_a_file_without_its_source_is_refused(concern, home, notices):
    code, _, err = concern("ingest", notices, "--home", home)
    assert (code, "--source" in err) == (1, True)


def test_nothing_to_list_is_said_in_words(concern, home):
    assert "Nothing was delivered yet" in concern("deliveries", "--home", home)[1]
    assert "Nothing is quarantined" in concern("quarantine", "--home", home)[1]
    assert "There is no build yet" in concern("builds", "--home", home)[1]


def test_a_build_of_nothing_is_refused_with_a_remedy(concern, home):
    code, _, err = concern("build", "--home", home)
    assert code == 1
    assert "concern ingest" in err


def test_one_delivery_is_built_and_exported(concern, home, notices, tmp_path):
    concern("ingest", notices, "--source", "hse_notices", "--home", home)
    assert concern("build", "--as-of", "2026-11-01", "--home", home)[0] == 0
    assert "000001-" in concern("builds", "--home", home)[1]
    out = tmp_path / "all.csv"
    assert concern("export", out, "--bare", *WHY, "--home", home)[0] == 0
    assert pd.read_csv(out)["name"].tolist() == ["Larch Hand Car Wash Ltd"]
    assert concern("quality", "--home", home)[0] == 0


def test_a_build_says_whether_everything_was_linked_anew_and_why(concern, home, notices):
    concern("ingest", notices, "--source", "hse_notices", "--home", home)
    build = ("build", "--as-of", "2026-11-01", "--home", home)
    assert "Everything was linked anew: there was no build before." in said(concern(*build))
    assert "What changed was linked: 0 records came, left or changed" in said(concern(*build))
    assert "Everything was linked anew: it was asked for." in said(concern(*build, "--full"))


def said(answer) -> str:
    """What a command printed, its lines joined."""
    return " ".join("".join(map(str, answer[1:])).split())


def test_the_history_of_an_id_is_told_and_one_that_no_build_knew_is_said_to_be(
    concern, home, notices
):
    concern("ingest", notices, "--source", "hse_notices", "--home", home)
    concern("build", "--as-of", "2026-11-01", "--home", home)
    with open_build(Home.at(home)) as build:
        one = build.table("profiles")["profile_id"].iloc[0]
    assert "made" in concern("history", "--id", one, "--home", home)[1]
    assert "No build knew" in concern("history", "--id", "B0000000", "--home", home)[1]


def test_a_filter_that_is_not_understood_is_refused(concern, home, notices, tmp_path):
    concern("ingest", notices, "--source", "hse_notices", "--home", home)
    concern("build", "--as-of", "2026-11-01", "--home", home)
    words = ("export", tmp_path / "x.csv", *WHY, "--home", home, "--filter")
    code, _, err = concern(*words, "band=dreadful&sector=car_wash")
    assert (code, "band=dreadful" in err, "sector" in err) == (1, True, False)
    assert not (tmp_path / "x.csv").exists()


def test_boundaries_can_be_put_back(concern, home):
    assert "indicative" in concern("boundaries", "--reset", "--home", home)[1]
    assert concern("boundaries", "--home", home)[0] == 2


def test_loaded_wards_are_shown_of_the_next_build(concern, home, tmp_path, notices):
    file = tmp_path / "wards.geojson"
    corners = "[[[0.4,51.6],[0.5,51.6],[0.5,51.7],[0.4,51.7],[0.4,51.6]]]"
    shape = f'{{"type":"Polygon","coordinates":{corners}}}'
    named = '{"WD24NM":"Middle"}'
    file.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        f'{named},"geometry":{shape}}}]}}'
    )
    concern("ingest", notices, "--source", "hse_notices", "--home", home)
    assert "Wards of wards.geojson" in concern("boundaries", "--wards", file, "--home", home)[1]
    concern("build", "--as-of", "2026-11-01", "--home", home)
    with open_build(Home.at(home)) as build:
        county = opened(sealed_of(build)).county
    assert county.wards[Ward.ward].tolist() == ["Middle"]
    assert not county.wards[Ward.indicative].any()


def test_postcodes_are_loaded_and_counted(concern, home, tmp_path):
    file = tmp_path / "postcodes.csv"
    file.write_text("postcode,lat,lon\nCM1 1AA,51.73,0.47\n", encoding="utf-8")
    code, out, _ = concern("postcodes", file, "--home", home)
    assert (code, "postcodes" in out) == (0, True)


def test_any_records_can_be_linked(concern, tmp_path):
    records = tmp_path / "records.csv"
    records.write_text(
        "record_id,source,name,address,postcode\n"
        "a,one,Larch Hand Car Wash,4 Mill Lane,CM1 1AA\n"
        "b,two,Larch Hand Car Wash Ltd,4 Mill Ln,CM1 1AA\n",
        encoding="utf-8",
    )
    assert concern("link", records, "--out", tmp_path / "out")[0] == 0
    entities = pd.read_csv(tmp_path / "out" / "entities.csv")
    assert entities["entity_id"].tolist() == ["a", "a"]
    assert json.loads((tmp_path / "out" / "report.json").read_text())["records"] == 2


def test_a_sample_is_written_with_its_truth(concern, tmp_path):
    code, out, _ = concern("sample", tmp_path / "s", "--businesses", "200", "--seed", "3")
    assert (code, "200" in out) == (0, True)
    assert (tmp_path / "s" / "truth").is_dir()


def test_the_page_is_not_served_to_other_machines(concern, home):
    code, _, err = concern("serve", "--host", "0.0.0.0", "--home", home)
    assert (code, "reached from other machines" in err) == (1, True)
