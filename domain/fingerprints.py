"""Fingerprints: the same value has the same one for ever, another value another one.

A value is written in one canonical way: its type's name and every field, in order, each text in
quotes. What is written is hashed. A value without a canonical form is a mistake of ours.
"""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction


def fingerprint(value: object) -> str:
    """The SHA-256 of the value as it is canonically written. Raises `TypeError`."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: object) -> str:
    """The value as text: every part of it, and nothing that could be read in two ways."""
    if value is None or isinstance(value, bool | int | str):
        return _plain(value)
    if isinstance(value, date | datetime | Fraction):
        return f"{type(value).__name__}({value})"
    if isinstance(value, tuple):
        return f"({', '.join(map(canonical, value))})"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(canonical, value)))}}}"
    return _fields(value)


def _plain(value: bool | int | str | None) -> str:
    if isinstance(value, StrEnum):
        return f"{type(value).__name__}.{value.name}"
    return json.dumps(value)


def _fields(value: object) -> str:
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"a {type(value).__name__} has no canonical form")
    parts = (f"{each.name}={canonical(getattr(value, each.name))}" for each in fields(value))
    return f"{type(value).__name__}({', '.join(parts)})"
