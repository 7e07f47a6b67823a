"""Does this text tell what may never be loaded?"""

from __future__ import annotations

import re

import pandas as pd

from records.cleaning.patterns import holds
from records.cleaning.text import each_once

__all__ = ["disclosures"]

_PERSON = (
    r"(?:males?|females?|m[ae]n|wom[ae]n|boys?|girls?|lad(?:y|ies)|persons?|people|nationals?|"
    r"citizens?|workers?|employees?|staff|migrants?|tenants?|occupants?|residents?|owners?|"
    r"managers?|drivers?|suspects?|offenders?|victims?|famil(?:y|ies)|child(?:ren)?|youths?|"
    r"couples?|labourers?|origin|descent|heritage|passports?|speak(?:er|ers|ing))"
)
_NATION = (
    r"(?:afghan|african|albanian|algerian|american|angolan|arab|arabic|asian|australian|"
    r"bangladeshi|belarusian|bengali|black|brazilian|british|bulgarian|burmese|cambodian|"
    r"cameroonian|caribbean|chinese|congolese|croatian|cuban|cypriot|czech|dutch|egyptian|"
    r"english|eritrean|estonian|ethiopian|filipin[oa]|french|georgian|german|ghanaian|greek|"
    r"hungarian|indian|indonesian|iranian|iraqi|irish|israeli|italian|jamaican|kenyan|kosovan|"
    r"kurdish|latvian|lebanese|libyan|lithuanian|malaysian|mexican|moldovan|mongolian|moroccan|"
    r"nepal(?:i|ese)|nigerian|pakistani|palestinian|polish|portuguese|romanian|russian|rwandan|"
    r"scottish|serbian|slovak(?:ian)?|somali|spanish|sri lankan|sudanese|swedish|syrian|taiwanese|"
    r"thai|tunisian|turkish|ugandan|ukrainian|uzbek|vietnamese|welsh|white|yemeni|zimbabwean|"
    r"eastern european|roma|gypsy|muslim|jewish|hindu|sikh|christian|catholic)"
)
_MANNER = r"(?:young|old|older|elderly|adult|teenage|foreign|illegal|two|three|four|five|six|\d+)"
_OF = r"(?:appear(?:s|ed)? (?:to be )?|believed to be |said to be |were |was |is |are |being |all )"

_PATTERNS = {
    "nationality or ethnicity": rf"\b{_NATION}\s+(?:{_MANNER}\s+){{0,2}}{_PERSON}\b|"
    rf"\b{_PERSON}\s+(?:\w+\s+)?{_OF}+{_NATION}\b[^-\w]*(?:[.,;)]|$|and\b|or\b)|"
    rf"\bnationality\b|\bethnic(?:ity)?\b|\bIC ?[1-9]\b|\b(?:a|two|three|four|\d+) (?:albanian|"
    r"romanian|bulgarian|lithuanian|latvian|ukrainian|indian|pakistani|bangladeshi|nigerian)s?\s+"
    r"(?:who|living|sleeping|working)\b|\b(?:albanians|romanians|bulgarians|lithuanians|latvians|"
    r"ukrainians|russians|indians|pakistanis|bangladeshis|nigerians|moldovans|poles)\b",
    "immigration status": r"\bimmigra(?:nts?\b|tion (?:status|offen|case|bail))|"
    r"\bover-?stay(?:er|ers|ed)\b|\basylum\b|\bvisa (?:status|type|holder|expir|overst)|"
    r"\b(?:student|work|tourist|expired|valid|no) visas?\b|"
    r"\bleave to remain\b|\brefugees?\b|\bpassport (?:no|number)\b|\bdeport|"
    r"\billegal (?:entrants?|workers?|migrants?)\b|\bundocumented (?:workers?|migrants?)\b",
    "a victim": r"\bNRM\b|national referral mechanism|\bpotential victims?\b|\bPVo?T\b|"
    r"\bvictim(?:'s|s)? (?:statement|account|interview|disclos|said|says|stated|states|told|alleg|"
    r"report|is a|was a|aged|name)|\b(?:conclusive|reasonable) grounds decision\b",
    "health": r"\bHIV\b|\bpregnan|\bdiagnos(?:is|ed)\b|\bmedication\b|\bmental(?:ly)? "
    r"(?:health (?:issue|problem|condition|crisis)|ill)|\bdepress(?:ed|ion)\b|\bsuicid|"
    r"\bself-?harm|\bsuffer(?:s|ed|ing) (?:from|with)\b|\bhospitali[sz]ed\b|"
    r"\bmedical (?:condition|history|notes)\b",
    "a date of birth or age": r"\bd\.?o\.?b\b\.?|\bdate of birth\b|\bborn (?:on|in) \d|"
    rf"\baged \d{{1,2}}\b|\b\d{{1,2}}[- ]?(?:years?|yrs?|y)[- /]?(?:old|o)\s+{_PERSON}\b",
    "an NHS number": r"\bNHS (?:no|num|number)?\W{0,3}\d{3}[ -]?\d{3}[ -]?\d{4}\b",
    "a National Insurance number": r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?"
    r"[A-D]\b|\bnational insurance (?:no|number)\b",
    "a telephone number": r"(?:\+44|\b0044|\b0)[ -]?(?:\(0\) ?)?\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b",
    "an e-mail address": r"[\w.+-]+@[\w-]+\.[\w.-]+",
}
"""What free text may not tell, and how it reads. Written for RE2: no look-around."""

_TEN_DIGITS = re.compile(r"\b\d{3}[ -]\d{3}[ -]\d{4}\b", re.ASCII)


def disclosures(values: pd.Series) -> pd.Series:
    """Return what each text tells that may never be loaded, such as 'health'; missing: nothing."""
    return each_once(values, _disclosed) if values.notna().any() else values


def _disclosed(distinct: pd.Series) -> pd.Series:
    told = pd.Series(None, index=distinct.index, dtype="str")
    for what, pattern in _PATTERNS.items():
        says = holds(distinct, f"(?i){pattern}")
        told = told.mask(says & told.isna(), what)
    return told.mask(_holding_nhs_numbers(distinct), "an NHS number")


def _holding_nhs_numbers(texts: pd.Series) -> pd.Series:
    likely = holds(texts, _TEN_DIGITS.pattern)
    return likely & texts.where(likely, "").map(_holds_nhs_number).astype("bool")


def _holds_nhs_number(text: str) -> bool:
    return any(_is_nhs_number(found[0]) for found in _TEN_DIGITS.finditer(text))


def _is_nhs_number(text: str) -> bool:
    """Return whether ten digits end in the check digit of an NHS number."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    check = (
        11 - sum(d * weight for d, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    )
    return digits[-1] == (0 if check == 11 else check)  # noqa: PLR2004 - modulus 11
