"""How does a source write its rows, and what do they say in our columns?"""

from records.contracts.applying import Cleaned, apply
from records.contracts.faults import Fault
from records.contracts.finding import contract_from, contract_names, contracts, find_contract
from records.contracts.layout import Contract, Reading, Switch, Take

__all__ = [
    "Cleaned",
    "Contract",
    "Fault",
    "Reading",
    "Switch",
    "Take",
    "apply",
    "contract_from",
    "contract_names",
    "contracts",
    "find_contract",
]
