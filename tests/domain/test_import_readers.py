"""What a cell may say, and what is said to whoever has written something else."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.imports import codes, readers
from domain.imports.faults import Unreadable
from domain.imports.readers import Month
from domain.money import Money
from domain.subscriptions import SubscriptionStatus

STATUS = readers.choice(SubscriptionStatus, {"canceled": SubscriptionStatus.CANCELLED})
READERS: list[Callable[[str], object]] = [
    readers.one_line(100),
    readers.lines(100),
    readers.reference,
    readers.code,
    readers.day,
    readers.month,
    readers.whole(0, 23),
    readers.flag,
    STATUS,
    readers.amount("EUR"),
    readers.amount("JPY"),
    readers.amount("BHD"),
    readers.percent,
    readers.token,
    readers.last_four,
    codes.currency,
    codes.country,
    codes.language,
    codes.zone,
    codes.email,
]


@pytest.mark.parametrize(
    ("read", "text", "meaning"),
    [
        (readers.day, "2024-02-29", date(2024, 2, 29)),
        (readers.month, "2028-05", Month(2028, 5)),
        (readers.whole(0, 23), "06", 6),
        (readers.flag, "Yes", True),
        (readers.flag, "FALSE", False),
        (readers.flag, "1", True),
        (STATUS, "Non-Renewing", SubscriptionStatus.NON_RENEWING),
        (STATUS, "trial expired", SubscriptionStatus.TRIAL_EXPIRED),
        (STATUS, "canceled", SubscriptionStatus.CANCELLED),
        (readers.amount("EUR"), "31", Money(3100, "EUR")),
        (readers.amount("EUR"), "31.5", Money(3150, "EUR")),
        (readers.amount("EUR"), "31.5000", Money(3150, "EUR")),
        (readers.amount("JPY"), "4000", Money(4000, "JPY")),
        (readers.amount("JPY"), "4000.00", Money(4000, "JPY")),
        (readers.amount("BHD"), "0.125", Money(125, "BHD")),
        (readers.percent, "7.7", Fraction(77, 1000)),
        (readers.percent, "20 %", Fraction(1, 5)),
        (readers.token, "pm_1M2n3", "pm_1M2n3"),
        (readers.last_four, "0069", "0069"),
        (codes.currency, "eur", "EUR"),
        (codes.country, "at", "AT"),
        (codes.language, "DE", "de"),
        (codes.language, "de_AT", "de"),
        (codes.language, "pt-br", "pt-BR"),
        (codes.language, "pt-PT", "pt"),
        (codes.zone, "Europe/Vienna", "Europe/Vienna"),
        (codes.email, "ada.o'neil+bills@mail.acme.example", "ada.o'neil+bills@mail.acme.example"),
        (codes.email, "post@müller.example", "post@müller.example"),
    ],
)
def test_what_is_read(read: Callable[[str], object], text: str, meaning: object) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize(
    ("read", "text", "advice"),
    [
        (readers.day, "31.12.2025", "Write 2025-12-31 (year-month-day)."),
        (readers.day, "12/31/2025", "Write year-month-day, like 2026-01-31."),
        (readers.day, "20251231", "Write year-month-day, like 2026-01-31."),
        (readers.day, "2025-W01-1", "Write year-month-day, like 2026-01-31."),
        (readers.day, "2025-12-31T00:00:00Z", "Write year-month-day, like 2026-01-31."),
        (readers.day, "２０２５-12-31", "Write year-month-day, like 2026-01-31."),
        (readers.day, "2025-02-29", "Correct the date."),
        (readers.day, "0205-12-31", "Use a date from 1970 to 2199."),
        (readers.month, "05/28", "Write year-month, like 2028-05."),
        (readers.month, "2028-13", "Write year-month, like 2028-05."),
        (readers.whole(0, 23), "24", "Write it with digits only."),
        (readers.whole(0, 23), "6.0", "Write it with digits only."),
        (readers.flag, "ja", "Write yes or no."),
        (STATUS, "actve", "It is one of future, trial"),
        (STATUS, "dunnning", "Did you mean dunning?"),
        (readers.amount("EUR"), "31,00", "Write a decimal point: 31.00."),
        (readers.amount("EUR"), "1,000.00", "without separators of thousands"),
        (readers.amount("EUR"), "1,000", "without separators of thousands"),
        (readers.amount("EUR"), "1.000", "without separators of thousands"),
        (readers.amount("EUR"), "31.005", "EUR has 2 decimals: write it like 1250.00"),
        (readers.amount("EUR"), "€31", "Write it like 1250.00"),
        (readers.amount("EUR"), "-1", "Write an amount from 0 to"),
        (readers.amount("EUR"), "1e3", "Write it like 1250.00"),
        (readers.amount("EUR"), "99999999999999", "Write an amount from 0 to"),
        (readers.amount("JPY"), "12.50", "JPY has no decimals: write it like 1250."),
        (readers.percent, "120", "Write it like 20 or 7.7."),
        (readers.percent, "0,2", "Write it like 20 or 7.7."),
        (readers.token, "4242 4242 4242 4242", "import the token"),
        (readers.token, "pm 1", "Write it without."),
        (readers.last_four, "42", "with leading zeros"),
        (readers.code, "a code", "Use up to 40 letters"),
        (readers.one_line(10), "two\nlines", "Write it on one line."),
        (readers.one_line(10), "eleven long", "Use at most 10."),
        (codes.currency, "Euro", "Write three letters of ISO 4217, like EUR."),
        (codes.country, "Austria", "Write two letters of ISO 3166, like AT."),
        (codes.country, "UK", "Write two letters of ISO 3166, like AT."),
        (codes.language, "german", "Write two letters of ISO 639"),
        (codes.zone, "vienna", "Did you mean Europe/Vienna?"),
        (codes.zone, "CEST", "Use a name like Europe/Vienna."),
        (codes.zone, "../etc/passwd", "Use a name like Europe/Vienna."),
        (codes.email, "ada@acme", "Write one address, like ada@example.com."),
        (codes.email, "ada@acme.example, bob@acme.example", "Write one address"),
        (codes.email, "Ada <ada@acme.example>", "Write one address"),
        (codes.email, "ada@acme.example\nBcc: eve@evil.example", "Write one address"),
    ],
)
def test_what_is_not_read(read: Callable[[str], object], text: str, advice: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)

    assert advice in refused.value.what_to_do
    assert "\n" not in refused.value.message


def test_the_number_of_a_card_is_not_repeated() -> None:
    for number in ("4242424242424242", "pm_4242-4242-4242-4242", "378282246310005"):
        with pytest.raises(Unreadable) as refused:
            readers.token(number)
        assert not any(char.isdigit() for char in refused.value.message)


def test_digits_without_the_check_digit_of_a_card_are_a_token() -> None:
    assert readers.token("4242424242424241") == "4242424242424241"


@given(text=st.text(max_size=60), read=st.sampled_from(READERS))
def test_a_reader_reads_or_says_what_to_do(text: str, read: Callable[[str], object]) -> None:
    assert _words_about(read, text).endswith((".", "?"))


def _words_about(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except Unreadable as refused:
        return refused.what_to_do
    return "It was read."


@given(
    minor_units=st.integers(0, readers.MOST_MINOR_UNITS),
    currency=st.sampled_from(["EUR", "JPY", "BHD", "USD"]),
)
def test_an_amount_is_read_exactly(minor_units: int, currency: str) -> None:
    money = Money(minor_units, currency)

    assert readers.amount(currency)(f"{money.decimal:f}") == money
