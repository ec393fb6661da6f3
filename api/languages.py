"""In which language somebody is answered, and how refusals are put into it."""

from starlette.requests import HTTPConnection

from domain.errors import BillingError
from runtime.formats import Formats
from runtime.languages import (
    LANGUAGES,
    SOURCE,
    Language,
    catalogue,
    language_of,
    preferred_language,
)
from runtime.templates import Templates

LANGUAGE_COOKIE = "language"


def visitors_language(connection: HTTPConnection, fallback: str) -> Language:
    """What they chose here before, else what their browser likes best, else the organisation's."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return LANGUAGES[chosen]
    wishes = connection.headers.get("accept-language", "")
    liked = preferred_language(wishes)
    if liked.code == SOURCE and SOURCE not in wishes:
        return language_of(fallback)
    return liked


def words(templates: Templates, language: Language, text: str, /, **facts: object) -> str:
    """A text of ours in that language, with its facts filled in."""
    translated = catalogue(templates.catalogues, language).gettext(text) if text else ""
    return translated.format(**facts) if facts else translated


def plural_words(
    templates: Templates, language: Language, forms: tuple[str, str], count: int, /, **facts: object
) -> str:
    """A text in the form for this many."""
    translated = catalogue(templates.catalogues, language).ngettext(*forms, count)
    return translated.format(count=Formats(language).number(count), **facts)


def refusal_words(templates: Templates, language: Language, refusal: BillingError) -> str:
    """What the refusal says, in that language."""
    return words(templates, language, refusal.message, **refusal.facts)
