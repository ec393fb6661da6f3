"""A customer who pays: claims invoices, and goes through the processor's page as a browser does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from domain.commands import CommandStatus
from domain.numbers import Series
from domain.payments import PaymentStatus
from storage.commands import CommandRow
from storage.invoices import InvoiceRow
from storage.payments import PaymentRow
from tests.support.world import World


@dataclass
class Payer:
    """Does on the portal and on the processor's page what a person would do there."""

    world: World

    async def take_number(self) -> str:
        async with self.world.books() as books:
            return await books.numbers.take(Series.PAYMENT)

    async def ask(
        self,
        invoices: Sequence[InvoiceRow],
        *,
        number: str | None = None,
        minor_units: int | None = None,
        method: str | None = None,
        save_method: bool = False,
    ) -> CommandRow:
        """Press *pay*; the command, decided. All that is owed unless an amount is named."""
        wanted = [
            {
                "number": invoice.number,
                "minor_units": minor_units or invoice.outstanding_minor_units,
            }
            for invoice in invoices
        ]
        return await self.world.ask(
            "payment",
            number or await self.take_number(),
            "pay",
            invoices=wanted,
            method=method,
            save_method=save_method,
        )

    async def open(self, *invoices: InvoiceRow, save_method: bool = False) -> str:
        """Press *pay* and arrive on the processor's page; the payment's number."""
        command = await self.ask(invoices, save_method=save_method)
        assert command.status is CommandStatus.APPLIED, command.detail
        await self.reaches(command.key, PaymentStatus.REQUIRES_ACTION)
        return command.key

    async def reaches(self, number: str, *statuses: PaymentStatus) -> PaymentRow:
        """The payment, once it has one of these statuses."""
        async with asyncio.timeout(10):
            while True:
                async with self.world.books() as books:
                    payment = await books.payments.find(number)
                if payment and payment.status in statuses:
                    return payment
                await asyncio.sleep(0.01)

    async def page(self, number: str) -> str:
        """The path of the page that is open."""
        url = (await self.world.payment(number)).hosted_url
        assert url, "no page is open"
        return urlsplit(url).path

    async def choose(self, number: str, card: str = "pm_card_visa", *, save: bool = False) -> str:
        """Pay with a card; where the browser is sent."""
        form = {"card": card, **({"save": "true"} if save else {})}
        return await self._post(await self.page(number), form)

    async def confirm(self, number: str, answer: str = "approve") -> str:
        """Answer the bank's question."""
        return await self._post(f"{await self.page(number)}/confirmation", {"answer": answer})

    async def cancel(self, number: str) -> str:
        """Leave the page without paying."""
        return await self._post(f"{await self.page(number)}/cancellation", {})

    async def come_back(self, number: str) -> CommandRow:
        """The browser arrives where the page sends it: on the portal."""
        command = await self.world.ask("payment", number, "returned")
        await self.world.settle()
        return command

    async def pay(
        self, *invoices: InvoiceRow, card: str = "pm_card_visa", save: bool = False
    ) -> PaymentRow:
        """All of it, from the button to the receipt."""
        number = await self.open(*invoices, save_method=save)
        await self.choose(number, card, save=save)
        await self.come_back(number)
        return await self.world.payment(number)

    async def _post(self, path: str, form: dict[str, str]) -> str:
        answer = await self.world.simulator.post(path, data=form)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])
