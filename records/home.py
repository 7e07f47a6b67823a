"""The county's folder: where everything of one deployment lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Home"]


@dataclass(frozen=True)
class Home:
    """One county's folder and its state database.

    root: the folder. state_url: SQLAlchemy URL of the state database. audit_key_file,
    audit_anchor_file: where the audit's key and anchor lie; None: in the folder.
    """

    root: Path
    state_url: str
    audit_key_file: Path | None = None
    audit_anchor_file: Path | None = None

    @classmethod
    def at(cls, root: Path) -> Home:
        """Return the home in `root` with its default state database, SQLite in the folder."""
        root = root.resolve()
        return cls(root, f"sqlite:///{root / 'state.db'}")

    @property
    def deliveries(self) -> Path:
        """Folder of one folder for each accepted delivery."""
        return self.root / "deliveries"

    @property
    def reference(self) -> Path:
        """Folder of loaded boundaries and postcodes."""
        return self.root / "reference"

    @property
    def mappings(self) -> Path:
        """Folder of the county's own TOML contracts, read beside the built-in ones."""
        return self.root / "mappings"

    @property
    def builds(self) -> Path:
        """Folder of one folder for each published build."""
        return self.root / "builds"

    @property
    def pointer(self) -> Path:
        """File that says which build is read."""
        return self.root / "CURRENT"

    @property
    def audit_key(self) -> Path:
        """File of the key that seals the audit."""
        return self.audit_key_file or self.root / "audit.key"

    @property
    def audit_anchor(self) -> Path:
        """File that knows where the audit ends; best on another disk than the database."""
        return self.audit_anchor_file or self.root / "audit.anchor"
