"""Retainers that several draw, or that is paid for, at the same moment."""

from collections.abc import AsyncIterator

import pytest

from domain.invoices import (
    AmountChanged,
    PaymentUnderWay,
)
from domain.numbers import Series
from domain.retainers import (
    RetainerUsedUp,
)
from storage.books import books_of
from tests.support.database import engine_at
from tests.support.office import Office
from tests.support.race import race
from tests.support.retainer_office import (
    balances,
    drawn,
    in_order,
    invoice,
    received,
    retainer,
)

RUNNERS = 6


async def test_nothing_is_drawn_for_an_invoice_that_is_being_paid(office: Office) -> None:
    customer = await office.a.customer()
    number, bill = await retainer(office, customer), await invoice(office, customer)
    await received(office, customer, 10_000, number)
    async with office.books() as books:
        taken = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": bill, "minor_units": 6_000}]
    assert (await office.asked("payment", taken, "pay", invoices=wanted)).code is None

    with pytest.raises(PaymentUnderWay):
        await drawn(office, number, {bill: 100})


@pytest.fixture
async def crowd(database_url: str) -> AsyncIterator[Office]:
    """An office with a connection for everybody."""
    async with engine_at(database_url, pool_size=RUNNERS) as engine:
        yield Office(books_of(engine))


async def test_of_several_who_draw_the_last_fifty_at_once_one_does(crowd: Office) -> None:
    customer = await crowd.a.customer()
    number = await retainer(crowd, customer, 5_000)
    await received(crowd, customer, 5_000, number)
    bills = [await invoice(crowd, customer, 5_000) for _ in range(RUNNERS)]

    async def draw(place: int) -> str:
        try:
            await drawn(crowd, number, {bills[place]: 5_000})
        except RetainerUsedUp:
            return "refused"
        return "drawn"

    assert sorted(await race(RUNNERS, draw)) == ["drawn", *["refused"] * (RUNNERS - 1)]
    assert await balances(crowd, customer) == [(0, 0)]
    await in_order(crowd)


async def test_two_retainers_that_are_drawn_for_one_invoice_at_once_pay_it_once(
    crowd: Office,
) -> None:
    customer = await crowd.a.customer()
    bill = await invoice(crowd, customer, 5_000)
    numbers = [await retainer(crowd, customer, 5_000) for _ in range(2)]
    for number in numbers:
        await received(crowd, customer, 5_000, number)

    async def draw(place: int) -> str:
        try:
            await drawn(crowd, numbers[place], {bill: 5_000})
        except AmountChanged:
            return "refused"
        return "drawn"

    assert sorted(await race(2, draw)) == ["drawn", "refused"]
    assert await balances(crowd, customer) == [(0, 5_000)]
    await in_order(crowd)
