"""How is a file parsed that may be hostile?"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from records.errors import SourceError
from records.reading import child
from records.reading.limits import Limits

__all__ = ["parsed_rows"]

_REFUSED = 3
_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL)


def parsed_rows(path: Path, kind: str, rows: Sequence[str], limits: Limits) -> Iterator[Any]:
    """Yield what `records.reading.child` writes of `path`, parsed in a process with limits.

    kind: xlsx, xml or json. rows: where the rows lie (sheet, element, dotted paths), empty: found.

    Raises:
        SourceError: the file is refused, or its parser died of it.
    """
    asked = {"kind": kind, "path": str(path), "rows": [*rows], **asdict(limits)}
    with _process(asked) as process:
        refused = None
        for line in _lines(process.stdout, path, limits):
            if isinstance(line, dict) and "refused" in line:
                refused = line["refused"]
            else:
                yield line
        code = process.wait()
    if code != 0:
        raise SourceError(f"{path.name} {_reason(code, refused, limits)}.")


@contextmanager
def _process(asked: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    # -I: neither the current folder nor the environment can put other code in its way.
    command = [sys.executable, "-I", str(child.__file__), json.dumps(asked)]
    with subprocess.Popen(  # noqa: S603  # nosec B603 # our interpreter, our file
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # What it is handed it could be made to tell: the environment may hold a password.
        env={},
        bufsize=1 << 20,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _lines(stream: IO[bytes] | None, path: Path, limits: Limits) -> Iterator[Any]:
    if stream is None:
        return
    while line := stream.readline(limits.line_bytes + 1):
        if len(line) > limits.line_bytes:
            raise SourceError(
                f"{path.name} holds a row of more than {limits.line_bytes} bytes. Nothing was read."
            )
        if line.endswith(b"\n"):
            yield json.loads(line)


def _reason(code: int, refused: str | None, limits: Limits) -> str:
    if code == _REFUSED and refused:
        return refused
    if code == -signal.SIGXCPU:
        return f"takes more than {limits.cpu_seconds} s of processor time to read; split it"
    if -code in _MEMORY_SIGNALS:
        return (
            f"needs more than {limits.memory_bytes // 1_000_000} MB of memory to read; it is "
            "damaged, hostile or too large. Save the table alone as CSV"
        )
    return "cannot be read: its parser failed. Save the table alone as CSV"
