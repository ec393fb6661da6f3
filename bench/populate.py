"""Data sets for measuring, with sizes as parameters: customers, subscriptions, invoices."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from domain.numbers import Series
from domain.periods import Interval, IntervalUnit, Period, boundary
from domain.processor import MethodKind
from domain.subscriptions import SubscriptionStatus
from storage.books import Books, OpenBooks

MONTHLY = Interval(IntervalUnit.MONTH, 1)
BATCH = 500


@dataclass(frozen=True)
class Portfolio:
    """What was written: a customer and a subscription for each number."""

    customers: tuple[str, ...]
    subscriptions: tuple[str, ...]


async def write_organisation(books: OpenBooks) -> None:
    """The organisation and its one plan, unless they are there."""
    async with books() as opened:
        if await opened.organisations.find():
            return
        opened.organisations.new(
            id=1,
            name="Measured Ltd",
            country="AT",
            language="en",
            time_zone="UTC",
            currency="EUR",
            run_hour=6,
            email="office@measured.example",
        )
        opened.plans.new(
            code="basic", name="Basic", interval_unit=IntervalUnit.MONTH, interval_count=1
        )
        await opened.flush()
        opened.plans.new_price(plan="basic", currency="EUR", unit_minor_units=3100)
        at = datetime.now(UTC)
        await opened.organisations.set_preference("autocharge.toggle", True, by="bench", at=at)


async def write_portfolio(books: OpenBooks, size: int, *, due: bool) -> Portfolio:
    """So many customers with a live subscription each; `due`: whose term ended a minute ago."""
    customers: list[str] = []
    subscriptions: list[str] = []
    for start in range(0, size, BATCH):
        async with books() as opened:
            for _ in range(min(BATCH, size - start)):
                customer = await _customer(opened)
                customers.append(customer)
                subscriptions.append(await _subscription(opened, customer, due=due))
    return Portfolio(tuple(customers), tuple(subscriptions))


async def _customer(books: Books) -> str:
    number = await books.numbers.take(Series.CUSTOMER)
    now = datetime.now(UTC)
    books.customers.new(
        number=number,
        name=f"Customer {number}",
        currency="EUR",
        language="en",
        time_zone="UTC",
        country="AT",
        created_at=now,
    )
    await books.flush()
    books.customers.new_contact(
        number=await books.numbers.take(Series.CONTACT),
        customer=number,
        name=f"Contact of {number}",
        email=f"{number.lower()}@measured.example",
        is_primary=True,
    )
    return number


async def _subscription(books: Books, customer: str, *, due: bool) -> str:
    now = datetime.now(UTC)
    method = await books.numbers.take(Series.METHOD)
    books.payment_methods.new(
        number=method,
        customer=customer,
        kind=MethodKind.CARD,
        token=f"pm_card_visa_{customer.lower().replace('-', '')}",
        brand="Visa",
        last4="4242",
        created_at=now,
    )
    await books.flush()
    end = now.date() if due else boundary(now.date(), MONTHLY, 1)
    start = boundary(end, MONTHLY, -1)
    number = await books.numbers.take(Series.SUBSCRIPTION)
    books.subscriptions.new(
        number=number,
        customer=customer,
        plan="basic",
        currency="EUR",
        status=SubscriptionStatus.LIVE,
        auto_charge=True,
        payment_method=method,
        starts_at=now - timedelta(days=31),
        anchor_on=start,
        anchor_day=start.day,
        term_number=0,
        term_starts_on=start,
        term_ends_on=end,
        renews_at=now - timedelta(minutes=1) if due else now + timedelta(days=27),
        cycles_billed=1,
        setup_fee_billed=True,
        created_at=now,
    )
    await books.flush()
    books.subscriptions.add_term(number, Period(start, end), continues=False, invoice=None)
    return number


def history_number(customer: str, place: int) -> str:
    """The number of this invoice, and of its payment, in the written history of a customer."""
    return f"HIST-{customer.rpartition('-')[2]}{place:08d}"


async def write_history(books: OpenBooks, customer: str, subscription: str, size: int) -> None:
    """So many paid invoices of one customer, as years would leave them, known to the planner."""
    stem = history_number(customer, 0)[:-8]
    async with books() as opened:
        await opened.session.execute(
            text(
                "INSERT INTO invoices (number, customer, subscription, status, currency, issued_on,"
                " due_on, finalised_at, paid_at, created_at, subtotal_minor_units,"
                " tax_minor_units, total_minor_units, paid_minor_units, credited_minor_units,"
                " written_off_minor_units)"
                " SELECT :stem || lpad(n::text, 8, '0'), :customer, :subscription, 'paid', 'EUR',"
                " date '2020-01-01' + (n / 100), date '2020-01-15' + (n / 100),"
                " now(), now(), now(),"
                " 3100, 0, 3100, 3100, 0, 0 FROM generate_series(1, :size) n"
            ),
            {"stem": stem, "customer": customer, "subscription": subscription, "size": size},
        )
        await opened.session.execute(
            text(
                "INSERT INTO payments (number, customer, channel, status, currency,"
                " amount_minor_units, excess_minor_units, save_method, asked, created_at,"
                " decided_at) SELECT :stem || lpad(n::text, 8, '0'), :customer, 'auto_charge',"
                " 'succeeded', 'EUR', 3100, 0, false, 0,"
                " timestamptz '2020-01-01' + n * interval '1 minute', now()"
                " FROM generate_series(1, :size) n"
            ),
            {"stem": stem, "customer": customer, "size": size},
        )
        await opened.session.execute(text("ANALYZE"))
