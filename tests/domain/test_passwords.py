"""A password is long enough and not the first thing that somebody would guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common_passwords import COMMON_PASSWORDS
from domain.passwords import (
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    check_password,
)

RELATED = ["Acme Widgets GmbH", "Zoë O'Neill", "zoe.oneill@acme-widgets.example"]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "kaffeetassenhenkel",
        "my-acme-login-is-secret",
        "h8#kQz!w",
        "тихая река",
        "12 trumpets",
        "xyyzzyxz",
    ],
)
def test_there_is_no_rule_about_what_a_password_is_made_of(password: str) -> None:
    check_password(password, related=RELATED)


@pytest.mark.parametrize("password", ["", "h8#kQz!"])
def test_a_short_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooShort, match="8"):
        check_password(password, related=[])


def test_a_password_has_an_end() -> None:
    longest = "correct horse bat" * 15 + "!"
    assert len(longest) == 256

    check_password(longest, related=[])
    with pytest.raises(PasswordTooLong, match="256"):
        check_password(longest + "!", related=[])


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password1!",
        "12345678",
        "QWERTZUIOP",
        "Sommer2026!",
        "iloveyou",
        "1q2w3e4r",
        "aaaaaaaaaa",
        "abababababab",
        "ＰＡＳＳＷＯＲＤ",
        "Contraseña1",
    ],
)
def test_what_everybody_takes_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        check_password(password, related=[])


@pytest.mark.parametrize(
    "password",
    [
        "acme2026",
        "!!Widgets!!",
        "acmewidgetsgmbh",
        "Zoe123456",
        "oneill1985",
        "zoe.oneill@acme-widgets.example",
    ],
)
def test_a_name_with_digits_around_it_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        check_password(password, related=RELATED)


def test_a_name_of_somebody_else_is_no_guess() -> None:
    check_password("oneill1985", related=["Acme"])


@given(
    st.sampled_from(sorted(word for word in COMMON_PASSWORDS if word.isalpha())),
    st.text("0123456789!?._-", max_size=12),
)
def test_digits_after_a_common_word_do_not_help(word: str, tail: str) -> None:
    with pytest.raises((PasswordTooCommon, PasswordTooShort)):
        check_password(word + tail, related=[])
