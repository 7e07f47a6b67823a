"""The pack on a page of the office, for those who see no business."""

from __future__ import annotations

import io
import shutil
import zipfile

import pytest

from benchmarks.agreed import agree, made_up_home
from dashboard.app import create_app
from dashboard.live import Fixed
from dashboard.transparency import DOCUMENTS
from dashboard.transparency.answers import FILE
from dashboard.viewer import MAY, Capability
from records.audit import Asked, found
from tests.dashboard.transparency.test_pack import EXAMPLE, ON

PAGE = "/office/transparency/"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = made_up_home(tmp_path_factory.mktemp("page") / "county")
    agree(home)
    return home


@pytest.fixture
def app(home, monkeypatch):
    monkeypatch.setattr("dashboard.office.transparency.today", lambda: ON)
    (home.root / FILE).unlink(missing_ok=True)
    return create_app(home)


def test_nobody_who_sees_businesses_sees_counts_of_all():
    assert not [r for r, may in MAY.items() if {Capability.EXPLAIN, Capability.BROWSE} <= may]


def test_what_is_blank_is_listed_and_keeps_the_pack_back(app, signed_in):
    client = signed_in(app, "demo-board")
    page = client.get(PAGE).get_data(as_text=True)
    assert "What is blank or stale: 26" in page
    assert "1.4 Contact email" in page
    refused = client.get(f"{PAGE}pack.zip")
    assert refused.status_code == 409
    assert "while a field is blank or stale" in refused.get_data(as_text=True)


def test_each_document_is_shown_as_it_stands_and_the_look_is_audited(app, home, signed_in):
    client = signed_in(app, "demo-officer")
    for name in DOCUMENTS:
        page = client.get(f"{PAGE}{name}").get_data(as_text=True)
        assert "Score: version one (checklist)" in page
        assert "<script" not in page.split("<main")[1]
    asked = Asked(subject_kind="transparency", user="demo-officer")
    assert {one.entry.subject for one in found(app._desk.state, asked)} == {*DOCUMENTS}
    assert client.get(f"{PAGE}minutes").status_code == 404


def test_a_whole_pack_is_taken_as_one_file(app, home, signed_in):
    shutil.copy(EXAMPLE, home.root / FILE)
    client = signed_in(app, "demo-steward")
    assert "Nothing is blank or stale" in client.get(PAGE).get_data(as_text=True)
    answer = client.get(f"{PAGE}pack.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert len(archive.namelist()) == 11


def test_a_file_of_answers_that_cannot_be_read_is_named(app, home, signed_in):
    (home.root / FILE).write_text("[answers")
    page = signed_in(app, "demo-board").get(PAGE).get_data(as_text=True)
    assert "transparency.toml cannot be read" in page


def test_an_inspector_may_not_see_it(app, signed_in):
    assert signed_in(app, "demo-inspector").get(PAGE).status_code == 403


def test_without_a_countys_folder_there_is_no_pack(small, signed_in):
    assert signed_in(create_app(Fixed(small)), "demo-board").get(PAGE).status_code == 404
