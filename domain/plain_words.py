"""Words that people type: which of their signs can be seen, and which only mislead."""

import unicodedata

TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What makes a text run another way than it reads.

The marks of a direction do not: brackets and figures need them in some scripts.
"""
_SEEN = frozenset("LNPS")
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a sign that leave nothing on a page."""


def is_blank(words: str) -> bool:
    """Whether nothing of it can be seen: no letter, no figure, no sign."""
    return not any(_is_seen(letter) for letter in words)


def legible(typed: str) -> str:
    """What is kept of it: nothing that turns it round, and nothing at all where it is blank.

    What joins letters of some scripts, or pictures, stays: they read otherwise without it.
    """
    if typed.isascii():
        return typed.strip()
    words = "".join(letter for letter in typed if letter not in TURNS).strip()
    return "" if is_blank(words) else words


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] in _SEEN and letter not in _BLANKS
