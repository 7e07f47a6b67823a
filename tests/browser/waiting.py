"""Waiting for what a page becomes, where no locator says it.

Playwright's own `wait_for_function` compiles its text anew at every look, which our content
security policy forbids from the second look on.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

__all__ = ["until"]

_MOST_MS = 20_000
_LOOKS = """async ([arg, most]) => {
  const asked = %s;
  const end = performance.now() + most;
  for (;;) {
    const said = await asked(arg);
    if (said) return said;
    if (performance.now() > end) throw new Error("It never became so.");
    await new Promise(requestAnimationFrame);
  }
}"""


def until(page: Page, asked: str, arg: Any = None) -> Any:
    """Look at every frame until the function `asked` answers with something true; return that."""
    return page.evaluate(_LOOKS % asked, [arg, _MOST_MS])
