"""Which contracts are there, and which is meant?"""

from __future__ import annotations

import difflib
from pathlib import Path

from records.contracts.layout import Contract
from records.contracts.parsing import parse
from records.errors import SourceError

__all__ = ["contract_from", "contract_names", "contracts", "find_contract"]

_BUILT_IN = Path(__file__).parent.parent / "sources"


def find_contract(name: str, mappings: Path) -> Contract:
    """Return the contract called `name`: the county's own in `mappings`, else the built-in one.

    Raises:
        SourceError: there is none of that name, with those there are; or it is faulty.
    """
    paths = _paths(mappings)
    if name not in paths:
        near = difflib.get_close_matches(name, paths, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise SourceError(
            f"No source is called {name!r}.{hint} There are: {', '.join(sorted(paths))}. "
            "A layout of your own is a TOML file in the mappings folder: see docs/mappings.md."
        )
    return _picked(parse(paths[name]), paths, paths[name])


def contract_from(path: Path) -> Contract:
    """Return the contract in the file `path`; its switch picks from the same folder.

    Raises:
        SourceError: it is not there, or names every fault.
    """
    if not path.is_file():
        raise SourceError(f"{path.name} is not there; a contract is a TOML file.")
    return _picked(parse(path), _paths(path.parent), path)


def contracts(mappings: Path) -> list[Contract]:
    """Return every contract, by name: the county's own, and the built-in ones it does not replace.

    Raises:
        SourceError: one of them is faulty.
    """
    return [find_contract(name, mappings) for name in contract_names(mappings)]


def contract_names(mappings: Path) -> list[str]:
    """Return the names of every contract, sound or not: the county's own and the built-in ones."""
    return sorted(_paths(mappings))


def _paths(mappings: Path) -> dict[str, Path]:
    """Return the file of each contract by its name; the county's own go before ours."""
    files = [*sorted(_BUILT_IN.glob("*.toml")), *sorted(mappings.glob("*.toml"))]
    return {path.stem: path for path in files}


def _picked(contract: Contract, paths: dict[str, Path], path: Path) -> Contract:
    """Return `contract` with the contracts its switch names.

    Raises:
        SourceError: its name is not its file's, or a named contract is missing or switches too.
    """
    if contract.name != path.stem:
        raise SourceError(
            f"{path.name}: name is {contract.name!r}; expected {path.stem!r}, "
            "as the file is called."
        )
    if contract.switch is None:
        return contract
    names = dict.fromkeys(contract.switch.contracts.values())
    if absent := [name for name in names if name not in paths]:
        raise SourceError(
            f"{path.name}: switch names contracts that are not there: {', '.join(absent)}. "
            "Put each beside it as a TOML file."
        )
    parts = {name: parse(paths[name]) for name in names}
    if nested := [name for name, part in parts.items() if part.switch]:
        raise SourceError(
            f"{path.name}: {', '.join(nested)} switches too; one switch is the limit."
        )
    picks = {value: parts[name] for value, name in contract.switch.contracts.items()}
    return contract.model_copy(update={"picks": picks})
