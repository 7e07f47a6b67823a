import pytest

from records.contracts import contract_from, contracts, find_contract
from records.errors import SourceError


def test_a_built_in_contract_is_found_without_a_mappings_folder(tmp_path):
    assert find_contract("hse_notices", tmp_path / "none").agency == "HSE"


def test_the_countys_own_contract_goes_before_the_built_in_one(tmp_path, write):
    write(beginning='name = "cqc"\ntitle = "Ours"\nagency = "CQC"', name="cqc")
    assert find_contract("cqc", tmp_path).title == "Ours"
    assert [c.title for c in contracts(tmp_path) if c.name == "cqc"] == ["Ours"]


def test_an_unknown_source_is_told_with_the_nearest_name_and_all_there_are(tmp_path):
    with pytest.raises(SourceError) as caught:
        find_contract("hse_notice", tmp_path)
    said = str(caught.value)
    assert "No source is called 'hse_notice'. Did you mean hse_notices?" in said
    assert "companies_house, company_officers, cqc, easi" in said


def test_a_name_like_no_other_gets_no_hint(tmp_path):
    with pytest.raises(SourceError, match=r"'zzz'\. There are"):
        find_contract("zzz", tmp_path)


def test_a_contract_is_called_as_its_file(write):
    with pytest.raises(SourceError, match="name is 'visits'; expected 'calls'"):
        contract_from(write(name="calls"))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(SourceError, match=r"visits\.toml is not there"):
        contract_from(tmp_path / "visits.toml")


def test_a_switch_names_contracts_that_exist(write):
    path = write("", '[switch]\ncolumn = "kind"\ncontracts = { a = "cqc", b = "nowhere" }')
    with pytest.raises(SourceError, match="names contracts that are not there: nowhere"):
        contract_from(path)


def test_a_switch_does_not_lead_to_another(write):
    inner = '[switch]\ncolumn = "kind"\ncontracts = { a = "cqc" }'
    write("", inner, 'name = "inner"\ntitle = "Inner"', "inner")
    path = write("", '[switch]\ncolumn = "kind"\ncontracts = { b = "inner" }')
    with pytest.raises(SourceError, match="inner switches too"):
        contract_from(path)
