"""What bandit finds in the product's code, and what it was told to pass over."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("records", "linkage", "risk", "dashboard")
PASSED_OVER = re.compile(r"#\s*nosec\b(?P<said>.*)")
WITH_REASON = re.compile(r" B\d{3}(, B\d{3})* # \S.{7,}")


def test_bandit_finds_nothing():
    command = [sys.executable, "-m", "bandit", "-c", "pyproject.toml", "-q", "-f", "json", "-r"]
    done = subprocess.run([*command, *PACKAGES], cwd=ROOT, capture_output=True, check=False)
    found = [
        f"{fault['filename']}:{fault['line_number']} {fault['test_id']} {fault['issue_text']}"
        for fault in json.loads(done.stdout)["results"]
    ]
    assert found == []
    assert done.returncode == 0


def test_what_bandit_passes_over_names_its_check_and_a_reason():
    without = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for match in PASSED_OVER.finditer(path.read_text(encoding="utf-8"))
        if not WITH_REASON.fullmatch(match["said"])
    ]
    assert without == []
