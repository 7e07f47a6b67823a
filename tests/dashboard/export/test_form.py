"""What the form asks for and what the address answers."""

import json

import pytest

from benchmarks.seeing import seen
from dashboard.app import create_app
from dashboard.components.export_form import export_form
from dashboard.export import COLUMNS, CONTACT_GROUPS, CONTACTS, EXTRA, FORMATS, GROUPS, MORE
from dashboard.filters import Filters
from dashboard.live import Fixed
from dashboard.queries import ordered_ids
from records.errors import SourceError
from tests.dashboard.export.reading import table

WHY = {"purpose": "data", "recipient": "the joint team"}


@pytest.fixture(scope="module")
def client(small, signed_in):
    return signed_in(create_app(Fixed(small)))


def asked(client, small, **form):
    return client.post("/county/export", data={"build": seen(small).key, **WHY, **form})


def test_every_column_stands_in_one_group(small):
    for groups, held in (
        (GROUPS, (*COLUMNS, *MORE, *EXTRA)),
        (CONTACT_GROUPS, CONTACTS),
    ):
        grouped = [str(one) for group in groups.values() for one in group]
        assert sorted(["profile_id", *grouped]) == sorted(map(str, held))
    every = [*COLUMNS, *MORE, *EXTRA, *CONTACTS]
    assert [str(one) for one in every if not one.help] == []


def test_a_page_says_which_columns_are_chosen_at_first():
    drawn = json.dumps(export_form("key", columns=("score", "name")).to_plotly_json(), default=vars)
    assert '"value": ["name"]' in drawn
    assert '"value": ["score"]' in drawn
    assert '"value": []' in drawn
    with pytest.raises(SourceError, match="'scores'"):
        export_form("key", columns=("scores",))


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_is_sent_as_what_it_is(client, small, tmp_path, format):
    answer = asked(client, small, format=format, query="band=severe")
    kind = FORMATS[format]
    assert answer.status_code == 200
    assert answer.content_type == kind.mimetype
    name = f"{kind.about}-2026-11-21{kind.ending}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    (tmp_path / name).write_bytes(answer.data)
    ids = table(tmp_path / name, kind.about)["profile_id"].drop_duplicates().tolist()
    assert ids == ordered_ids(seen(small), Filters(band=("severe",)))


def test_chosen_columns_are_sent_and_no_others(client, small):
    columns = ["profile_id", "score", "name", "name"]
    answer = asked(client, small, column=columns, **{"as": "bare"})
    assert answer.data.decode("utf-8-sig").splitlines()[0] == "profile_id,name,score"


@pytest.mark.parametrize(
    ("wish", "status"), [({"format": "shp"}, 400), ({"column": ["secrets"]}, 400)]
)
def test_what_there_is_not_is_refused(client, small, wish, status):
    assert asked(client, small, **wish).status_code == status


def test_too_many_rows_for_a_sheet_and_no_room_are_told_apart(client, small, monkeypatch):
    monkeypatch.setattr("dashboard.export.workbook.MOST_ROWS", 5)
    assert asked(client, small, format="xlsx").status_code == 413
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    answer = asked(client, small, format="gpkg")
    assert answer.status_code == 503
    assert "/nowhere" not in answer.get_data(as_text=True)
