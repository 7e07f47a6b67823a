"""How does a source write its rows, and what do they say in our columns?"""

from records.contracts.finding import contract_from, contracts, find_contract
from records.contracts.layout import Contract, Reading, Switch, Take

__all__ = [
    "Contract",
    "Reading",
    "Switch",
    "Take",
    "contract_from",
    "contracts",
    "find_contract",
]
