"""What forms offer: countries, currencies, languages and time zones, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from domain.currencies import EXPONENTS
from domain.tax_treatments import TaxTreatment
from domain.words import N_
from runtime.languages import LANGUAGES, Language, translated

Choice = tuple[str, str]
TAX_TREATMENTS: Mapping[TaxTreatment, str] = {
    TaxTreatment.BY_RULE: N_("By the organisation's rule"),
    TaxTreatment.TAXED: N_("Always taxed"),
    TaxTreatment.REVERSE_CHARGE: N_("Reverse charge"),
    TaxTreatment.EXEMPT: N_("Exempt from tax"),
}
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@dataclass(frozen=True)
class Choices:
    """Pairs of what is stored and what is read."""

    countries: Sequence[Choice]
    currencies: Sequence[Choice]
    languages: Sequence[Choice]
    zones: Sequence[Choice]
    tax_treatments: Sequence[Choice]


@cache
def choices_in(language: Language) -> Choices:
    """Sorted as this language reads."""
    names = language.locale
    countries = [
        (code, name)
        for code, name in names.territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]
    currencies = [(code, f"{code} – {names.currencies.get(code, code)}") for code in EXPONENTS]
    zones = [zone for zone in available_timezones() if "/" in zone and "Etc/" not in zone]
    return Choices(
        sorted(countries, key=lambda pair: pair[1]),
        sorted(currencies),
        [(code, each.name) for code, each in LANGUAGES.items()],
        [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in sorted(zones))],
        [(each, translated(words, language)) for each, words in TAX_TREATMENTS.items()],
    )
