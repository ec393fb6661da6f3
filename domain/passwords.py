"""Passwords: how long one must be, and which everybody would guess.

There is no rule about what a password is made of. It is refused when it is one of the most common
ones, when it is no more than such a word or a name of the person's own world with digits around
it, and when it is one or two characters over and over.
"""

import re
import unicodedata
from collections.abc import Sequence

from domain.common_passwords import COMMON_PASSWORDS
from domain.errors import Invalid
from domain.words import N_

SHORTEST = 8
LONGEST = 256


class PasswordTooShort(Invalid):
    message = N_("The password is too short: use at least {shortest} characters.")


class PasswordTooLong(Invalid):
    message = N_("The password is too long: use at most {longest} characters.")


class PasswordTooCommon(Invalid):
    message = N_("This password is too easy to guess. Please choose another one.")


def check_password(text: str, *, related: Sequence[str]) -> None:
    """Raises `PasswordTooShort`, `PasswordTooLong` or `PasswordTooCommon`.

    `related` are names that belong to whoever it is for: the organisation's, the person's, the
    mail address. Each word of three letters and more of them counts.
    """
    if len(text) < SHORTEST:
        raise PasswordTooShort(shortest=SHORTEST)
    if len(text) > LONGEST:
        raise PasswordTooLong(longest=LONGEST)
    if _is_guessable(_plain(text), {word for name in related for word in _words(name)}):
        raise PasswordTooCommon


def _is_guessable(plain: str, related: set[str]) -> bool:
    letters = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    guesses = COMMON_PASSWORDS | related
    return len(set(plain)) <= 2 or plain in guesses or letters in guesses


def _plain(text: str) -> str:
    """The text as somebody who guesses would try it: letter case and accents do not matter."""
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(name: str) -> set[str]:
    """The words of a name, and all of them written together."""
    plain = _plain(name)
    words = [word for word in re.split(r"[\W_]+", plain) if len(word) >= 3]
    return {plain, "".join(words), *words} - {""}
