"""The engine is asked for by its package's name, and loaded only then."""

import subprocess
import sys

import pandas as pd
import pytest

import linkage
from records.schema import PlacedRecord as R


def test_records_are_linked_by_the_name_of_the_package() -> None:
    rows = [(one, "s", "Quill Bakery", "4 Alder Street", "ZZ1 1AA") for one in "ab"]
    records = pd.DataFrame(rows, columns=[R.record_id, R.source, R.name, R.address, R.postcode])
    found = linkage.link(records, linkage.LinkageSettings())
    assert isinstance(found, linkage.Linkage)
    assert found.report["entities"] == 1


def test_a_small_module_does_not_load_the_engine() -> None:
    said = "import sys, linkage.settings; print('linkage.pipeline' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_what_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'lonk'"):
        linkage.__getattr__("lonk")
