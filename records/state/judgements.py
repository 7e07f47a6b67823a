"""What did people say of pairs, and still say?"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, select

from records.schema import Judgement
from records.state.engine import reading
from records.state.tables import judgements as table

__all__ = ["judgements"]


def judgements(engine: Engine) -> pd.DataFrame:
    """Return the judgements in force as a `Judgement` frame, oldest first; one for each pair."""
    columns = Judgement.columns()
    in_force = (
        select(*(table.c[c] for c in columns))
        .where(table.c.undone_at.is_(None))
        .order_by(table.c.judgement_id)
    )
    with reading(engine) as connection:
        rows = connection.execute(in_force).all()
    return Judgement.shape(pd.DataFrame(rows, columns=[str(c) for c in columns]))
