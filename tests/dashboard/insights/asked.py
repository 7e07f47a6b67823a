"""Filter states that could be asked of the made county, for laws that hold of every one."""

from __future__ import annotations

from hypothesis import strategies as st

from benchmarks.made_words import DISTRICTS
from dashboard.filters import Filters
from records.domain import BANDS, sectors

__all__ = ["asked"]


def asked() -> st.SearchStrategy[Filters]:
    """Return a strategy of filter states."""
    return st.builds(
        Filters,
        band=st.lists(st.sampled_from(BANDS), unique=True, max_size=3).map(tuple),
        sector=st.lists(st.sampled_from(list(sectors().index)), unique=True, max_size=4).map(tuple),
        agency=st.lists(
            st.sampled_from(["EPOL", "LA_EH", "ECFRS", "FWA"]), unique=True, max_size=2
        ).map(tuple),
        district=st.lists(st.sampled_from(list(DISTRICTS)), unique=True, max_size=4).map(tuple),
        visited=st.sampled_from(["", "within12m", "over1y", "over2y", "never"]),
        known=st.sampled_from(["", "0", "1", "2", "from2", "from4"]),
        overlap=st.sampled_from(["", "14d"]),
        share=st.sampled_from(["", "top5"]),
        period=st.sampled_from(["", "2026-01..2026-03", "2025-06..2025-06"]),
    )
