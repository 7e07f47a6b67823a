"""What does this text mean? Each function takes a column as delivered and returns it understood.

What cannot be understood comes back missing; nothing is guessed. Cleaning twice changes nothing.
"""

from records.cleaning.coordinates import grid_to_degrees, in_britain, unswapped
from records.cleaning.dates import dates
from records.cleaning.disclosure import disclosures
from records.cleaning.names import are_personal, trading_names
from records.cleaning.numbers import company_numbers, money, numbers, sic_codes, uprns
from records.cleaning.phones import phones
from records.cleaning.postcodes import outcodes, postcodes, without_postcode
from records.cleaning.text import tidy

__all__ = [
    "are_personal",
    "company_numbers",
    "dates",
    "disclosures",
    "grid_to_degrees",
    "in_britain",
    "money",
    "numbers",
    "outcodes",
    "phones",
    "postcodes",
    "sic_codes",
    "tidy",
    "trading_names",
    "unswapped",
    "uprns",
    "without_postcode",
]
