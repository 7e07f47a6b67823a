import pytest

from records.contracts import contract_from
from records.errors import SourceError


def refusal(path):
    with pytest.raises(SourceError) as caught:
        contract_from(path)
    return str(caught.value)


def test_a_sound_contract_is_read(write):
    contract = contract_from(write())
    assert (contract.name, contract.agency, contract.key) == ("visits", "LA_EH", ("Ref",))
    assert contract.headings == ("Ref", "Name", "Address", "Postcode", "Day")


def test_every_fault_is_named_at_once_with_its_key(write):
    said = refusal(
        write(
            """
[columns]
nmae = "Name"
record_id = "Ref"
aliases = "Name"
name = { several = ["Name"] }
event_code = { from = "Type", values = { "x" = "NOT_A_CODE" } }
result = { from = "Type", otherwise = "fine" }
sic = { from = "Type", pattern = "(" }
activity = { from = "Type", pattern = "no bracket" }
status = { from = "Score", steps = [[5, "active"], [1, "ended"]] }
details = "Nationality"
""",
            beginning='name = "visits"\ntitle = "Visits"\nagency = "NOBODY"',
        )
    )
    assert said.startswith("visits.toml is not a sound contract:")
    for part in (
        "agency: 'NOBODY' is not in agencies.csv",
        "columns.nmae: not a column of Record",
        "columns.record_id: not a column of Record",
        "columns.aliases: a list column is filled by several",
        "columns.name: several fills only a list column",
        "columns.event_code: 'NOT_A_CODE' is not one of event_types.csv",
        "columns.result: 'fine' is not one of clean, minor, serious, no_access, closed",
        "columns.sic: pattern is not a regular expression",
        "columns.activity: pattern must hold one bracket",
        "columns.status: steps must rise",
        "heading 'Nationality' holds nationality, which is never loaded",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("above", "part"),
    [
        ('colour = "red"', "colour: extra inputs are not permitted"),
        ('dates = "backwards"', "dates: input should be"),
        ("undated = 3", "undated: input should be"),
        ('[columns.town]\nfrom = "A"\nconstant = "b"', "give exactly one of from, join"),
        ("[columns.town]", "give exactly one of from, join"),
        ("columns.town = []", "columns.town: says nothing"),
        ('columns.town = { from = "A", colour = "red" }', "columns.town.0.colour: extra inputs"),
    ],
)
def test_a_key_that_means_nothing_is_named(write, above, part):
    assert part in refusal(write("", above))


def test_what_is_no_toml_is_refused(write):
    assert "not a TOML file" in refusal(write("= ="))


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "visits.toml"
    path.write_bytes(b'name = "\xff"')
    assert "not a TOML file" in refusal(path)


def test_a_contract_that_fills_nothing_is_refused(write):
    assert "columns: none is filled" in refusal(write(""))


def test_a_switch_has_no_columns_of_its_own(write):
    said = refusal(write(above='[switch]\ncolumn = "kind"\ncontracts = { a = "cqc" }'))
    assert "columns: a contract with a [switch] has none" in said
