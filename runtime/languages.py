"""The languages people can read this product in, and their catalogues of translated words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from domain.errors import BillingError

SOURCE = "en"
CATALOGUES = Path(__file__).resolve().parent.parent / "frontend" / "locales"


@cache
def _locale(territory: str) -> Locale:
    return Locale.parse(territory)


@dataclass(frozen=True)
class Language:
    """A language somebody can choose. `territory` decides how its numbers and dates look."""

    code: str
    name: str
    territory: str
    direction: Literal["ltr", "rtl"] = "ltr"
    day_pattern: str | None = None

    @property
    def locale(self) -> Locale:
        """The conventions for numbers, currencies and dates."""
        return _locale(self.territory)


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "English", "en_GB", day_pattern="EEE d MMM y"),
        Language("de", "Deutsch", "de_DE"),
    )
}


def language_of(code: str | None) -> Language:
    """The language with this code; English where the code is missing or not offered."""
    return LANGUAGES.get(code or SOURCE, LANGUAGES[SOURCE])


def preferred_language(accept_language: str) -> Language:
    """The offered language that a browser's `Accept-Language` header likes best."""
    ranked = sorted(_preferences(accept_language), key=lambda wish: -wish[1])
    for tag, _ in ranked:
        for code in (tag, tag.split("-")[0]):
            if code in LANGUAGES:
                return LANGUAGES[code]
    return LANGUAGES[SOURCE]


def _preferences(accept_language: str) -> Iterable[tuple[str, float]]:
    for part in accept_language[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        if tag:
            yield tag, float(quality) if quality.replace(".", "", 1).isdigit() else 1.0


@cache
def catalogue(directory: Path, language: Language) -> Translations:
    """The translations of a language, read from its `.po` file once in a process."""
    source = directory / language.code.replace("-", "_") / "LC_MESSAGES" / "backoffice.po"
    if not source.exists():
        return Translations()
    compiled = BytesIO()
    with source.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language.code.replace("-", "_")))
    compiled.seek(0)
    return Translations(compiled)


def translated(message: str, language: Language, directory: Path = CATALOGUES) -> str:
    """A text that was marked with `N_`, in this language."""
    return str(catalogue(directory, language).gettext(message)) if message else ""


def said_in(message: str, code: str) -> str:
    """As `translated`, for those who know a language only by its code."""
    return translated(message, language_of(code))


def in_words(refusal: BillingError, language: Language, directory: Path = CATALOGUES) -> str:
    """What a refusal says to somebody who reads this language."""
    return translated(refusal.message, language, directory).format(**refusal.facts)
