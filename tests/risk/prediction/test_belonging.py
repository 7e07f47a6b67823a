import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from risk.prediction.belonging import _to_the_heart

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0.01, 1)), max_size=20)


def widest(pairs, count):
    """Every widest path, by trying each record in between."""
    width = np.eye(count)
    for left, right, sure in pairs:
        width[left, right] = width[right, left] = max(width[left, right], sure)
    for middle in range(count):
        width = np.maximum(width, np.minimum(width[:, [middle]], width[[middle], :]))
    return width


@given(PAIRS)
def test_a_record_is_as_sure_as_the_widest_path_to_the_heart_of_its_profile(drawn):
    pairs = {(min(a, b), max(a, b)): sure for a, b, sure in drawn if a != b}
    table = pd.DataFrame([(*ends, sure) for ends, sure in pairs.items()], columns=["a", "b", "p"])
    ends = (table["a"].to_numpy("int64"), table["b"].to_numpy("int64"))
    found = _to_the_heart(ends, table["p"].to_numpy("float64"), 8)
    width = widest([(*ends, sure) for ends, sure in pairs.items()], 8)
    strength = np.zeros(8)
    for (left, right), sure in pairs.items():
        strength[left] += sure
        strength[right] += sure
    for one in range(8):
        part = np.flatnonzero(width[one] > 0)
        hearts = part[strength[part] >= strength[part].max() - 1e-9]
        assert min(abs(found[one] - width[one, heart]) for heart in hearts) < 1e-9
