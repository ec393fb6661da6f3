"""Logs of every part, one shape, with nothing in them that must not be in a log."""

import logging
import re
import sys
from collections.abc import Mapping, Sequence

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from runtime.settings import Settings

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(
    r"passw|secret|token|authorization|cookie|api_?key|csrf|card_?number|cvc|iban", re.IGNORECASE
)
_SECRET_PATTERNS = (
    # Capitals and digits tell a token from the long name of a function in a traceback.
    (re.compile(r"\b[a-z]{2,12}_(?=[\w-]*[A-Z])(?=[\w-]*\d)[A-Za-z0-9_-]{40,}"), HIDDEN),
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+@"), rf"\1{HIDDEN}@"),
    (
        re.compile(
            r"((?:password|passwd|secret|token|api_?key)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;]+", re.I
        ),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(r"((?:set-)?cookie[\"']?\s*[=:]\s*[\"']?)[^\n\"']+", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
)
_DIGITS = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.])")


def configure_logs(settings: Settings) -> None:
    """Send what structlog and the standard library log through the scrubber to standard error."""
    level = logging.DEBUG if settings.debug else logging.INFO
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(_formatter(renderer))
    logging.basicConfig(level=level, handlers=[output], force=True)
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )


def scrub(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Hide secrets and card numbers, in values by their look and in fields by their name."""
    del logger, name
    return {key: _scrubbed(key, value) for key, value in event.items()}


def scrubbed_text(text: str) -> str:
    """A text without tokens, passwords, credentials and card numbers."""
    for pattern, replacement in _SECRET_PATTERNS:
        text = pattern.sub(replacement, text)
    return _DIGITS.sub(lambda found: HIDDEN if _is_card_number(found[0]) else found[0], text)


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(renderer: Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared(), structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            scrub,
            renderer,
        ],
    )


def _scrubbed(name: str, value: object) -> object:
    if _SECRET_NAME.search(name) and value:
        return HIDDEN
    if isinstance(value, bool | int | float | None):
        return HIDDEN if isinstance(value, int) and _is_card_number(str(value)) else value
    return _scrubbed_value(value)


def _scrubbed_value(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _scrubbed(str(key), inner) for key, inner in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        return [_scrubbed("", inner) for inner in value]
    return scrubbed_text(value if isinstance(value, str) else str(value))


def _is_card_number(text: str) -> bool:
    """Luhn's check, which every card number passes and one other number in ten."""
    digits = [int(character) for character in text if character.isdigit()]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
