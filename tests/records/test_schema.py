import pandas as pd
import pytest

from records.domain import agencies, event_types, sectors
from records.errors import SchemaError
from records.schema import BUILD_TABLES, Pair, Record


def test_check_names_every_fault_at_once():
    frame = pd.DataFrame({"id_a": ["r1"], "probability": [None], "weight_bits": [1.0]})
    with pytest.raises(SchemaError) as raised:
        Pair.check(frame)
    assert str(raised.value) == (
        "Pair: column 'id_b' is missing; column 'probability' is empty in 1 of 1 rows"
    )


def test_shape_adds_missing_columns_with_their_types():
    shaped = Record.shape(pd.DataFrame({"record_id": ["a", "b"]}))
    assert list(shaped.columns) == Record.columns()
    assert shaped[Record.aliases].tolist() == [[], []]
    assert shaped[Record.is_personal].tolist() == [False, False]
    assert shaped[Record.event_on].isna().all()


def test_an_empty_table_has_its_columns():
    assert all(len(table.empty()) == 0 for table in BUILD_TABLES.values())


@pytest.mark.parametrize("table", BUILD_TABLES.values())
def test_every_column_has_help_and_is_named_after_its_attribute(table):
    assert all(column.help for column in table.columns())
    assert all(getattr(table, column) is column for column in table.columns())


def test_every_touchpoint_type_names_known_agencies():
    named = set(event_types()["agency"]) - {"any", "court", "GLAA/EAS/HMRC->FWA"}
    assert named <= set(agencies()["agency"])


def test_sectors_end_with_other():
    assert sectors()["sector"].iloc[-1] == "other"
