"""The page about agreements says what the program does."""

from pathlib import Path

from records.agreements import TEMPLATE, faults_of, known_sources, published_sources, read_agreement
from records.agreements.agreement import WARN_DAYS
from records.domain import agencies

PAGE = (Path(__file__).parents[2] / "docs" / "agreements.md").read_text(encoding="utf-8")


def test_the_file_on_the_page_is_the_one_the_command_prints_and_it_is_sound(tmp_path):
    assert TEMPLATE in PAGE
    path = tmp_path / "agreement.toml"
    path.write_text(TEMPLATE, encoding="utf-8")
    assert faults_of(read_agreement(path), known_sources()) == []


def test_every_agency_and_every_public_register_stands_on_the_page():
    assert [code for code in agencies().index if f"`{code}`" not in PAGE] == []
    assert [source for source in published_sources() if f"`{source}`" not in PAGE] == []


def test_the_days_of_warning_are_those_of_the_program():
    assert f"{WARN_DAYS} days before its review" in PAGE
