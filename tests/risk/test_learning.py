"""What people decide binds every later build, until it is taken back; what it changed is told."""

from datetime import UTC, date, datetime

import pytest

from linkage.model import pretrained
from records.contracts import find_contract
from records.home import Home
from records.ingest import ingest
from records.schema import Judgement, PlacedRecord, Shift, Weight
from records.state import Judged, Saying, judge, open_state, undo
from records.store import open_build
from risk.learning import Lesson, words_of
from risk.pipeline import make_build

HEADING = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Compliance Date,Result,Breach\n"
)
ROWS = (
    "N1,Larch Hand Car Wash Ltd,Improvement,03/05/2026,Basildon,45200,01/07/2026,Complied,A\n"
    "N2,Larch Hand Car Wash Ltd,Improvement,03/06/2026,Basildon,45200,01/08/2026,Complied,A\n"
    "N3,Elmwater Nails,Improvement,03/06/2026,Harlow,96020,01/08/2026,Complied,A\n"
)
DAY = date(2026, 11, 1)
AT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path / "county")
    home.root.mkdir()
    path = tmp_path / "notices.csv"
    path.write_text(HEADING + ROWS, encoding="utf-8")
    ingest(home, path, find_contract("hse_notices", home.mappings), date(2026, 10, 1))
    return home


@pytest.fixture
def state(home):
    engine = open_state(home.state_url)
    yield engine
    engine.dispose()


def built(home, *, full=False):
    make_build(home, DAY, {}, on=DAY, full=full)
    with open_build(home) as build:
        tables = {name: build.table(name) for name in ("records", "shifts", "weights")}
        return tables, build.manifest.about


def owners(tables):
    """The profile of each notice, by its number."""
    records = tables["records"]
    keys = "N" + (records[PlacedRecord.row_number] - 1).astype("str")
    return dict(zip(keys, records[PlacedRecord.profile_id], strict=True))


def ids(tables):
    records = tables["records"]
    keys = "N" + (records[PlacedRecord.row_number] - 1).astype("str")
    return dict(zip(keys, records[PlacedRecord.record_id], strict=True))


@pytest.mark.parametrize("full", [False, True])
def test_a_decision_binds_every_later_build_until_it_is_taken_back(home, state, full):
    first, about = built(home)
    before, record = owners(first), ids(first)
    assert before["N1"] == before["N2"] != before["N3"]
    assert about["decisions"] == []
    apart = judge(state, Saying((record["N1"], record["N2"]), "different", "two doors", "ada", AT))
    one = judge(state, Saying((record["N2"], record["N3"]), "same", "moved", "ben", AT))
    for again in range(2):
        tables, about = built(home, full=full)
        now = owners(tables)
        assert now["N1"] != now["N2"] == now["N3"]
        assert about["decisions"] == [apart.judgement_id, one.judgement_id]
        shifts = tables["shifts"]
        told = set(zip(shifts[Shift.one_before], shifts[Shift.one_now], strict=True))
        assert told == (set() if again else {(True, False), (False, True)})
        assert shifts[Shift.decided].all()
    for word in (apart, one):
        undo(state, word.judgement_id, ("ada", AT))
    tables, about = built(home, full=full)
    now = owners(tables)
    assert now["N1"] == now["N2"] != now["N3"]
    assert about["decisions"] == []
    assert len(tables["shifts"]) == 2


def test_weights_are_told_beside_those_before_and_those_shipped(home):
    weights = built(home)[0]["weights"]
    assert (weights[Weight.shipped] == weights[Weight.before]).all()
    assert set(weights[Weight.comparison]) >= {"prior", *pretrained().curves}
    again = built(home)[0]["weights"]
    assert (again[Weight.bits] == again[Weight.before]).all()


def test_what_was_taken_back_is_no_word():
    said = [
        Judged(2, "a", "b", "same", "", "ada", AT),
        Judged(1, "b", "c", "different", "", "ada", AT, "ben", AT),
    ]
    words = words_of(said)
    assert words.to_dict("records") == [
        {Judgement.id_a: "a", Judgement.id_b: "b", Judgement.verdict: "same"}
    ]
    assert Lesson(pretrained(), {}, frozenset(), tuple(said)).now == (2,)
    assert words_of([]).empty
