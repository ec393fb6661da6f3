"""What forms offer: countries, currencies, languages and time zones, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from domain.currencies import EXPONENTS
from runtime.languages import LANGUAGES, Language

Choice = tuple[str, str]
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@dataclass(frozen=True)
class Choices:
    """Pairs of what is stored and what is read."""

    countries: Sequence[Choice]
    currencies: Sequence[Choice]
    languages: Sequence[Choice]
    zones: Sequence[Choice]


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
    )
