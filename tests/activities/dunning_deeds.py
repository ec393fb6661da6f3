"""What can meet on an invoice that is not paid: tries, reminders, staff, methods, late money."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import uuid4

from activities.contracts import StepDue
from activities.reminders import REMIND
from domain.commands import ActorKind
from domain.numbers import Series
from domain.processor import ChargeStatus
from storage.invoices import InvoiceRow
from tests.support.office import Office

Deed = Callable[[Office, str], Awaitable[object]]


async def debt(office: Office, subscription: str) -> InvoiceRow:
    async with office.books() as books:
        return (await books.invoices.page(subscription=subscription))[0]


def asks_of_dunning(signal: str, *, days: int | None = None) -> Deed:
    """What staff ask of the dunning, or of the reminders, of the newest invoice."""

    async def deed(office: Office, number: str) -> object:
        invoice = str((await debt(office, number)).number)
        payload = {} if days is None else {"until": _later(office.clock.at, days)}
        return await office.asked("dunning", invoice, signal, by=ActorKind.STAFF, **payload)

    return deed


def _later(at: datetime, days: int) -> str:
    return (at + timedelta(days=days)).isoformat()


async def is_charged_to_another(office: Office, number: str) -> object:
    """Another method is chosen for it."""
    async with office.books() as books:
        customer = (await books.subscriptions.get(number)).customer
    method = await office.a.method(customer, f"pm_card_other_{uuid4().hex}")
    return await office.asked("method", method, "assign", subscription=number)


async def loses_its_method(office: Office, number: str) -> object:
    """The method that it is charged to is removed, and another takes its place."""
    async with office.books() as books:
        row = await books.subscriptions.get(number)
    other = await office.a.method(row.customer, f"pm_card_instead_{uuid4().hex}")
    old = str(row.payment_method)
    return await office.asked("method", old, "remove", replacement=other)


async def is_reminded(office: Office, number: str) -> object:
    invoice = str((await debt(office, number)).number)
    return await office.dunning.take_dunning_step(StepDue(invoice, REMIND, office.clock.at))


async def by_invoice(office: Office) -> str:
    """A subscription by invoice, on the day on which its invoice is due."""
    number = await office.a.subscription(auto_charge=False)
    await office.begin(number)
    office.clock.at += timedelta(days=15)
    return number


async def abandoned_payment(office: Office, subscription: str) -> str:
    """A payment on the processor's page that was called off; its number."""
    invoice = await debt(office, subscription)
    async with office.books() as books:
        number = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": invoice.number, "minor_units": invoice.outstanding_minor_units}]
    await office.asked("payment", number, "pay", invoices=wanted)
    answer = await office.answer(number, ChargeStatus.CANCELLED)
    await office.payments.record_answer(answer)
    return number
