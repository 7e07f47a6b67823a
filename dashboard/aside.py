"""How is a file written so that it is there whole or not at all?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from records.errors import ConcernError

__all__ = ["write_whole"]


def write_whole(out: Path, pieces: Iterable[bytes]) -> None:
    """Write `pieces` to `out`; an older file of that name is replaced only when they are all there.

    Raises:
        ConcernError: the file cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as folder:
            aside = Path(folder, out.name)
            with aside.open("wb") as file:
                file.writelines(pieces)
            aside.replace(out)
    except OSError as error:
        raise ConcernError(f"{out} cannot be written: {error.strerror}. Name another.") from error
