"""Retainers in any order: whatever is asked, it is done or refused, and the books stay in order."""

from collections.abc import Awaitable, Callable
from random import Random

from activities.invoice_ends import void_invoice
from activities.offline_payments import return_payment
from domain.errors import BillingError
from domain.invoices import InvoiceKind
from storage.invoices import InvoiceRow
from storage.payments import PaymentRow
from tests.support.office import Office
from tests.support.retainer_office import drawn, in_order, invoice, received, retainer

STEPS = 24
SEED = 107


class Walk:
    """Somebody who does something, and then something else."""

    def __init__(self, office: Office, customer: str, seed: int) -> None:
        self.office, self.customer = office, customer
        self.any = Random(seed)  # noqa: S311 - a walk, no secret
        self.refused: list[str] = []
        self.deeds: list[Callable[[], Awaitable[object]]] = [
            self.bills,
            self.pays,
            self.pays,
            *[self.draws] * 5,
            *[self.gives_back] * 2,
            self.takes_back,
            self.voids,
        ]

    async def begins(self) -> None:
        """Two retainers that are paid, one kept for a project, and an invoice for each."""
        for project in ("", "P-1"):
            number = await retainer(self.office, self.customer, 1_000, project)
            await received(self.office, self.customer, 1_000, number)
            await invoice(self.office, self.customer, 700, project)

    async def goes_on(self) -> None:
        try:
            await self.any.choice(self.deeds)()
        except BillingError as refusal:
            self.refused.append(refusal.code)

    async def bills(self) -> None:
        project = self.any.choice(["", "P-1"])
        await invoice(self.office, self.customer, self.any.choice([300, 700]), project)

    async def pays(self) -> None:
        rows = [each for each in await self.documents() if each.outstanding_minor_units]
        if rows:
            row = self.any.choice(rows)
            owed = row.outstanding_minor_units
            units = self.any.choice([owed, owed, 250, owed + 100])
            keep = self.any.random() < 0.5
            number = row.number or ""
            await received(self.office, self.customer, units, number, keep_rest=keep)

    async def draws(self) -> None:
        rows = await self.documents()
        retainers = [each for each in rows if each.kind is InvoiceKind.RETAINER]
        own = [each for each in retainers if each.retainer.status.is_usable] or retainers
        bills = [each for each in rows if each.kind is InvoiceKind.INVOICE]
        if own and bills:
            chosen = self.any.sample(bills, min(len(bills), 2))
            shares = {each.number or "": self.any.choice([50, 150]) for each in chosen}
            await drawn(self.office, self.any.choice(own).number or "", shares)

    async def gives_back(self) -> None:
        payment = await self.payment()
        if payment:
            source = self.any.choice(["retainer", "retainer", "invoices", "credit"])
            units = self.any.choice([50, 150, payment.amount_minor_units])
            done = await self.office.refund(payment.number, units, source)
            self.refused += [done.code] if done.code else []

    async def takes_back(self) -> None:
        payment = await self.payment()
        if payment:
            async with self.office.books() as books:
                await return_payment(books, payment.number, "returned", self.office.clock.at)

    async def voids(self) -> None:
        rows = [each for each in await self.documents() if each.kind is InvoiceKind.INVOICE]
        if rows:
            async with self.office.books() as books:
                number = self.any.choice(rows).number or ""
                await void_invoice(books, number, self.office.clock.at)

    async def documents(self) -> list[InvoiceRow]:
        async with self.office.books() as books:
            retainers = await books.retainers.page(customer=self.customer)
            return [*retainers, *await books.invoices.page(customer=self.customer)]

    async def payment(self) -> PaymentRow | None:
        async with self.office.books() as books:
            rows = await books.payments.page(self.customer)
        return self.any.choice(rows) if rows else None


async def test_whatever_is_done_in_any_order_the_books_are_in_order(office: Office) -> None:
    walk = Walk(office, await office.a.customer(), SEED)
    await walk.begins()
    for step in range(STEPS):
        await walk.goes_on()
        if step % 8 == 7:
            await in_order(office)
    async with office.books() as books:
        rows = await books.retainers.page(customer=walk.customer)
        uses = [use for row in rows for use in await books.retainers.uses_of(row)]
    assert uses
    assert walk.refused
