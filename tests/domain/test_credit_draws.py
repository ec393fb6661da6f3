"""Credit is used in the order in which it came, to the last minor unit, and goes back alike."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.credit_draws import (
    CreditSource,
    Draw,
    NotEnoughCredit,
    SourceKind,
    available,
    draws,
    undone,
)
from domain.money import Money
from tests.domain.examples import eur, utc

FIRST = utc("2026-01-05T08:00")
NOTE, PAYMENT = SourceKind.CREDIT_NOTE, SourceKind.PAYMENT


def source(number: str, left: str, *, day: int = 0, kind: SourceKind = NOTE) -> CreditSource:
    return CreditSource(kind, number, eur(left), FIRST + timedelta(days=day))


OLD, NEW = source("CN-000002", "30.00"), source("PAY-000001", "50.00", day=3, kind=PAYMENT)


def test_the_oldest_credit_is_used_first() -> None:
    assert draws(eur("40.00"), [NEW, OLD]) == (
        Draw(NOTE, "CN-000002", eur("30.00")),
        Draw(PAYMENT, "PAY-000001", eur("10.00")),
    )


def test_what_is_named_goes_before_the_oldest() -> None:
    assert draws(eur("55.00"), [OLD, NEW], first="PAY-000001") == (
        Draw(PAYMENT, "PAY-000001", eur("50.00")),
        Draw(NOTE, "CN-000002", eur("5.00")),
    )


def test_more_than_there_is_is_refused_and_says_what_is_left() -> None:
    with pytest.raises(NotEnoughCredit, match=r"80.01 EUR of credit.*80.00 EUR is left"):
        draws(eur("80.01"), [OLD, NEW])


def test_credit_never_crosses_currencies() -> None:
    dollars = CreditSource(NOTE, "CN-000009", Money(9_000, "USD"), FIRST)

    assert available([OLD, dollars], "EUR") == eur("30.00")
    with pytest.raises(NotEnoughCredit):
        draws(eur("30.01"), [OLD, dollars])


def test_what_was_used_last_goes_back_first() -> None:
    drawn = draws(eur("40.00"), [OLD, NEW])

    assert undone(eur("15.00"), drawn) == (
        Draw(PAYMENT, "PAY-000001", eur("-10.00")),
        Draw(NOTE, "CN-000002", eur("-5.00")),
    )
    with pytest.raises(NotEnoughCredit):
        undone(eur("40.01"), drawn)


@st.composite
def pots(draw: st.DrawFn) -> list[CreditSource]:
    lefts = draw(st.lists(st.integers(1, 10_000), min_size=1, max_size=6))
    days = draw(st.permutations(range(len(lefts))))
    at: list[datetime] = [FIRST + timedelta(days=day) for day in days]
    return [
        CreditSource(NOTE, f"CN-{place:06d}", Money(left, "EUR"), since)
        for place, (left, since) in enumerate(zip(lefts, at, strict=True))
    ]


@given(pots(), st.data())
def test_draws_add_up_take_no_more_than_is_left_and_come_back_whole(
    sources: list[CreditSource], data: st.DataObject
) -> None:
    most = available(sources, "EUR")
    amount = Money(data.draw(st.integers(1, most.minor_units)), "EUR")
    left = {each.number: each.left for each in sources}

    taken = draws(amount, sources)

    assert sum((each.amount for each in taken), eur("0")) == amount
    assert all(eur("0") < each.amount <= left[each.number] for each in taken)
    untouched = [each.since for each in sources if each.number not in {t.number for t in taken}]
    used = [each.since for each in sources if each.number in {t.number for t in taken}]
    assert not untouched or max(used) < min(untouched)
    back = undone(amount, taken)
    assert sum((each.amount for each in back), amount) == eur("0")
