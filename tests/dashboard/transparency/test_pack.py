"""The transparency pack: every field, who filled it, and nothing published while one is blank."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.agreed import agree, made_up_home
from dashboard.settings import make_home
from dashboard.transparency import (
    DOCUMENTS,
    Answer,
    Answers,
    Known,
    answers_of,
    faults_in,
    files_of,
    known_of,
    pack_of,
    refuse_faults,
    template,
    write_pack,
)
from dashboard.transparency.answers import FILE, questions
from dashboard.transparency.atrs import FILLED
from dashboard.transparency.blocks import Document, Section, grid, listed, said
from dashboard.transparency.held import _few
from dashboard.transparency.model_facts import ModelFacts
from dashboard.transparency.writing import MANIFEST, html_of, markdown_of, zipped
from records.domain import atrs_fields, governance
from records.errors import ConcernError
from records.state import opened
from risk import factors_table
from risk.evaluation.evaluation import Evaluation, Ranking
from risk.evaluation.fairness import Gate, GateSettings, GroupResult
from risk.evaluation.intervals import Estimate
from risk.evaluation.judging import FIGURES
from risk.prediction.predictors import PREDICTORS
from risk.registry import Waiver

ON = date(2026, 11, 22)
EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "transparency.toml"
MODEL = ModelFacts(
    model_id="0a1b2c3d",
    trained_on=date(2026, 9, 1),
    trained_by="os:ada",
    promoted_on=date(2026, 11, 10),
    approved_by="demo-board",
    until=date(2027, 5, 10),
    dpia="DPIA-7",
    data_hash="feed",
    build_id="000001-aa",
    settings={"folds": 3, "shrinks": [5, 20]},
    counts={"Visits with an outcome": 5_787},
    start=-2.0,
    curves={"own_grave": ((-0.1, 0.0), (0.5, 1.25)), "own_serious": ()},
    waivers=(Waiver("district: Harlow", "too few visits to tell", "Ada Ridge, chair", ON, ON),),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = made_up_home(tmp_path_factory.mktemp("pack") / "county")
    agree(home)
    shutil.copy(EXAMPLE, home.root / FILE)
    return home


@pytest.fixture(scope="module")
def known(home) -> Known:
    with opened(home.state_url) as state:
        return known_of(home, state, "Essex", ON)


@pytest.fixture(scope="module")
def answers(home) -> Answers:
    return answers_of(home.root)


def answered(**changed) -> Answers:
    """Every question answered on the day, but for those that differ."""
    given = {number: Answer("something", "a role", ON) for number in questions()}
    return Answers(given | {number.replace("_", "."): one for number, one in changed.items()})


def faults(answers, known=None, on=ON, promoted=None):
    documents = pack_of(known or Known(on, "Essex"), answers)
    return [(one.field.split()[0], one.what) for one in faults_in(answers, documents, on, promoted)]


def test_every_field_of_the_standard_is_in_the_record_and_says_who_filled_it(known, answers):
    record = next(one for one in pack_of(known, answers) if one.name == "atrs-record")
    fields = [one for one in record.sections if one.level == 3]
    assert [one.heading for one in fields] == [
        f"{number} {field}" for number, field in atrs_fields()[["number", "field"]].to_numpy()
    ]
    assert len(fields) == 40
    assert all(
        re.match(r"(Written by .+ on|Filled by the running system on) ", f.mark) for f in fields
    )
    assert all(one.blocks for one in fields)


def test_each_field_is_filled_by_the_system_a_person_or_both():
    by = atrs_fields()["filled_by"]
    assert set(by[by != "person"].index) == set(FILLED)
    assert set(by[by != "system"].index) <= set(questions())
    asked_of_people = atrs_fields()["how_filled"] == "config"
    assert (by[asked_of_people] == "person").all()


def test_a_whole_county_has_nothing_blank_or_stale(known, answers):
    assert faults_in(answers, pack_of(known, answers), ON, known.promoted_on) == ()


def test_without_answers_every_question_is_named_with_its_remedy(known):
    documents = pack_of(known, Answers({}))
    found = faults_in(Answers({}), documents, ON, None)
    assert [one.field.split()[0] for one in found] == list(questions())
    with pytest.raises(ConcernError, match="26 fields are blank or stale") as refused:
        refuse_faults(found)
    assert "1.4 Contact email: blank. Write its text in transparency.toml." in str(refused.value)
    assert [one.blank for one in documents[1].sections].count(True) == 19


def test_without_a_build_what_it_would_fill_is_named():
    found = faults_in(answered(), pack_of(Known(ON, "Essex"), answered()), ON, None)
    assert [str(one) for one in found] == [
        f"Algorithmic transparency record, {number} {atrs_fields().loc[number, 'field']}: the "
        "running system has nothing to say here. Publish a build first: concern build."
        for number in ("2.4.3.x", "2.4.4.x")
    ]


@pytest.mark.parametrize(
    ("answer", "said_of_it"),
    [
        (Answer("text", "", ON), "nobody says who answered, and when"),
        (Answer("text", "a role", None), "nobody says who answered, and when"),
        (Answer("text", "a role", date(2026, 11, 23)), "answered on 2026-11-23, which is still"),
        (Answer("text", "a role", date(2025, 11, 21)), "over 12 months ago"),
        (Answer("text", "a role", date(2026, 11, 9)), "before the model in force was promoted"),
        (Answer("", "a role", ON), "blank"),
    ],
)
def test_what_keeps_an_answer_from_being_published(known, answer, said_of_it):
    promoted = None if "months" in said_of_it else MODEL.promoted_on
    ((field, what),) = faults(answered(**{"2_2_2": answer}), known, promoted=promoted)
    assert field == "2.2.2"
    assert said_of_it in what


def test_an_answer_of_the_day_of_promotion_is_not_stale(known):
    then = answered(**{"2_2_2": Answer("text", "a role", MODEL.promoted_on)})
    assert faults(then, known, promoted=MODEL.promoted_on) == []


@given(age=st.integers(0, 3000), months=st.integers(1, 60))
def test_an_answer_is_stale_from_the_day_its_months_are_over(age, months):
    on = ON - timedelta(days=age)
    one = Answers({n: Answer("x", "y", on) for n in questions()}, review_months=months)
    stale = faults_in(one, (), ON, None)
    assert bool(stale) == (age >= months * 30.4) or 28 * months <= age <= 31 * months
    assert len(stale) in (0, len(questions()))


def test_where_no_supplier_is_involved_its_fields_are_answered(answers):
    assert answers["2.1.4.2"].text == "Not applicable: no external supplier."
    assert answers["2.1.4.2"].by == answers["2.1.4"].by


def test_the_template_asks_every_question_and_answers_none(tmp_path):
    (tmp_path / FILE).write_text(template())
    written = answers_of(tmp_path)
    assert set(written.given) == set(questions())
    assert not any(one.text or one.by or one.on for one in written.given.values())
    assert all(f"# {ask}" in template() for _, ask in questions().values())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("review_months = 0", "review_months"),
        ("[answers", "cannot be read"),
        ('[answers."9.9"]\ntext = "x"', "9.9"),
        ('[answers."1.1"]\nanswered_on = "last week"', "answers.1.1.answered_on"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_by_its_part(tmp_path, text, named):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ConcernError, match=re.escape(named)):
        answers_of(tmp_path)


def test_version_one_alone_says_so_in_every_document(known, answers):
    for one in pack_of(known, answers):
        assert "Score: version one (checklist)" in html_of(one, known)
    card = markdown_of(pack_of(known, answers)[0], known)
    in_use = factors_table().query("status == 'in use'")
    assert all(f"| {id} |" in card for id in in_use["id"])
    assert "was not fitted to outcomes" in card


def judged() -> Evaluation:
    """An evaluation of two orders, one group of which fails the gate."""
    told = {one.id: Estimate(0.79, 0.77, 0.81) for one in FIGURES}
    nothing = pd.DataFrame()
    other = {one.id: Estimate(0.61, 0.6, 0.62) for one in FIGURES}
    group = GroupResult(
        "district", "Harlow", 61, 12, *(Estimate(0.5, 0.4, 0.6),) * 3, 0.1, 0.09,
        Estimate(1.1, 1.0, 1.2), "fails", ("fewer of its serious ones are listed",),
    )  # fmt: skip
    return Evaluation(
        model_id=MODEL.model_id,
        made_on=date(2026, 11, 9),
        as_of=date(2026, 9, 1),
        data="ab",
        settings={},
        rankings=(
            Ranking("model", "Version two", told, nothing, nothing),
            Ranking("who", "Who visits", other, nothing, nothing),
        ),
        windows=(),
        fairness=Gate(GateSettings(), (group,)),
        who_share=0.4,
        better={"auc": Estimate(0.02, 0.01, 0.03)},
    )


def test_version_two_brings_its_model_its_figures_and_its_waivers(known, answers):
    approved = replace(known, model=MODEL, evaluation=judged())
    record = "".join(markdown_of(one, approved) for one in pack_of(approved, answers))
    assert "model 0a1b2c3d, approved until 10 May 2027" in record
    assert "| Order of visits (AUC) | 0.79 (0.77 to 0.81) | 0.61 (0.6 to 0.62) |" in record
    assert "40% would be there without knowing any business" in record
    assert "| district | Harlow | about 60 | about 10 |" in record
    assert "district: Harlow: Ada Ridge, chair answers for it until 22 November 2026" in record
    assert all(f"| {one.title} |" in record for one in PREDICTORS)
    assert "approved with DPIA-7" in record
    assert "| Grave findings at visits | only raise | 2 | -0.1: +0.00; 0.5: +1.25 |" in record
    assert "| Serious findings at visits | only raise | 1 | adds nothing |" in record
    assert "starts at log-odds of -2.00, a chance of 11.9%" in record


class _Parts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.levels, self.fetched = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.fetched += [v for k, v in attributes if k in ("src", "href") and v[:4] == "http"]


def test_each_page_stands_by_itself_and_runs_nothing(known, answers):
    files = files_of(pack_of(known, answers), known)
    pages = [content.decode() for name, content in files.items() if name.endswith(".html")]
    assert len(pages) == len(DOCUMENTS) + 1
    for page in pages:
        parts = _Parts()
        parts.feed(page)
        assert not {"script", "img", "iframe", "object"} & {*parts.tags}
        assert not parts.fetched
        assert {"main", "title", "style"} <= {*parts.tags}
        assert parts.levels[0] == 1
        assert all(b - a <= 1 for a, b in zip(parts.levels, parts.levels[1:], strict=False))


@given(text=st.text(alphabet="a<>|*_[]`\\#-+1.& \n'\"", max_size=30))
def test_whatever_is_written_is_shown_as_text(text):
    section = Section("A", (*said(text), listed(text), grid("T", ("a", "b"), [(text, text)])))
    document = Document("d", "T", "lead", (section,))
    known = Known(ON, "Essex")
    parts = _Parts()
    parts.feed(html_of(document, known))
    plain = _Parts()
    plain.feed(
        html_of(
            Document(
                "d",
                "T",
                "lead",
                (Section("A", (*said("x"), listed("x"), grid("T", ("a", "b"), [("x", "x")]))),),
            ),
            known,
        )
    )
    if text:
        assert parts.tags == plain.tags
    body = markdown_of(document, known)
    assert "<" not in body.replace("\\<", "")
    assert all(line.count("|") - line.count("\\|") in (0, 3) for line in body.splitlines())


def test_a_pack_replaces_an_older_one_whole_and_nothing_else(tmp_path, known, answers):
    out = tmp_path / "pack"
    files = files_of(pack_of(known, answers), known)
    write_pack(out, {**files, "older.md": b"old"})
    write_pack(out, files)
    assert {one.name: one.read_bytes() for one in out.iterdir()} == files
    assert [one.name for one in tmp_path.iterdir()] == ["pack"]
    (out / "mine.docx").write_text("mine")
    with pytest.raises(ConcernError, match="no transparency pack"):
        write_pack(out, files)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConcernError, match="no transparency pack"):
        write_pack(tmp_path / "file", files)


def test_where_the_new_pack_cannot_be_put_the_older_one_stays(
    tmp_path, known, answers, monkeypatch
):
    out, rename = tmp_path / "pack", Path.rename
    write_pack(out, {MANIFEST: b"old"})

    def full(self, target):
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(ConcernError, match="No space left"):
        write_pack(out, files_of(pack_of(known, answers), known))
    assert [(one.name, one.read_bytes()) for one in out.iterdir()] == [(MANIFEST, b"old")]


def test_the_same_county_and_day_give_the_same_bytes(known, answers):
    files = files_of(pack_of(known, answers), known)
    assert files == files_of(pack_of(known, answers), known)
    assert zipped(files, ON) == zipped(files, ON)


def test_small_numbers_are_not_published():
    assert [_few(number) for number in (0, 4, 5, 1200)] == [
        "fewer than 5", "fewer than 5", "5", "1,200",
    ]  # fmt: skip


def test_expectations_say_how_they_are_met_and_what_is_lacking():
    table = governance()
    assert len(table) == 22
    assert set(table["status"]) == {"met", "partly"}
    assert table["met_by"].str.len().gt(20).all()


def test_the_command_writes_the_pack_or_names_what_is_missing(home, tmp_path, concern, monkeypatch):
    monkeypatch.setattr("dashboard.cli.transparency.today", lambda: ON)
    code, told, _ = concern("transparency", "--out", tmp_path / "pack", "--home", home.root)
    assert (code, len(list((tmp_path / "pack").iterdir()))) == (0, 11)
    assert "4 documents" in told
    bare = make_home(tmp_path / "bare")
    code, _, refused = concern("transparency", "--out", tmp_path / "none", "--home", bare.root)
    assert code == 1
    assert "28 fields are blank or stale" in refused
    assert not (tmp_path / "none").exists()


def test_the_command_writes_the_questions_once(tmp_path, concern):
    home = make_home(tmp_path / "bare")
    assert concern("transparency", "--home", home.root)[0] == 2
    code, told, _ = concern("transparency", "--template", "--home", home.root)
    assert (code, "26 questions" in told) == (0, True)
    code, _, refused = concern("transparency", "--template", "--home", home.root)
    assert (code, "never written over" in refused) == (1, True)
