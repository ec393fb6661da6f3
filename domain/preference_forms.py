"""Preferences in forms: how a value is stored, how people type it, and what they have typed."""

from enum import StrEnum

from domain.money import Money
from domain.preference_types import PreferenceType


def stored_form(value: object) -> object:
    """A value of a preference as it is stored."""
    if isinstance(value, tuple):
        return [stored_form(each) for each in value]
    return str(value) if isinstance(value, Money | StrEnum) else value


def written(value: object) -> str:
    """A value of a preference as people type it; a switch that is off is nothing at all."""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


def typed(kind: PreferenceType, words: str) -> object:
    """What people typed, as it would be stored; what it cannot mean stays text and is refused."""
    parts = [part.strip() for part in words.split(",") if part.strip()]
    match kind:
        case PreferenceType.SWITCH:
            return bool(words)
        case PreferenceType.NUMBER:
            return _whole_number(words)
        case PreferenceType.DAYS:
            return [_whole_number(part) for part in words.replace(",", " ").split()]
        case PreferenceType.CHOICES | PreferenceType.CODES | PreferenceType.AMOUNTS:
            return parts
        case PreferenceType.TEXT | PreferenceType.CHOICE:
            return words


def _whole_number(words: str) -> int | str:
    stripped = words.strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() else words
