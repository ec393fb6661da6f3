"""What tests on real servers ask for, wait for and look at."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from domain.commands import ActorKind, CommandStatus
from domain.messages import MessageStatus
from domain.numbers import Series
from domain.payments import PaymentStatus
from domain.refunds import OPEN_REFUND, REFUNDABLE, RefundStage
from domain.subscriptions import SubscriptionStatus
from storage.invariants import offences
from storage.messages import MessageRow
from storage.payments import PaymentRow
from storage.refunds import RefundRow
from tests.stack.engine import Engine, until
from tests.support.builders import actor_of

RECEIVED = REFUNDABLE | {PaymentStatus.REFUNDED}
SETTLED = RECEIVED | {PaymentStatus.CANCELLED, PaymentStatus.REQUIRES_ACTION}


async def give(engine: Engine, process: str, key: str, signal: str, **payload: object) -> UUID:
    """Write a command as staff give it; it is not carried yet."""
    return await give_as(engine, ActorKind.STAFF, (process, key, signal), payload)


async def give_as(
    engine: Engine, by: ActorKind, what: tuple[str, str, str], payload: Mapping[str, object]
) -> UUID:
    """The same, as somebody gives it: `what` are the process, its key and the signal."""
    process, key, signal = what
    async with engine.books() as books:
        customer = await engine.a.customer_of(books, process, key, payload)
        row = await books.commands.new(
            id=uuid4(),
            actor_kind=by,
            actor=await actor_of(books, by, customer),
            customer=customer,
            process=process,
            key=key,
            signal=signal,
            says=signal,
            payload=dict(payload),
            status=CommandStatus.PENDING,
            given_at=datetime.now(UTC),
        )
    return row.id


async def decided(engine: Engine, command: UUID) -> CommandStatus:
    async def is_decided() -> bool:
        async with engine.books() as books:
            row = await books.commands.find(command)
        return row is not None and row.status is not CommandStatus.PENDING

    await until(is_decided)
    async with engine.books() as books:
        row = await books.commands.find(command)
    assert row is not None
    return row.status


async def at_rest(engine: Engine) -> bool:
    """Whether every payment is settled or waits for its customer, and what goes out is out."""
    async with engine.books() as books:
        payments = (await books.session.scalars(select(PaymentRow))).all()
        refunds = (await books.session.scalars(select(RefundRow))).all()
        mails = (await books.session.scalars(select(MessageRow))).all()
    return (
        all(each.status in SETTLED and each.act_at is None for each in payments)
        and all(each.stage not in OPEN_REFUND for each in refunds)
        and all(each.status is MessageStatus.DELIVERED for each in mails)
    )


async def nothing_lost_nothing_doubled(engine: Engine) -> None:
    async with engine.books() as books:
        assert await offences(books.session, datetime.now(UTC)) == []
        payments = (await books.session.scalars(select(PaymentRow))).all()
        refunds = (await books.session.scalars(select(RefundRow))).all()
    booked = {each.number: each.amount_minor_units for each in payments if each.status in RECEIVED}
    assert booked == await engine.captured()
    gone = Counter[str]()
    for each in refunds:
        gone[each.payment or ""] += each.amount_minor_units * (each.stage is RefundStage.SUCCEEDED)
    assert gone == await engine.given_back()


async def offline(engine: Engine) -> str:
    """The number of an open invoice that nobody charges."""
    number = await engine.a.subscription(token=None, auto_charge=False)

    async def is_open() -> bool:
        async with engine.books() as books:
            return bool(await books.invoices.page(subscription=number))

    await until(is_open)
    async with engine.books() as books:
        [invoice] = await books.invoices.page(subscription=number)
    return str(invoice.number)


async def press_pay(engine: Engine, invoice: str) -> str:
    """The number of the payment."""
    async with engine.books() as books:
        number = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": invoice, "minor_units": 3100}]
    await engine.post.deliver([await give(engine, "payment", number, "pay", invoices=wanted)])
    return number


async def page_of(engine: Engine, payment: str) -> str:
    async def is_open() -> bool:
        async with engine.books() as books:
            row = await books.payments.find(payment)
        return row is not None and row.hosted_url is not None

    await until(is_open)
    async with engine.books() as books:
        return str((await books.payments.get(payment)).hosted_url)


async def reaches(engine: Engine, number: str, status: SubscriptionStatus) -> None:
    """Wait until the subscription has this status."""

    async def is_there() -> bool:
        async with engine.books() as books:
            return (await books.subscriptions.get(number)).status is status

    await until(is_there)


async def has_invoices(engine: Engine, number: str, count: int) -> None:
    """Wait until the subscription has so many invoices."""

    async def has() -> bool:
        async with engine.books() as books:
            return len(await books.invoices.page(subscription=number)) == count

    await until(has)


async def comes_to_rest(engine: Engine) -> None:
    """Wait until every payment is settled or waits for its customer, and every mail is out."""
    await until(lambda: at_rest(engine))
