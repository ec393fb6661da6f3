"""What production refuses to start with."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from runtime.development import DEVELOPMENT_SENDER, SECRETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.settings import Settings

LEAST_SECRET_LENGTH = 32


def faults_in_production(settings: Settings) -> Iterator[str]:
    """One sentence for each setting that customers must not meet."""
    yield from _unsafe_switches(settings)
    yield from _unsafe_secrets(settings)
    yield from _unsafe_addresses(settings)


def _unsafe_switches(settings: Settings) -> Iterator[str]:
    if settings.debug:
        yield "production: debug must be off."
    if settings.demo:
        yield "production: demo accounts must be off (BACKOFFICE_DEMO=false)."
    if settings.failpoints:
        yield "production: failpoints are for tests and must be empty."


def _unsafe_secrets(settings: Settings) -> Iterator[str]:
    values = [getattr(settings, name) for name in SECRETS]
    for name, value in zip(SECRETS, values, strict=True):
        if len(value) < LEAST_SECRET_LENGTH or len(set(value)) < LEAST_SECRET_LENGTH / 4:
            yield f"production: {name} needs at least {LEAST_SECRET_LENGTH} random characters."
        elif values.count(value) > 1:
            yield f"production: {name} must differ from the other secrets."


def _unsafe_addresses(settings: Settings) -> Iterator[str]:
    if urlsplit(settings.base_url).scheme != "https":
        yield f"production: base_url must begin with https:// and is {settings.base_url}."
    if settings.has_embedded_database:
        yield "production: database_url must name a PostgreSQL server of yours."
    if settings.mail_from == DEVELOPMENT_SENDER:
        yield "production: mail_from must be set to the address your customers know."
